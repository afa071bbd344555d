"""dataframely filters a polars table by a schema with a rule a check: as its manual shows."""

from collections.abc import Callable
from typing import Any

import dataframely as dy
import polars as pl

from bench.peers.long_form import Form, Found, side
from bench.peers.long_polars import bad, prepared


def schema(table: pl.DataFrame, form: Form) -> type[dy.Schema]:
    """Return a schema of the prepared columns, and a rule for each check."""
    kinds: dict[Any, Callable[..., Any]] = {pl.Date: dy.Date, pl.Float64: dy.Float64}
    kinds |= {pl.Boolean: dy.Bool, pl.String: dy.String, pl.UInt32: dy.UInt32}
    columns = {key: kinds[kind](nullable=True) for key, kind in table.schema.items()}
    rules = {f"rule_{at}": _rule(check, form) for at, check in enumerate(form["checks"])}
    return type("Referrals", (dy.Schema,), columns | rules)


def _rule(check: dict[str, Any], form: Form) -> Any:
    expression = (~bad(check, form)).fill_null(value=True)
    return dy.rule()(lambda cls: expression)


def findings(path: str, form: Form) -> Found:
    """Yield row, field and rule of all that is wrong."""
    table = prepared(path, form).with_row_index("row", offset=2)
    _, failed = schema(table, form).filter(table)
    told = failed.details()
    for at, check in enumerate(form["checks"]):
        for row in told.filter(pl.col(f"rule_{at}") == "invalid")["row"]:
            yield row, check["field"], check["trouble"]


if __name__ == "__main__":
    side(findings)
