"""How a blank workbook lays a form out: which cell of the form stands where."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.spec import Line, ListTable, Table
from validator.plan import Plan

HEADER_ROWS = 8
LABEL_COLUMNS = 2  # line code, line name; the figures begin in column C


@dataclass(frozen=True, slots=True)
class Block:
    """One table on one sheet: rows counted from 1. `first` is the first line of figures."""

    table: Table
    sheet: str
    title_row: int

    @property
    def first(self) -> int:
        """Row of the first line: below title, column names and column codes."""
        return self.title_row + 3

    def row_of(self, key: str) -> int:
        """Return the row of a line."""
        return self.first + [line.key for line in self.table.rows].index(key)

    def column_of(self, key: str) -> int:
        """Return the column of a figure, from 1."""
        return LABEL_COLUMNS + 1 + [col.key for col in self.table.cols].index(key)


def blocks(plan: Plan) -> Iterator[Block]:
    """Yield the tables in their order, each below the one before on its sheet."""
    next_row: dict[str, int] = {}
    for table in plan.spec.tables:
        sheet = sheet_name(table)
        row = next_row.setdefault(sheet, HEADER_ROWS if not next_row else 3)
        block = Block(table, sheet, row)
        next_row[sheet] = block.first + len(table.rows) + 2
        yield block


def sheet_name(table: Table | ListTable) -> str:
    """Return the name of the sheet on which a table stands: both languages."""
    english, *rest = table.sheets or ("Return",)
    return " ".join([english, *rest[:1]])[:31]


def is_total(row: Line, col: Line) -> bool:
    """Say whether the figure follows from others and is shown as a total."""
    return bool(row.total_of or col.total_of or col.equals)
