"""What every frame of facts must be before it is loaded, whatever way it came."""

from decimal import Decimal
from functools import cache

import pandera.pandas as pa

COLUMNS = ("load_id", "unit_id", "item", "period", "month", "breakdown", "value", "sheet", "a1")


@cache
def contract() -> pa.DataFrameSchema:
    """Return the contract: columns in this order and no other, one value of an item in a load."""
    return pa.DataFrameSchema(
        {
            "load_id": _filled(),
            "unit_id": _filled(),
            "item": _filled(pa.Check.str_matches(r"^[a-z][a-z0-9_]*$")),
            "period": _filled(pa.Check.str_matches(r"^20\d\d-\d\dQ[1-4]$")),
            "month": pa.Column("Int16", pa.Check.isin(list(range(1, 13))), nullable=True),
            "breakdown": _filled(),
            "value": _filled(pa.Check(_is_exact, element_wise=True)),
            "sheet": pa.Column(object, nullable=True),
            "a1": _filled(pa.Check.str_matches(r"^[A-Z]{1,3}[1-9]\d*$")),
        },
        unique=["load_id", "item", "month", "breakdown"],
        strict=True,
        ordered=True,
    )


def _filled(*checks: pa.Check) -> pa.Column:
    return pa.Column(object, list(checks), nullable=False)


def _is_exact(value: object) -> bool:
    """Say whether a figure is an exact decimal: no binary float gets in."""
    return isinstance(value, Decimal) and value.is_finite() and value >= 0
