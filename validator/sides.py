"""Tables side by side: which of them a stretch of a heading row belongs to.

Two tables may have columns of the same name, and one heading row may carry both. A row of column
names is cut where one stands again, and where names of lines stand between two of them. A stretch
belongs to the table whose lines are named between it and the stretch before, else to the one whose
title stands above it; where neither tells, it is nobody's, and a column that stands twice is told.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from validator.labels import Spot

_ENOUGH = 8
"""Of lines that several tables have, so many are looked at."""
_APART = 2
"""Of tables under one heading row, the first lines are at most so many rows apart."""
_NEAR = 3
"""Tables side by side name their columns at most so many rows apart."""
TITLE_REACH = 8
"""A title stands at most so many rows above the names of the columns."""

Run = list[tuple[int, str]]
"""Columns of a heading row that stand together: where each is, and its key."""
Label = tuple[int, int, int, str, bool]
"""Where a line of a table is named: sheet, row, column; its key; whether by its code."""


class Said(NamedTuple):
    """Where a file says the words of a table: names of its lines and columns, its title."""

    lines: Sequence[Label]
    heads: Collection[Spot]
    titles: Collection[Spot]


class _Stretch(NamedTuple):
    """A run of a heading row, and the column at which what stands before it ended."""

    sheet: int
    row: int
    after: int
    first: int
    last: int


class Sides:
    """What tells the tables of a form apart in a file."""

    def __init__(self, said: Mapping[str, Said]) -> None:
        self._said = said
        self._at: dict[Spot, set[str]] = defaultdict(set)
        self._columns: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._heads: dict[tuple[int, int], set[int]] = defaultdict(set)
        for table, its in said.items():
            for sheet, row, column, _, _ in its.lines:
                self._at[sheet, row, column].add(table)
            for sheet, row, column in its.heads:
                self._heads[sheet, row].add(column)
        for sheet, row, column in sorted(self._at):
            self._columns[sheet][column].append(row)

    def own(self, table: str, spot: tuple[int, int], named: Run) -> list[Run]:
        """Return the runs of a heading row without those that are another table's.

        Args:
            table: the table whose column names stand there.
            spot: sheet and row.
            named: its columns, from the left.
        """
        own, after, owner = [], 0, None
        for run in self._runs(spot, named):
            after = max(after, self._neighbour(spot, run[0][0]))
            # What nothing is said of goes on with the run before it.
            owner = self._owner(_Stretch(*spot, after, run[0][0], run[-1][0]), owner)
            after = run[-1][0]
            if owner in (table, None):
                own.append(run)
        return own

    def _runs(self, spot: tuple[int, int], named: Run) -> list[Run]:
        columns = {column for column, _ in named}
        between = self._begins(spot, named[-1][0]).keys() - columns
        runs: list[Run] = [[]]
        for column, key in named:
            run = runs[-1]
            cut = any(run[-1][0] < at < column for at in between) if run else False
            if cut or any(key == other and column != at for at, other in run):
                runs.append([])
            runs[-1].append((column, key))
        return runs

    def _neighbour(self, spot: tuple[int, int], first: int) -> int:
        """Return where a table on the left ends that names its columns a little higher or lower.

        Names of lines stand between; without them it is one table that names them in two rows.
        """
        sheet, row = spot
        cut = max(self._begins(spot, first), default=0)
        near = range(row - _NEAR, row + _NEAR + 1)
        heads = (
            column for at in near for column in self._heads.get((sheet, at), ()) if column < cut
        )
        return max(heads, default=0)

    def _begins(self, spot: tuple[int, int], before: int) -> dict[int, int]:
        """Return the columns before one in which lines are named from right below a row on.

        With the row of the first. Those of a table that stands further below begin later.
        """
        sheet, row = spot
        begins = {
            column: rows[below]
            for column, rows in self._columns[sheet].items()
            if column < before and (below := bisect_right(rows, row)) < len(rows)
        }
        latest = min(begins.values(), default=0) + _APART
        return {column: at for column, at in begins.items() if at <= latest}

    def _owner(self, its: _Stretch, before: str | None) -> str | None:
        """Return the one table that a run can be of; None where it could be of several."""
        spot = its.sheet, its.row, its.first
        known = {table for table, said in self._said.items() if spot in said.heads}
        titled = self._titled(its, known)
        named = list(self._named(its, known))
        if not titled and not named:
            return before
        first = named[0] if named else set()
        if len(first) == 1 and len(titled) == 1 and first != titled:
            return None
        for tables in (first, titled, *named[1:]):
            known = known & tables or known
            if len(known) == 1:
                return known.pop()
        return None

    def _named(self, its: _Stretch, known: set[str]) -> Iterator[set[str]]:
        """Yield the tables that have the lines named beside a run, from the nearest on."""
        begins = self._begins((its.sheet, its.row), its.first)
        for column in sorted((at for at in begins if at > its.after), reverse=True):
            rows = self._columns[its.sheet][column]
            first = bisect_left(rows, begins[column])
            for row in rows[first : first + _ENOUGH]:
                if tables := known & self._at[its.sheet, row, column]:
                    yield tables

    def _titled(self, its: _Stretch, known: set[str]) -> set[str]:
        """Return the tables whose title stands above a run: those of the lowest one."""
        above = [
            (row, table)
            for table in known
            for sheet, row, column in self._said[table].titles
            if sheet == its.sheet
            and 0 <= its.row - row <= TITLE_REACH
            and its.after < column <= its.last
        ]
        lowest = max(above, default=(0, ""))[0]
        return {table for row, table in above if row == lowest}
