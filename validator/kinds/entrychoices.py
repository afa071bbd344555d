"""What one field of an entry may be: a code that goes with another, a date in a span of time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from schemas.meaning import meant
from schemas.periods import Period
from schemas.spec import Field, RuleSpec, Text
from validator.kinds.entries import PASSED, FieldsOf, each, of_blanks, shape, without_zero
from validator.kinds.ruling import At, Head, Judged, Scope
from validator.lists import Entry
from validator.outcomes import FAIL
from validator.references import BadValue


@dataclass(frozen=True, slots=True)
class ValidPair:
    """Two coded fields of an entry go together: `allowed` says which, by the code of the first."""

    head: Head
    fields: tuple[Field, Field]
    listed: str
    needs: tuple[str, str]
    allowed: Mapping[str, tuple[str, ...]]

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, entry by entry."""
        return each(self, scope)

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in one entry; a failure is reported at the second field."""
        left, right = map(entry.values.get, self.needs)
        if left is None or right is None:
            return of_blanks(self, entry, number)
        allowed = self.allowed[str(left)]
        if right in allowed:
            return PASSED
        other, spot = (At(self.listed, number, key) for key in self.needs)
        slots = {"allowed": choices(self.fields[1], allowed)}
        words = "" if allowed else "valid_pair.none"
        return Judged(FAIL, (spot,), (other,), words, slots, expected=", ".join(allowed))


def valid_pair(fields: FieldsOf, rule: RuleSpec) -> ValidPair:
    """Bind a table of allowed combinations. Raises BadReference, BadValue."""
    pair = fields.slot("left"), fields.slot("right")
    for one in pair:
        coded(one)
    if pair[0] == pair[1]:
        raise BadValue(f"{pair[0].key} is held against itself")
    said = rule.slots["pairs"]
    assert isinstance(said, dict)
    allowed = {str(code): tuple(map(str, codes)) for code, codes in said.items()}
    known(pair[0], allowed)
    for codes in allowed.values():
        known(pair[1], codes)
    if left_out := [code for code in pair[0].codes if code not in allowed]:
        raise BadValue(f"pairs: nothing is said of {', '.join(left_out)} of {pair[0].key}")
    if all(set(codes) == set(pair[1].codes) for codes in allowed.values()):
        raise BadValue("pairs: every combination is allowed, so that the rule never fails")
    head = without_zero(rule, pair[0])
    return ValidPair(head, pair, fields.key, (pair[0].key, pair[1].key), allowed)


@dataclass(frozen=True, slots=True)
class WithinPeriod:
    """A date lies in the data period; with `to_date` in the financial year up to its end."""

    head: Head
    listed: str
    needs: tuple[str]
    to_date: bool

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, entry by entry."""
        period = scope.period
        begins = Period(period.year, 1).start if self.to_date else period.start
        return each(_InSpan(self.head, self.listed, self.needs, begins, period.end), scope)


@dataclass(frozen=True, slots=True)
class _InSpan:
    """A date lies between two days, both included."""

    head: Head
    listed: str
    needs: tuple[str]
    begins: date
    ends: date

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in one entry."""
        (key,) = self.needs
        day = entry.values.get(key)
        if not isinstance(day, date):
            return of_blanks(self, entry, number)
        if self.begins <= day <= self.ends:
            return PASSED
        slots = {"begins": self.begins.isoformat(), "ends": self.ends.isoformat()}
        return Judged(FAIL, (At(self.listed, number, key),), slots=slots)


def within_period(fields: FieldsOf, rule: RuleSpec) -> WithinPeriod:
    """Bind a date to the period of the return. Raises BadReference, BadValue."""
    one = fields.slot("figure")
    if shape(one) not in ("date", "month"):
        raise BadValue(f"{one.key} is a {shape(one)}: only dates lie in a period")
    to_date = rule.slots.get("within") == "year_to_date"
    return WithinPeriod(without_zero(rule, one), fields.key, (one.key,), to_date)


def coded(one: Field) -> None:
    """Hold a field to one that has codes. Raises BadValue."""
    if not one.codes:
        raise BadValue(f"{one.key} has no codes, which a rule of this kind is about")


def known(one: Field, codes: Mapping[str, object] | tuple[str, ...]) -> None:
    """Hold codes in a rule to those of a field. Raises BadValue."""
    for code in codes:
        if code not in one.codes:
            raise BadValue(f"{one.key} has no code '{code}'{meant(code, one.codes)}")


def choices(one: Field, codes: tuple[str, ...]) -> Text:
    """Return codes with their names: HALL Hall; ROOM Room."""
    named = [(code, one.codes[code]) for code in codes]
    return Text(
        "; ".join(f"{code} {label.en}" for code, label in named),
        "；".join(f"{code} {label.zh}" for code, label in named),
    )
