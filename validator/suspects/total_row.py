"""A row of totals that was sorted in among the rows that it is the total of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

from schemas.spec import Line, Table
from validator.lists import Entry, Listed
from validator.numbers import Reading
from validator.suspects.trial import (
    Case,
    Mending,
    differing,
    listed,
    moved,
    read_as,
    said,
    with_lists,
)

_MOST_ORDERED = 5
"""Of so many other rows every order is tried: what they opened with may tell them apart."""


def sorted_in(case: Case) -> Iterator[Mending]:
    """Yield each row that holds the sums of all others of a total, which is not the total's."""
    for table in case.plan.spec.tables:
        for total in table.rows:
            if total.total_of:
                yield from _of_total(case, table, total)
    for one in case.extract.lists.values():
        yield from _in_list(case, one)


def _of_total(case: Case, table: Table, total: Line) -> Iterator[Mending]:
    keys = {*total.total_of, total.key}
    lines = sorted(
        (row for row in table.rows if row.key in keys),
        key=lambda row: _height(case, table, row.key),
    )
    for place, line in enumerate(lines):
        if line.key != total.key and _is_sum(case, table, lines, line):
            yield from _moved(case, table, total, lines, place=place)


def _height(case: Case, table: Table, key: str) -> tuple[str, int]:
    where = case.extract.places.where(case.plan.by_key[table.key, key, table.cols[0].key])
    return (where[0] or "", where[1]) if where else ("", 0)


def _is_sum(case: Case, table: Table, lines: Sequence[Line], line: Line) -> bool:
    sums = [
        2 * _value(case, table, line, col) == sum(_value(case, table, one, col) for one in lines)
        for col in table.cols
        if _value(case, table, line, col)
    ]
    return bool(sums) and all(sums)


def _value(case: Case, table: Table, row: Line, col: Line) -> int:
    return case.readings.values[case.plan.by_key[table.key, row.key, col.key]] or 0


def _moved(
    case: Case, table: Table, total: Line, lines: Sequence[Line], *, place: int
) -> Iterator[Mending]:
    """Suppose the figures of a row in the total's, and the others as they are or in any order."""
    others = [line for n, line in enumerate(lines) if n != place]
    keys = [line.key for line in lines if line.key != total.key]
    orders = permutations(others) if len(others) <= _MOST_ORDERED else [others]
    best = 0
    found = []
    for order in orders:
        changes: dict[int, Reading] = {}
        for key, source in zip((*keys, total.key), (*order, lines[place]), strict=True):
            for col in table.cols:
                cell = case.plan.by_key[table.key, key, col.key]
                held = case.plan.by_key[table.key, source.key, col.key]
                changes[cell] = moved(case, held, cell)
        cells = differing(case, changes)
        extract = read_as(case, changes)
        if (cleared := case.clears(extract.readings, cells)) > best:
            best = cleared
            slots = {
                "table": table.title,
                "row": _height(case, table, lines[place].key)[1],
                "line": lines[place].label,
                "figures": _figures(case, table, lines[place]),
                "total": total.label,
                "proof": listed(case, changes, cells),
            }
            found.append(Mending("total_sorted_in", extract, case.context, slots, cells))
    yield from found[-1:]


def _figures(case: Case, table: Table, line: Line) -> str:
    cells = [case.plan.by_key[table.key, line.key, col.key] for col in table.cols]
    return ", ".join(said(case, case.readings[cell], cell) for cell in cells)


def _in_list(case: Case, one: Listed) -> Iterator[Mending]:
    """Suppose that an entry which is the sum of all others is none."""
    summed = [field.key for field in one.table.fields if field.type in ("count", "decimal")]
    of_all = {key: sum(_figure(entry, key) for entry in one.entries) for key in summed}
    for entry in one.entries:
        sums = [key for key in summed if 0 < 2 * _figure(entry, key) == of_all[key]]
        if not sums or len(one.entries) < 3 or not entry.bad:
            continue
        places = tuple(one.place(entry, key) for key in one.columns)
        gone = set(places)
        left = replace(
            one,
            entries=[other for other in one.entries if other is not entry],
            findings=[found for found in one.findings if gone.isdisjoint(found.places)],
        )
        slots = {
            "table": one.table.title,
            "row": entry.row,
            "figures": ", ".join(str(entry.values[key]) for key in sums),
        }
        extract = with_lists(case, {one.table.key: left})
        yield Mending(
            "total_sorted_in", extract, case.context, slots, places=places, words="total_in_list"
        )


def _figure(entry: Entry, key: str) -> int:
    value = entry.values.get(key)
    return value if isinstance(value, int) else 0
