"""What has to be filled in, and what must be left blank, as formulas: of cells and of fields."""

from collections.abc import Sequence

from schemas.spec import Blank
from validator.selfcheck.excel import either, every, some
from validator.selfcheck.figures import FAILED, NA, PASSED, WAITS
from validator.selfcheck.workings import EMPTY, UNREAD, Seen


def of_several(kind: str, seen: Sequence[Seen], blank: Blank) -> str:
    """Return how it comes out of which of some values are filled in, by the name of the kind."""
    empty = [one.has(EMPTY) for one in seen]
    counted = "(0+" + "+".join(f"({one.value}<>0)" for one in seen) + ")"
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


def of_one(kind: str, seen: Seen) -> str:
    """Return how it comes out of what is needed, or may not be there, while that is asked."""
    wrong = seen.has(EMPTY) if kind == "required_when" else f"{seen.value}<>0"
    return either(seen.has(UNREAD), WAITS, either(wrong, FAILED, PASSED))
