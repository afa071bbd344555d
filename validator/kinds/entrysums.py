"""Figures, dates and texts of one entry held against each other, or against a number or a day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

from schemas.spec import Field
from validator.fields import Value, day_said
from validator.kinds.entries import PASSED, as_compared, each, of_blanks
from validator.kinds.ruling import At, Head, Judged, Scope
from validator.lists import Entry
from validator.numbers import shown
from validator.outcomes import FAIL

_ORDERS: Mapping[str, Callable[[Value, Value], bool]] = {
    "before": lt,
    "after": gt,
    "different": ne,
    "equals": eq,
    "not_after": le,
    "not_before": ge,
}
_FORBIDDEN: Mapping[str, Callable[[int, int], bool]] = {
    "eq": lambda twice, slack: abs(twice) > slack,
    "le": lambda twice, slack: twice > slack,
    "ne": lambda twice, slack: not twice,
}
"""When twice the sum of a rule breaks it: each rounded term stands for half a unit each way."""


@dataclass(frozen=True, slots=True)
class FieldSum:
    """The sum of factor x field is 0 (`eq`), at most 0 (`le`) or another than 0 (`ne`).

    The first term is where it is reported. Factors are scaled to `decimals`, and multiplied by
    `unit` beyond that; `slack` is twice what the sum may miss, and `relative` by which share of
    what the first has to be it may.
    """

    head: Head
    fields: tuple[Field, ...]
    factors: tuple[int, ...]
    op: str
    listed: str
    needs: tuple[str, ...]
    decimals: int
    slack: int
    words: str
    unit: int = 1
    relative: Fraction = Fraction(0)

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, entry by entry."""
        return each(self, scope)

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in one entry; of blanks as the rule takes them."""
        values = list(map(entry.values.get, self.needs))
        if None in values and not self._blank_counts(values):
            return of_blanks(self, entry, number)
        figures = [value if isinstance(value, int) else 0 for value in values]
        residual = sum(
            factor * figure for factor, figure in zip(self.factors, figures, strict=True)
        )
        due_sum = abs(self.factors[0] * figures[0] - residual)
        allowed = max(self.slack, int(2 * due_sum * self.relative)) if self.relative else self.slack
        if not _FORBIDDEN[self.op](2 * residual, allowed):
            return PASSED
        return self._failed(figures, residual, number)

    def _blank_counts(self, values: Sequence[Value | None]) -> bool:
        """Say whether blanks count as 0 here; else the rule does not apply."""
        if self.head.blank == "zero":
            return True
        return self.head.blank == "zero_if_any" and any(value is not None for value in values)

    def _failed(self, figures: Sequence[int], residual: int, number: int) -> Judged:
        first, lift = self.fields[0], self.factors[0]
        due = figures[0] - residual // lift if lift < 0 else figures[0] + -residual // lift
        difference = shown(abs(residual), self.decimals)
        if self.unit != 1:
            difference = shown(abs(due - figures[0]), first.decimals)
        said = [
            shown(figure, one.decimals) for figure, one in zip(figures, self.fields, strict=True)
        ]
        spots = tuple(At(self.listed, number, key) for key in self.needs)
        return Judged(
            FAIL,
            spots[:1],
            spots[1:],
            words=self.words,
            slots={"sum": self._sum(said), "other_value": said[1]},
            value=said[0],
            expected=None if self.op == "ne" else shown(due, first.decimals),
            difference=None if self.op == "ne" else difference,
        )

    def _sum(self, said: Sequence[str]) -> str:
        """Return the arithmetic of the others: 3 + 4 − 1."""
        terms = zip(self.factors[1:], said[1:], strict=True)
        parts = [f"{'−' if factor * self.factors[0] > 0 else '+'} {text}" for factor, text in terms]
        return " ".join(parts).removeprefix("+ ")


@dataclass(frozen=True, slots=True)
class FieldPair:
    """Two dates, codes or texts of an entry: one before the other, after it, the same or not."""

    head: Head
    fields: tuple[Field, Field]
    order: str
    listed: str
    needs: tuple[str, str]

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, entry by entry."""
        return each(self, scope)

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in one entry; two texts are the same however they are typed."""
        left, right = map(entry.values.get, self.needs)
        if left is None or right is None:
            return of_blanks(self, entry, number)
        if _ORDERS[self.order](as_compared(left), as_compared(right)):
            return PASSED
        spot, other = (At(self.listed, number, key) for key in self.needs)
        days = abs((left - right).days) if isinstance(left, date) and isinstance(right, date) else 0
        return Judged(
            FAIL, (spot,), (other,), f"entries.{self.order}", difference=str(days) if days else None
        )


@dataclass(frozen=True, slots=True)
class FieldBounds:
    """A figure or a date of an entry lies between two others, both included."""

    head: Head
    field: Field
    listed: str
    needs: tuple[str]
    least: int | date | None
    most: int | date | None

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how it comes out, entry by entry."""
        return each(self, scope)

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in one entry."""
        value = entry.values.get(self.field.key)
        if value is None:
            if self.head.blank != "zero":
                return of_blanks(self, entry, number)
            value = 0
        if self.least is not None and value < self.least:  # type: ignore[operator] # of one shape
            return self._failed(self.least, "least", number)
        if self.most is not None and value > self.most:  # type: ignore[operator] # of one shape
            return self._failed(self.most, "most", number)
        return PASSED

    def _failed(self, bound: int | date, side: str, number: int) -> Judged:
        spot = At(self.listed, number, self.field.key)
        if isinstance(bound, date):
            words = "entries.early" if side == "least" else "entries.late"
            return Judged(FAIL, (spot,), words=words, expected=day_said(bound, self.field))
        expected = shown(bound, self.field.decimals)
        return Judged(FAIL, (spot,), words=f"between.{side}", expected=expected)
