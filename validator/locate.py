"""Where a form's tables stand in a workbook: rows and columns by code and label, not by position.

A moved table, an inserted row, reordered columns or a renamed sheet come out right; what cannot
be found, or is found twice, is named.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from schemas.spec import Table
from validator.cells import bare
from validator.headers import (
    Header,
    Places,
    Sheets,
    best_of,
    first_named,
    headers_of,
    join,
    sheets_of,
)
from validator.labels import Named, Spot
from validator.names import TableNames
from validator.plan import Plan
from validator.sides import Label, Said, Sides
from validator.wordindex import WordIndex

_MOST_REMEMBERED = 2000
"""Labels of a file that are remembered."""


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
        return _locate(plan, index.places, sheets_of(index), lists)
    return _locate_again(plan, sheets_of(index), named)


@lru_cache(maxsize=128)
def _locate_again(plan: Plan, sheets: Sheets, named: Named) -> Sequence[Located]:
    """Locate by the form's own words alone, which stand where they stood in file after file."""
    places: dict[str, list[Spot]] = defaultdict(list)
    for spot, text in zip(named.spots, named.texts, strict=True):
        places[bare(text)].append(spot)
    return _locate(plan, places, sheets, ())


def _locate(
    plan: Plan, places: Places, sheets: Sheets, lists: Sequence[Header]
) -> Sequence[Located]:
    said = {key: _said(places, names) for key, names in plan.names.items()}
    labels = {key: its.lines for key, its in said.items()}
    sides = Sides(said)
    located = []
    for table in plan.spec.tables:
        headers = headers_of(places, table, plan.names[table.key], sides)
        header = best_of(sheets, table, headers, labels[table.key])
        if header:
            join(header, headers)
        located.append(Located(table, header))
    headers_found = [*lists, *(found.header for found in located if found.header)]
    for found in located:
        if found.header:
            found.header.left = first_named(found.header, labels[found.table.key], headers_found)
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


def _said(places: Places, names: TableNames) -> Said:
    """Return every place of the file where a table, a line or a column of it is named, in order."""
    lines = sorted(
        (*place, names.rows[name], name in names.codes)
        for name in names.rows.keys() & places.keys()
        for place in places[name]
    )
    heads = {place for name in names.cols.keys() & places.keys() for place in places[name]}
    titles = [place for name in names.anchors for place in places.get(name, ())]
    return Said(lines, heads, titles)


def _find_rows(found: Located, labels: Sequence[Label], headers: list[Header]) -> None:
    header = found.header
    assert header is not None
    here, begin, end = header.sheet, header.row, _end_of(header, headers)
    columns = {at for sheet, row, at, _, _ in labels if sheet == here and begin < row < end}
    others = [
        other
        for other in headers
        if other is not header
        and other.sheet == here
        and other.row < end
        and begin < _end_of(other, headers)
    ]
    beside = _columns_of_names(columns, header, others)
    by_code: dict[int, tuple[str, int]] = {}
    by_label: dict[int, tuple[str, int]] = {}
    for sheet, row, column, key, is_code in labels:
        if sheet == here and begin < row < end and column in beside:
            (by_code if is_code else by_label).setdefault(row, (key, column))
    _settle(found, by_code, by_label)
    found.named = frozenset(by_code.keys() | by_label.keys())


def _columns_of_names(columns: set[int], header: Header, others: list[Header]) -> set[int]:
    """Return the columns in which lines are named, of all in which they could be.

    A table that has names on its left leaves those on its right to the table there; one that has
    none beside it shares those of the table on its left.
    """
    first, last = header.span
    beside = {column for column in columns if _beside(column, header, others)}
    if any(column < first for column in beside):
        edge = min((other.span[0] for other in others if other.span[0] > last), default=last)
        return {column for column in beside if not last < column < edge}
    figures = {column for other in others for column in other.columns.values()}
    return beside or {column for column in columns if column < first and column not in figures}


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
