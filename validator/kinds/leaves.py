"""What expressions are made of at the bottom: cells, fields of an entry, functions of values."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

from schemas.spec import Field
from validator.kinds.ruling import At
from validator.kinds.values import Known, Missing, Reckon, Sight, Value, lacking
from validator.numbers import BLANK, MISTYPED, UNLOCATED
from validator.outcomes import CANNOT_CHECK, NOT_APPLICABLE


def figure(number: int, decimals: int) -> Reckon:
    """Return what reckons a cell; a blank counts as 0 where the sight says so."""
    scale, zero = 10**decimals, Fraction(0)

    def reckon(sight: Sight) -> Value:
        value = sight.scope.readings.values[number]
        if value is not None:
            return Fraction(value, scale)
        state = sight.scope.readings[number].state
        if state in (MISTYPED, UNLOCATED):
            return Missing(CANNOT_CHECK, number)
        if state == BLANK and sight.zero:
            return zero
        return Missing(NOT_APPLICABLE, number, blank=state == BLANK)

    return reckon


def entry_field(of: str, one: Field) -> Reckon:
    """Return what reckons a field of the entry that is looked at."""
    key, scale = one.key, 10**one.decimals
    is_figure = one.type not in ("text", "date", "code", "id", "bool", "month")

    def reckon(sight: Sight) -> Value:
        listed = sight.scope.lists.get(of)
        if listed is None or key not in listed.columns:
            return no_column(sight, of, one)
        entry = listed.entries[sight.entry]
        value = entry.values.get(key)
        if isinstance(value, int) and is_figure:
            return Fraction(value, scale)
        if value is not None:
            return cast(Known, value)
        spot = At(of, sight.entry, key)
        if entry.is_unread(key):
            return Missing(CANNOT_CHECK, spot)
        if key in entry.na:
            return Missing(spot=spot)
        return Fraction(0) if sight.zero and is_figure else Missing(spot=spot, blank=True)

    return reckon


def no_column(sight: Sight, of: str, one: Field | None = None) -> Missing:
    """Return that a list, or a column of it, was not found in the file."""
    found = sight.scope.lists.get(of)
    slots = {"table": sight.scope.spec.listed(of).title, "column": one.label if one else ""}
    waits = "entries.no_column" if one and found and found.columns else "entries.no_list"
    return Missing(CANNOT_CHECK, waits=waits, slots=slots)


def constant(value: Value) -> Reckon:
    """Return what is the same whatever is looked at."""
    return lambda sight: value


def applied(function: Callable[[Fraction], Fraction], inner: Reckon) -> Reckon:
    """Return what reckons a function of a number."""

    def reckon(sight: Sight) -> Value:
        value = inner(sight)
        return value if isinstance(value, Missing) else function(cast(Fraction, value))

    return reckon


def of_days(first: Reckon, second: Reckon, function: Callable[[Any, Any], int]) -> Reckon:
    """Return what reckons a number of two dates."""

    def reckon(sight: Sight) -> Value:
        one, other = first(sight), second(sight)
        return lacking((one, other)) or Fraction(function(one, other))

    return reckon
