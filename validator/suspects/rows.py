"""Figures of a column that stand one row too low, or too high, from some row on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.spec import Text
from validator.cells import column_letters
from validator.numbers import BLANK, FIGURE, UNLOCATED, Reading, understand
from validator.suspects.trial import FEW, Case, Mending, differing, listed, moved, read_as

_LEAST_MOVED = 3
"""Fewer cells that change are no column that slipped."""
_MOST_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class _Column:
    """Cells of the form below each other in the file, from the top: (row, cell)."""

    table: str
    at: int
    title: Text
    cells: tuple[tuple[int, int], ...]


_UNKNOWN = Reading("", UNLOCATED)
_Weighed = tuple[int, Mending]
"""A mending with the number of failing sums that it would clear."""


def shifted(case: Case) -> Iterator[Mending]:
    """Yield each column, and each table, that would let the sums hold one row higher or lower."""
    tables: dict[str, list[_Column]] = {}
    for column in _columns(case):
        tables.setdefault(column.table, []).append(column)
    for columns in tables.values():
        groups = [[one] for one in columns[:_MOST_COLUMNS]]
        groups += [columns] if 1 < len(columns) <= _MOST_COLUMNS else []
        for group in groups:
            for way in (_too_low, _too_high):
                starts = range(len(group[0].cells))
                found = [one for start in starts for one in way(case, group, start)]
                most = max((cleared for cleared, _ in found), default=0)
                yield from (mending for cleared, mending in found if cleared == most)


def _columns(case: Case) -> Iterator[_Column]:
    """Yield the columns of each table as they stand in the file, of a long CSV just one."""
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    long = not case.extract.excerpts
    for cell in case.plan.cells:
        where = case.extract.places.where(cell.index)
        if where is not None:
            key = ("" if long else cell.key[0], where[2])
            found.setdefault(key, []).append((where[1], cell.index))
    titles = {table.key: table.title for table in case.plan.spec.tables}
    for (table, at), cells in sorted(found.items()):
        title = titles.get(table, case.plan.spec.title)
        yield _Column(table, at, title, tuple(sorted(cells)))


def _too_low(case: Case, group: Sequence[_Column], start: int) -> Iterator[_Weighed]:
    """Suppose that the figures from a row on belong one row higher: the row itself has none."""
    changes: dict[int, Reading] = {}
    lost = []
    for column in group:
        if not _is_gap(case, column, start):
            return
        for place in range(start, len(column.cells)):
            row, cell = column.cells[place]
            reading = _at(case, column, place + 1, row=row + 1, cell=cell)
            changes[cell] = reading
            if reading.state == BLANK and place + 1 == len(column.cells):
                lost.append(cell)
                changes[cell] = _UNKNOWN
    yield from _mendings(case, group, changes, lost, way=("low", start))


def _too_high(case: Case, group: Sequence[_Column], start: int) -> Iterator[_Weighed]:
    """Suppose that the figures from a row on belong one row lower: that of the row was lost."""
    changes: dict[int, Reading] = {}
    lost = []
    for column in group:
        if not _is_gap(case, column, len(column.cells) - 1):
            return
        for place in range(start + 1, len(column.cells)):
            row, cell = column.cells[place]
            changes[cell] = _at(case, column, place - 1, row=row - 1, cell=cell)
        lost.append(column.cells[start][1])
        changes[lost[-1]] = _UNKNOWN
    yield from _mendings(case, group, changes, lost, way=("high", start))


def _is_gap(case: Case, column: _Column, place: int) -> bool:
    """Say whether a cell has no figure, or that of the cell above once more."""
    values = case.readings.values
    value = values[column.cells[place][1]]
    return value is None or (place > 0 and value == values[column.cells[place - 1][1]])


def _at(case: Case, column: _Column, place: int, *, row: int, cell: int) -> Reading:
    """Return what stands in a row of the column, as the given cell would have it."""
    if 0 <= place < len(column.cells) and column.cells[place][0] == row:
        return moved(case, column.cells[place][1], cell)
    for excerpt in case.extract.excerpts:
        line, at = row - excerpt["top"], column.at - excerpt["left"]
        if excerpt["table"] == column.table and 0 <= line < len(excerpt["rows"]):
            values = excerpt["rows"][line]
            return understand(values[at] if at < len(values) else "", case.plan.cells[cell])
    return Reading("", BLANK)


def _mendings(
    case: Case,
    group: Sequence[_Column],
    changes: dict[int, Reading],
    lost: Sequence[int],
    *,
    way: tuple[str, int],
) -> Iterator[_Weighed]:
    """Yield the mending, of a figure that got lost once for each sum it is in."""
    if len(differing(case, changes)) < _LEAST_MOVED:
        return
    for filled in _with_lost(case, changes, lost):
        cells = differing(case, filled)
        extract = read_as(case, filled)
        unknown = tuple(cell for cell in lost if filled[cell] is _UNKNOWN)
        cleared = case.clears(extract.readings, cells, unknown)
        if len(cells) < _LEAST_MOVED or not cleared:
            continue
        slots = {
            "table": group[0].title,
            "row": group[0].cells[way[1]][0],
            "columns": _letters(group),
            "proof": listed(case, filled, cells),
        }
        key = f"shifted.{way[0]}"
        # One sum was used up to know what got lost, and is no proof.
        least = FEW + (bool(lost) and not unknown)
        claim = f"{key} {group[0].table} {slots['columns']}"
        mending = Mending(
            "shifted",
            extract,
            case.context,
            slots,
            cells,
            unknown,
            least=least,
            words=key,
            claim=claim,
        )
        yield cleared, mending


def _letters(group: Sequence[_Column]) -> str:
    letters = [column_letters(column.at) for column in sorted(group, key=lambda one: one.at)]
    return letters[0] if len(letters) == 1 else f"{letters[0]}–{letters[-1]}"


def _with_lost(
    case: Case, changes: dict[int, Reading], lost: Sequence[int]
) -> Iterator[dict[int, Reading]]:
    """Yield the changes with what each sum makes of a lost figure; as they are if none does."""
    if len(lost) != 1:
        yield changes
        return
    values = read_as(case, changes).readings.values
    worths = set()
    for number in case.plan.of_cell[lost[0]]:
        relation = case.plan.relations[number]
        if relation.op != "eq" or relation.alone:
            continue
        factor = relation.factor_of[lost[0]]
        rest = sum(f * (values[cell] or 0) for f, cell in relation.terms if cell != lost[0])
        if rest % factor == 0 and -rest // factor >= 0:
            worths.add(-rest // factor)
    if not worths:
        yield changes
    for worth in sorted(worths):
        yield {**changes, lost[0]: Reading("", FIGURE, worth)}
