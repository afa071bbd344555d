"""From a workbook to the form's cells: each figure with what stood there and where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from schemas.periods import Period
from schemas.spec import Line, Text
from validator.cells import a1
from validator.findings import Finding, Place
from validator.lists import Listed, read_list
from validator.locate import Header, Located, locate, strays
from validator.numbers import MISTYPED, Reading, Readings, understand
from validator.places import Block, Places
from validator.plan import Plan
from validator.read.book import Sheet
from validator.relations import Cell
from validator.wordindex import WordIndex
from validator.words import wording

_EXCERPT_ROWS, _EXCERPT_COLUMNS = 120, 30


class _Row(NamedTuple):
    """A line of the form in the sheet: the number of its first cell, where it is, its key."""

    first: int
    line: int
    key: tuple[str, str]


class _Bearings(NamedTuple):
    """How a table is read once it is located.

    Attributes:
        columns: (column, key), from the left, but for those that stand twice.
        side_by_side: whether these are all columns of the form, in its order and without a gap.
        stretches: rows that follow one another both in the form and in the sheet.
    """

    columns: tuple[tuple[int, str], ...]
    side_by_side: bool
    stretches: tuple[tuple[_Row, ...], ...]


@dataclass(slots=True)
class Extract:
    """The cells of a plan as one file has them, by cell number."""

    readings: Readings
    places: Places
    findings: list[Finding] = field(default_factory=list)
    excerpts: list[dict[str, Any]] = field(default_factory=list)
    lists: dict[str, Listed] = field(default_factory=dict)


def extract(index: WordIndex, plan: Plan, period: Period) -> Extract:
    """Read every cell of the plan out of a workbook; what is not found is a finding."""
    found = Extract(Readings.of(len(plan.cells)), Places(plan.cells))
    found.lists = {one.key: read_list(index, one, period) for one in plan.spec.lists}
    lists = [one.header for one in found.lists.values() if one.header]
    for located in locate(index, plan, lists):
        if located.header is None:
            found.findings.append(_structure("table_missing", located, table=located.table.title))
            continue
        _name_structure(index, located, found)
        _read_table(index, located, plan, found)
        found.excerpts.append(_excerpt(index, located))
    for one in found.lists.values():
        if one.header:
            found.excerpts.append(_list_excerpt(index, one, one.header))
    return found


def _read_table(index: WordIndex, located: Located, plan: Plan, found: Extract) -> None:
    assert located.header is not None
    sheet = index.sheet(located.header.sheet)
    columns, side_by_side, stretches = _bearings(plan, located)
    for stretch in stretches:
        if side_by_side and _take(stretch, sheet, columns[0][0], plan=plan, found=found):
            continue
        for row in stretch:
            if side_by_side and _take((row,), sheet, columns[0][0], plan=plan, found=found):
                continue
            for column, col in columns:
                number = plan.by_key[*row.key, col]
                found.places.single[number] = (sheet.name, row.line, column)
                found.readings[number] = _reading(sheet, row.line, column, plan.cells[number])


@lru_cache(maxsize=256)
def _bearings(plan: Plan, located: Located) -> _Bearings:
    """Take the bearings of a table, once for all files in which it stands at the same place."""
    header, table = located.header, located.table
    assert header is not None
    doubtful = {key for key, _ in header.twice}
    columns = sorted((at, key) for key, at in header.columns.items() if key not in doubtful)
    side_by_side = [key for _, key in columns] == [col.key for col in table.cols] and (
        columns[-1][0] - columns[0][0] == len(columns) - 1
    )
    rows = [
        _Row(plan.by_key[table.key, key, table.cols[0].key], line, (table.key, key))
        for key, line in located.rows.items()
    ]
    stretches = map(tuple, _stretches(rows, len(columns)))
    return _Bearings(tuple(columns), side_by_side, tuple(stretches))


def _stretches(rows: list[_Row], width: int) -> Iterator[list[_Row]]:
    """Yield rows that follow one another both in the form and in the sheet."""
    stretch: list[_Row] = []
    for row in rows:
        if stretch and (row.first - width, row.line - 1) != (stretch[-1].first, stretch[-1].line):
            yield stretch
            stretch = []
        stretch.append(row)
    yield stretch


def _take(rows: tuple[_Row, ...], sheet: Sheet, left: int, *, plan: Plan, found: Extract) -> bool:
    """Take some rows at once where all their cells are plain whole numbers; say whether."""
    if not rows or not plan.plain_rows.issuperset(row.key for row in rows):
        return False
    width = len(plan.spec.table(rows[0].key[0]).cols)
    begin = left - sheet.left
    lines = sheet.rows[rows[0].line - sheet.top : rows[-1].line - sheet.top + 1]
    content = list(chain.from_iterable(line[begin : begin + width] for line in lines))
    first = rows[0].first
    if len(content) < width * len(rows) or not found.readings.take_plain(first, content):
        return False
    corner = (sheet.name, rows[0].line, left)
    found.places.blocks.append(Block(range(first, first + len(content)), width, corner))
    return True


def _reading(sheet: Sheet, row: int, column: int, cell: Cell) -> Reading:
    if sheet.unvalued and (row, column) in sheet.unvalued:
        return Reading("", MISTYPED, trouble="no_value")
    values, offset = sheet.rows[row - sheet.top], column - sheet.left
    percent = cell.type == "percent" and sheet.percent(row, column)
    return understand(values[offset] if offset < len(values) else "", cell, percent=percent)


def _name_structure(index: WordIndex, located: Located, found: Extract) -> None:
    found.findings += _columns_amiss(index, located)
    found.findings += _rows_amiss(index, located)
    found.findings += _rows_hidden(index, located)
    found.findings += _sheets_amiss(index, located)
    for line, column in strays(index, located):
        first = located.table.rows[0]
        note = _line_finding("row_unknown", located, index, first, place=(line, column), row=line)
        note.severity = "note"
        found.findings.append(note)


def _columns_amiss(index: WordIndex, located: Located) -> Iterator[Finding]:
    header, table = located.header, located.table
    assert header is not None
    for col in table.cols:
        if col.key not in header.columns:
            yield _line_finding("column_missing", located, index, col)
    for key, column in header.twice:
        place = (header.row, column)
        yield _line_finding("column_twice", located, index, table.col(key), place=place)


def _rows_amiss(index: WordIndex, located: Located) -> Iterator[Finding]:
    table = located.table
    for row in table.rows:
        if row.key not in located.rows:
            yield _line_finding("row_missing", located, index, row)
    for key, line, column in located.twice:
        yield _line_finding("row_twice", located, index, table.row(key), place=(line, column))
    for key, other, line, column in located.disagree:
        place, name = (line, column), table.row(other).label
        yield _line_finding(
            "row_disagrees", located, index, table.row(key), place=place, other=name
        )


def _rows_hidden(index: WordIndex, located: Located) -> Iterator[Finding]:
    """Tell of hidden rows that were read: nobody who looks at the sheet sees their figures."""
    header = located.header
    assert header is not None
    sheet = index.sheet(header.sheet)
    hidden = {line: key for key, line in located.rows.items() if line in sheet.hidden_rows}
    if hidden:
        rows = ", ".join(map(str, sorted(hidden)))
        first = located.table.row(hidden[min(hidden)])
        place = (min(hidden), located.label_column)
        note = _line_finding("rows_hidden", located, index, first, place=place, rows=rows)
        note.severity = "note"
        yield note


def _sheets_amiss(index: WordIndex, located: Located) -> Iterator[Finding]:
    """Tell of copies of the table on other sheets, and of a table on a sheet that is hidden."""
    header = located.header
    assert header is not None
    read, first = index.sheet(header.sheet), located.table.rows[0]
    others = [index.sheet(number) for number in sorted({one.sheet for one in header.rivals})]
    if names := [other.name for other in others if other.visible or not read.visible]:
        listed = ", ".join(f"“{name}”" for name in names)
        yield _line_finding("table_twice", located, index, first, read=read.name, list=listed)
    if not read.visible:
        note = _line_finding("sheet_hidden", located, index, first, read=read.name)
        note.severity = "note"
        yield note


def _line_finding(
    key: str,
    located: Located,
    index: WordIndex,
    line: Line,
    *,
    place: tuple[int, int] | None = None,
    **slots: object,
) -> Finding:
    header = located.header
    assert header is not None
    at = place or (header.row, located.label_column)
    finding = _structure(
        key,
        located,
        table=located.table.title,
        line=line.label,
        code=line.code,
        cell=a1(*at),
        **slots,
    )
    label = Text(
        f"{located.table.title.en}, {line.label.en}", f"{located.table.title.zh}，{line.label.zh}"
    )
    finding.places = [Place(index.sheet(header.sheet).name, a1(*at), line.code, label)]
    finding.cells = list(finding.places)
    return finding


def _structure(key: str, located: Located, **slots: object) -> Finding:
    message, hint = wording(key, **slots)
    rule = f"S.{located.table.key}.{key}"
    return Finding(rule, "structure", "error", message, hint)


def _excerpt(index: WordIndex, located: Located) -> dict[str, Any]:
    header = located.header
    assert header is not None
    last_row = max(located.rows.values(), default=header.row) + 1
    return _strips(index, located.table.key, header, (*_columns_of(located, header), last_row))


def _list_excerpt(index: WordIndex, listed: Listed, header: Header) -> dict[str, Any]:
    last_row = max((entry.row for entry in listed.entries), default=header.row) + 1
    return _strips(index, listed.table.key, header, (*header.span, last_row))


def _strips(
    index: WordIndex, key: str, header: Header, until: tuple[int, int, int]
) -> dict[str, Any]:
    """Return the table as the sender sees it, so that a page can show the strip around a cell.

    Args:
        index: the workbook.
        key: the table's key.
        header: where it begins.
        until: its first and its last column, and its last row.
    """
    first, last, last_row = until
    top = max(header.row - 1, 1)
    bottom = min(last_row, top + _EXCERPT_ROWS)
    sheet = index.sheet(header.sheet)
    begin, end = max(first - sheet.left, 0), min(last, first + _EXCERPT_COLUMNS) + 1 - sheet.left
    lines = sheet.rows[max(top - sheet.top, 0) : bottom + 1 - sheet.top]
    return {
        "table": key,
        "sheet": sheet.name,
        "header": header.row,
        "top": max(top, sheet.top),
        "left": max(first, sheet.left),
        "rows": [line[begin:end] for line in lines],
    }


def _columns_of(located: Located, header: Header) -> tuple[int, int]:
    first, last = header.span
    return min(first, max(located.label_column - 1, 1)), last
