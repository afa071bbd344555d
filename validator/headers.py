"""The rows of a sheet that carry a table's column names, and which of them fits best."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from schemas.spec import Table
from validator.cells import bare
from validator.labels import Spot
from validator.names import TableNames
from validator.sides import TITLE_REACH, Label, Run, Sides
from validator.wordindex import WordIndex

_HEADER_ROWS = 2

Places = Mapping[str, Sequence[Spot]]
"""Where each bare word stands."""
Sheets = tuple[tuple[bool, str], ...]
"""Whether people see a sheet, and its name as a bare word."""


@dataclass(slots=True)
class Header:
    """A row of a sheet that carries a table's column names; `top` is the first of such rows."""

    sheet: int
    row: int
    columns: dict[str, int]
    top: int = field(init=False)
    twice: list[tuple[str, int]] = field(default_factory=list)
    anchored: bool = False
    rivals: list["Header"] = field(default_factory=list)
    """Headers of the same table on other sheets, under which as much stands."""
    left: int = 0
    """The first column with a line's name, where one stands before the figures."""

    def __post_init__(self) -> None:
        """Begin with the one row."""
        self.top = self.row

    @property
    def span(self) -> tuple[int, int]:
        """The first and last data column."""
        return min(self.columns.values()), max(self.columns.values())

    @property
    def reach(self) -> tuple[int, int]:
        """The first and last column, the names of its lines included."""
        first, last = self.span
        return min(self.left or first, first), last


def sheets_of(index: WordIndex) -> Sheets:
    """Return what is to be known of each sheet of a workbook."""
    return tuple([(sheet.visible, bare(sheet.name)) for sheet in index.book.sheets])


def best_header(index: WordIndex, table: Table, names: TableNames) -> Header | None:
    """Return the row that carries the column names of a table without lines of its own."""
    headers = headers_of(index.places, table, names)
    header = best_of(sheets_of(index), table, headers, [])
    if header:
        join(header, headers)
    return header


def headers_of(
    places: Places, table: Table, names: TableNames, sides: Sides | None = None
) -> list[Header]:
    """Return every row that carries at least half of a table's column names.

    Args:
        places: the words of a workbook.
        table: what is looked for.
        names: how it may be called.
        sides: what tells the form's tables apart where two stand side by side.
    """
    rows: dict[tuple[int, int], Run] = defaultdict(list)
    named = sorted(
        (*place, names.cols[name])
        for name in names.cols.keys() & places.keys()
        for place in places[name]
    )
    for number, row, column, key in named:
        rows[number, row].append((column, key))
    headers = []
    for (number, row), run in rows.items():
        header = Header(number, row, {})
        for column, key in chain(*sides.own(table.key, (number, row), run)) if sides else run:
            if header.columns.setdefault(key, column) != column:
                header.twice.append((key, column))
        headers.append(header)
    anchors = [place for name in names.anchors for place in places.get(name, ())]
    for header in headers:
        header.anchored = any(
            sheet == header.sheet and 0 <= header.row - row <= TITLE_REACH
            for sheet, row, _ in anchors
        )
    needed = (len(table.cols) + 1) // 2
    return [header for header in headers if len(header.columns) >= needed]


def best_of(
    sheets: Sheets, table: Table, headers: list[Header], labels: Sequence[Label]
) -> Header | None:
    """Return the header that fits best.

    By columns and rows found under it, on a sheet that people see and that is called as the form
    calls it, an anchor above, and then the lowest. A copy of the sheet is kept as a rival.
    """
    if len(headers) < 2:
        return headers[0] if headers else None

    def found_under(header: Header) -> tuple[int, int]:
        sheet, line = header.sheet, header.row
        below = {key for at, row, _, key, _ in labels if at == sheet and row > line}
        return len(below), len(header.columns)

    names = [*map(bare, table.sheets)]

    def fitness(header: Header) -> tuple[object, ...]:
        visible, name = sheets[header.sheet]
        seen = visible, name in (*names, "".join(names)), header.anchored
        return (*found_under(header), *seen, header.row, -header.sheet)

    best = max(headers, key=fitness)
    under = found_under(best)
    elsewhere = [one for one in headers if one.sheet != best.sheet and under[0]]
    best.rivals = [one for one in elsewhere if found_under(one) == under]
    return best


def join(header: Header, headers: list[Header]) -> None:
    """Hold a row of codes against the row of names beside it: one may have what the other lacks."""
    for other in headers:
        near = other.sheet == header.sheet and 0 < abs(other.row - header.row) <= _HEADER_ROWS
        if not near or _is_anothers(header, other):
            continue
        header.top = min(header.top, other.row)
        taken = set(header.columns.values())
        for key, column in (*other.columns.items(), *other.twice):
            if key not in header.columns and column not in taken:
                header.columns[key] = column
            elif header.columns.get(key, column) != column:
                header.twice.append((key, column))


def _is_anothers(header: Header, other: Header) -> bool:
    """Say whether a row names the same columns beside: those are of a table that stands there."""
    (first, last), (left, right) = header.span, other.span
    return (right < first or left > last) and not header.columns.keys().isdisjoint(other.columns)


def first_named(header: Header, labels: Sequence[Label], headers: Sequence[Header]) -> int:
    """Return the first column with a line's name below a header; 0 where there is none.

    Names on the other side of a table beside it are that one's, if there are some on this side.
    """
    here, (first, _) = header.sheet, header.span
    beside = [other.span[1] for other in headers if _beside(header, other)]
    named = {column for at, row, column, _, _ in labels if at == here and row > header.row}
    own = {column for column in named if max(beside, default=0) < column < first}
    return min(own or named, default=0)


def _beside(header: Header, other: Header) -> bool:
    """Say whether another header stands on the left of one, in one row with it or nearly so."""
    near = other.sheet == header.sheet and abs(other.row - header.row) <= _HEADER_ROWS
    return near and other.span[1] < header.span[0]
