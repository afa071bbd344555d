"""Each relation of the plan over one return: pass, fail, not applicable, cannot check.

Exact throughout: figures are whole numbers of their last declared decimal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul
from typing import cast, overload

from validator.context import Context, Lacking
from validator.numbers import BLANK, MISTYPED, UNLOCATED, Readings
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.plan import Plan
from validator.relations import Relation


@dataclass(slots=True, eq=False)
class Outcome:
    """How a relation came out; `residual` is by how much its sum misses zero, scaled.

    `lacks` are the blank cells of a rule that fails for want of them; `waits` is the key of the
    wording for what its condition waits for.
    """

    relation: Relation
    outcome: str
    residual: int = 0
    blocked_by: int | None = None
    lacks: tuple[int, ...] = ()
    slots: Mapping[str, object] = field(default_factory=dict)
    waits: str = ""


class Outcomes(Sequence[Outcome]):
    """The outcome of every relation, in the order of the plan.

    Most relations hold: of these no more than the residual is kept, and the rest is made when it
    is asked for.

    Attributes:
        residuals: of every relation; 0 where there is none.
        noted: the outcomes that are another than a pass, by number.
        allows: says whether the rules that are no sums would hold as they do now, if some cells
            held other figures.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.residuals = [0] * len(plan.relations)
        self.noted: dict[int, Outcome] = {}
        self.allows: Callable[[Mapping[int, int]], bool] = lambda values: True

    def note(self, number: int, outcome: Outcome) -> None:
        """Keep what is not simply a sum of zero."""
        self.residuals[number] = outcome.residual
        if outcome.outcome != PASS:
            self.noted[number] = outcome

    def __len__(self) -> int:
        return len(self.residuals)

    @overload
    def __getitem__(self, number: int) -> Outcome: ...
    @overload
    def __getitem__(self, number: slice) -> list[Outcome]: ...
    def __getitem__(self, number: int | slice) -> Outcome | list[Outcome]:
        if isinstance(number, slice):
            return [self[n] for n in range(len(self))[number]]
        noted = self.noted.get(number)
        return noted or Outcome(self.plan.relations[number], PASS, self.residuals[number])


def evaluate(plan: Plan, readings: Readings, context: Context) -> Outcomes:
    """Return the outcome of every relation, in the order of the plan."""
    # Figures alone from here on: the relations of all other cells are looked at one by one.
    values = cast(list[int], readings.values)
    lacking = {n for cell, _ in readings.without_figure() for n in plan.of_cell[cell]}
    found = Outcomes(plan)
    for number, relation in enumerate(plan.relations):
        if relation.alone or number in lacking:
            found.note(number, outcome_of(relation, readings, context))
            continue
        if (parts := relation.parts) is not None:
            residual = values[relation.cells[0]] - sum(values[parts])
        else:
            residual = sum(map(mul, relation.factors, map(values.__getitem__, relation.cells)))
        if residual:
            subject = values[relation.cells[0]]
            found.note(number, Outcome(relation, judge(relation, residual, subject), residual))
    return found


def outcome_of(relation: Relation, readings: Readings, context: Context) -> Outcome:
    """Return how one relation comes out over one return."""
    before = 0
    if relation.prior:
        prior = _prior(relation, context)
        if isinstance(prior, str):
            return Outcome(relation, prior)
        before = prior
    total = filled = 0
    for factor, cell in relation.terms:
        if (value := readings.values[cell]) is not None:
            total += factor * value
            filled += 1
            continue
        state = readings.others.get(cell, readings.default).state
        if state in (MISTYPED, UNLOCATED):
            return Outcome(relation, CANNOT_CHECK, blocked_by=cell)
        if state != BLANK:
            return Outcome(relation, NOT_APPLICABLE)
    if filled < len(relation.terms) and not _blank_counts(relation, filled, before):
        return _of_blanks(relation, readings)
    residual = total - before - relation.constant
    subject = readings.values[relation.subject] or 0
    return Outcome(relation, judge(relation, residual, subject), residual)


def _of_blanks(relation: Relation, readings: Readings) -> Outcome:
    """Return what comes of blanks that do not count as 0: they are wrong, or nothing applies."""
    if relation.blank != "error":
        return Outcome(relation, NOT_APPLICABLE)
    lacks = tuple(cell for cell in relation.cells if readings.values[cell] is None)
    return Outcome(relation, FAIL, lacks=lacks)


def _blank_counts(relation: Relation, filled: int, before: int) -> bool:
    """Say whether blanks count as 0 here; else the relation does not apply."""
    if relation.blank == "zero":
        return True
    return relation.blank == "zero_if_any" and bool(filled or before)


def _prior(relation: Relation, context: Context) -> int | str:
    prior = context.figure(relation.prior)
    if isinstance(prior, Lacking):
        return CANNOT_CHECK if prior.applies else NOT_APPLICABLE
    return int(prior.scaleb(relation.decimals))


def judge(relation: Relation, residual: int, subject: int) -> str:
    """Say whether a sum that misses zero by a residual still holds, as its subject is."""
    miss = abs(residual) if relation.op == "eq" else residual
    return PASS if 2 * miss <= twice_allowed(relation, residual, subject) else FAIL


def twice_allowed(relation: Relation, residual: int, subject: int) -> int:
    """Return twice what a sum may miss: of rounding, a number, or a share of what has to be.

    Twice, since each rounded term stands for half a unit each way.
    """
    if not relation.relative:
        return relation.slack
    due_sum = abs(relation.factors[0] * subject - residual)
    return max(relation.slack, int(2 * due_sum * relation.relative))


def due(relation: Relation, value: int, residual: int) -> int:
    """Return what the subject had to be, scaled as it is: of a limit the nearest that it may be."""
    lift = relation.factors[0]
    return value - residual // lift if lift < 0 else value + -residual // lift
