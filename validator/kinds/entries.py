"""Rules over the entries of an open list: the fields that they name, judged entry by entry."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from schemas.spec import Field, FormSpec, ListTable, RuleSpec
from validator.cells import as_typed
from validator.fields import Value
from validator.kinds.ruling import At, Head, Judged, Scope
from validator.lists import Entry, Listed
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.references import BadReference, BadValue

PASSED, IDLE = Judged(PASS), Judged(NOT_APPLICABLE)
SHAPES: Mapping[str, str] = {
    "count": "figure",
    "integer": "figure",
    "decimal": "figure",
    "money": "figure",
    "percent": "figure",
    "date": "date",
    "month": "month",
    "code": "code",
    "bool": "code",
    "text": "text",
    "id": "text",
}
"""What the types of fields are to a rule: only fields of one shape can be held together."""


class OfEntry(Protocol):
    """A rule that is judged in each entry of a list by itself; `needs` are the fields it reads.

    Where one of these is not applicable, neither is the rule.
    """

    @property
    def head(self) -> Head:
        """What the rule has in common with all others."""

    @property
    def listed(self) -> str:
        """The key of its list."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields that it reads; the first is where it waits."""

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in an entry of which every field could be read."""


def each(rule: OfEntry, scope: Scope) -> Iterator[Judged]:
    """Yield how a rule comes out: each failure, each wait, and once for all other entries."""
    listed = scope.lists[rule.listed]
    if (wait := lacking(listed, rule.needs)) is not None:
        yield wait
        return
    rest = IDLE
    for number, entry in enumerate(listed.entries):
        if entry.bad and (key := unread(entry, rule.needs)):
            yield waiting(rule.listed, number, rule.needs[0], key)
            continue
        if entry.na and not entry.na.isdisjoint(rule.needs):
            continue
        judged = rule.of_entry(entry, number)
        if judged is PASSED:
            rest = PASSED
        elif judged is not IDLE:
            yield judged
    yield rest


def lacking(listed: Listed, needs: tuple[str, ...]) -> Judged | None:
    """Return that a rule waits for a list, or a column of it, that was not found in the file."""
    missing = [key for key in needs if key not in listed.columns]
    if not missing:
        return None
    label = listed.table.field(missing[0]).label
    slots = {"table": listed.table.title, "column": label}
    waits = "entries.no_column" if listed.columns else "entries.no_list"
    return Judged(CANNOT_CHECK, waits=waits, slots=slots)


def unread(entry: Entry, needs: tuple[str, ...]) -> str:
    """Return the first of some fields in which something stands that could not be read."""
    return next((key for key in needs if entry.is_unread(key)), "")


def waiting(listed: str, number: int, subject: str, key: str) -> Judged:
    """Return that a rule waits in one entry for a field that could not be read."""
    return Judged(CANNOT_CHECK, (At(listed, number, subject),), blocked_by=At(listed, number, key))


def of_blanks(rule: OfEntry, entry: Entry, number: int) -> Judged:
    """Return what comes of blanks that do not count as 0: they are wrong, or nothing applies."""
    if rule.head.blank != "error":
        return IDLE
    blank = [key for key in rule.needs if key not in entry.values]
    return Judged(FAIL, tuple(At(rule.listed, number, key) for key in blank), words="entries.blank")


class FieldsOf:
    """The fields that one rule names: all of one list."""

    def __init__(self, spec: FormSpec, rule: RuleSpec) -> None:
        self.spec, self.rule = spec, rule
        self.listed: ListTable | None = None

    @property
    def key(self) -> str:
        """The key of the list."""
        assert self.listed is not None, "no field was asked for yet"
        return self.listed.key

    def field(self, text: object) -> Field:
        """Return a field that a slot names: `groups.held_on`.

        Raises:
            BadReference: no list has it.
            BadValue: it is of another list than those before it, or no field at all.
        """
        name, _, key = str(text).strip().partition(".")
        listed = next((one for one in self.spec.lists if one.key == name), None)
        if listed is None:
            raise BadValue(f"'{text}' is no field of a list, as the others of {self.rule.kind} are")
        if self.listed not in (None, listed):
            raise BadValue(f"'{text}' is of another list: a rule of entries is of one list")
        self.listed = listed
        found = next((one for one in listed.fields if one.key == key), None)
        if found is None:
            raise BadReference(str(text).strip())
        return found

    def fields(self, slot: str) -> list[Field]:
        """Return the fields of a slot that names several. Raises BadReference."""
        said = self.rule.slots[slot]
        assert isinstance(said, list)
        return [self.field(text) for text in said]

    def slot(self, name: str) -> Field:
        """Return the field of a slot that names one. Raises BadReference."""
        return self.field(self.rule.slots[name])


def shape(one: Field) -> str:
    """Return what a field is to a rule: a figure, a date, a month, a code or a text."""
    return SHAPES[one.type]


def without_zero(rule: RuleSpec, one: Field) -> Head:
    """Return the head of a rule in which a blank can be no 0. Raises BadValue."""
    if rule.blank in ("zero", "zero_if_any"):
        raise BadValue(f"{one.key} is a {shape(one)}: a blank one is no 0")
    return Head.of(rule, rule.blank or "skip")


def as_compared(value: Value) -> Value:
    """Return a value as others are held against it: two texts are the same in any letters."""
    return as_typed(value).casefold() if isinstance(value, str) else value
