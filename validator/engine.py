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
from validator.extract import Extract, extract
from validator.findings import Finding
from validator.long_csv import LongTable, extract_csv, recognise_csv
from validator.plan import Plan, compile_plan
from validator.privacy import identity_numbers
from validator.read.book import Book, Limits, Refusal, read
from validator.recognise import Hints, Recognised, recognise
from validator.report import Report
from validator.verdict import Verdict
from validator.wordindex import WordIndex
from validator.words import wording

NO_HINTS = Hints()
DEFAULT_LIMITS = Limits()


@dataclass(slots=True)
class Opened:
    """A file that was read: what it says it is, and its cells where the form is known."""

    recognised: Recognised
    plan: Plan | None = None
    extract: Extract | None = None
    refusals: tuple[Finding, ...] = ()


def open_file(
    data: bytes,
    catalogue: Catalogue,
    *,
    filename: str = "",
    hints: Hints = NO_HINTS,
    limits: Limits = DEFAULT_LIMITS,
) -> Opened:
    """Read a file and recognise it. Never raises for what is in the file."""
    book = read(data, filename=filename, limits=limits)
    if isinstance(book, Refusal):
        return Opened(Recognised(), refusals=(unreadable(book),))
    if book.kind == "csv":
        return _open_csv(book, catalogue, hints)
    index = WordIndex.of(book)
    found = recognise(index, catalogue, hints)
    problems = unrecognised(found)
    if problems or found.spec is None or found.period is None:
        return Opened(found, refusals=tuple(problems))
    plan = compile_plan(found.spec, found.period.id)
    cells = extract(index, plan)
    cells.findings += identity_numbers(index)
    if "macros" in book.notes:
        cells.findings.append(Finding("V.macros", "file", "note", *wording("macros")))
    return Opened(found, plan, cells)


def _open_csv(book: Book, catalogue: Catalogue, hints: Hints) -> Opened:
    table = LongTable(book)
    if len(returns := table.returns()) > 1:
        listed = "; ".join(" ".join(entry) for entry in sorted(returns)[:5])
        return Opened(Recognised(), refusals=(refusal("csv_mixed", list=listed),))
    found = recognise_csv(table, catalogue, hints)
    problems = unrecognised(found)
    if problems or found.spec is None or found.period is None:
        return Opened(found, refusals=tuple(problems))
    plan = compile_plan(found.spec, found.period.id)
    return Opened(found, plan, extract_csv(table, plan, found.period))


def check(opened: Opened, catalogue: Catalogue, context: Context = NOTHING_KNOWN) -> Verdict:
    """Return the verdict on an opened file, given what is known of its unit."""
    found = opened.recognised
    refusals = list(opened.refusals) or misplaced(found, context, catalogue)
    if refusals or opened.plan is None or opened.extract is None:
        return Verdict(refusals, found, context=context)
    prior_words = _words_of(context.prior_period)
    report = Report(opened.plan, opened.extract, context, prior_words)
    findings = opened.extract.findings + report.findings()
    if context.prior_provisional:
        message, hint = wording("provisional", prior_period=prior_words)
        findings.append(Finding("V.provisional", "file", "note", message, hint))
    return Verdict(findings, found, opened.plan, opened.extract, context)


def _words_of(period_id: str) -> Text:
    try:
        period = Period.parse(period_id)
    except NotAPeriod:
        return Text("last quarter", "上季")
    return Text(period.words("en"), period.words("zh"))


def check_file(
    data: bytes,
    catalogue: Catalogue,
    *,
    context_for: Callable[[Recognised], Context] = lambda _: NOTHING_KNOWN,
    filename: str = "",
    hints: Hints = NO_HINTS,
) -> Verdict:
    """Return the verdict on a file's bytes; the context is asked for once the file is known."""
    opened = open_file(data, catalogue, filename=filename, hints=hints)
    return check(opened, catalogue, context_for(opened.recognised))
