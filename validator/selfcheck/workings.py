"""The hidden sheet on which the self-check reckons: what each cell holds, and how rules come out.

Every line there is a value: its state, and the value itself, which a formula elsewhere names.
Spreadsheet programs may show what was saved and reckon again only what is touched, so each
formula is saved with the result that it has at first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from validator.kinds.ruling import Scope
from validator.numbers import BLANK, FIGURE, MISTYPED, NOT_APPLICABLE, UNLOCATED
from validator.outcomes import CANNOT_CHECK, FAIL, PASS
from validator.plan import Plan
from validator.relations import Cell
from validator.selfcheck.excel import (
    call,
    either,
    every,
    in_order,
    none,
    on_sheet,
    same,
    sized,
    some,
)

KNOWN, EMPTY, NONE, UNREAD = range(4)
"""States of a value: there, blank, declared not applicable, not to be read."""
STATES = {FIGURE: KNOWN, BLANK: EMPTY, NOT_APPLICABLE: NONE, MISTYPED: UNREAD, UNLOCATED: UNREAD}
CODES = {"not_applicable": 0, PASS: 1, FAIL: 2, CANNOT_CHECK: 3}
"""How outcomes are written there."""
Value = int | float | str


@dataclass(frozen=True, slots=True)
class Seen:
    """A value on the workings, by the row on which it stands."""

    row: int

    @property
    def state(self) -> str:
        """Where its state stands."""
        return f"$B${self.row}"

    @property
    def value(self) -> str:
        """Where the value itself stands; 0 where there is none."""
        return f"$C${self.row}"

    @property
    def bad(self) -> str:
        """Where it stands whether anything is wrong with it by itself."""
        return f"$D${self.row}"

    def has(self, state: int) -> str:
        """Return whether it is in a state."""
        return f"{self.state}={state}"


@dataclass(frozen=True, slots=True)
class Row:
    """What is reckoned on one row: formulas, and what they come to at first."""

    name: str
    formulas: tuple[str, ...]
    results: tuple[Value, ...]


@dataclass(slots=True)
class Workings:
    """What a workbook has to reckon; `at` is where each cell of the plan stands: sheet, address."""

    at: Mapping[int, tuple[str, str]]
    rows: list[Row] = field(default_factory=list)
    cells: dict[int, Seen] = field(default_factory=dict)

    def add(self, name: str, formulas: tuple[str, ...], results: tuple[Value, ...]) -> Seen:
        """Reckon something: its state and value, or how a rule comes out. Raises NoFormula."""
        self.rows.append(Row(name, tuple(map(sized, formulas)), results))
        return Seen(len(self.rows))

    def cell(self, number: int) -> Seen:
        """Return where a cell of the plan is reckoned."""
        return self.cells[number]

    def take(self, plan: Plan, scope: Scope) -> None:
        """Reckon every cell of a plan, in its order."""
        for cell in plan.cells:
            reading = scope.readings[cell.index]
            at = on_sheet(*self.at[cell.index])
            seen = Seen(len(self.rows) + 1)
            value = either(seen.has(KNOWN), scaled(at, cell.decimals), 0)
            first = (STATES[reading.state], scope.readings.values[cell.index] or 0)
            self.cells[cell.index] = self.add(cell.name, (figure_state(cell, at), value), first)

    def write(self, sheet: Any) -> None:
        """Write all of it."""
        for row, one in enumerate(self.rows):
            sheet.write_string(row, 0, one.name)
            for column, (formula, result) in enumerate(
                zip(one.formulas, one.results, strict=True), 1
            ):
                sheet.write_formula(row, column, f"={formula}", None, result)


def scaled(at: str, decimals: int) -> str:
    """Return a number as a whole one of its last decimal."""
    return call("ROUND", f"{at}*{10**decimals}", "0")


def is_number(at: str) -> str:
    """Return whether a cell holds a number; LibreOffice takes a truth for one."""
    return every(call("ISNUMBER", at), none(call("ISLOGICAL", at)))


def is_empty(at: str) -> str:
    """Return whether nothing stands in a cell but spaces."""
    return f"{call('LEN', call('TRIM', at))}=0"


def fits(cell: Cell, at: str) -> str:
    """Return whether a number is one that a figure may be."""
    rest = f"{at}*{10**cell.decimals}-{scaled(at, cell.decimals)}"
    held = [f"ABS({rest})<0.000001", f"ABS({at})<1E+15"]
    return every(*held, *([] if cell.type == "integer" else [f"{at}>=0"]))


def figure_state(cell: Cell, at: str) -> str:
    """Return the state of a figure. What is read from text when sent is no number here."""
    codes = [same(at, code) for code in cell.na_codes]
    other = either(some(*codes), NONE, UNREAD) if codes else UNREAD
    figure = either(fits(cell, at), KNOWN, UNREAD)
    said = in_order([(is_empty(at), EMPTY), (is_number(at), figure)], other)
    return call("IFERROR", said, str(UNREAD))
