"""frictionless checks a row of whole numbers by one check of our own: as its manual shows it."""

from collections.abc import Iterator
from typing import Any

import attrs
from frictionless import Check, Checklist, Resource, Schema, errors

from bench.peers.rules import Finding, Given, Rule


@attrs.define(kw_only=True, repr=False)
class Rules(Check):
    """Holds every rule to a row; a cell of another type is among the row's errors."""

    type = "rules"
    Errors = [errors.RowConstraintError]
    rules: list[Rule]

    def validate_row(self, row: Any) -> Iterator[Any]:
        """Yield an error for each rule that fails or cannot be checked."""
        for rule in self.rules:
            names = [f"c{cell}" for _, cell in rule.terms]
            if any(name in row.error_cells for name in names):
                yield self._error(row, rule, mistyped=True)
                continue
            given = [row[name] for name in names]
            blanks = given.count(None)
            if blanks and (rule.blank == "skip" or (rule.blank != "zero" and blanks == len(given))):
                continue
            total = sum(
                factor * (value or 0) for (factor, _), value in zip(rule.terms, given, strict=True)
            )
            if 2 * (abs(total) if rule.equal else total) > rule.slack:
                yield self._error(row, rule, mistyped=False)

    def _error(self, row: Any, rule: Rule, *, mistyped: bool) -> Any:
        number, outcome = rule.outcome(mistyped=mistyped)
        return errors.RowConstraintError.from_row(row, note=f"{number} {outcome}")


class Side:
    """A schema of whole numbers, and a checklist of that one check."""

    def __init__(self, rules: list[Rule], cells: int) -> None:
        self.names = [f"c{cell}" for cell in range(cells)]
        self.fields = [{"name": name, "type": "integer"} for name in self.names]
        self.checklist = Checklist(checks=[Rules(rules=rules)])

    def table(self, given: Given) -> list[dict[str, object]]:
        """Return the return as a row."""
        return [dict(zip(self.names, given, strict=True))]

    def findings(self, table: list[dict[str, object]]) -> set[Finding]:
        """Return each rule that fails or cannot be checked."""
        schema = Schema.from_descriptor({"fields": self.fields})
        report = Resource(data=table, schema=schema).validate(self.checklist, limit_errors=100_000)
        notes = [
            note for kind, note in report.flatten(["type", "note"]) if kind == "row-constraint"
        ]
        return {(int(number), outcome) for number, outcome in map(str.split, notes)}
