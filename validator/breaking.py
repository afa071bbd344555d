"""A return that breaks one rule of its form, and of the others those alone that fall with it.

From a return that passes, small changes are tried: a cell by itself, and a cell with all that
follows from it by the other rules. Of those that break the rule, the one is taken that breaks the
fewest others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from validator.context import NOTHING_KNOWN, Context, Owed, Sent
from validator.extract import Extract
from validator.filling import solved, worth
from validator.findings import Finding
from validator.lists import Entry, Listed
from validator.numbers import BLANK, FIGURE, MISTYPED, Reading, Readings
from validator.outcomes import FAIL
from validator.places import Places
from validator.plan import Plan
from validator.relations import Relation
from validator.report import Report
from validator.words import place_label

Values = list[int | None]
NO_FIGURE = "x"
"""What is written into a cell that is to hold no figure."""
_SHIFTS = (1, 7, -1, -7, 40, 400)
_QUARTERS = 8


class CannotBreak(Exception):
    """No change that is tried breaks the rule: the specimen maker says so, and a test names it."""


@dataclass(frozen=True, slots=True)
class Good:
    """A return that passes, with what is known beside it; nothing is where it stands `alone`."""

    plan: Plan
    values: Values
    entries: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    alone: bool = False

    @property
    def context(self) -> Context:
        """Return two years in which everything was as it is now, and closed as this one opens."""
        if self.alone:
            return NOTHING_KNOWN
        cells, form = self.plan.cells, self.plan.spec.code
        past = {
            cell.name: plain(value, cell.decimals)
            for cell, value in zip(cells, self.values, strict=True)
            if value is not None
        }
        for one in self.plan.relations:
            if one.prior and (value := self.values[one.subject]) is not None:
                past[one.prior] = plain(value, cells[one.subject].decimals)
        earlier, period = {}, self.plan.period
        for _ in range(_QUARTERS):
            period = period.previous()
            earlier[period.id] = Sent(past)
        owed = [Owed(form, one) for one in (*earlier, self.plan.period.id)]
        return Context(owed=owed, form=form, period=self.plan.period.id, earlier=earlier)


@dataclass(frozen=True, slots=True)
class Change:
    """Cells that are changed: a figure, None for a blank, NO_FIGURE for what is none."""

    cells: Mapping[int, int | str | None]


@dataclass(frozen=True, slots=True)
class Broken:
    """How a rule was broken.

    Attributes:
        change: of which cells.
        told: where the check tells it: the form's code of the cell.
        falls: the rules that fall with it, in order.
    """

    rule: str
    change: Change
    told: str
    falls: tuple[str, ...]


def rules_of(plan: Plan) -> list[str]:
    """Return every rule of a plan that a return can break, but that a cell holds a figure."""
    code, cells = plan.spec.code, plan.cells
    found = [one.rule for one in plan.relations]
    found += [one.rule for one in plan.presences]
    found += [one.head.rule for one in plan.rulings]
    for letter, numbers in (
        ("Q", plan.required),
        ("M", [cell for cell, _ in plan.limits]),
        ("P", [cell for cell, _ in plan.steps]),
    ):
        found += [f"{code}.{letter}.{'.'.join(cells[n].key)}" for n in numbers]
    return list(dict.fromkeys(found))


def broken(good: Good, rule: str) -> Broken:
    """Return the change that breaks a rule and the fewest others. Raises CannotBreak."""
    best = _best(good, rule, Changes(good, rule).all(), enough=0)
    if best is None:
        raise CannotBreak(rule)
    for other in best.falls if len(best.falls) > 1 else ():
        again = _best(good, rule, Changes(good, rule, besides=other).all(), enough=1)
        if again is not None and len(again.falls) < len(best.falls):
            return again
    return best


def _best(good: Good, rule: str, changes: Iterator[Change], enough: int) -> Broken | None:
    """Return the change with which the fewest other rules fall; the first with few enough."""
    best: Broken | None = None
    for change in changes:
        told = failing(good, change)
        if rule not in told:
            continue
        falls = tuple(sorted(told.keys() - {rule}))
        if best is None or len(falls) < len(best.falls):
            best = Broken(rule, change, told[rule], falls)
        if len(best.falls) <= enough:
            break
    return best


def failing(good: Good, change: Change) -> dict[str, str]:
    """Return the rules that fail once some cells are changed, and where each is told first."""
    return told_at(failures(good, change))


def told_at(findings: Iterable[Finding]) -> dict[str, str]:
    """Return where each rule is told first: the form's code of the cell."""
    told: dict[str, str] = {}
    for finding in findings:
        told.setdefault(finding.rule, _code(finding))
    return told


