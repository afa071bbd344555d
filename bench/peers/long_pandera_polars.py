"""pandera checks a polars table lazily, with a check of the table a check: as its manual shows."""

from typing import Any

import pandera.polars as pa
from pandera.errors import SchemaErrors

from bench.peers.long_form import Form, Found, side
from bench.peers.long_polars import bad, prepared


def findings(path: str, form: Form) -> Found:
    """Yield row, field and rule of all that is wrong."""
    table = prepared(path, form)
    columns = {key: pa.Column(kind, nullable=True) for key, kind in table.schema.items()}
    checks = [_check(at, check, form) for at, check in enumerate(form["checks"])]
    try:
        pa.DataFrameSchema(columns, checks=checks).validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.select("check", "index").unique()
        for at, row in cases.iter_rows():
            check = form["checks"][int(at)]
            yield row + 2, check["field"], check["trouble"]


def _check(at: int, check: dict[str, Any], form: Form) -> pa.Check:
    good = (~bad(check, form)).fill_null(value=True)
    return pa.Check(lambda data: data.lazyframe.select(good), name=str(at), ignore_na=False)


if __name__ == "__main__":
    side(findings)
