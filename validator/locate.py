"""Where a form's tables stand in a workbook: rows and columns by code and label, not by position.

A moved table, an inserted row, reordered columns or a renamed sheet come out right; what cannot
be found, or is found twice, is named.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from schemas.spec import Table
from validator.cells import bare
from validator.labels import Named, Spot
from validator.names import TableNames
from validator.plan import Plan
from validator.wordindex import WordIndex

_ANCHOR_REACH = 8
_HEADER_ROWS = 2
_MOST_REMEMBERED = 2000
"""Labels of a file that are remembered."""

Places = Mapping[str, Sequence[Spot]]
"""Where each bare word stands."""
Sheets = tuple[tuple[bool, str], ...]
"""Whether people see a sheet, and its name as a bare word."""


Label = tuple[int, int, int, str, bool]
"""Where a line of a table is named: sheet, row, column; its key; whether by its code."""


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


@dataclass(slots=True, eq=False)
class Located:
    """One table of the form in the file; `header` is None where it was not found.

    `named` are all rows that have a line's name. What is located may be remembered for the next
    file, so nothing but this module changes it.
    """

    table: Table
    header: Header | None = None
    rows: dict[str, int] = field(default_factory=dict)
    twice: list[tuple[str, int, int]] = field(default_factory=list)
    disagree: list[tuple[str, str, int, int]] = field(default_factory=list)
    named: frozenset[int] = frozenset()
    label_column: int = 1


def locate(index: WordIndex, plan: Plan, lists: Sequence[Header] = ()) -> Sequence[Located]:
    """Return where each table of the plan stands in the workbook.

    Args:
        index: the workbook's words.
        plan: the form.
        lists: the headers of open lists: no table reaches past one that stands below it.
    """
    named = index.labels.named(plan.words)
    if lists or len(named.spots) > _MOST_REMEMBERED:
        return _locate(plan, index.places, _sheets(index), lists)
    return _locate_again(plan, _sheets(index), named)


@lru_cache(maxsize=128)
def _locate_again(plan: Plan, sheets: Sheets, named: Named) -> Sequence[Located]:
    """Locate by the form's own words alone, which stand where they stood in file after file."""
    places: dict[str, list[Spot]] = defaultdict(list)
    for spot, text in zip(named.spots, named.texts, strict=True):
        places[bare(text)].append(spot)
    return _locate(plan, places, sheets, ())


def _sheets(index: WordIndex) -> Sheets:
    return tuple([(sheet.visible, bare(sheet.name)) for sheet in index.book.sheets])


def _locate(
    plan: Plan, places: Places, sheets: Sheets, lists: Sequence[Header]
) -> Sequence[Located]:
    located, labels = [], {}
    for table in plan.spec.tables:
        names = plan.names[table.key]
        headers = _headers(places, table, names)
        labels[table.key] = _labels(places, names)
        header = _best(sheets, table, headers, labels[table.key])
        if header:
            _join(header, headers)
            header.left = _first_named(header, labels[table.key])
        located.append(Located(table, header))
    headers_found = [*lists, *(found.header for found in located if found.header)]
    for found in located:
        if found.header:
            _find_rows(found, labels[found.table.key], headers_found)
    return located


def strays(index: WordIndex, located: Located) -> Iterator[tuple[int, int]]:
    """Yield the first figure of each row inside a table that is no line of the form."""
    header = located.header
    assert header is not None
    for row in range(header.row + 1, max(located.rows.values(), default=0)):
        if row in located.named:
            continue
        for column in header.columns.values():
            if isinstance(index.value(header.sheet, row, column), (int, float)):
                yield row, column
                break


def best_header(index: WordIndex, table: Table, names: TableNames) -> Header | None:
    """Return the row that carries the column names of a table without lines of its own."""
    headers = _headers(index.places, table, names)
    header = _best(_sheets(index), table, headers, [])
    if header:
        _join(header, headers)
    return header


def _labels(places: Places, names: TableNames) -> list[Label]:
    """Return every place of the file where a line of the table is named, in order."""
    return sorted(
        (*place, names.rows[name], name in names.codes)
        for name in names.rows.keys() & places.keys()
        for place in places[name]
    )


