"""Every bound rule as formulas, by what it was bound as; one that is not known here has none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from validator.kinds.checks import Check
from validator.kinds.conditions import Through, spots
from validator.kinds.differ import CellsDiffer
from validator.kinds.expressions import WHOLE, Standing
from validator.kinds.filledwhen import FilledWhen
from validator.kinds.gates import Gate, Gated
from validator.kinds.listfigures import ListFigure
from validator.kinds.ruling import At, Ruling, Scope, Spot
from validator.kinds.wholelists import RowsExpected
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.plan import Plan
from validator.presence import judge as judge_presence
from validator.relations import Presence, Relation
from validator.selfcheck import entries, figures, filled, wholelists
from validator.selfcheck.aggregates import Said
from validator.selfcheck.conditions import Ahead
from validator.selfcheck.excel import NoFormula, either, every, in_order
from validator.selfcheck.figures import FAILED, NA, PASSED, WAITS, Sum
from validator.selfcheck.listed import Entries
from validator.selfcheck.workings import CODES, EMPTY, UNREAD
from validator.wants import NOTHING

GRAVEST = (FAIL, CANNOT_CHECK, PASS, NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Place:
    """One place at which a rule is held: its formula, how it comes out at first, and where."""

    formula: str
    outcome: str
    at: str


@dataclass(frozen=True, slots=True)
class Formulas:
    """Makes formulas of the rules of one plan."""

    plan: Plan
    ahead: Ahead

    @property
    def scope(self) -> Scope:
        """What stands in the workbook at first."""
        return self.ahead.scope

    def at(self, spot: Spot) -> str:
        """Return how people find a place: the sheet and the address."""
        if isinstance(spot, At):
            listed = self.ahead.lists[spot.listed]
            return f"{listed.at.sheet} {listed.address(spot.field, spot.entry)}"
        return " ".join(self.ahead.workings.at[spot])

    def of_relation(self, relation: Relation, outcomes: tuple[str, str]) -> Iterator[Place]:
        """Yield a sum; `outcomes` are how it comes out by itself, and under its condition."""
        formula = figures.of_relation(relation, self.ahead.workings.cell)
        if is_conditional(self.plan, relation.rule):
            # What does not apply does not wait for its condition either.
            seen = self.ahead.workings.add(relation.rule, (formula,), (CODES[outcomes[0]],))
            place = self.gated(relation.rule, relation.subject, seen.state, outcomes[0])
            formula = either(seen.has(NA), NA, place.formula)
        yield Place(formula, outcomes[1], self.at(relation.subject))

    def of_presence(self, rule: Presence) -> Iterator[Place]:
        """Yield what has to be filled in, or must be left blank."""
        seen = [self.ahead.workings.cell(number) for number in rule.cells]
        formula = filled.waiting(seen, filled.of_several(rule.kind, seen, rule.blank))
        outcome = judge_presence(rule, self.scope.readings).outcome
        yield self.gated(rule.rule, rule.subject, formula, outcome)

    def _list_figure(self, rule: ListFigure) -> Iterator[Place]:
        """Yield a figure that is held against the entries of a list."""
        listed, counted = self.ahead.lists[rule.table.key], []
        for line, used in enumerate(listed.used):
            one = f"{used.state}=1"
            if rule.where is not None:
                said = self.ahead.of(rule.where, Standing(rule.table.key), "skip", line)
                one = every(one, is_open(said))
            counted.append(one)
        figure = self.ahead.workings.cell(rule.cell.index)
        formula = entries.of_list(rule, figure, listed, counted)
        outcome = gravest(rule, self.scope)
        yield self.gated(rule.head.rule, rule.cell.index, formula, outcome)

    def _filled_when(self, rule: FilledWhen) -> Iterator[Place]:
        """Yield what is needed, or may not be there, while a condition holds."""
        assert rule.gate.when is not None
        for cell in rule.cells:
            said = self._condition(rule.gate, rule.gate.when, cell, -1)
            formula = _while(said, filled.of_one(rule.head.kind, self.ahead.workings.cell(cell)))
            alone = replace(rule, cells={cell: rule.cells[cell]})
            yield Place(formula, gravest(alone, self.scope), self.at(cell))
        if rule.field is None:
            return
        of, key, _ = rule.field
        listed = self.ahead.lists[of]
        for line, seen in enumerate(listed.of(key)):
            spot = At(of, self.ahead.entry(of, line), key)
            said = self._condition(rule.gate, rule.gate.when, spot, line)
            formula = _while(said, filled.of_one(rule.head.kind, seen))
            outcome = NOT_APPLICABLE
            if spot.entry >= 0:
                outcome = gravest(rule, only(self.scope, spot))
            unused = f"{listed.used[line].state}=0"
            yield Place(either(unused, NA, formula), outcome, self.at(spot._replace(entry=line)))
        yield self._below(listed)

    def gated(self, rule: str, subject: int, formula: str, outcome: str) -> Place:
        """Return a place at which a rule is held where its condition holds."""
        gate = self.plan.gates.get(rule)
        if gate is None or gate.when is None:
            return Place(formula, outcome, self.at(subject))
        why = gate.shut_at(self.scope, subject)
        outcome = outcome if why is None else why.outcome
        said = self._condition(gate, gate.when, subject, -1)
        shut = either(f"{said.state}={UNREAD}", WAITS, NA)
        return Place(either(is_open(said), formula, shut), outcome, self.at(subject))

    def of_ruling(self, ruling: Ruling, gate: Gate | None = None) -> Iterator[Place]:
        """Yield every place of a rule that is more than a sum. Raises NoFormula."""
        plain: dict[type, Callable[[Any], Iterator[Place]]] = {
            Check: self._check,
            FilledWhen: self._filled_when,
            ListFigure: self._list_figure,
        }
        if isinstance(ruling, Gated):
            yield from self.of_ruling(ruling.inner, ruling.gate)
        elif isinstance(ruling, CellsDiffer):
            yield from self._differ(ruling, gate)
        elif made := plain.get(type(ruling)):
            yield from made(ruling)
        elif type(ruling) in entries.OF_LINE:
            yield from self._in_entries(ruling, gate, entries.of_rule)
        elif type(ruling) in wholelists.OF_LINES:
            yield from self._in_entries(ruling, gate, wholelists.of_rule)
        elif isinstance(ruling, RowsExpected) and gate is None:
            yield self._expected(ruling)
        else:
            raise NoFormula(ruling.head.kind)

    def _differ(self, rule: CellsDiffer, gate: Gate | None) -> Iterator[Place]:
        for pair in rule.pairs:
            units = [10 ** self.plan.cells[cell].decimals for cell in reversed(pair)]
            seen = [self.ahead.workings.cell(cell) for cell in pair]
            formula = Sum(seen, (units[0], -units[1]), "ne", rule.head.blank).formula()
            outcome = gravest(replace(rule, pairs=(pair,)), self.scope)
            yield self.gated(rule.head.rule if gate else "", pair[0], formula, outcome)

    def _expected(self, rule: RowsExpected) -> Place:
        listed = self.ahead.lists[rule.listed]
        at = f"{listed.at.sheet} {listed.address(rule.field.key, -1)}"
        return Place(wholelists.of_expected(rule, listed), gravest(rule, self.scope), at)

    def _in_entries(
        self, rule: Any, gate: Gate | None, made: Callable[[Any, Entries], Iterable[str]]
    ) -> Iterator[Place]:
        listed = self.ahead.lists[rule.listed]
        whole = type(rule) in wholelists.OF_LINES
        known = wholelists.outcomes(rule, self.scope) if whole else {}
        for line, formula in enumerate(made(rule, listed)):
            outcome, entry = NOT_APPLICABLE, self.ahead.entry(rule.listed, line)
            spot = At(rule.listed, entry, rule.needs[0])
            if entry >= 0:
                outcome = known[entry] if whole else gravest(rule, only(self.scope, spot))
            if gate is not None and gate.when is not None:
                said = self._condition(gate, gate.when, spot, line)
                shut = either(f"{said.state}={UNREAD}", WAITS, NA)
                unused = f"{listed.used[line].state}=0"
                formula = in_order([(unused, NA), (is_open(said), formula)], shut)
                why = gate.shut_at(self.scope, spot) if entry >= 0 else None
                outcome = outcome if why is None else why.outcome
            yield Place(formula, outcome, self.at(spot._replace(entry=line)))
        yield self._below(listed)

    def _below(self, listed: Entries) -> Place:
        """Return that nobody can say it of entries below the lines that are offered."""
        formula = either(f"{listed.below.state}=1", WAITS, NA)
        first = listed.address(listed.table.fields[0].key, listed.at.lines)
        return Place(formula, NOT_APPLICABLE, f"{listed.at.sheet} {first}")

    def _check(self, rule: Check) -> Iterator[Place]:
        for key, bound in rule.lines.lines.items():
            if not rule.lines.listed:
                standing = Standing(rule.lines.table, key) if key else WHOLE
                that, when = self._said(rule, bound, standing, -1)
                outcome = rule.in_line(self.scope, bound, -1).outcome
                yield Place(_held(rule, that, when), outcome, self._where(rule, bound, -1))
                continue
            listed = self.ahead.lists[rule.lines.listed]
            for line, used in enumerate(listed.used):
                that, when = self._said(rule, bound, Standing(rule.lines.listed), line)
                entry = self.ahead.entry(rule.lines.listed, line)
                outcome = NOT_APPLICABLE
                if entry >= 0:
                    outcome = rule.in_line(self.scope, bound, entry).outcome
                formula = either(f"{used.state}=0", NA, _held(rule, that, when))
                yield Place(formula, outcome, self._where(rule, bound, line))
            yield self._below(listed)

    def _said(
        self, rule: Check, bound: tuple[Any, ...], standing: Standing, line: int
    ) -> tuple[Said, Said | None]:
        """Return what has to hold in a line, and when."""
        blank, whens = rule.head.blank, rule.parts.of("when", bound)
        that = self.ahead.of(bound[0], standing, blank, line)
        return that, self.ahead.of(whens[0], standing, blank, line) if whens else None

    def _where(self, rule: Check, bound: tuple[Any, ...], line: int) -> str:
        seen = (bound[0], *rule.parts.of("when", bound))
        found = spots(seen, rule.lines.listed, line)
        return self.at(found[0]) if found else ""

    def _condition(self, gate: Gate, when: Through, spot: Spot, line: int) -> Said:
        """Return the condition of a rule as it is read beside a cell or in an entry."""
        bound = when.beside(gate.ground, spot)
        if bound is None:
            return Said("0", "1")
        key = next(name for name, one in when.lines.items() if one is bound)
        if when.listed:
            return self.ahead.of(bound[0], Standing(when.listed), gate.blank, line)
        standing = Standing(when.table, key) if key else WHOLE
        return self.ahead.of(bound[0], standing, gate.blank)


def _while(said: Said, formula: str) -> str:
    """Return how a rule comes out that is asked while a condition holds."""
    return in_order([(f"{said.state}={UNREAD}", WAITS), (is_open(said), formula)], NA)


def is_open(said: Said) -> str:
    """Return whether a condition holds."""
    return every(f"{said.state}=0", f"{said.value}=1")


def _held(rule: Check, that: Said, when: Said | None) -> str:
    """Return how a check comes out in one line."""
    blank = FAILED if rule.head.blank == "error" else NA
    pairs = [] if when is None else [(f"{when.state}={UNREAD}", WAITS)]
    if when is not None:
        pairs.append((f"NOT({is_open(when)})", NA))
    pairs += [(f"{that.state}={UNREAD}", WAITS), (f"{that.state}={EMPTY}", blank)]
    return in_order([*pairs, (f"{that.state}>0", NA), (f"{that.value}=1", PASSED)], FAILED)


def only(scope: Scope, spot: At) -> Scope:
    """Return a return of which a list has one entry alone."""
    listed = scope.lists[spot.listed]
    one = replace(listed, entries=[listed.entries[spot.entry]])
    return replace(scope, lists={**scope.lists, spot.listed: one})


def gravest(ruling: Ruling, scope: Scope) -> str:
    """Return how a rule comes out over a return: the gravest of its outcomes."""
    outcomes = {judged.outcome for judged in ruling.judge(scope)}
    return next(one for one in GRAVEST if one in outcomes)


def is_conditional(plan: Plan, rule: str) -> bool:
    """Say whether a rule is held under a condition."""
    gate = plan.gates.get(rule)
    return gate is not None and gate.when is not None


def is_beyond(plan: Plan, rule: str) -> bool:
    """Say whether the condition of a rule asks for what no workbook has."""
    gate = plan.gates.get(rule)
    return gate is not None and gate.when is not None and gate.when.wants != NOTHING
