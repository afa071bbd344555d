"""What the arithmetic rules of a form come to together: proved by linear programming.

A sum of cells that must be zero, or at most zero, is a linear constraint; figures are at least 0
where they count something. Over all figures that keep the other rules: can a rule be broken at
all, can it be kept, is a figure left that may be other than 0? What is proved over the real
numbers holds of whole ones; what only whole numbers decide is not found.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import highspy
import numpy as np

from validator.findings import GRAVITY
from validator.plan import Plan
from validator.relations import Relation

_INFINITY = highspy.kHighsInf
_EXACT = 1e-6
_MOST_NAMED = 4
_SIGNED = "integer"
_UNBOUNDED = frozenset((
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
))


def useless(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield written rules that are never broken, never kept, or leave nothing but 0, and why."""
    written = {rule.id for rule in plan.spec.rules}
    for relations in _connected(plan.relations):
        space = _Space(plan, relations)
        if not space.can_hold(relations):
            yield from _contradicting(space, relations, written)
            continue
        yield from _only_zero(space, plan, written)
        yield from _never_broken(space, relations, written)


def examined(plan: Plan) -> frozenset[str]:
    """Return the written rules that are held against each other."""
    return frozenset(one.rule for one in plan.relations) & {one.id for one in plan.spec.rules}


def _connected(relations: Sequence[Relation]) -> Iterator[list[Relation]]:
    """Yield the relations in groups that share figures, directly or by others, as they stand."""
    group_of: dict[int | str, list[int]] = {}
    for number, relation in enumerate(relations):
        joined = [number]
        for group in {
            id(group_of[t]): group_of[t] for t in _things(relation) if t in group_of
        }.values():
            joined += group
        things = (thing for one in joined for thing in _things(relations[one]))
        group_of |= dict.fromkeys(things, joined)
    for group in {id(group): group for group in group_of.values()}.values():
        yield [relations[number] for number in sorted(group)]


def _things(relation: Relation) -> tuple[int | str, ...]:
    """Return what a relation is about: cells, and a figure of the period before by its name."""
    return (*relation.cells, relation.prior) if relation.prior else relation.cells


@dataclass(slots=True)
class _Space:
    """All figures of some cells, which relations narrow."""

    plan: Plan
    relations: Sequence[Relation]
    places: dict[int | str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for relation in self.relations:
            for thing in _things(relation):
                self.places.setdefault(thing, len(self.places))

    def can_hold(self, relations: Collection[Relation]) -> bool:
        """Say whether some figures keep all of these relations."""
        status, _ = self._most({}, relations)
        return status != highspy.HighsModelStatus.kInfeasible

    def breaks(self, relation: Relation, others: Collection[Relation]) -> bool:
        """Say whether figures that keep the others can break a relation."""
        for sign in (1, -1) if relation.op == "eq" else (1,):
            terms = {place: sign * factor for place, factor in self._terms(relation).items()}
            status, most = self._most(terms, others)
            if (
                status in _UNBOUNDED
                or most - sign * relation.constant > relation.slack / 2 + _EXACT
            ):
                return True
        return False

    def most_of(self, cell: int, relations: Collection[Relation]) -> float:
        """Return the most that a figure can be while relations hold, if that is below 1."""
        return self._most({self.places[cell]: 1}, relations, below=1)[1]

    def positive(self, relations: Collection[Relation]) -> set[int]:
        """Return the cells that can be above 0 while relations hold."""
        left = {thing: place for thing, place in self.places.items() if isinstance(thing, int)}
        found: set[int] = set()
        while left:
            model = self._model(relations)
            for place in left.values():
                # Beside each figure one that is at most it and at most 1, as large as can be.
                mark = model.getNumCol()
                model.addCol(1.0, 0.0, 1.0, 0, np.array([], np.int32), np.array([], np.double))
                model.addRow(
                    0.0, _INFINITY, 2, np.array([place, mark], np.int32), np.array([1.0, -1.0])
                )
            model.changeObjectiveSense(highspy.ObjSense.kMaximize)
            model.run()
            values = model.getSolution().col_value
            more = {thing for thing, place in left.items() if values[place] > _EXACT}
            if not more:
                break
            found |= more
            left = {thing: place for thing, place in left.items() if thing not in more}
        return found

    def _most(
        self, terms: Mapping[int, float], relations: Collection[Relation], below: float = _INFINITY
    ) -> tuple[highspy.HighsModelStatus, float]:
        model = self._model(relations)
        for place, factor in terms.items():
            model.changeColCost(place, float(factor))
            if below != _INFINITY:
                model.changeColBounds(place, 0.0, below)
        model.changeObjectiveSense(highspy.ObjSense.kMaximize)
        model.run()
        return model.getModelStatus(), model.getInfo().objective_function_value

    def _model(self, relations: Collection[Relation]) -> highspy.Highs:
        _greeted()
        model = highspy.Highs()  # type: ignore[no-untyped-call]  # the library types all but this
        model.setOptionValue("output_flag", False)
        for thing in self.places:
            model.addVar(*self._bounds(thing))
        for relation in relations:
            terms = self._terms(relation)
            allowed = relation.constant + relation.slack / 2
            least = relation.constant - relation.slack / 2 if relation.op == "eq" else -_INFINITY
            places = np.array(list(terms), np.int32)
            factors = np.array(list(terms.values()), np.double)
            model.addRow(least, allowed, len(terms), places, factors)
        return model

    def _bounds(self, thing: int | str) -> tuple[float, float]:
        if isinstance(thing, str):
            return 0.0, _INFINITY
        cell = self.plan.cells[thing]
        most = _INFINITY if cell.max is None else float(cell.max * 10**cell.decimals)
        return (-_INFINITY if cell.type == _SIGNED else 0.0), most

    def _terms(self, relation: Relation) -> dict[int, float]:
        terms: dict[int, float] = defaultdict(float)
        for factor, cell in relation.terms:
            terms[self.places[cell]] += factor
        if relation.prior:
            terms[self.places[relation.prior]] -= 1
        return terms


@lru_cache(maxsize=1)
def _greeted() -> None:
    """Let HiGHS say its name once, unheard: it does so on standard output, whatever its options."""
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    try:
        highspy.Highs()  # type: ignore[no-untyped-call]  # the library types all but this
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)


