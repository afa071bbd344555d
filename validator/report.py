"""From outcomes to findings that people read: each cause once, with its arithmetic."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.spec import Text
from validator.cellreport import CellReport
from validator.context import Context
from validator.evaluate import Outcome, Outcomes, due, twice_allowed
from validator.extract import Extract
from validator.findings import Finding
from validator.fold import Cause, causes
from validator.held import held_of
from validator.kinds.ruling import Scope
from validator.kinds.told import told
from validator.numbers import shown
from validator.outcomes import CANNOT_CHECK
from validator.places import CellsOf
from validator.plan import Plan
from validator.presence import presence_findings
from validator.relations import Relation
from validator.slips import MINUS, needless_minus
from validator.words import cut, wording

_MANY = 12
"""Parts of a sum: more than these nobody reads one by one."""


@dataclass(slots=True)
class Report:
    """Writes the findings of one return."""

    plan: Plan
    extract: Extract
    context: Context
    prior_words: Text
    own: CellReport = field(init=False)

    def __post_init__(self) -> None:
        """Take the words for single cells from the same return."""
        self.own = CellReport(self.plan, self.extract)

    def findings(self) -> list[Finding]:
        """Return all findings of the cells: types, blanks, limits, rules, relations."""
        typed = self.own.types()
        for cell, finding in typed.items():
            self._without_minus(cell, finding)
        found = [*typed.values(), *self.own.understood(), *self.own.required()]
        found += [*self.own.limits(), *self.own.steps()]
        scope = self._scope()
        held = held_of(self.plan, scope)
        readings, places = self.extract.readings, self.extract.places
        found += held.findings(places)
        for listed in self.extract.lists.values():
            found += listed.findings
        found += told(held.plan, self.extract, self.context, typed)
        found += presence_findings(held.plan, readings, places, typed)
        outcomes = held.evaluate(scope)
        for cause in causes(self.plan, outcomes, self.extract.readings):
            found += self._of_cause(cause)
        found += self._lacking(outcomes)
        return found + self._unchecked(outcomes, typed)

    def _without_minus(self, cell: int, finding: Finding) -> None:
        """Propose a figure without its minus where the sums of it hold so."""
        found = needless_minus(self.plan, self.extract.readings, self.context, cell)
        if found is None:
            return
        reading, clears = found
        suggested, name = shown(reading.value, self.plan.cells[cell].decimals), finding.places[0].a1
        finding.suggestion = {"cell": name, "value": suggested, "clears": list(clears)}
        value = cut(self.extract.readings.raws[cell])
        self._tell_slip(finding, MINUS, cell=name, value=value, suggested=suggested)

    def _scope(self) -> Scope:
        plan, its = self.plan, self.extract
        return Scope(plan.spec, plan.cells, its.readings, its.lists, self.context, plan.period)

    def _of_cause(self, cause: Cause) -> list[Finding]:
        main, *others = cause.outcomes
        first = self._of_outcome(main)
        first.places = [self.extract.places[cause.cell]]
        first.raw = cut(self.extract.readings[cause.cell].raw)
        followers = [self._of_outcome(outcome) for outcome in others]
        if cause.suggested is not None:
            suggested = shown(cause.suggested, self.plan.cells[cause.cell].decimals)
            clears = [outcome.relation.rule for outcome in cause.outcomes]
            cell = self.extract.places.name(cause.cell)
            first.suggestion = {"cell": cell, "value": suggested, "clears": clears}
            if others or cause.cell != main.relation.subject:
                alone = "alone" if others else "alone_one"
                first.message, first.hint = wording(
                    "together" if cause.beside else alone,
                    message=first.message,
                    cell=cell,
                    beside=self._listed(cause.beside, ", "),
                    count=len(cause.outcomes),
                    suggested=suggested,
                )
            if cause.slip:
                value = self.own.value(cause.cell)
                self._tell_slip(first, cause.slip, cell=cell, value=value, suggested=suggested)
        for follower in followers:
            name = self.extract.places.name(cause.cell)
            follower.message, _ = wording("follows", message=follower.message, cell=name)
            follower.cause = first
        return [first, *followers]

    @staticmethod
    def _tell_slip(finding: Finding, how: str, **slots: str) -> None:
        """Say at the end of the hint how a figure may have been mistyped: a proposal, no more."""
        said, _ = wording(f"slip.{how}", **slots)
        english, chinese = finding.hint.en, finding.hint.zh
        finding.hint = Text(f"{english} {said.en}", f"{chinese}{said.zh}")
        assert finding.suggestion is not None
        finding.suggestion["slip"] = how

    def _of_outcome(self, outcome: Outcome) -> Finding:
        relation, readings = outcome.relation, self.extract.readings
        subject = relation.subject
        scale = self.plan.cells[subject].decimals
        value, figure = self.own.value(subject), readings.values[subject] or 0
        others = relation.cells[1:]
        nearest = due(relation, figure, outcome.residual)
        expected = shown(nearest, scale)
        difference = shown(abs(outcome.residual), relation.decimals)
        if relation.unit != 1:
            difference = shown(abs(nearest - figure), scale)
        finding = self.own.finding(
            relation.rule,
            relation.kind,
            relation.words or relation.kind,
            subject,
            value=value,
            expected=expected,
            difference=difference,
            sum=lambda: self._arithmetic(relation),
            others=lambda: self._listed(others, ", "),
            other=lambda: self.extract.places.name(others[0]) if others else "",
            other_label=self.plan.cells[others[0]].label if others else "",
            elsewhere=lambda: self._elsewhere(others),
            prior_period=self.prior_words,
        )
        finding.severity = relation.severity
        finding.hint = relation.hint or finding.hint
        finding.value, finding.expected, finding.difference = value, expected, difference
        allowed = twice_allowed(relation, outcome.residual, figure) // 2
        finding.tolerance = shown(allowed, relation.decimals) if allowed else "0"
        finding.cells = CellsOf(self.extract.places, relation.cells)
        return finding

    def _elsewhere(self, cells: Sequence[int]) -> str:
        """Return cells with their sheets, for a sentence about figures of two sheets."""
        found = (self.extract.places[cell] for cell in cells[:_MANY])
        return " + ".join(
            f"{place.sheet or ''} {place.a1 or place.code}".strip() for place in found
        )

    def _listed(self, cells: Sequence[int], sign: str) -> str:
        """Return cells as a sentence names them: of many, the first and the last."""
        name = self.extract.places.name
        if len(cells) > _MANY:
            return sign.join((name(cells[0]), "…", name(cells[-1])))
        return sign.join(map(name, cells))

    def _arithmetic(self, relation: Relation) -> str:
        if relation.parts is not None and len(relation.cells) > _MANY:
            return self._listed(relation.cells[1:], " + ")
        parts = []
        for factor, cell in relation.terms[1:]:
            sign = "−" if factor > 0 else "+"
            parts.append(f"{sign} {self.own.value(cell)}")
        return " ".join(parts).removeprefix("+ ")

    def _lacking(self, outcomes: Outcomes) -> list[Finding]:
        """Return a finding for each rule that fails for want of cells which are blank."""
        found = []
        for outcome in outcomes.noted.values():
            if not outcome.lacks:
                continue
            relation, places = outcome.relation, self.extract.places
            finding = self.own.finding(
                relation.rule,
                relation.kind,
                "needs_figures",
                outcome.lacks[0],
                cells=", ".join(map(places.name, outcome.lacks)),
                label=self.plan.cells[relation.subject].label,
            )
            finding.severity, finding.hint = relation.severity, relation.hint or finding.hint
            finding.places = [places[cell] for cell in outcome.lacks]
            finding.cells = CellsOf(places, relation.cells)
            found.append(finding)
        return found

    def _unchecked(self, outcomes: Outcomes, typed: dict[int, Finding]) -> list[Finding]:
        """Return a line for each relation that waits for a cell or for last quarter."""
        found = []
        waiting: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
        for outcome in outcomes.noted.values():
            if outcome.outcome != CANNOT_CHECK:
                continue
            if outcome.blocked_by is None:
                waiting[outcome.relation.rule, outcome.waits].append(outcome)
                continue
            finding = self._blocked("cannot_check", outcome, outcome.blocked_by)
            finding.blocked_by = typed.get(outcome.blocked_by)
            found.append(finding)
        for (_, waits), group in waiting.items():
            finding = self._blocked(
                waits or "cannot_check_prior", group[0], group[0].relation.subject
            )
            finding.places = [self.extract.places[o.relation.subject] for o in group]
            found.append(finding)
        return found

    def _blocked(self, key: str, outcome: Outcome, cell: int) -> Finding:
        relation = outcome.relation
        label = self.plan.cells[relation.subject].label
        slots = {"label": label, "cell": self.extract.places.name(cell), **outcome.slots}
        message, hint = wording(key, **slots)
        finding = Finding(relation.rule, relation.kind, "note", message, hint, CANNOT_CHECK)
        finding.places = [self.extract.places[relation.subject]]
        finding.cells = [self.extract.places[cell] for _, cell in relation.terms]
        return finding
