"""How a figure could have been mistyped for another: the smallest change of its digits.

After Wiseman, Cairns and others on typing and number entry errors: neighbouring digits change
places, one is typed twice, left out or put in, a minus is missing or is one too many.
"""

from validator.context import Context
from validator.evaluate import outcome_of
from validator.numbers import FIGURE, MISTYPED, Reading, Readings, understand
from validator.outcomes import FAIL, PASS
from validator.plan import Plan
from validator.relations import Cell

SWAPPED, DOUBLED, TOO_MANY, TOO_FEW, MINUS = "swapped", "doubled", "too_many", "too_few", "minus"


def slip(typed: int, meant: int) -> str:
    """Return the slip that makes one figure of another, both scaled; "" where none does.

    Args:
        typed: what stands there.
        meant: what it would have to be.
    """
    if typed == -meant and typed:
        return MINUS
    if (typed < 0) != (meant < 0):
        return ""
    now, then = str(abs(typed)), str(abs(meant))
    if len(now) == len(then):
        return SWAPPED if _swapped(now, then) else ""
    if len(now) == len(then) + 1:
        at = _put_in(now, then)
        twice = at and (now[at - 1 : at + 1] == now[at] * 2 or now[at : at + 2] == now[at] * 2)
        return "" if at is None else DOUBLED if twice else TOO_MANY
    if len(now) + 1 == len(then):
        return "" if _put_in(then, now) is None else TOO_FEW
    return ""


def _swapped(now: str, then: str) -> bool:
    at = next((n for n in range(len(now)) if now[n] != then[n]), len(now))
    pair, rest = slice(at, at + 2), slice(at + 2, None)
    return now != then and now[pair] == then[pair][::-1] and now[rest] == then[rest]


def _put_in(longer: str, shorter: str) -> int | None:
    """Return which digit of the longer one is not in the shorter one; None if that is not all."""
    at = next((n for n in range(len(shorter)) if longer[n] != shorter[n]), len(shorter))
    return at if longer[at + 1 :] == shorter[at:] else None


def may_be(value: int, cell: Cell) -> bool:
    """Say whether a cell may hold a value: only some may be below 0, or above a most."""
    if value < 0 and cell.type != "integer":
        return False
    if cell.max is not None and value > cell.max * 10**cell.decimals:
        return False
    return not cell.step or value % cell.step == 0


def needless_minus(
    plan: Plan, readings: Readings, context: Context, cell: int
) -> tuple[Reading, tuple[str, ...]] | None:
    """Return a figure without its minus and the rules that then hold; None if any does not."""
    reading = readings[cell]
    if reading.state != MISTYPED or reading.trouble != "negative":
        return None
    raw = reading.raw
    plain = (
        abs(raw) if isinstance(raw, int | float) else str(raw).strip().lstrip("-−－(").rstrip(")")
    )
    positive = understand(plain, plan.cells[cell])
    if positive.state != FIGURE:
        return None
    values = readings.values.copy()
    values[cell] = positive.value
    tried = Readings(values, readings.raws, readings.others, readings.default)
    relations = [plan.relations[number] for number in plan.of_cell[cell]]
    came = [(one.rule, outcome_of(one, tried, context).outcome) for one in relations]
    holds = tuple(rule for rule, outcome in came if outcome == PASS)
    return (positive, holds) if holds and FAIL not in {outcome for _, outcome in came} else None
