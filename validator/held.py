"""The rules that are held of one return: without those whose condition does not hold there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from schemas.spec import Text
from validator.evaluate import Outcome, Outcomes, evaluate
from validator.findings import Finding
from validator.kinds.listfigures import ListFigure
from validator.kinds.ruling import Ruling, Scope, Spot
from validator.kinds.unusual import UnusualChange
from validator.kinds.values import Missing
from validator.numbers import Readings
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE
from validator.places import Places
from validator.plan import Plan
from validator.words import wording


class _Written(Protocol):
    @property
    def rule(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> int: ...


_Failing = tuple[str, tuple[Spot, ...]]
_MOST_ENTRIES = 500
_W = TypeVar("_W", bound=_Written)


@dataclass(slots=True)
class Held:
    """A plan as it is held of one return.

    Attributes:
        whole: the plan.
        plan: it without the rules that are not held.
        unknown: rules of which nobody can say whether they are for this unit.
        waits: rules whose condition waits for something.
        shut: the relations that are not held, by number.
    """

    whole: Plan
    plan: Plan
    unknown: list[str] = field(default_factory=list)
    waits: list[tuple[_Written, Missing]] = field(default_factory=list)
    shut: dict[int, Missing] = field(default_factory=dict)

    def evaluate(self, scope: Scope) -> Outcomes:
        """Return the outcome of every relation, as far as it is held."""
        outcomes = evaluate(self.plan, scope.readings, scope.context)
        for number, why in self.shut.items():
            if outcomes[number].outcome == NOT_APPLICABLE:
                continue
            relation = self.plan.relations[number]
            outcome = Outcome(
                relation, why.outcome, waits=why.waits or "waits.condition", slots=why.slots
            )
            if isinstance(why.spot, int):
                outcome.blocked_by = why.spot
            outcomes.note(number, outcome)
        outcomes.allows = _Others(self.whole, scope).allow
        return outcomes

    def findings(self, places: Places) -> Iterator[Finding]:
        """Yield a line for each rule whose condition waits, and one for all of unknown units."""
        if self.unknown:
            form = self.plan.spec.code
            message, hint = wording("waits.applies_to", count=len(self.unknown))
            yield Finding(f"{form}.A.unit", "file", "note", message, hint, CANNOT_CHECK)
        for rule, why in self.waits:
            label: Text = self.plan.cells[rule.subject].label
            name = places.name(why.spot) if isinstance(why.spot, int) else ""
            key = why.waits or ("cannot_check" if name else "waits.condition")
            message, hint = wording(key, **({"label": label, "cell": name} | dict(why.slots)))
            finding = Finding(rule.rule, rule.kind, "note", message, hint, CANNOT_CHECK)
            finding.places = [places[rule.subject]]
            yield finding


@dataclass(frozen=True, slots=True)
class _Others:
    """What of a return is more than sums of its figures: what fails of it, now and otherwise."""

    plan: Plan
    scope: Scope

    def allow(self, values: Mapping[int, int]) -> bool:
        """Say whether no rule fails anew with other figures in some cells.

        Sums are looked at where they may come to be held: of a cell that is blank now, or under a
        condition. In long lists, at which nobody looks once more for a proposal, nobody can say.
        """
        its = self.scope.readings
        sums = bool(self.plan.gates) or any(its.values[cell] is None for cell in values)
        near = [one for one in self.plan.rulings if not _is_apart(one, values)]
        entries = sum(len(one.entries) for one in self.scope.lists.values())
        if not (near or sums) or entries > _MOST_ENTRIES:
            return True
        figures = its.values.copy()
        for cell, value in values.items():
            figures[cell] = value
        other = Readings(figures, its.raws, its.others, its.default, its.most)
        plan = replace(self.plan, rulings=tuple(near))
        now, then = self.scope, replace(self.scope, readings=other)
        return _failing(plan, then, sums) <= _failing(plan, now, sums)


def _is_apart(ruling: Ruling, values: Mapping[int, int]) -> bool:
    """Say whether a rule looks at none of some cells, as far as that is seen without judging it."""
    if isinstance(ruling, ListFigure):
        return ruling.cell.index not in values
    return isinstance(ruling, UnusualChange) and values.keys().isdisjoint(ruling.cells)


def _failing(plan: Plan, scope: Scope, sums: bool) -> set[_Failing]:
    held = held_of(plan, scope)
    found: set[_Failing] = {
        (ruling.head.rule, judged.spots)
        for ruling in held.plan.rulings
        for judged in ruling.judge(scope)
        if judged.outcome == FAIL
    }
    if sums:
        noted = held.evaluate(scope).noted.values()
        found |= {(one.relation.rule, one.relation.cells) for one in noted if one.outcome == FAIL}
    return found


def held_of(plan: Plan, scope: Scope) -> Held:
    """Return a plan without the rules whose condition does not hold of a return."""
    if not plan.gates:
        return Held(plan, plan)
    return _Holder(plan, scope).held()


class _Holder:
    """Looks at each gate of a plan once."""

    def __init__(self, plan: Plan, scope: Scope) -> None:
        self.plan, self.scope = plan, scope
        found = {rule: gate.shut_for_unit(scope) for rule, gate in plan.gates.items()}
        self.for_unit = {rule: why for rule, why in found.items() if why is not None}
        self.waits: list[tuple[_Written, Missing]] = []

    def held(self) -> Held:
        """Return what is held."""
        plan = self.plan
        kept = replace(
            plan,
            presences=tuple(self._kept(plan.presences)),
            rulings=tuple(one for one in plan.rulings if one.head.rule not in self.for_unit),
        )
        unknown = [rule for rule, why in self.for_unit.items() if why.outcome == CANNOT_CHECK]
        return Held(plan, kept, unknown, self.waits, dict(self._relations()))

    def _kept(self, rules: Iterable[_W]) -> Iterator[_W]:
        for rule in rules:
            why = self._shut(rule)
            if why is None:
                yield rule
            elif why.outcome == CANNOT_CHECK and rule.rule not in self.for_unit:
                self.waits.append((rule, why))

    def _relations(self) -> Iterator[tuple[int, Missing]]:
        for number, relation in enumerate(self.plan.relations):
            if (why := self._shut(relation)) is not None:
                # What is told once for all rules of its kind is not told again.
                yield number, Missing() if relation.rule in self.for_unit else why

    def _shut(self, rule: _Written) -> Missing | None:
        gate = self.plan.gates.get(rule.rule)
        if gate is None:
            return None
        return self.for_unit.get(rule.rule) or gate.shut_at(self.scope, rule.subject)
