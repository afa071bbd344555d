"""Forms as people read them: the list and what is found in it, one form, its rules, its past."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy import select

from portal import access
from portal.database import session
from portal.models.accounts import Account
from portal.models.obligations import Obligation
from portal.models.submissions import Submission
from portal.services import catalogue
from portal.services.catalogue import NoSuchForm
from schemas.catalogue import REFERRAL
from schemas.changes import changes
from schemas.changewords import Change
from schemas.editions import edition_of, editions, resolve
from schemas.periods import NotAPeriod, Period
from schemas.sentences import sentences
from schemas.spec import ALWAYS, FormSpec, RuleSpec, Severity, Span, Text
from validator.cells import bare
from validator.findings import Finding
from validator.sayings import saying

_WORDS = 12
"""Words of a search that are looked for."""


class NoSuchRule(Exception):
    """The form has no such rule in the quarter asked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing of a form that a search found: the id of a rule, or "" for a line.

    `period` is a quarter in which the rule is in force; "" where it always is.
    """

    rule: str
    words: Text
    period: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A form of the list, and what in it a search found."""

    spec: FormSpec
    retired: bool
    hits: Sequence[Hit] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a form as it is in force for a quarter.

    Attributes:
        id: its own, or the place of the line from which it follows.
        sentences: what it demands; a line may demand more than one thing.
        written: the rule as it is written; None for one that follows from a line.
        over_time: its severities, each with its time.
    """

    id: str
    severity: Severity
    sentences: list[Text] = field(default_factory=list)
    written: RuleSpec | None = None
    over_time: Sequence[tuple[Span, Severity]] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A form as it is in force for a quarter; `since` is the quarter from which on it is so.

    `retired` says that nobody sends it any more.
    """

    whole: FormSpec
    spec: FormSpec
    period: str
    since: str
    editions: Sequence[str]
    retired: bool

    @property
    def sha256(self) -> str:
        """The hash of its text."""
        return self.whole.sha256


@dataclass(frozen=True, slots=True)
class Edition:
    """From which quarter on a form is another, and what is different from before."""

    since: str
    notes: Sequence[Text]
    changes: Sequence[Change]


def visible(viewer: Account) -> dict[str, FormSpec]:
    """Return the forms that somebody may see, by code: all, or those that their units owe."""
    forms = catalogue.current()
    every = forms.retired | forms.specs | forms.referrals
    if access.may_see(viewer, "form.see"):
        return every
    units = access.units_visible(viewer, "form.see")
    owed = select(Obligation.form).where(Obligation.unit_id.in_(units)).distinct()
    return {code: every[code] for code in session.scalars(owed) if code in every}


def listed(viewer: Account, *, search: str = "") -> list[Listed]:
    """Return the forms that somebody may see, by code, as far as a search finds something.

    Each word has to stand in the form's names, or in one and the same line or rule of it.
    """
    wanted = [bare(word) for word in search.split()][:_WORDS]
    retired = catalogue.current().retired
    found = []
    for code, spec in sorted(visible(viewer).items()):
        hits = [hit for text, hit in _words_of(spec) if wanted and _all_in(wanted, text)]
        if not wanted or hits or _all_in(wanted, _names_of(spec)):
            found.append(Listed(spec, code in retired, hits))
    return found


def _all_in(wanted: Sequence[str], text: str) -> bool:
    return all(word in text for word in wanted)


def _names_of(spec: FormSpec) -> str:
    said = (spec.title, spec.programme)
    return bare(" ".join((spec.code, spec.service, *(f"{one.en} {one.zh}" for one in said))))


@lru_cache(maxsize=1024)
def _words_of(spec: FormSpec) -> tuple[tuple[str, Hit], ...]:
    """Return the bare words of each line and rule of a form, in both languages."""
    return tuple((bare(text), hit) for text, hit in _said_in(spec))


def _said_in(spec: FormSpec) -> Iterator[tuple[str, Hit]]:
    for table in spec.tables:
        for line in (*table.rows, *table.cols):
            note = f"{line.note.en} {line.note.zh}" if line.note else ""
            names = f"{line.label.en} {line.label.zh} {' '.join(line.also_called)}"
            yield f"{line.code} {names} {note}", Hit("", _within(table.title, line.label))
    for listed_table in spec.lists:
        for one in listed_table.fields:
            names = f"{one.label.en} {one.label.zh} {' '.join(one.also_called)}"
            yield f"{one.code} {names}", Hit("", _within(listed_table.title, one.label))
    spans = {rule.id: rule.span for rule in spec.rules} | _spans(spec)
    for rule, words in sentences(spec):
        period = spans[rule].until or spans[rule].since
        yield f"{rule} {words.en} {words.zh}", Hit(rule, words, period)


