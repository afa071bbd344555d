"""The entries of a list held against each other: what stands twice, what is missing between."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.sentences import word
from schemas.spec import Field, RuleSpec, Text
from validator.cells import as_typed
from validator.context import Lacking
from validator.fields import Value
from validator.keys import in_entries
from validator.kinds.beyond import without
from validator.kinds.entries import (
    PASSED,
    FieldsOf,
    as_compared,
    each,
    lacking,
    of_blanks,
    shape,
    waiting,
    without_zero,
)
from validator.kinds.entrychoices import choices, coded, known
from validator.kinds.ruling import HEADING, At, Head, Judged, Scope
from validator.lists import Entry, Listed
from validator.outcomes import FAIL
from validator.references import BadValue
from validator.wants import Wants

_MOST_NAMED = 20
_LIKE = re.compile(r"(.*?)(\d{1,12})")


@dataclass(frozen=True, slots=True)
class Unique:
    """No two entries say the same in some fields; the later one is told, and names the first."""

    head: Head
    listed: str
    needs: tuple[str, ...]

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, entry by entry."""
        return each(_Seen(self.head, self.listed, self.needs), scope)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the entries said so far, each with the first that said it."""

    head: Head
    listed: str
    needs: tuple[str, ...]
    first: dict[tuple[Value, ...], int] = field(default_factory=dict)

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in one entry; texts are the same however they are typed."""
        said = [entry.values.get(key) for key in self.needs]
        filled = tuple(as_compared(one) for one in said if one is not None)
        if len(filled) < len(said):
            return of_blanks(self, entry, number)
        first = self.first.setdefault(filled, number)
        if first == number:
            return PASSED
        spots, others = (
            tuple(At(self.listed, at, key) for key in self.needs) for at in (number, first)
        )
        return Judged(FAIL, spots, others, "unique.several" if len(spots) > 1 else "")


def unique(fields: FieldsOf, rule: RuleSpec) -> Unique:
    """Bind fields that no two entries have the same. Raises BadReference, BadValue."""
    named = fields.fields("fields")
    return Unique(without_zero(rule, named[0]), fields.key, tuple(one.key for one in named))