def _contradicting(
    space: _Space, relations: Sequence[Relation], written: Collection[str]
) -> Iterator[tuple[str, str]]:
    core = _fewest(relations, lambda some: not space.can_hold(some))
    rules = list(dict.fromkeys(one.rule for one in core))
    rule = next((one for one in reversed(rules) if one in written), rules[-1])
    others = [one for one in rules if one != rule]
    yield rule, f"it can never hold{_together(others)}"


def _only_zero(space: _Space, plan: Plan, written: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the written rules because of which a figure can only be 0."""
    free = space.positive(space.relations)
    told: set[str] = set()
    for cell in (one for one in space.places if isinstance(one, int) and one not in free):
        core = _fewest(space.relations, _Nothing(space, cell))
        rules = list(dict.fromkeys(one.rule for one in core))
        rule = next((one for one in reversed(rules) if one in written), "")
        if rule and rule not in told and plan.cells[cell].type != _SIGNED:
            told.add(rule)
            others = [one for one in rules if one != rule]
            yield rule, f"{plan.cells[cell].name} can only be 0{_together(others)}"


def _never_broken(
    space: _Space, relations: Sequence[Relation], written: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield written rules none of whose lines figures can break that keep all the others.

    Only rules at least as grave count: a query does not make an error needless. What was found
    needless proves nothing any more, so of two that say the same one is told.
    """
    left = list(relations)
    for rule in dict.fromkeys(one.rule for one in reversed(relations) if one.rule in written):
        mine = [one for one in left if one.rule == rule]
        gravity = GRAVITY[mine[0].severity]
        others = [one for one in left if one.rule != rule and GRAVITY[one.severity] <= gravity]
        if any(space.breaks(relation, others) for relation in mine):
            continue
        left = [one for one in left if one.rule != rule]
        core = _fewest(others, _Proof(space, mine[0]))
        names = list(dict.fromkeys(one.rule for one in core))
        if len(names) == 1:
            yield rule, f"it can never fail: {names[0]} says it already"
        else:
            yield rule, f"it can never fail{_together(names)}"


@dataclass(frozen=True, slots=True)
class _Proof:
    """Asks whether some relations still prove that another is never broken."""

    space: _Space
    relation: Relation

    def __call__(self, others: Collection[Relation]) -> bool:
        return not self.space.breaks(self.relation, others)


@dataclass(frozen=True, slots=True)
class _Nothing:
    """Asks whether some relations still leave a figure nothing but 0."""

    space: _Space
    cell: int

    def __call__(self, others: Collection[Relation]) -> bool:
        return self.space.most_of(self.cell, others) <= _EXACT


def _fewest(
    relations: Sequence[Relation], proves: Callable[[list[Relation]], bool]
) -> list[Relation]:
    """Return relations of which none can be left out without losing the proof."""
    core = list(relations)
    step = max(len(core) // 2, 1)
    while True:
        at = 0
        while at < len(core):
            fewer = core[:at] + core[at + step :]
            if proves(fewer):
                core = fewer
            else:
                at += step
        if step == 1:
            return core
        step //= 2


def _together(rules: Sequence[str]) -> str:
    if not rules:
        return ""
    more = ", …" if len(rules) > _MOST_NAMED else ""
    return f" beside {', '.join(rules[:_MOST_NAMED])}{more}"