def failures(good: Good, change: Change) -> list[Finding]:
    """Return what a check finds wrong once some cells are changed, notes aside."""
    plan = good.plan
    readings = Readings.of(len(plan.cells), BLANK)
    for cell, value in enumerate(good.values):
        said = change.cells.get(cell, value)
        if said is not None:
            readings[cell] = _reading(said, plan.cells[cell].decimals)
    lists = {one.key: _listed(good, one.key) for one in plan.spec.lists}
    extract = Extract(readings, Places(plan.cells, plan.hash), lists=lists)
    found = Report(plan, extract, good.context, place_label("period")).findings()
    return [one for one in found if one.outcome == FAIL and one.severity != "note"]


def _code(finding: Finding) -> str:
    first = finding.cause or finding
    return first.places[0].code if first.places else ""


def _reading(said: int | str, decimals: int) -> Reading:
    if isinstance(said, str):
        return Reading(said, MISTYPED, trouble="text")
    return Reading(plain(said, decimals), FIGURE, said)


def _listed(good: Good, key: str) -> Listed:
    table = good.plan.spec.listed(key)
    columns = {one.key: at for at, one in enumerate(table.fields, 1)}
    entries = [Entry(n, dict(one)) for n, one in enumerate(good.entries.get(key, []), 1)]
    return Listed(table, columns=columns, entries=entries)


def plain(value: int, decimals: int) -> str:
    """Return a scaled figure as exact decimals in text."""
    sign, digits = "-" * (value < 0), f"{abs(value):0{decimals + 1}d}"
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


class Changes:
    """What is tried to break a rule, the likeliest first."""

    def __init__(self, good: Good, rule: str, besides: str = "") -> None:
        """Let all other rules hold as far as they are sums, but for one that may fall, too."""
        self.good, self.plan, self.rule = good, good.plan, rule
        self.own = [one for one in self.plan.relations if one.rule == rule]
        others = tuple(one for one in self.plan.relations if one.rule not in (rule, besides))
        self.follows = solved(replace(self.plan, relations=others), {})
        worked_out = tuple(f"{self.plan.spec.code}.{letter}." for letter in "TE")
        rules = [one for one in self.plan.relations if one.rule.startswith(worked_out)]
        self.totals = {one.subject for one in rules}

    def likely(self) -> Iterator[Change]:
        """Yield changes of one of the rule's own cells, as somebody mistypes it, then all."""
        yield from self._by_themselves(dict.fromkeys(self._own_cells()))
        yield from self.all()

    def all(self) -> Iterator[Change]:
        """Yield changes of the rule's own cells, then of all others."""
        cells = list(dict.fromkeys([*self._own_cells(), *range(len(self.plan.cells))]))
        for cell in cells:
            for value in self._values(cell):
                if (change := self._with_all_that_follows(cell, value)) is not None:
                    yield change
        yield from self._by_themselves(cells)

    def _by_themselves(self, cells: Iterable[int]) -> Iterator[Change]:
        for cell in cells:
            # A total that is left blank is worked out by the workbook itself.
            others = () if cell in self.totals else (None, NO_FIGURE)
            for said in (*self._values(cell), *others):
                yield Change({cell: said})

    def _own_cells(self) -> Iterator[int]:
        for relation in self.own:
            yield from relation.cells
        for presence in self.plan.presences:
            if presence.rule == self.rule:
                yield from presence.cells
        for figure in self.plan.list_figures:
            if figure.head.rule == self.rule:
                yield figure.cell.index
        names = {".".join(cell.key): cell.index for cell in self.plan.cells}
        if (cell := names.get(self.rule.partition(".")[2].partition(".")[2])) is not None:
            yield cell

    def _values(self, cell: int) -> Iterator[int]:
        """Yield figures that a cell may hold instead of its own."""
        its, now = self.plan.cells[cell], self.good.values[cell] or 0
        unit = its.step or 10**its.decimals
        found = [now + shift * unit for shift in _SHIFTS]
        found += [now + shift for one in self.own for shift in self._past(one, cell)]
        found += [0, now * 10, now * 100, now + 1]
        found += [its.max * 10**its.decimals + unit] if its.max is not None else []
        yield from (value for value in dict.fromkeys(found) if value >= 0 and value != now)

    def _past(self, relation: Relation, cell: int) -> Iterator[int]:
        """Yield by how much a cell has to change for a relation to be just missed."""
        factor = relation.factor_of.get(cell, 0)
        if not factor:
            return
        residual = sum(f * (self.good.values[c] or 0) for f, c in relation.terms)
        step = self.plan.cells[cell].step or 10 ** self.plan.cells[cell].decimals
        needed = abs(residual) // abs(factor) // step + 1
        yield needed * step if factor > 0 else -needed * step

    def _with_all_that_follows(self, cell: int, value: int) -> Change | None:
        """Return a change of a cell with what follows from it; None where that cannot be."""
        if cell in self.follows:
            return None
        values = [one or 0 for one in self.good.values]
        values[cell] = value
        changed: dict[int, int | str | None] = {cell: value}
        for other, form in self.follows.items():
            if cell in form:
                due: Fraction = worth(form, values)
                if due.denominator != 1 or due < 0:
                    return None
                changed[other] = int(due)
        return Change(changed)
