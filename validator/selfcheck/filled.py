"""What has to be filled in, and what must be left blank, as formulas: of cells and of fields."""

from collections.abc import Sequence

from schemas.spec import Blank
from validator.selfcheck.excel import call, either, every, none, some
from validator.selfcheck.figures import FAILED, NA, PASSED, WAITS
from validator.selfcheck.workings import EMPTY, KNOWN, UNREAD, Seen


def of_several(kind: str, seen: Sequence[Seen], blank: Blank) -> str:
    """Return how it comes out of which of some values are filled in, by the name of the kind."""
    empty = [one.has(EMPTY) for one in seen]
    counted = "(0+" + "+".join(f"({one.value}<>0)" for one in seen) + ")"
    if kind == "required_when":
        return either(some(*empty), FAILED, PASSED)
    if kind == "forbidden_when":
        return either(f"{counted}>0", FAILED, PASSED)
    if kind == "all_or_none":
        held = either(some(*empty), FAILED, PASSED)
    else:
        wrong = f"{counted}<>1" if kind == "one_of" else f"{counted}>1"
        held = either(wrong, FAILED, PASSED)
    if blank == "error":
        return either(some(*empty), FAILED, held)
    if blank == "zero":
        return held
    return either(every(*empty), PASSED if kind == "all_or_none" else NA, held)


def waiting(seen: Sequence[Seen], otherwise: str) -> str:
    """Return that a rule waits for what cannot be read, else how it comes out."""
    return either(some(*(one.has(UNREAD) for one in seen)), WAITS, otherwise)


def compared(seen: Seen, op: str, value: str, *, zero: bool = False, text: bool = False) -> str:
    """Return whether a condition holds of a value; of a blank only where it counts as 0."""
    sign = {"!=": "<>"}.get(op, op)
    holds = f"{seen.value}{sign}{value}"
    if text:
        holds = call("EXACT", seen.value, value)
        holds = holds if op == "=" else none(holds)
    known = seen.has(KNOWN)
    return every(some(known, seen.has(EMPTY)) if zero else known, holds)