@dataclass(frozen=True, slots=True)
class RunningOn:
    """The numbers of a field run on; `prefix` stands before each, of at least `width` digits."""

    head: Head
    listed: str
    needs: tuple[str]
    prefix: str
    width: int

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, entry by entry; nothing is missing while one is unread."""
        (key,) = self.needs
        entries = scope.lists[self.listed].entries
        first: dict[int, int] = {}
        for at, entry in enumerate(entries):
            if (said := self.number(entry.values.get(key))) is not None:
                first.setdefault(said, at)
        ordered = [] if any(one.is_unread(key) for one in entries) else sorted(first)
        return each(_Numbered(self, first, ordered), scope)

    def number(self, said: Value | None) -> int | None:
        """Return the number that a field says; None where it is not written as one."""
        if isinstance(said, int):
            return said
        plain = as_typed(str(said)).casefold()
        digits = plain.removeprefix(self.prefix.casefold())
        if not re.fullmatch(r"[0-9]{1,12}", digits):
            return None
        return int(digits) if self.written(int(digits)).casefold() == plain else None

    def written(self, number: int) -> str:
        """Return a number as it is to be written."""
        return f"{self.prefix}{number:0{self.width}d}"


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The numbers of one list: the first entry of each, and all of them in order."""

    of: RunningOn
    first: Mapping[int, int]
    ordered: Sequence[int]

    @property
    def head(self) -> Head:
        """What the rule has in common with all others."""
        return self.of.head

    @property
    def listed(self) -> str:
        """The key of its list."""
        return self.of.listed

    @property
    def needs(self) -> tuple[str, ...]:
        """The field of the numbers."""
        return self.of.needs

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in one entry: a gap is told at the number that follows it."""
        (key,) = self.needs
        if key not in entry.values:
            return of_blanks(self, entry, number)
        spot, said = At(self.listed, number, key), self.of.number(entry.values[key])
        if said is None:
            like = self.of.written(1)
            return Judged(FAIL, (spot,), words="sequence_without_gaps.like", slots={"like": like})
        if self.first[said] != number:
            other = At(self.listed, self.first[said], key)
            return Judged(FAIL, (spot,), (other,), "sequence_without_gaps.twice")
        place = bisect_left(self.ordered, said)
        before = self.ordered[place - 1] if self.ordered and place else said - 1
        if before == said - 1:
            return PASSED
        missing = [self.of.written(one) for one in (before + 1, said - 1)]
        other = At(self.listed, self.first[before], key)
        slots = {"missing": _span(*missing)}
        return Judged(FAIL, (spot,), (other,), "sequence_without_gaps.gap", slots=slots)


def _span(first: str, last: str) -> Text:
    return Text(first, first) if first == last else Text(f"{first} to {last}", f"{first} 至 {last}")


def sequence(fields: FieldsOf, rule: RuleSpec) -> RunningOn:
    """Bind a field whose numbers run on. Raises BadReference, BadValue."""
    one = fields.slot("figure")
    like = as_typed(str(rule.slots.get("like", "1")))
    match = _LIKE.fullmatch(like)
    if match is None:
        raise BadValue(f"like: '{like}' does not end in a number, as G0001 does")
    if one.decimals or shape(one) not in ("figure", "text"):
        raise BadValue(f"{one.key}: only whole numbers, and texts such as G0001, run on")
    if shape(one) == "figure" and "like" in rule.slots:
        raise BadValue(f"like: {one.key} is a number by itself")
    head = without_zero(rule, one)
    return RunningOn(head, fields.key, (one.key,), match[1], len(match[2]))


@dataclass(frozen=True, slots=True)
class RowsExpected:
    """Each of some codes of a field has an entry; what is missing is told at the column's name."""

    head: Head
    field: Field
    listed: str
    expected: tuple[str, ...]

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, once for the whole list; it waits for what cannot be read."""
        listed, key = scope.lists[self.listed], self.field.key
        there = {entry.values.get(key) for entry in listed.entries}
        missing = tuple(code for code in self.expected if code not in there)
        yield _settled(listed, key, missing) or Judged(
            FAIL,
            (At(self.listed, HEADING, key),),
            slots={"missing": choices(self.field, missing)},
            expected=", ".join(missing),
        )


@dataclass(frozen=True, slots=True)
class RollExpected:
    """Each id of a register that is of the unit has an entry; told as a missing code is."""

    head: Head
    field: Field
    listed: str
    register: str

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, once for the whole list."""
        listed, key = scope.lists[self.listed], self.field.key
        roll, spot = scope.context.roll(self.register), At(self.listed, HEADING, key)
        if isinstance(roll, Lacking):
            yield without(spot, roll)
            return
        there = set(in_entries(listed, key))
        missing = tuple(one.upper() for one in roll if one not in there)
        yield _settled(listed, key, missing) or Judged(
            FAIL,
            (spot,),
            words="rows_expected.register",
            slots={"missing": _named(missing), "register": word(self.register)},
            expected=", ".join(missing),
        )


def _settled(listed: Listed, key: str, missing: Sequence[str]) -> Judged | None:
    """Return that nothing is missing in a list, or may be where something cannot be read."""
    if (wait := lacking(listed, (key,))) is not None:
        return wait
    unread = [at for at, entry in enumerate(listed.entries) if entry.is_unread(key)]
    if not missing:
        return PASSED
    return waiting(listed.table.key, unread[0], key, key) if unread else None


def _named(ids: Sequence[str]) -> str:
    return ", ".join([*ids[:_MOST_NAMED], *["…"] * (len(ids) > _MOST_NAMED)])


def rows_expected(fields: FieldsOf, rule: RuleSpec) -> RowsExpected | RollExpected:
    """Bind a field of which each code, or each id of a register, has an entry. Raises BadValue."""
    one = fields.slot("figure")
    if "register" in rule.slots:
        return _roll_expected(fields, one, rule)
    coded(one)
    only = rule.slots.get("only", list(one.codes))
    assert isinstance(only, list)
    codes = tuple(map(str, only))
    known(one, codes)
    return RowsExpected(Head.of(rule), one, fields.key, codes)


def _roll_expected(fields: FieldsOf, one: Field, rule: RuleSpec) -> RollExpected:
    if "only" in rule.slots:
        raise BadValue("only: it names codes, and here a register says what is expected")
    if shape(one) != "text":
        raise BadValue(f"{one.key} is a {shape(one)}: what a register has is a text, or an id")
    register = str(rule.slots["register"])
    head = Head.of(rule, wants=Wants(rolls=frozenset((register,))))
    return RollExpected(head, one, fields.key, register)
