"""From a workbook to the form's cells: each figure with what stood there and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from schemas.spec import Line, Text
from validator.cells import a1
from validator.findings import Finding, Place
from validator.locate import Header, Located, locate
from validator.numbers import MISTYPED, Reading, Readings, understand
from validator.plan import Plan
from validator.read.book import Sheet
from validator.relations import Cell
from validator.wordindex import WordIndex
from validator.words import wording

_EXCERPT_ROWS, _EXCERPT_COLUMNS = 120, 30


Where = tuple[str | None, int, int]  # sheet (None in CSV), row and column from 1


class Places(Sequence[Place]):
    """The place of each cell of a plan, made when it is asked for: most never are."""

    def __init__(self, cells: tuple[Cell, ...]) -> None:
        self.cells = cells
        self.where: list[Where | None] = [None] * len(cells)

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, number: int) -> Place: ...
    @overload
    def __getitem__(self, number: slice) -> list[Place]: ...
    def __getitem__(self, number: int | slice) -> Place | list[Place]:
        if isinstance(number, slice):
            return [self[n] for n in range(len(self))[number]]
        cell, where = self.cells[number], self.where[number]
        if where is None:
            return Place(None, "", cell.code, cell.label)
        sheet, row, column = where
        return Place(sheet, a1(row, column), cell.code, cell.label)

    def name(self, cell: int) -> str:
        """Return how a sentence calls a cell: its address, else the form's code for it."""
        where = self.where[cell]
        return self.cells[cell].code if where is None else a1(where[1], where[2])


@dataclass(slots=True)
class Extract:
    """The cells of a plan as one file has them, by cell number."""

    readings: Readings
    places: Places
    findings: list[Finding] = field(default_factory=list)
    excerpts: list[dict[str, Any]] = field(default_factory=list)


def extract(index: WordIndex, plan: Plan) -> Extract:
    """Read every cell of the plan out of a workbook; what is not found is a finding."""
    found = Extract(Readings.of(len(plan.cells)), Places(plan.cells))
    for located in locate(index, plan):
        if located.header is None:
            found.findings.append(_structure("table_missing", located, table=located.table.title))
            continue
        _name_structure(index, located, found)
        _read_table(index, located, plan, found)
        found.excerpts.append(_excerpt(index, located))
    return found


def _read_table(index: WordIndex, located: Located, plan: Plan, found: Extract) -> None:
    header = located.header
    assert header is not None
    sheet, table = index.sheet(header.sheet), located.table
    doubtful = {key for key, _ in header.twice}
    columns = sorted((at, key) for key, at in header.columns.items() if key not in doubtful)
    in_order = [key for _, key in columns] == [col.key for col in table.cols] and (
        columns[-1][0] - columns[0][0] == len(columns) - 1
    )
    for row, line in located.rows.items():
        if in_order and (table.key, row) in plan.plain_rows:
            first = plan.by_key[table.key, row, table.cols[0].key]
            if _take_row(sheet, (line, columns[0][0]), found, slice(first, first + len(columns))):
                continue
        for column, col in columns:
            number = plan.by_key[table.key, row, col]
            found.places.where[number] = (sheet.name, line, column)
            found.readings[number] = _reading(sheet, line, column, plan.cells[number])


def _take_row(sheet: Sheet, place: tuple[int, int], found: Extract, cells: slice) -> bool:
    """Take a row's figures at once where all are plain whole numbers; say whether."""
    line, left = place
    width = cells.stop - cells.start
    content = sheet.rows[line - sheet.top][left - sheet.left : left - sheet.left + width]
    if len(content) < width or not found.readings.take_plain(cells.start, content):
        return False
    found.places.where[cells] = [(sheet.name, line, column) for column in range(left, left + width)]
    return True


def _reading(sheet: Sheet, row: int, column: int, cell: Cell) -> Reading:
    if sheet.unvalued and (row, column) in sheet.unvalued:
        return Reading("", MISTYPED, trouble="no_value")
    values, offset = sheet.rows[row - sheet.top], column - sheet.left
    return understand(values[offset] if offset < len(values) else "", cell)


def _name_structure(index: WordIndex, located: Located, found: Extract) -> None:
    found.findings += _columns_amiss(index, located)
    found.findings += _rows_amiss(index, located)
    for line, column in located.unknown:
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
    """Return the table as the sender sees it, so that a page can show the strip around a cell."""
    header = located.header
    assert header is not None
    first, last = _columns_of(located, header)
    top = max(header.row - 1, 1)
    bottom = min(max(located.rows.values(), default=header.row) + 1, top + _EXCERPT_ROWS)
    sheet = index.sheet(header.sheet)
    cut_off = min(last, first + _EXCERPT_COLUMNS) + 1 - sheet.left
    lines = sheet.rows[max(top - sheet.top, 0) : bottom + 1 - sheet.top]
    return {
        "table": located.table.key,
        "sheet": sheet.name,
        "header": header.row,
        "top": max(top, sheet.top),
        "left": max(first, sheet.left),
        "rows": [line[max(first - sheet.left, 0) : cut_off] for line in lines],
    }


def _columns_of(located: Located, header: Header) -> tuple[int, int]:
    first, last = header.span
    return min(first, max(located.label_column - 1, 1)), last
