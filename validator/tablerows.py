"""The rows of a located table: read together as far as they are plain, else cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from validator.locate import Located
from validator.numbers import MISTYPED, Reading, Readings, understand
from validator.places import Block, Places
from validator.plan import Plan
from validator.read.book import Sheet
from validator.relations import Cell


class Row(NamedTuple):
    """A line of the form in the sheet.

    Attributes:
        first: the number of its first cell.
        line: where it is.
        plain: whether all its cells ask for whole numbers, and stand side by side in order.
    """

    first: int
    line: int
    key: tuple[str, str]
    plain: bool


class Bearings(NamedTuple):
    """How a table is read once it is located.

    Attributes:
        columns: (column, key), from the left, but for those that stand twice.
        width: how many columns the form has.
        stretches: rows that follow one another both in the form and in the sheet, and whether all
            are plain.
        whole: whether every line and column was found, and each once.
    """

    columns: tuple[tuple[int, str], ...]
    width: int
    stretches: tuple[tuple[tuple[Row, ...], bool], ...]
    whole: bool


@lru_cache(maxsize=256)
def bearings(plan: Plan, located: Located) -> Bearings:
    """Take the bearings of a table, once for all files in which it stands at the same place."""
    header, table = located.header, located.table
    assert header is not None
    doubtful = {key for key, _ in header.twice}
    columns = sorted((at, key) for key, at in header.columns.items() if key not in doubtful)
    side_by_side = [key for _, key in columns] == [col.key for col in table.cols] and (
        columns[-1][0] - columns[0][0] == len(columns) - 1
    )
    rows = [
        Row(
            plan.by_key[table.key, key, table.cols[0].key],
            line,
            (table.key, key),
            (table.key, key) in plan.plain_rows and side_by_side,
        )
        for key, line in located.rows.items()
    ]
    stretches = tuple(
        (tuple(stretch), all(row.plain for row in stretch))
        for stretch in _stretches(rows, len(columns))
        if stretch
    )
    whole = not (header.twice or located.twice or located.disagree)
    whole = whole and len(located.rows) == len(table.rows)
    whole = whole and len(header.columns) == len(table.cols)
    return Bearings(tuple(columns), len(table.cols), stretches, whole)


def _stretches(rows: list[Row], width: int) -> Iterator[list[Row]]:
    """Yield rows that follow one another both in the form and in the sheet."""
    stretch: list[Row] = []
    for row in rows:
        if stretch and (row.first - width, row.line - 1) != (stretch[-1].first, stretch[-1].line):
            yield stretch
            stretch = []
        stretch.append(row)
    yield stretch


@dataclass(slots=True)
class TableReader:
    """Reads the rows of one table out of a sheet."""

    sheet: Sheet
    plan: Plan
    readings: Readings
    places: Places

    def read(self, its: Bearings) -> None:
        """Read all rows."""
        for rows, plain in its.stretches:
            self._read(rows, its, plain=plain)

    def _read(self, rows: tuple[Row, ...], its: Bearings, *, plain: bool) -> None:
        if plain and self._take(rows, its):
            return
        if len(rows) == 1:
            self._take_cells(rows[0], its)
            return
        middle = len(rows) // 2
        for half in (rows[:middle], rows[middle:]):
            self._read(half, its, plain=plain or all(row.plain for row in half))

    def _take(self, rows: tuple[Row, ...], its: Bearings) -> bool:
        """Take some plain rows at once if all cells hold whole numbers or nothing; say whether."""
        (left, _), width, sheet = its.columns[0], its.width, self.sheet
        begin = left - sheet.left
        lines = sheet.rows[rows[0].line - sheet.top : rows[-1].line - sheet.top + 1]
        content = list(chain.from_iterable(line[begin : begin + width] for line in lines))
        cells = range(rows[0].first, rows[0].first + width * len(rows))
        # Of a formula that was saved without its result there is nothing in the sheet either.
        blanks = not sheet.unvalued
        if len(content) < len(cells):
            return False
        if not self.readings.take_plain(cells.start, content, blanks=blanks):
            return False
        self.places.stand(Block(cells, width, (sheet.name, rows[0].line, left)))
        return True

    def _take_cells(self, row: Row, its: Bearings) -> None:
        for column, col in its.columns:
            number = self.plan.by_key[*row.key, col]
            reading = _reading(self.sheet, row.line, column, self.plan.cells[number])
            self.places.single[number] = (self.sheet.name, row.line, column)
            self.readings[number] = reading


def _reading(sheet: Sheet, row: int, column: int, cell: Cell) -> Reading:
    if sheet.unvalued and (row, column) in sheet.unvalued:
        return Reading("", MISTYPED, trouble="no_value")
    values, offset = sheet.rows[row - sheet.top], column - sheet.left
    percent = cell.type == "percent" and sheet.percent(row, column)
    return understand(values[offset] if offset < len(values) else "", cell, percent=percent)
