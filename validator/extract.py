"""From a workbook to the form's cells: each figure with what stood there and where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.periods import Period
from schemas.spec import Line, Text
from validator.cells import a1
from validator.findings import Finding, Place
from validator.headers import Header
from validator.hidden import Seen, hidden
from validator.lists import Listed, read_list
from validator.locate import Located, locate, strays
from validator.numbers import Readings
from validator.places import Places
from validator.plan import Plan
from validator.tablerows import TableReader, bearings
from validator.wordindex import WordIndex
from validator.words import wording

_EXCERPT_ROWS, _EXCERPT_COLUMNS = 120, 30


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
    found = Extract(Readings.of(len(plan.cells)), Places(plan.cells, plan.hash))
    found.lists = {
        one.key: read_list(index, one, plan.list_names[one.key], period) for one in plan.spec.lists
    }
    lists = [one.header for one in found.lists.values() if one.header]
    for located in locate(index, plan, lists):
        if located.header is None:
            found.findings.append(_structure("table_missing", located, table=located.table.title))
            continue
        its = bearings(plan, located)
        _name_structure(index, located, its.whole, found)
        sheet = index.sheet(located.header.sheet)
        TableReader(sheet, plan, found.readings, found.places).read(its)
        found.excerpts.append(_excerpt(index, located))
    for one in found.lists.values():
        if one.header:
            found.excerpts.append(_list_excerpt(index, one, one.header))
    return found


def _name_structure(index: WordIndex, located: Located, whole: bool, found: Extract) -> None:
    if not whole:
        found.findings += _columns_amiss(index, located)
        found.findings += _rows_amiss(index, located)
    found.findings += _hidden(index, located)
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


def _hidden(index: WordIndex, located: Located) -> Iterator[Finding]:
    header, table = located.header, located.table
    assert header is not None
    sheet = index.sheet(header.sheet)
    if not (sheet.hidden_rows or sheet.hidden_columns):
        return
    rows = {line: table.row(key).label for key, line in located.rows.items()}
    columns = {at: table.col(key).label for key, at in header.columns.items()}
    rule, first = f"S.{table.key}", located.label_column
    yield from hidden(sheet, Seen(rule, table.title, header.row, first, rows, columns))


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
    if begin or end < len(sheet.rows[0]):
        lines = [line[begin:end] for line in lines]
    return {
        "table": key,
        "sheet": sheet.name,
        "header": header.row,
        "top": max(top, sheet.top),
        "left": max(first, sheet.left),
        "rows": lines,
    }


def _columns_of(located: Located, header: Header) -> tuple[int, int]:
    first, last = header.span
    return min(first, max(located.label_column - 1, 1)), last
