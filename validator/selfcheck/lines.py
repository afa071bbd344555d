"""The lines of a self-check: each rule with its sentence, and a formula for each place of it.

A rule of which any part has no formula is checked when the return is sent, and is listed so.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from schemas.sentences import sentences
from schemas.spec import FormSpec, Table, Text
from validator.evaluate import evaluate
from validator.kinds.ruling import Scope
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.plan import Plan
from validator.relations import Relation
from validator.selfcheck import counts, figures
from validator.selfcheck.workings import Workings

NO_CHECK = "text_note"
GRAVEST = (FAIL, CANNOT_CHECK, PASS, NOT_APPLICABLE)
_SEVERITY = {"reject": "error"}


@dataclass(frozen=True, slots=True)
class Place:
    """One place at which a rule is held: its formula, how it comes out at first, and where."""

    formula: str
    outcome: str
    at: str


@dataclass(frozen=True, slots=True)
class Line:
    """A rule on the self-check; `severity` is fill for what is only still to be filled in."""

    key: str
    says: Text
    severity: str
    places: list[Place]


@dataclass(slots=True)
class Checks:
    """The rules of one plan as one workbook can check them, and those that it cannot."""

    plan: Plan
    workings: Workings
    scope: Scope
    held: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    severities: dict[str, str] = field(default_factory=dict)
    beyond: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    others: list[tuple[str, Text]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make a formula for every place of every rule that has one."""
        for key, words, severity, made in counts.of_cells(self.plan, self.workings, self.scope):
            places = [Place(*one) for one in made]
            if places:
                self.lines.append(Line(key, words, severity, places))
        self._relations()
        self._beyond()
        self._list()

    def at(self, cell: int) -> str:
        """Return how people find a cell: the sheet's name and the address."""
        return " ".join(self.workings.at[cell])

    def _relations(self) -> None:
        outcomes = evaluate(self.plan, self.scope.readings, self.scope.context)
        for relation, outcome in zip(self.plan.relations, outcomes, strict=True):
            key = line_of(self.plan, relation)
            if relation.prior or relation.rule in self.plan.gates:
                self.beyond.add(key)
                continue
            formula = figures.of_relation(relation, self.workings.cell)
            self.held[key].append(Place(formula, outcome.outcome, self.at(relation.subject)))
            self.severities[key] = relation.severity

    def _beyond(self) -> None:
        """Note the rules that have no formula."""
        self.beyond |= {one.rule for one in self.plan.presences}
        self.beyond |= {one.rule for one in self.plan.list_rules}
        self.beyond |= {one.head.rule for one in self.plan.rulings}

    def _list(self) -> None:
        notes = {rule.id for rule in self.plan.spec.rules if rule.kind == NO_CHECK}
        for key, says in _said(self.plan.spec):
            shown = key.partition("|")[0]
            if key in self.held and key not in self.beyond:
                severity = self.severities[key]
                line = Line(shown, says, _SEVERITY.get(severity, severity), self.held[key])
                self.lines.append(line)
            elif key not in notes:
                self.others.append((shown, says))


def gravest(outcomes: Collection[str]) -> str:
    """Return the outcome that a rule has which comes out so at its places."""
    return next(one for one in GRAVEST if one in outcomes)


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