def _spans(spec: FormSpec) -> dict[str, Span]:
    """Return when each line of a table and each field of a list is in force."""
    lines = {table.key: (*table.rows, *table.cols) for table in spec.tables}
    held = lines | {listed.key: listed.fields for listed in spec.lists}
    return {f"{key}.{one.key}": one.span for key, inside in held.items() for one in inside}


def _within(table: Text, line: Text) -> Text:
    return Text(f"{table.en}: {line.en}", f"{table.zh}：{line.zh}")


def find(code: str, *, viewer: Account, period_id: str = "", today: date) -> Shown:
    """Return a form as it is in force for a quarter, the last that ended unless named.

    Raises:
        NoSuchForm: there is none, or the viewer may not see it: the two look alike on purpose; or
            the words name no quarter.
    """
    spec = visible(viewer).get(code)
    if spec is None:
        raise NoSuchForm(code)
    try:
        period = Period.parse(period_id) if period_id else Period.of(today).previous()
    except NotAPeriod:
        raise NoSuchForm(period_id) from None
    return Shown(
        whole=spec,
        spec=resolve(spec, period.id),
        period=period.id,
        since=edition_of(spec, period.id),
        editions=editions(spec),
        retired=code in catalogue.current().retired,
    )


def of_text(whole: FormSpec) -> Shown:
    """Return a form as its text says that it is last: as units would see a draft."""
    since = editions(whole)[-1]
    return Shown(whole, resolve(whole, since), since, since, editions(whole), retired=False)


def rules_of(form: Shown) -> list[Rule]:
    """Return the rules of a form, those of its tables first, as they are in force."""
    written = {rule.id: rule for rule in form.spec.rules}
    found: dict[str, Rule] = {}
    for name, words in sentences(form.spec):
        rule = found.setdefault(name, _rule(form, name, written.get(name)))
        rule.sentences.append(words)
    return list(found.values())


def _rule(form: Shown, name: str, written: RuleSpec | None) -> Rule:
    if written is not None:
        over_time = written.severities or ((written.span, written.severity),)
        return Rule(name, written.severity, written=written, over_time=over_time)
    span = _spans(form.whole).get(name, ALWAYS)
    return Rule(name, "error", over_time=((span, "error"),))


def rule_of(form: Shown, name: str) -> Rule:
    """Return one rule of a form. Raises NoSuchRule."""
    for rule in rules_of(form):
        if rule.id == name:
            return rule
    raise NoSuchRule(name)


def pages_of(sent: Submission, rules: Iterable[str]) -> dict[str, str]:
    """Return under which name the rules of findings have their pages, as far as they have one.

    Args:
        sent: the return; one of a form that is not known has no pages.
        rules: as findings name them: `FAS-CASE-Q-010`, `FAS-CASE-Q.T.movement.R900.new` for what
            follows from the line R900 or from the column `new`, or `L.B.kind.code` for what the
            field `kind` of the list B asks.
    """
    forms = catalogue.current()
    form = (forms.retired | forms.specs).get(sent.form or "")
    if form is None or sent.period is None:
        return {}
    known = {name for name, _ in sentences(resolve(form, sent.period))}
    lists = {one.code: one.key for one in form.lists}
    names = {
        rule: [rule, *_lines_of(rule.removeprefix(f"{form.code}.T.")), _field_of(rule, lists)]
        for rule in rules
    }
    first = {of: next((one for one in named if one in known), "") for of, named in names.items()}
    return {rule: name for rule, name in first.items() if name}


def _lines_of(place: str) -> list[str]:
    """Return the lines from which a relation at a place may follow, its column before its row."""
    table, *lines = place.split(".")
    return [f"{table}.{line}" for line in reversed(lines)]


def _field_of(rule: str, lists: Mapping[str, str]) -> str:
    """Return the field of which a rule is, by the codes of lists; no name where it is of none."""
    code, _, rest = rule.removeprefix("L.").partition(".")
    return f"{lists.get(code, '')}.{rest.partition('.')[0]}"


def finding_of(form: Shown, rule: Rule) -> Finding | None:
    """Return what the check says where a rule fails; None where that takes more than a return."""
    if form.spec.kind == REFERRAL:
        return None
    return saying(form.whole, rule.id, form.period)


def past(spec: FormSpec) -> list[Edition]:
    """Return the editions of a form, the last first, each with what is different from before."""
    found, before = [], None
    for since in editions(spec):
        form = resolve(spec, since)
        notes = [one.note for one in spec.revisions if one.since == since]
        found.append(Edition(since, notes, changes(before, form) if before else []))
        before = form
    return found[::-1]
