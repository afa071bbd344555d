"""Whether two returns hold the very same figures."""

from collections.abc import Mapping
from decimal import Decimal

from validator.extract import Extract
from validator.numbers import FIGURE, shown
from validator.plan import Plan

_LEAST_FIGURES, _LEAST_VALUES = 5, 4
_OF_TEN = 9
"""So many figures of ten are the same where one or two were changed before sending."""


def figures_of(plan: Plan, extract: Extract) -> dict[str, str]:
    """Return all figures of a file, by cell: exact decimals in text."""
    return {
        cell.name: shown(reading.value, cell.decimals)
        for cell, reading in zip(plan.cells, extract.readings, strict=True)
        if reading.state == FIGURE
    }


def are_the_same(now: Mapping[str, str], then: Mapping[str, str]) -> bool:
    """Say whether two returns are one: enough figures that are not 0, nearly all of them alike."""
    mine = {cell: one for cell, figure in now.items() if (one := Decimal(figure))}
    its = {cell: one for cell, figure in then.items() if (one := Decimal(figure))}
    if len(mine) < _LEAST_FIGURES or len(set(mine.values())) < _LEAST_VALUES:
        return False
    alike = len(mine.items() & its.items())
    return alike * 10 >= len(mine.keys() | its.keys()) * _OF_TEN
