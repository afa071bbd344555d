"""The whole check of one file: read, recognise, extract, evaluate, word.

Two steps, so that a caller can fetch the unit's context in between: `open_file` needs the bytes
alone, `check` the opened file and the context. Both are pure functions of what they are given.
"""

from collections.abc import Callable
from dataclasses import dataclass

from schemas.catalogue import Catalogue
from schemas.periods import NotAPeriod, Period
from schemas.spec import Text
from validator.belong import misplaced, refusal, unreadable, unrecognised
from validator.context import NOTHING_KNOWN, Context
from validator.extract import Extract
from validator.findings import Finding
from validator.kinds.beyond import named
from validator.long_csv import LongTable, extract_csv, recognise_csv
from validator.plan import Plan, compile_plan
from validator.privacy import identity_numbers, names_of_sheets
from validator.read.book import Limits, Refusal, read
from validator.read.csvfile import LONG
from validator.recognise import Hints, Recognised, recognise
from validator.report import Report
from validator.suspects import Case, as_made, many, name_causes
from validator.verdict import Verdict
from validator.wordindex import WordIndex
from validator.words import wording

NO_HINTS = Hints()
DEFAULT_LIMITS = Limits()
LAST_QUARTER = Text("last quarter", "上季")


@dataclass(slots=True)
class Opened:
    """A file that was read: what it says it is, and its cells where the form is known."""

    recognised: Recognised
    plan: Plan | None = None
    extract: Extract | None = None
    refusals: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """An opened file on its way out of a child process; form and plan stayed behind.

    They are most of what there is, and both sides have them of the same catalogue.
    """

    opened: Opened
    form: str
    plan: str
    """The plan's hash, in which the form's and the revision are."""


class OtherPlan(Exception):
    """The file was read by another plan than the one at hand."""


def open_file(
    data: bytes,
    catalogue: Catalogue,
    *,
    hints: Hints = NO_HINTS,
    limits: Limits = DEFAULT_LIMITS,
) -> Opened:
    """Read a file and recognise it. Never raises for what is in the file."""
    book = read(data, limits=limits, encoding=hints.encoding)
    if isinstance(book, Refusal):
        return Opened(Recognised(), refusals=(unreadable(book),))
    named = names_of_sheets(book)
    index = WordIndex.of(book)
    if book.kind == LONG:
        return _open_csv(index, catalogue, hints)
    found = recognise(index, catalogue, hints)
    problems = unrecognised(found)
    if problems or found.spec is None or found.period is None:
        return Opened(found, refusals=tuple(problems))
    plan = compile_plan(found.spec, found.period.id)
    cells = as_made(index, plan, found, catalogue.former(found.spec.code))
    cells.findings += named + identity_numbers(index)
    if "macros" in book.notes:
        cells.findings.append(Finding("V.macros", "file", "note", *wording("macros")))
    return Opened(found, plan, cells)


def carry(opened: Opened) -> Opened | Carried:
    """Take form and plan out of an opened file that leaves this process; it is used no more."""
    plan, found = opened.plan, opened.recognised
    if plan is None or opened.extract is None:
        return opened
    opened.plan = found.spec = None
    opened.extract.places.cells = ()
    return Carried(opened, plan.spec.code, plan.hash)


def put_back(carried: Carried, catalogue: Catalogue) -> Opened:
    """Put form and plan back into an opened file, compiled once a process.

    Raises:
        OtherPlan: the form of this catalogue is not the one that the file was read by.
    """
    opened, found = carried.opened, carried.opened.recognised
    assert found.period is not None and opened.extract is not None
    spec = catalogue.form(carried.form)
    plan = compile_plan(spec, found.period.id)
    if plan.hash != carried.plan:
        raise OtherPlan(carried.form)
    opened.plan, found.spec, opened.extract.places.cells = plan, spec, plan.cells
    return opened


def _open_csv(index: WordIndex, catalogue: Catalogue, hints: Hints) -> Opened:
    table = LongTable(index.book)
    if len(returns := table.returns()) > 1:
        listed = "; ".join(" ".join(entry) for entry in sorted(returns)[:5])
        return Opened(Recognised(), refusals=(refusal("csv_mixed", list=listed),))
    found = recognise_csv(table, catalogue, hints)
    problems = unrecognised(found)
    if problems or found.spec is None or found.period is None:
        return Opened(found, refusals=tuple(problems))
    plan = compile_plan(found.spec, found.period.id)
    cells = extract_csv(table, plan, found.period)
    cells.findings += identity_numbers(index)
    return Opened(found, plan, cells)


def check(
    opened: Opened,
    catalogue: Catalogue,
    context: Context = NOTHING_KNOWN,
    *,
    more: Callable[[Context], Context] = lambda context: context,
) -> Verdict:
    """Return the verdict on an opened file, given what is known of its unit.

    Where much is wrong, `more` is asked for what tells causes of it and is of use for nothing else.
    """
    found = opened.recognised
    refusals = list(opened.refusals) or misplaced(found, context, catalogue)
    if refusals or opened.plan is None or opened.extract is None:
        return Verdict(refusals, found, context=context)
    prior_words = _words_of(context.prior_period)
    told = Report(opened.plan, opened.extract, context, prior_words).findings()
    findings = opened.extract.findings + told
    if many(told):
        context = more(context)
        case = Case(opened.plan, opened.extract, context, prior_words, told, found.also)
        findings = [*name_causes(case), *findings]
    if context.provisional:
        message, hint = wording("provisional", returns=named(context.provisional, context.form))
        findings.append(Finding("V.provisional", "file", "note", message, hint))
    return Verdict(findings, found, opened.plan, opened.extract, context)


def _words_of(period_id: str) -> Text:
    if not period_id:
        return LAST_QUARTER
    try:
        period = Period.parse(period_id)
    except NotAPeriod:
        return LAST_QUARTER
    return Text(period.words("en"), period.words("zh"))


def check_file(
    data: bytes,
    catalogue: Catalogue,
    *,
    context_for: Callable[[Opened], Context] = lambda _: NOTHING_KNOWN,
    hints: Hints = NO_HINTS,
) -> Verdict:
    """Return the verdict on a file's bytes; the context is asked for once the file is known."""
    opened = open_file(data, catalogue, hints=hints)
    return check(opened, catalogue, context_for(opened))
