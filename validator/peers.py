"""What other units report, told by its middle alone, and of enough of them."""

from collections.abc import Collection, Mapping
from fractions import Fraction

from schemas.periods import Period
from validator.context import Peers, peers_key

FEWEST = 5
"""Of fewer units a summary is never asked: their middle would tell too much of each."""
CAPACITY = "unit.capacity"
"""What a figure may be scaled by that is no cell: how many places the register says a unit has."""
_BACK = 4
"""So many quarters are looked at, this one included."""

Asked = Collection[tuple[str, str, int]]
"""Cells, each with its scale ("" for none) and how many units there have to be."""


def periods(period: Period) -> list[str]:
    """Return the periods of which others' figures are looked at, the latest first."""
    found = [period]
    while len(found) < _BACK:
        found.append(found[-1].previous())
    return [one.id for one in found]


def summaries(
    asked: Asked, period: Period, told: Mapping[str, Collection[Mapping[str, str]]]
) -> dict[str, Peers]:
    """Return the summary of each asked figure: of the latest period that has enough units.

    Args:
        asked: what is asked for; what too few report has a count of 0.
        period: of the return that is checked.
        told: by period, what each other unit's accepted return says, by cell.
    """
    found: dict[str, Peers] = {}
    for cell, scale, needs in sorted(asked):
        key = peers_key(cell, scale)
        found[key] = Peers.of(())
        for one in periods(period):
            rates = [rate for its in told.get(one, ()) if (rate := _rate(its, cell, scale))]
            if len(rates) >= needs:
                found[key] = Peers.of(rates, one)
                break
    return found


def _rate(figures: Mapping[str, str], cell: str, scale: str) -> str:
    """Return a figure by its scale, exactly; "" where there is none, or it is of nothing."""
    if cell not in figures:
        return ""
    if not scale:
        return figures[cell]
    by = Fraction(figures.get(scale, "0"))
    return str(Fraction(figures[cell]) / by) if by > 0 else ""
