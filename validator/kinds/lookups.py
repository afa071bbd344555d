"""What expressions look up beyond the file: earlier periods, other forms, the unit."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import cast

from validator.context import Context, Lacking
from validator.kinds.beyond import without
from validator.kinds.values import NOTHING, Missing, Reckon, Sight, Value
from validator.outcomes import CANNOT_CHECK


def prev(cell: str, back: int) -> Reckon:
    """Return what reckons a cell's figure so many due periods ago."""
    return _asked(lambda context: context.figure(cell, back))


def last_year(cell: str) -> Reckon:
    """Return what reckons a cell's figure of the same quarter last year."""
    return _asked(lambda context: context.last_year(cell))


def year_to_date(cell: str, now: Reckon) -> Reckon:
    """Return what reckons the sum of a cell's figures from April to this quarter."""

    def reckon(sight: Sight) -> Value:
        value = now(sight)
        if isinstance(value, Missing):
            return value
        exact = cast(Fraction, value)
        figure = Decimal(exact.numerator) / exact.denominator
        return _known(sight.scope.context.year_to_date(cell, figure))

    return reckon


def on_form(form: str, cell: str) -> Reckon:
    """Return what reckons a cell of another form."""
    return _asked(lambda context: context.other(form, cell))


def fact(name: str) -> Reckon:
    """Return what reckons a fact of the unit."""

    def reckon(sight: Sight) -> Value:
        found = sight.scope.context.fact(name)
        if isinstance(found, str):
            return found
        return _lacking(found)

    return reckon


def agreed(standard: str) -> Reckon:
    """Return what reckons the agreed level of a standard."""
    return _asked(lambda context: context.agreed_level(standard))


def _asked(ask: Callable[[Context], Decimal | Lacking]) -> Reckon:
    def reckon(sight: Sight) -> Value:
        found = ask(sight.scope.context)
        if isinstance(found, Lacking) and found.blank and sight.zero:
            return Fraction(0)
        return _known(found)

    return reckon


def _known(found: Decimal | Lacking) -> Value:
    return _lacking(found) if isinstance(found, Lacking) else Fraction(found)


def _lacking(why: Lacking) -> Missing:
    if not why.applies:
        return NOTHING
    judged = without(0, why)
    return Missing(CANNOT_CHECK, waits=judged.waits, slots=judged.slots)