def _headers(places: Places, table: Table, names: TableNames) -> list[Header]:
    at: dict[tuple[int, int], Header] = {}
    named = sorted(
        (*place, names.cols[name])
        for name in names.cols.keys() & places.keys()
        for place in places[name]
    )
    for number, row, column, key in named:
        header = at.setdefault((number, row), Header(number, row, {}))
        if header.columns.setdefault(key, column) != column:
            header.twice.append((key, column))
    anchors = [place for name in names.anchors for place in places.get(name, ())]
    for header in at.values():
        header.anchored = any(
            sheet == header.sheet and 0 <= header.row - row <= _ANCHOR_REACH
            for sheet, row, _ in anchors
        )
    needed = (len(table.cols) + 1) // 2
    return [header for header in at.values() if len(header.columns) >= needed]


def _best(
    sheets: Sheets, table: Table, headers: list[Header], labels: list[Label]
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


def _join(header: Header, headers: list[Header]) -> None:
    """Hold a row of codes against the row of names beside it: one may have what the other lacks."""
    for other in headers:
        near = other.sheet == header.sheet and 0 < abs(other.row - header.row) <= _HEADER_ROWS
        if not near:
            continue
        header.top = min(header.top, other.row)
        taken = set(header.columns.values())
        for key, column in (*other.columns.items(), *other.twice):
            if key not in header.columns and column not in taken:
                header.columns[key] = column
            elif header.columns.get(key, column) != column:
                header.twice.append((key, column))


def _first_named(header: Header, labels: list[Label]) -> int:
    return min(
        (column for at, row, column, _, _ in labels if at == header.sheet and row > header.row),
        default=0,
    )


def _find_rows(found: Located, labels: list[Label], headers: list[Header]) -> None:
    header = found.header
    assert header is not None
    here, begin, end = header.sheet, header.row, _end_of(header, headers)
    columns = {column for _, _, column, _, _ in labels}
    others = [
        other
        for other in headers
        if other is not header
        and other.sheet == here
        and other.row < end
        and begin < _end_of(other, headers)
    ]
    beside = {column for column in columns if _beside(column, header, others)}
    by_code: dict[int, tuple[str, int]] = {}
    by_label: dict[int, tuple[str, int]] = {}
    for sheet, row, column, key, is_code in labels:
        if sheet == here and begin < row < end and column in beside:
            (by_code if is_code else by_label).setdefault(row, (key, column))
    _settle(found, by_code, by_label)
    found.named = frozenset(by_code.keys() | by_label.keys())


def _end_of(header: Header, headers: list[Header]) -> int:
    """Return the row at which the next table of the same columns begins."""
    first, last = header.reach
    below = [
        other.top
        for other in headers
        if other.sheet == header.sheet
        and other.row > header.row
        and other.reach[0] <= last
        and other.reach[1] >= first
    ]
    return min(below, default=1 << 30)


def _beside(column: int, header: Header, others: list[Header]) -> bool:
    """Say whether a label in this column belongs to the table and not to one beside it."""
    first, last = header.span
    if first <= column <= last:
        return column not in header.columns.values()
    for other in others:
        left, right = other.span
        between = right < first and column <= right
        beyond = left > last and column >= left
        if between or beyond:
            return False
    return True


def _settle(
    found: Located, by_code: dict[int, tuple[str, int]], by_label: dict[int, tuple[str, int]]
) -> None:
    """Decide which sheet row is which line: the code, where there is one, else the label."""
    seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in sorted(by_code.keys() | by_label.keys()):
        key, column = by_code.get(row) or by_label[row]
        seen[key].append((row, column))
        if row in by_code and row in by_label and by_label[row][0] != key:
            found.disagree.append((key, by_label[row][0], row, by_label[row][1]))
    for key, places in seen.items():
        found.rows[key] = places[0][0]
        found.label_column = places[0][1]
        found.twice += [(key, row, column) for row, column in places[1:]]
