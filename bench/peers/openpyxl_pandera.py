"""openpyxl reads, pandera checks lazily: as their manuals show it."""

import io

import openpyxl
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors


def schema(columns: list[str], most: int) -> pa.DataFrameSchema:
    """Return the demands: whole numbers in bounds, totals in the last row and last column."""
    bounds = [pa.Check.ge(0), pa.Check.le(most)]
    total = pa.Check(lambda s: s.iloc[:-1].sum() == s.iloc[-1], name="column")
    rows = pa.Check(lambda table: table[columns[:-1]].sum(axis=1) == table[columns[-1]], name="row")
    return pa.DataFrameSchema(
        {name: pa.Column(int, [*bounds, total], coerce=True) for name in columns}, checks=rows
    )


def failing(
    data: bytes, contract: pa.DataFrameSchema, first_rows: list[int]
) -> set[tuple[str, str]]:
    """Return (sheet, address) of every cell that fails."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    columns = list(contract.columns)
    found = set()
    for sheet, first_row in zip(book.worksheets, first_rows, strict=False):
        rows = sheet.iter_rows(min_row=first_row, min_col=3, values_only=True)
        table = pd.DataFrame(rows, columns=columns)
        try:
            contract.validate(table, lazy=True)
        except SchemaErrors as errors:
            last = first_row + len(table) - 1
            for case in errors.failure_cases.itertuples():
                # No place: a column's total, or a check that text in the column made impossible.
                if pd.isna(case.index):
                    if case.check == "column" and case.failure_case in (False, 0):
                        found.add((sheet.title, f"{case.column}{last}"))
                    continue
                column = columns[-1] if case.check == "row" else case.column
                found.add((sheet.title, f"{column}{first_row + int(case.index)}"))
    return found
