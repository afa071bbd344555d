"""One cause, one finding: which few cells explain all the relations that fail together.

After Fellegi and Holt (1976): the fewest cells that, given other values, clear every failing
relation of a cluster and break none that holds. One such set and no other: it is the cause.
Several: the one that a slip of the hand explains, two digits exchanged or one too many. None or
several of these: nobody can say which, and each relation is told at its own reporting cell.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from validator.equations import solved
from validator.evaluate import Outcome, Outcomes, judge
from validator.numbers import Readings
from validator.outcomes import FAIL
from validator.plan import Plan
from validator.slips import may_be, slip

_MOST_CELLS = 3
_MOST_CANDIDATES = 14
_MOST_SLIPS = 400
"""Cells of a return of which a slip is looked for where nothing else explains a relation."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A cell to correct with the relations that it explains, the telling one first.

    `suggested` is the value that clears them all, scaled; None where no single value is implied.
    `slip` is how it would have been mistyped, where the smallest change of its digits does it.
    `beside` are other cells to correct, without which some of these relations would fail still.
    """

    cell: int
    outcomes: tuple[Outcome, ...]
    suggested: int | None
    slip: str = ""
    beside: tuple[int, ...] = ()


def causes(plan: Plan, outcomes: Outcomes, readings: Readings) -> list[Cause]:
    """Return the causes of all failing relations, each relation under exactly one of them."""
    found: list[Cause] = []
    tries = _MOST_SLIPS
    for cluster in _clusters(plan, outcomes):
        solution = _explain(plan, cluster, outcomes, readings)
        if solution is not None:
            found += _assign(cluster, solution, readings)
            continue
        locally = list(_locally(plan, cluster, outcomes, readings))
        found += locally
        explained = list(chain.from_iterable(cause.outcomes for cause in locally))
        left = [outcome for outcome in cluster if outcome not in explained]
        # What is explained already would fail anew by another figure in it.
        fixed = _shared(left) | _cells_of(explained)
        for one in left:
            cells = [cell for cell in _candidates(plan, [one], outcomes) if cell not in fixed]
            tries -= len(cells)
            found += _slipped(plan, one, cells if tries >= 0 else [], outcomes, readings=readings)
    return found


def _shared(cluster: list[Outcome]) -> set[int]:
    """Return the cells that stand in more than one of some relations."""
    counts = Counter(chain.from_iterable(outcome.relation.cells for outcome in cluster))
    return {cell for cell, count in counts.items() if count > 1}


def _slipped(
    plan: Plan, one: Outcome, cells: list[int], outcomes: Outcomes, *, readings: Readings
) -> list[Cause]:
    """Return the one of some cells by which a slip explains a relation; else its reporting cell."""
    found = []
    for cell in cells if one.relation.op == "eq" else ():
        solution = _solve(plan, (cell,), [one], outcomes=outcomes, readings=readings)
        if solution and _are_slips(solution, readings):
            found.append(solution)
    if len(found) == 1:
        return _assign([one], found[0], readings)
    return [Cause(one.relation.subject, (one,), None)]


def _is_exact(outcomes: list[Outcome]) -> bool:
    """Say whether a relation asks for one value and not for any up to a limit."""
    return any(outcome.relation.op == "eq" for outcome in outcomes)


def _are_slips(solution: dict[int, int], readings: Readings) -> bool:
    return all(slip(readings[cell].value, value) for cell, value in solution.items())


def _locally(
    plan: Plan, cluster: list[Outcome], outcomes: Outcomes, readings: Readings
) -> Iterator[Cause]:
    """Yield cells that explain several relations by themselves, where no set explains them all."""
    left = list(cluster)
    failing = {
        cell: [outcome for outcome in cluster if cell in outcome.relation.factor_of]
        for cell in _candidates(plan, cluster, outcomes)
    }
    alone = [
        (mine, solution)
        for cell, mine in failing.items()
        if len(mine) > 1
        and (solution := _solve(plan, (cell,), mine, outcomes=outcomes, readings=readings))
    ]
    for mine, solution in sorted(
        alone, key=lambda found: (-len(found[0]), not _are_slips(found[1], readings))
    ):
        if all(outcome in left for outcome in mine):
            left = [outcome for outcome in left if outcome not in mine]
            yield from _assign(mine, solution, readings)


def _clusters(plan: Plan, outcomes: Outcomes) -> Iterator[list[Outcome]]:
    """Yield groups of failing relations that share cells, directly or by others."""
    waiting = {
        number
        for number, noted in outcomes.noted.items()
        if noted.outcome == FAIL and not noted.lacks
    }
    while waiting:
        frontier, cluster = [min(waiting)], set()
        while frontier:
            number = frontier.pop()
            if number in cluster:
                continue
            cluster.add(number)
            cells = plan.relations[number].cells
            frontier += waiting.intersection(
                chain.from_iterable(map(plan.of_cell.__getitem__, cells))
            )
        waiting -= cluster
        yield [outcomes[number] for number in sorted(cluster)]


def _explain(
    plan: Plan, cluster: list[Outcome], outcomes: Outcomes, readings: Readings
) -> dict[int, int] | None:
    """Return new values for the fewest cells that clear the cluster, if only one set can."""
    candidates = _candidates(plan, cluster, outcomes)
    if len(candidates) > _MOST_CANDIDATES:
        return None
    subjects = {outcome.relation.subject for outcome in cluster}
    touches = _touches(candidates, cluster)
    every = (1 << len(cluster)) - 1
    most = max((bits.bit_count() for bits in touches.values()), default=1)
    for size in range(-(-len(cluster) // most), min(_MOST_CELLS, len(candidates)) + 1):
        tried = (
            _solve(plan, chosen, cluster, outcomes=outcomes, readings=readings)
            for chosen in _covers(touches, size, every)
        )
        solutions = [solution for solution in tried if solution is not None]
        if len(solutions) == 1:
            return solutions[0]
        if solutions:
            slipped = [solution for solution in solutions if _are_slips(solution, readings)]
            if len(slipped) == 1 and _is_exact(cluster):
                return slipped[0]
            if len(cluster) == 1:
                return None
            best = [s for s in solutions if set(s) <= subjects]
            return best[0] if len(best) == 1 else None
    return None


def _covers(touches: dict[int, int], size: int, every: int) -> list[tuple[int, ...]]:
    """Return the sets of cells of a size that together touch all relations."""
    missing_of: dict[tuple[int, ...], int] = {(): every}
    for _ in range(size):
        grown = {}
        for cells, missing in missing_of.items():
            # One of the next cells has to touch the first relation that is still missing.
            first = missing & -missing
            for cell, bits in touches.items():
                if bits & first if missing else cell not in cells:
                    grown[tuple(sorted((*cells, cell)))] = missing & ~bits
        missing_of = grown
    return [cells for cells, missing in missing_of.items() if not missing]


def _touches(candidates: list[int], cluster: list[Outcome]) -> dict[int, int]:
    """Return which relations a cell touches, as bits: a set that leaves one out is no cause."""
    touches = dict.fromkeys(candidates, 0)
    for bit, outcome in enumerate(cluster):
        for cell in outcome.relation.factor_of.keys() & touches.keys():
            touches[cell] |= 1 << bit
    return touches


def _candidates(plan: Plan, cluster: list[Outcome], outcomes: Outcomes) -> list[int]:
    """Return cells of failing relations that no passing equality holds in place."""
    cells = _cells_of(cluster)
    loose = plan.bounds | outcomes.noted.keys()
    return sorted(cell for cell in cells if loose.issuperset(plan.of_cell[cell]))


def _solve(
    plan: Plan,
    chosen: tuple[int, ...],
    cluster: list[Outcome],
    *,
    outcomes: Outcomes,
    readings: Readings,
) -> dict[int, int] | None:
    """Return values of the chosen cells that satisfy the cluster and break nothing, or None."""
    if _contradict(chosen, cluster):
        return None
    equations = []
    for outcome in cluster:
        factors = [outcome.relation.factor_of.get(cell, 0) for cell in chosen]
        if not any(factors):
            return None
        if outcome.relation.op == "eq":
            equations.append([*factors, -outcome.residual])
    changes = solved(equations) if equations else _bounds(chosen, cluster)
    if changes is None or 0 in changes:
        return None
    values = {
        cell: readings[cell].value + change for cell, change in zip(chosen, changes, strict=True)
    }
    if not all(may_be(value, plan.cells[cell]) for cell, value in values.items()):
        return None
    return values if _holds(plan, values, outcomes, readings) else None


def _cells_of(outcomes: Iterable[Outcome]) -> set[int]:
    return set(chain.from_iterable(outcome.relation.cells for outcome in outcomes))


def _contradict(chosen: tuple[int, ...], cluster: list[Outcome]) -> bool:
    """Say whether two equalities ask one cell alone for different changes: mostly they do."""
    asked: dict[int, tuple[int, int]] = {}
    for outcome in cluster:
        factor_of = outcome.relation.factor_of
        held = [cell for cell in chosen if cell in factor_of]
        if len(held) != 1 or outcome.relation.op != "eq":
            continue
        ours = factor_of[held[0]], outcome.residual
        factor, residual = asked.setdefault(held[0], ours)
        if factor * ours[1] != ours[0] * residual:
            return True
    return False


def _bounds(chosen: tuple[int, ...], cluster: list[Outcome]) -> list[int] | None:
    """Return the smallest change of one cell that meets limits only; None for several cells."""
    if len(chosen) != 1:
        return None
    changes = []
    for outcome in cluster:
        factor = outcome.relation.factor_of[chosen[0]]
        # Rounded away from zero: the next whole number that meets the limit.
        residual = outcome.residual
        changes.append(-residual // factor if factor > 0 else -(residual // factor))
    if min(changes) < 0 < max(changes):
        return None
    return [max(changes, key=abs)]


def _holds(plan: Plan, values: dict[int, int], outcomes: Outcomes, readings: Readings) -> bool:
    """Say whether every relation of the changed cells holds with the new values."""
    for number in {number for cell in values for number in plan.of_cell[cell]}:
        noted = outcomes.noted.get(number)
        if noted is not None and (noted.outcome != FAIL or noted.lacks):
            continue
        relation = plan.relations[number]
        factor_of = relation.factor_of
        residual = outcomes.residuals[number] + sum(
            factor_of[cell] * (values[cell] - readings[cell].value)
            for cell in factor_of.keys() & values.keys()
        )
        subject = values.get(relation.subject, readings.values[relation.subject] or 0)
        if judge(relation, residual, subject) == FAIL:
            return False
    return outcomes.allows(values)


def _assign(cluster: list[Outcome], solution: dict[int, int], readings: Readings) -> list[Cause]:
    """Give each relation to one cell of the solution; tell first what the cell reports itself."""
    mine: dict[int, list[Outcome]] = {cell: [] for cell in solution}
    held = [([cell for cell in one.relation.cells if cell in mine], one) for one in cluster]
    many = Counter(chain.from_iterable(cells for cells, _ in held))
    for cells, outcome in sorted(held, key=lambda pair: len(pair[0])):
        # A relation between two causes goes to the one that has none yet, or no other to come.
        mine[min(cells, key=lambda cell: (len(mine[cell]), many[cell]))].append(outcome)
    return [
        Cause(
            cell,
            tuple(sorted(outcomes, key=lambda outcome: outcome.relation.subject != cell)),
            solution[cell],
            slip(readings[cell].value, solution[cell]) if _is_exact(outcomes) else "",
            tuple(sorted(mine.keys() & _cells_of(outcomes) - {cell})),
        )
        for cell, outcomes in mine.items()
        if outcomes
    ]
