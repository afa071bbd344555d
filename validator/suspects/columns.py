"""Two columns of a table that were typed, or pasted, each in the other's place."""

from collections.abc import Iterator
from itertools import combinations

from schemas.spec import Line, Table, Text
from validator.numbers import Reading
from validator.suspects.trial import Case, Mending, differing, listed, moved, read_as

_MOST_COLUMNS = 32


def swapped(case: Case) -> Iterator[Mending]:
    """Yield each pair of columns whose exchange would let the sums hold."""
    for table in case.plan.spec.tables:
        for pair in combinations(table.cols[:_MOST_COLUMNS], 2):
            yield from _pair(case, table, pair)


def _pair(case: Case, table: Table, pair: tuple[Line, Line]) -> Iterator[Mending]:
    changes: dict[int, Reading] = {}
    for row in table.rows:
        one, other = (case.plan.by_key[table.key, row.key, col.key] for col in pair)
        changes[one] = moved(case, other, one)
        changes[other] = moved(case, one, other)
    cells = differing(case, changes)
    extract = read_as(case, changes)
    if not case.clears(extract.readings, cells):
        return
    slots = {
        "table": table.title,
        "first": _name(pair[0]),
        "second": _name(pair[1]),
        "proof": listed(case, changes, cells),
    }
    yield Mending("columns_swapped", extract, case.context, slots, cells)


def _name(col: Line) -> Text:
    return Text(f"{col.label.en} ({col.code})", f"{col.label.zh}（{col.code}）")
