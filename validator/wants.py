"""What the rules of a plan ask for beyond the file, so that nothing else is fetched."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Self

from schemas.periods import Period
from validator.context import Context, Owed

NONE: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Wants:
    """Sets of what is asked for; several rules want the union of what each of them does.

    Attributes:
        back: (cell, how many of the last due periods).
        last_year: cells of the same quarter last year.
        year: cells of the earlier quarters of the financial year.
        others: (form, cell) of the same unit and period.
        quarters: (form, cell) of the four quarters of the financial year.
        peers: (cell, scale, of how many) other units of the same service.
        registers: (register, cell or field of a list that holds the ids).
        rolls: registers of which every id is asked that is of the unit.
        keys: cells or fields of a list of which each says what stands once only.
        facts: names of facts of the unit.
        agreed: standards of which the agreed level is asked.
    """

    back: frozenset[tuple[str, int]] = frozenset()
    last_year: frozenset[str] = frozenset()
    year: frozenset[str] = frozenset()
    others: frozenset[tuple[str, str]] = NONE
    quarters: frozenset[tuple[str, str]] = NONE
    peers: frozenset[tuple[str, str, int]] = frozenset()
    registers: frozenset[tuple[str, str]] = NONE
    rolls: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    agreed: frozenset[str] = frozenset()

    def __or__(self, other: Self) -> "Wants":
        """Return what either of them asks for."""
        names = (one.name for one in fields(self))
        return Wants(**{name: getattr(self, name) | getattr(other, name) for name in names})

    def returns(self, context: Context) -> dict[Owed, frozenset[str]]:
        """Return which cells are asked of which return, as far as the unit owes it.

        Args:
            context: what is owed, and form and period of the return that is checked.
        """
        asked: dict[Owed, set[str]] = {}
        for one, cell in self._asked(context):
            if context.owed is None or one in context.owed:
                asked.setdefault(one, set()).add(cell)
        return {one: frozenset(cells) for one, cells in asked.items()}

    def _asked(self, context: Context) -> Iterator[tuple[Owed, str]]:
        form, period = context.form, Period.parse(context.period)
        for cell, back in self.back:
            yield from ((Owed(form, context.before(n)), cell) for n in range(1, back + 1))
        for cell in self.last_year:
            yield Owed(form, Period(period.year - 1, period.quarter).id), cell
        for cell in self.year:
            yield from ((Owed(form, quarter.id), cell) for quarter in period.so_far()[:-1])
        for other, cell in self.others:
            yield Owed(other, period.id), cell
        for other, cell in self.quarters:
            yield from ((Owed(other, Period(period.year, n).id), cell) for n in range(1, 5))

    @property
    def forms(self) -> frozenset[str]:
        """The other forms of which figures are asked."""
        return frozenset(form for form, _ in self.others | self.quarters)


NOTHING = Wants()
