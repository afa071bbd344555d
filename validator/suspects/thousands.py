"""Figures that stand in thousands where units are asked for, or in units for thousands."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from schemas.spec import Text
from validator.cells import as_typed
from validator.numbers import FIGURE, MISTYPED, Reading, understand
from validator.suspects.trial import Case, Mending, differing, listed, read_as

_LEAST_KNOWN, _LEAST_BROKEN = 3, 5
_NEAR = 5
"""A figure is like one of the past if it is at most so many times that, or so small a part."""
_NOT_WHOLE = ("not_whole", "decimals")


def in_thousands(case: Case) -> Iterator[Mending]:
    """Yield the return, and each table, whose figures are a thousand times too small or large."""
    cells = [cell.index for cell in case.plan.cells if cell.type not in ("percent", "text")]
    yield from _scope(case, cells, case.plan.spec.title)
    if len(case.plan.spec.tables) > 1:
        for table in case.plan.spec.tables:
            its = [cell for cell in cells if case.plan.cells[cell].key[0] == table.key]
            yield from _scope(case, its, table.title)


def _scope(case: Case, cells: Sequence[int], title: Text) -> Iterator[Mending]:
    typed = {cell: one for cell in cells if (one := _typed(case.readings[cell]))}
    for words, factor in (("thousands", Decimal(1000)), ("units", Decimal("0.001"))):
        changes = {
            cell: _reading(one * factor, case.plan.cells[cell].decimals)
            for cell, one in typed.items()
        }
        if None in changes.values():
            continue
        read = {cell: one for cell, one in changes.items() if one is not None}
        if not _borne_out(case, read):
            continue
        cells_changed = differing(case, read)
        slots = {
            "table": title,
            "proof": _shown(case, read, cells_changed),
            "figures": len(read),
        }
        extract = read_as(case, read)
        key = f"in_{words}"
        yield Mending("in_thousands", extract, case.context, slots, cells_changed, words=key)


def _typed(reading: Reading) -> Decimal | None:
    """Return the number in a cell, also one that is not whole where it has to be; None for 0."""
    fits = reading.state == FIGURE or reading.trouble in _NOT_WHOLE
    if not fits or isinstance(reading.raw, bool):
        return None
    raw = reading.raw
    text = format(raw, ".15g") if isinstance(raw, float) else as_typed(str(raw)).replace(",", "")
    try:
        return Decimal(text) or None
    except InvalidOperation:
        return None


def _reading(number: Decimal, decimals: int) -> Reading | None:
    scaled = number.scaleb(decimals)
    if scaled != scaled.to_integral_value() or number < 0:
        return None
    return Reading(str(number), FIGURE, int(scaled))


def _borne_out(case: Case, read: dict[int, Reading]) -> bool:
    """Say whether the figures would be like the past ones, or came to be whole numbers at all."""
    pairs = [
        (Decimal(reading.value).scaleb(-case.plan.cells[cell].decimals), past)
        for cell, reading in read.items()
        if (past := _past(case, cell))
    ]
    if len(pairs) >= _LEAST_KNOWN:
        near = sum(past / _NEAR <= figure <= past * _NEAR for figure, past in pairs)
        return near * 5 >= len(pairs) * 4
    broken = sum(case.readings[cell].state == MISTYPED for cell in read)
    if pairs or broken * 5 < len(read) * 4:
        cleared = case.clears(read_as(case, read).readings, read)
        return min(cleared, case.exactly_amiss(read)) >= _LEAST_KNOWN
    return broken >= _LEAST_BROKEN


def _past(case: Case, cell: int) -> Decimal | None:
    """Return the figure of the last period that is known; None for 0."""
    name = case.plan.cells[cell].name
    past = case.context.last.get(name) or next(iter(case.context.past(name, 1)), "0")
    return Decimal(past) or None


def _shown(case: Case, read: dict[int, Reading], cells: Sequence[int]) -> str:
    understood = {
        cell: understand(str(read[cell].raw), case.plan.cells[cell]) for cell in cells[:4]
    }
    return listed(case, {**read, **understood}, cells)
