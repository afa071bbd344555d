"""Sums, counts and the like as formulas: what each line adds, and what all of them come to."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from validator.kinds.values import Missing
from validator.kinds.values import Value as Known
from validator.outcomes import CANNOT_CHECK
from validator.selfcheck.excel import call, either, every, in_order, words
from validator.selfcheck.listed import serial
from validator.selfcheck.workings import EMPTY, KNOWN, NONE, UNREAD, Seen, Value

_COUNTED, _LEFT_OUT, _GONE = 0, 1, 4
"""States of a line that is added up: meant, there but not meant, no line at all."""


@dataclass(frozen=True, slots=True)
class Said:
    """A part of an expression: formulas of its state and value."""

    state: str
    value: str
    text: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one line adds to an aggregate: formulas, and what the engine makes of it at first."""

    name: str
    value: Said
    where: Said
    gone: str
    its: Known
    meant: Known
    is_gone: bool

    def formulas(self, at: Seen) -> tuple[str, str, str]:
        """Return state, value, and the value once more where it is meant."""
        meant = every(f"{self.where.state}=0", f"{self.where.value}=1")
        unread = f"{self.value.state}={UNREAD}"
        waits = unread if self.name == "share" else every(unread, meant)
        state = in_order(
            [
                (self.gone, _GONE),
                (f"{self.where.state}={UNREAD}", UNREAD),
                (waits, UNREAD),
                (f"{self.value.state}>0", NONE),
                (meant, _COUNTED),
            ],
            _LEFT_OUT,
        )
        value = either(f"{at.state}<={_LEFT_OUT}", self.value.value, 0)
        return state, value, either(at.has(_COUNTED), self.value.value, words(""))

    def first(self) -> tuple[int, Value, Value]:
        """Return the same as it is at first."""
        state = _GONE if self.is_gone else self._state()
        value = plain(self.its) if state in (_COUNTED, _LEFT_OUT) else 0
        # XlsxWriter writes no empty result.
        return state, value, value if state == _COUNTED else " "

    def _state(self) -> int:
        if _waits(self.meant):
            return UNREAD
        if _waits(self.its) and (self.meant is True or self.name == "share"):
            return UNREAD
        if isinstance(self.its, Missing):
            return NONE
        return _COUNTED if self.meant is True else _LEFT_OUT


def _waits(known: Known) -> bool:
    return isinstance(known, Missing) and known.outcome == CANNOT_CHECK


def come_to(name: str, columns: tuple[str, str, str], nothing: int) -> tuple[str, str]:
    """Return the state and the value of an aggregate.

    Args:
        name: of the aggregate.
        columns: where the states of its lines stand, their values, and those that are meant.
        nothing: the state of a sum of no lines.
    """
    states, values, chosen = columns
    count, other = call("COUNTIF", states, "0"), call("COUNTIF", states, "1")
    total = call("SUMIFS", values, states, "0")
    some_lines = either(f"{count}=0", NONE, KNOWN)
    match name:
        case "count":
            return str(KNOWN), count
        case "sum":
            return either(f"{count}+{other}=0", nothing, KNOWN), total
        case "share":
            whole = f"({total}+{call('SUMIFS', values, states, '1')})"
            return either(f"{whole}=0", NONE, KNOWN), f"100*{total}/{whole}"
        case "average":
            return some_lines, f"{total}/{count}"
    return some_lines, call(name.upper(), chosen)


def first(known: Known) -> tuple[int, Value]:
    """Return the state and the value that a part has at first."""
    if isinstance(known, Missing):
        if known.outcome == CANNOT_CHECK:
            return UNREAD, 0
        return EMPTY if known.blank else NONE, 0
    return KNOWN, plain(known)


def plain(known: Known) -> Value:
    """Return a value as a workbook has it."""
    if isinstance(known, date):
        return serial(known)
    if isinstance(known, str):
        return known
    return float(known) if isinstance(known, Fraction) else int(cast(bool, known))
