"""Totals and balances of a blank workbook: formulas, each with the value that it has at first.

A total shows nothing before there is something to add up. How many of its parts have to be there
follows what the table takes a blank for, so that what Excel works out is never a finding.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from validator.cells import a1
from validator.plan import Plan
from validator.relations import Relation

Place = Callable[[int], tuple[int, int]]
"""Row and column of a cell of the plan, from 1: all that a total adds up is on its sheet."""


@dataclass(slots=True)
class Totals:
    """The totals of a plan.

    Attributes:
        figures: what is filled in from the beginning, by cell; None for what is no figure.
    """

    plan: Plan
    place: Place
    figures: Mapping[int, Decimal | None]
    by_cell: dict[int, Relation] = field(init=False)

    def __post_init__(self) -> None:
        """Find the sum by which each total is worked out: the first of several."""
        structural = (f"{self.plan.spec.code}.T.", f"{self.plan.spec.code}.E.")
        self.by_cell = {}
        for relation in self.plan.relations:
            if relation.rule.startswith(structural) and relation.subject not in self.figures:
                self.by_cell.setdefault(relation.subject, relation)

    def formula(self, cell: int) -> str | None:
        """Return the formula of a total; None where it is typed."""
        relation = self.by_cell.get(cell)
        if relation is None or cell in self._below(relation):
            return None
        added = [part for factor, part in relation.terms[1:] if factor < 0]
        taken = [part for factor, part in relation.terms[1:] if factor > 0]
        total = "-".join(f"SUM({self._ranges(parts)})" for parts in (added, taken) if parts)
        total = total if added else f"-{total}"
        parts = relation.cells[1:]
        lacking = "=0" if _of_any(relation) else f"<{len(parts)}"
        decimals = self.plan.cells[cell].decimals
        return f'=IF(COUNT({self._ranges(list(parts))}){lacking},"",ROUND({total},{decimals}))'

    def value(self, cell: int) -> Decimal | None:
        """Return what a cell holds at first: what is filled in, or what it comes to."""
        relation = self.by_cell.get(cell)
        if relation is None or self.formula(cell) is None:
            return self.figures.get(cell)
        values = [(factor, self.value(part)) for factor, part in relation.terms[1:]]
        known = [-value if factor > 0 else value for factor, value in values if value is not None]
        if len(known) < (1 if _of_any(relation) else len(values)):
            return None
        last = Decimal(1).scaleb(-self.plan.cells[cell].decimals)
        return sum(known, Decimal(0)).quantize(last, ROUND_HALF_UP)

    def _below(self, relation: Relation) -> set[int]:
        """Return all cells that a sum is made of, through the sums of which these are made."""
        found: set[int] = set()
        ahead = list(relation.cells[1:])
        while ahead:
            cell = ahead.pop()
            if cell not in found:
                found.add(cell)
                ahead += self.by_cell[cell].cells[1:] if cell in self.by_cell else ()
        return found

    def _ranges(self, cells: list[int]) -> str:
        """Return cells as arguments of a function: C11:C13, C15."""
        return ",".join(_ranged([self.place(cell) for cell in cells]))


def _of_any(relation: Relation) -> bool:
    """Say whether a sum is shown as soon as one of its parts is there."""
    return relation.blank in ("zero", "zero_if_any")


def _ranged(places: list[tuple[int, int]]) -> Iterator[str]:
    """Yield the ranges in which places stand below or beside each other."""
    start = 0
    for end in range(1, len(places) + 1):
        if end < len(places) and _follows(places[start], places[end - 1], places[end]):
            continue
        first, last = a1(*places[start]), a1(*places[end - 1])
        yield first if first == last else f"{first}:{last}"
        start = end


def _follows(first: tuple[int, int], last: tuple[int, int], place: tuple[int, int]) -> bool:
    """Say whether a place goes on with a range of one row or of one column."""
    down = place == (last[0] + 1, last[1]) and first[1] == last[1]
    along = place == (last[0], last[1] + 1) and first[0] == last[0]
    return down or along
