"""pandera checks a polars table lazily, a column a cell and a check a rule: as its manual shows."""

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from bench.peers.rules import Finding, Given, Rule


def holds(rule: Rule) -> pl.Expr:
    """Return whether no cell is mistyped, and the rule holds or does not apply."""
    names = [f"c{cell}" for _, cell in rule.terms]
    total = pl.sum_horizontal(
        pl.col(name) * factor for name, (factor, _) in zip(names, rule.terms, strict=True)
    )
    fails = 2 * (total.abs() if rule.equal else total) > rule.slack
    if rule.blank == "skip":
        fails &= pl.all_horizontal(pl.col(name).is_not_null() for name in names)
    elif rule.blank == "zero_if_any":
        fails &= pl.any_horizontal(pl.col(name).is_not_null() for name in names)
    return ~fails & ~pl.any_horizontal(f"{name}?" for name in names)


class Side:
    """A schema of whole numbers, blanks as nulls; the table tells of text beside each."""

    def __init__(self, rules: list[Rule], cells: int) -> None:
        self.rules = {str(rule.number): rule for rule in rules}
        self.names = [f"c{cell}" for cell in range(cells)]
        columns = {name: pa.Column(pl.Int64, nullable=True) for name in self.names}
        checks = [self._check(rule) for rule in rules]
        self.schema = pa.DataFrameSchema(columns, checks=checks)

    def _check(self, rule: Rule) -> pa.Check:
        good = holds(rule)
        return pa.Check(
            lambda data: data.lazyframe.select(good), name=str(rule.number), ignore_na=False
        )

    def table(self, given: Given) -> pl.DataFrame:
        """Return the return as a table of one row."""
        values = {
            name: [value if isinstance(value, int) else None]
            for name, value in zip(self.names, given, strict=True)
        }
        flags = {
            f"{name}?": [isinstance(value, str)]
            for name, value in zip(self.names, given, strict=True)
        }
        types = dict.fromkeys(values, pl.Int64) | dict.fromkeys(flags, pl.Boolean)
        return pl.DataFrame(values | flags, schema=types)

    def findings(self, table: pl.DataFrame) -> set[Finding]:
        """Return each rule that fails or cannot be checked."""
        try:
            self.schema.validate(table, lazy=True)
        except SchemaErrors as errors:
            failed = {self.rules[name] for name in errors.failure_cases["check"].unique()}
            return {rule.outcome(mistyped=self._mistyped(rule, table)) for rule in failed}
        return set()

    def _mistyped(self, rule: Rule, table: pl.DataFrame) -> bool:
        return any(table[f"c{cell}?"][0] for _, cell in rule.terms)
