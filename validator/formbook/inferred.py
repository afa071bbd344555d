"""What the figures of an old table tell: types, totals that add up, and how a quarter closes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

from validator.formbook.oldtables import OldTable, figure, is_total

Figures = Sequence[Decimal | None]
_MONEY = re.compile(r"\$|HKD|元|金額|款額", re.IGNORECASE)
_CLOSING = re.compile(r"carried|closing|end of|轉下|結轉|期末|季末|月末|結餘", re.IGNORECASE)
_MOST_TERMS = 6
_MOST_DECIMALS = 4


@dataclass(slots=True)
class Inferred:
    """What was found out about a grid, by the number of its line or column.

    Attributes:
        row_types, col_types: type and decimals, as the text of a form says them.
        row_totals, col_totals: the parts of each total.
        equals: of a column the signs of those before it that make it up.
        unsaid: lines and columns that call themselves a total and are the sum of none.
    """

    row_types: dict[int, dict[str, Any]] = field(default_factory=dict)
    col_types: dict[int, dict[str, Any]] = field(default_factory=dict)
    row_totals: dict[int, list[int]] = field(default_factory=dict)
    col_totals: dict[int, list[int]] = field(default_factory=dict)
    equals: dict[int, dict[int, int]] = field(default_factory=dict)
    unsaid_rows: set[int] = field(default_factory=set)
    unsaid_cols: set[int] = field(default_factory=set)


def inferred(table: OldTable) -> Inferred:
    """Return what the figures of a grid tell."""
    found = Inferred()
    rows = [[figure(value) for value in line] for line in table.cells]
    cols = [list(column) for column in zip(*rows, strict=True)]
    _types(table, rows, cols, found)
    plain = [at for at in range(len(cols)) if not table.percent[at]]
    lines = [[row[at] for at in plain] for row in rows]
    found.row_totals = _totals(lines, table.names)
    found.unsaid_rows = _unsaid(table.names, found.row_totals)
    own = [row for row in range(len(rows)) if row not in found.row_totals]
    kept = [[column[row] for row in own] for column in cols]
    found.col_totals = _totals(kept, table.heads)
    for at, column in enumerate(kept):
        if at not in found.col_totals and _CLOSING.search(" ".join(table.heads[at])):
            found.equals |= _closing(at, column, kept[:at])
    found.unsaid_cols = _unsaid(table.heads, found.col_totals) - found.equals.keys()
    return found


def _unsaid(names: Sequence[Sequence[str]], totals: Mapping[int, object]) -> set[int]:
    return {at for at, texts in enumerate(names) if is_total(texts) and at not in totals}


def _types(
    table: OldTable, rows: Sequence[Figures], cols: Sequence[Figures], found: Inferred
) -> None:
    """Say a type by the column where its lines agree, else by the line."""
    row_types = [type_of(row, table.names[at]) for at, row in enumerate(rows)]
    of_columns = [
        type_of(column, table.heads[at], percent=table.percent[at])
        for at, column in enumerate(cols)
    ]
    if not any(table.percent) and len({str(one) for one in row_types if one}) > 1:
        whole = sum(one.get("type") == "count" for one in row_types)
        # Few lines with decimals among whole numbers are another kind of figure.
        if len(cols) == 1 or whole * 2 > len(rows):
            found.row_types = {at: one for at, one in enumerate(row_types) if one}
            return
    found.col_types = {at: one for at, one in enumerate(of_columns) if one}


def type_of(figures: Figures, names: Sequence[str], *, percent: bool = False) -> dict[str, Any]:
    """Return type and decimals of some figures; nothing where there are none."""
    known = [one * 100 if percent else one for one in figures if one is not None]
    if not known:
        return {}
    places = max(_places(one) for one in known)
    if percent:
        kind = "percent"
    elif any(_MONEY.search(name) for name in names):
        kind = "money"
    elif places:
        kind = "decimal"
    else:
        kind = "count" if min(known) >= 0 else "integer"
    decimals = 2 if places and kind == "money" else min(places, _MOST_DECIMALS)
    return {"type": kind} | ({"decimals": decimals} if decimals else {})


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _totals(lines: Sequence[Figures], names: Sequence[Sequence[str]]) -> dict[int, list[int]]:
    """Return the parts of each line that is the sum of others before it.

    Of a line that does not call itself a total two sums at least have to hold, of two parts that
    are not 0 each.
    """
    found: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        sure = is_total(names[at])
        for parts in _candidates(at, found):
            if len(parts) > 1 and _adds_up(line, [lines[part] for part in parts], sure=sure):
                found[at] = parts
                break
    return found


def _candidates(at: int, totals: Mapping[int, list[int]]) -> Iterator[list[int]]:
    """Yield what a line may be the total of: all since the last total, all lines, all totals."""
    last = max(totals, default=-1)
    yield list(range(last + 1, at))
    inside = {part for parts in totals.values() for part in parts}
    yield [one for one in range(at) if one not in inside]
    yield [one for one in range(at) if one not in totals]


def _adds_up(line: Figures, parts: Sequence[Figures], *, sure: bool) -> bool:
    sums = 0
    for column, total in enumerate(line):
        known = [part[column] for part in parts if part[column] is not None]
        if total is None:
            if any(known):
                return False
            continue
        if sum(one for one in known if one is not None) != total:
            return False
        telling = sum(1 for one in known if one)
        sums += bool(total) and telling > (0 if sure else 1)
    return sums >= (1 if sure else 2)


def _closing(at: int, column: Figures, before: Sequence[Figures]) -> dict[int, dict[int, int]]:
    """Return the one way in which a column is made up of those before it; none or several: none."""
    lines = [row for row, value in enumerate(column) if value is not None]
    first = max(0, at - _MOST_TERMS)
    ways = []
    for signs in product((1, 0, -1), repeat=at - first):
        if sum(map(abs, signs)) > 1 and all(
            sum(sign * (before[first + n][row] or 0) for n, sign in enumerate(signs)) == column[row]
            for row in lines
        ):
            ways.append({first + n: sign for n, sign in enumerate(signs) if sign})
    return {at: ways[0]} if len(ways) == 1 and len(lines) > 1 else {}
