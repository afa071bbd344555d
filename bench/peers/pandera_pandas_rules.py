"""pandera checks a pandas table lazily, a column a cell and a check a rule: as its manual shows."""

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from bench.peers.rules import Finding, Given, Rule


def holds(rule: Rule, table: pd.DataFrame) -> pd.Series:
    """Return for each row whether it has no mistyped cell, and the rule holds or does not apply."""
    names = [f"c{cell}" for _, cell in rule.terms]
    given = table[names]
    total = (given * [factor for factor, _ in rule.terms]).sum(axis=1)
    fails = 2 * (total.abs() if rule.equal else total) > rule.slack
    filled = given.notna().sum(axis=1)
    if rule.blank == "skip":
        fails &= filled == len(names)
    elif rule.blank == "zero_if_any":
        fails &= filled > 0
    return ~fails & ~table[[f"{name}?" for name in names]].any(axis=1)


class Side:
    """A schema of float columns, blanks as NaN; the table says beside each if text stands there."""

    def __init__(self, rules: list[Rule], cells: int) -> None:
        self.rules = {str(rule.number): rule for rule in rules}
        self.names = [f"c{cell}" for cell in range(cells)]
        columns = {name: pa.Column(float, nullable=True) for name in self.names}
        checks = [self._check(rule) for rule in rules]
        self.schema = pa.DataFrameSchema(columns, checks=checks)

    def _check(self, rule: Rule) -> pa.Check:
        return pa.Check(lambda table: holds(rule, table), name=str(rule.number), ignore_na=False)

    def table(self, given: Given) -> pd.DataFrame:
        """Return the return as a table of one row."""
        figures = [value if isinstance(value, int) else np.nan for value in given]
        flags = [isinstance(value, str) for value in given]
        values = pd.DataFrame([figures], columns=self.names, dtype=float)
        return values.join(pd.DataFrame([flags], columns=[f"{name}?" for name in self.names]))

    def findings(self, table: pd.DataFrame) -> set[Finding]:
        """Return each rule that fails or cannot be checked."""
        try:
            self.schema.validate(table, lazy=True)
        except SchemaErrors as errors:
            failed = {self.rules[name] for name in errors.failure_cases["check"].unique()}
            return {rule.outcome(mistyped=self._mistyped(rule, table)) for rule in failed}
        return set()

    def _mistyped(self, rule: Rule, table: pd.DataFrame) -> bool:
        return any(table[f"c{cell}?"].iat[0] for _, cell in rule.terms)
