"""What expressions come to: exact numbers, texts, dates, truths; or why there is no value."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import add, mul, sub, truediv

from validator.kinds.ruling import Scope, Spot
from validator.outcomes import CANNOT_CHECK, NOT_APPLICABLE

Known = Fraction | str | date | bool


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no value.

    Attributes:
        outcome: not_applicable, or cannot_check where it waits for something.
        spot: the cell or field that is blank or cannot be read.
        waits: the key of the wording for what it waits for beyond the file, with its `slots`.
        blank: whether it lacks nothing but what is blank.
    """

    outcome: str = NOT_APPLICABLE
    spot: Spot | None = None
    waits: str = ""
    blank: bool = False
    slots: Mapping[str, object] = field(default_factory=dict)


NOTHING = Missing()
NO_SHARE = Missing(CANNOT_CHECK, waits="check.zero")
Value = Known | Missing


@dataclass(slots=True)
class Sight:
    """What is looked at: a return, whether a blank counts as 0, and one entry of a list."""

    scope: Scope
    zero: bool = False
    entry: int = -1


Reckon = Callable[[Sight], Value]
ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
}


def lacking(values: Iterable[Value]) -> Missing | None:
    """Return why not all values are there: what waits before what does not apply."""
    found: Missing | None = None
    for value in values:
        if isinstance(value, Missing):
            if value.outcome == CANNOT_CHECK:
                return value
            found = found or value
    return found


def rounded(value: Fraction, places: int = 0) -> Fraction:
    """Round half away from zero, as Excel does."""
    lifted = abs(value) * 10**places
    whole = int(lifted + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**places)


def said(value: Value) -> str:
    """Return a value as a sentence shows it; of a number that never ends, two decimals."""
    if isinstance(value, Missing):
        return "–"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, Fraction):
        return str(value)
    exact = rounded(value, 6)
    shown = exact if exact == value else rounded(value, 2)
    return format((Decimal(shown.numerator) / shown.denominator).normalize(), "f")
