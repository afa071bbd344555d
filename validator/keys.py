"""Ids and keys as they are looked up: what stands in a field of a list, or in a cell."""

from collections.abc import Iterator

from validator.fields import Value
from validator.kinds.entries import as_compared
from validator.lists import Listed
from validator.numbers import FIGURE, Readings, shown
from validator.relations import Cell

OWN, AGENCY, ALL = "unit", "agency", "all"
NEAR = (OWN, AGENCY, ALL)
"""How near another return is that has a key already: of the unit, of its agency, of any other."""


def as_key(value: Value, decimals: int = 0) -> str:
    """Return an id or a key as it is looked up: the same in any letters, full width or not.

    Args:
        value: the id; a figure in units of its last decimal.
        decimals: of a figure.
    """
    said = shown(value, decimals) if isinstance(value, int) else str(value)
    return str(as_compared(said))


def in_entries(listed: Listed, field: str) -> Iterator[str]:
    """Yield what the entries of a list say in a field, as keys."""
    decimals = listed.table.field(field).decimals
    for entry in listed.entries:
        value = entry.values.get(field)
        if value is not None:
            yield as_key(value, decimals)


def in_cell(cell: Cell, readings: Readings) -> str:
    """Return what a cell holds as a key; "" where it holds no figure."""
    reading = readings[cell.index]
    return shown(reading.value, cell.decimals) if reading.state == FIGURE else ""
