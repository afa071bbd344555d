"""The lines of a self-check: each rule with its sentence, and a formula for each place of it.

A rule of which any part has no formula is checked when the return is sent, and is listed so.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from schemas.sentences import sentences
from schemas.spec import FormSpec, Table, Text
from validator.evaluate import evaluate
from validator.held import held_of
from validator.kinds.ruling import Ground, Scope
from validator.outcomes import CANNOT_CHECK
from validator.plan import Plan
from validator.relations import Relation
from validator.selfcheck import counts
from validator.selfcheck.conditions import Ahead
from validator.selfcheck.excel import NoFormula, sized
from validator.selfcheck.listed import Entries, Spread, is_told
from validator.selfcheck.rulings import Formulas, Place, is_beyond
from validator.selfcheck.words import say
from validator.selfcheck.workings import Workings
from validator.wants import NOTHING

NO_CHECK = "text_note"
_SEVERITY = {"reject": "error"}


@dataclass(frozen=True, slots=True)
class Line:
    """A rule on the self-check; `severity` is fill for what is only still to be filled in."""

    key: str
    says: Text
    severity: str
    places: list[Place]


@dataclass(slots=True)
class Checks:
    """The rules of one plan as one workbook can check them, and those that it cannot.

    Attributes:
        spreads: where each list stands.
        held: the places of each rule that has a formula for each.
        beyond: the rules that have no formula, wholly or in part.
        apart: the rules that are not for this unit.
    """

    plan: Plan
    workings: Workings
    scope: Scope
    spreads: Mapping[str, Spread]
    held: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    severities: dict[str, str] = field(default_factory=dict)
    beyond: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    others: list[tuple[str, Text]] = field(default_factory=list)
    formulas: Formulas = field(init=False)

    def __post_init__(self) -> None:
        """Make a formula for every place of every rule that has one."""
        plan, workings, scope = self.plan, self.workings, self.scope
        workings.take(plan, scope)
        lists = {
            one.key: Entries.take(one, self.spreads[one.key], workings, scope)
            for one in plan.spec.lists
        }
        ground = Ground(plan.spec, plan.by_key, plan.cells)
        self.formulas = Formulas(plan, Ahead(ground, workings, lists, scope))
        for asked in (counts.of_cells(plan, workings, scope), counts.of_lists(lists, scope)):
            self.lines += [Line(*one) for one in asked if one[-1]]
        self._units()
        self._relations()
        self._rules()
        self._list(lists.values())

    def _units(self) -> None:
        """Leave out what is not for the unit; of what nobody knows nothing can be said."""
        for rule, gate in self.plan.gates.items():
            if (why := gate.shut_for_unit(self.scope)) is not None:
                (self.beyond if why.outcome == CANNOT_CHECK else self.apart).add(rule)
            if is_beyond(self.plan, rule):
                self.beyond.add(rule)

    def _relations(self) -> None:
        plain = evaluate(self.plan, self.scope.readings, self.scope.context)
        held = held_of(self.plan, self.scope).evaluate(self.scope)
        for relation, alone, gated in zip(self.plan.relations, plain, held, strict=True):
            key = line_of(self.plan, relation)
            if relation.prior:
                self.beyond.add(key)
            outcomes = (alone.outcome, gated.outcome)
            made = partial(self.formulas.of_relation, relation, outcomes)
            self._take(key, relation.severity, made)

    def _rules(self) -> None:
        make = self.formulas
        for presence in self.plan.presences:
            self._take(presence.rule, presence.severity, partial(make.of_presence, presence))
        for ruling in self.plan.rulings:
            head = ruling.head
            if head.wants != NOTHING:
                self.beyond.add(head.rule)
            self._take(head.rule, head.severity, partial(make.of_ruling, ruling))

    def _take(self, rule: str, severity: str, made: Callable[[], Iterable[Place]]) -> None:
        """Take the places of a rule, where it has a formula for each."""
        self.severities[rule] = _SEVERITY.get(severity, severity)
        if rule in self.beyond | self.apart:
            return
        try:
            for place in made():
                sized(place.formula)
                self.held[rule].append(place)
        except NoFormula:
            self.beyond.add(rule)

    def _list(self, lists: Iterable[Entries]) -> None:
        left_out = {rule.id for rule in self.plan.spec.rules if rule.kind == NO_CHECK} | self.apart
        for one in lists:
            left_out |= set(self._fields(one))
        for key, says in _said(self.plan.spec):
            shown = key.partition("|")[0]
            if key in left_out:
                continue
            if self.held.get(key) and key not in self.beyond:
                self.lines.append(Line(shown, says, self.severities[key], self.held[key]))
            else:
                self.others.append((shown, says))

    def _fields(self, listed: Entries) -> Iterator[str]:
        """Take what fields ask beside each other; yield those of which all is checked."""
        table = listed.table
        key, its = f"L.{table.code}", list[Place]()
        for one in table.fields:
            rules = f"{key}.{one.key}."
            if is_told(one) and not any(rule.startswith(rules) for rule in self.beyond):
                its += [p for rule in self.held if rule.startswith(rules) for p in self.held[rule]]
                yield f"{table.key}.{one.key}"
        if its:
            says = say("fields.beside", table=table.title)
            self.lines.append(Line(f"{key}.beside", says, "error", its))


def line_of(plan: Plan, relation: Relation) -> str:
    """Return the key of the line to which a relation belongs: of one line of a table, or a rule."""
    structural = f"{plan.spec.code}."
    if not relation.rule.startswith(structural):
        return relation.rule
    table, row, col = plan.cells[relation.subject].key
    along = {plan.cells[cell].key[1] for cell in relation.cells} == {row}
    return f"{table}.{col if along else row}|{relation.kind}"


def _said(spec: FormSpec) -> Iterator[tuple[str, Text]]:
    """Yield every sentence of a form by the key of its line."""
    said = sentences(spec)
    kinds = (f"|{kind}" for table in spec.tables for kind in _structure(table))
    for kind in kinds:
        place, words = next(said)
        yield place + kind, words
    yield from said


def _structure(table: Table) -> Iterator[str]:
    """Yield the kinds of what the lines of a table demand, in the order of their sentences."""
    for line in (*table.rows, *table.cols):
        if line.total_of:
            yield "total_of"
        if line.equals:
            yield "balance"
        if line.within:
            yield "part_of"
