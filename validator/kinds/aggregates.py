"""Sums, counts and the like: over the lines of a column, or over the entries of a list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from validator.kinds.leaves import no_column
from validator.kinds.values import NOTHING, Known, Missing, Reckon, Sight, Value
from validator.outcomes import CANNOT_CHECK

_One = tuple[Value, Value]
"""What one line or entry has, and whether it is meant."""


def _waits(value: Value) -> bool:
    return isinstance(value, Missing) and value.outcome == CANNOT_CHECK


def _average(values: Sequence[Any]) -> Fraction:
    return Fraction(sum(values)) / len(values)


_OF_SOME: Mapping[str, Callable[[Sequence[Any]], Known]] = {
    "min": min,
    "max": max,
    "average": _average,
}


def of_lines(name: str, lines: Sequence[tuple[Reckon, Reckon | None]]) -> Reckon:
    """Return what reckons an aggregate over lines: the figure and the condition of each."""

    def reckon(sight: Sight) -> Value:
        found = [(value(sight), where(sight) if where else True) for value, where in lines]
        return _come_to(name, found, nothing=NOTHING)

    return reckon


def of_entries(name: str, of: str, *, value: Reckon | None, where: Reckon | None) -> Reckon:
    """Return what reckons an aggregate over a list; without a value its entries are counted."""

    def reckon(sight: Sight) -> Value:
        listed = sight.scope.lists.get(of)
        if listed is None or not listed.columns:
            return no_column(sight, of)
        sights = (replace(sight, entry=number) for number in range(len(listed.entries)))
        return _come_to(name, list(_entries(sights, value, where)), nothing=Fraction(0))

    return reckon


def _entries(sights: Iterator[Sight], value: Reckon | None, where: Reckon | None) -> Iterator[_One]:
    for sight in sights:
        yield value(sight) if value else Fraction(1), where(sight) if where else True


def _come_to(name: str, found: Sequence[_One], *, nothing: Value) -> Value:
    """Return what some lines come to.

    A blank that does not count as 0 is not there, and a condition that is not known to hold does
    not; what cannot be read is waited for, unless its line is left out. `nothing` is the sum where
    no line has anything.
    """
    for value, meant in found:
        if _waits(meant):
            return meant
        if _waits(value) and (meant is True or name == "share"):
            return value
    filled = [(value, meant) for value, meant in found if not isinstance(value, Missing)]
    chosen: list[Any] = [value for value, meant in filled if meant is True]
    if name == "count":
        return Fraction(len(chosen))
    if name == "sum":
        return Fraction(sum(chosen)) if filled else nothing
    if name == "share":
        whole = sum(value for value, _ in filled if isinstance(value, Fraction))
        return 100 * Fraction(sum(chosen)) / whole if whole else NOTHING
    return _OF_SOME[name](chosen) if chosen else NOTHING
