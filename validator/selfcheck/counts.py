"""What is asked of single cells: figures where something stands, none missing, none too large."""

from collections.abc import Iterator
from itertools import groupby

from schemas.spec import Text
from validator.kinds.ruling import Scope
from validator.numbers import BLANK, FIGURE, MISTYPED
from validator.outcomes import FAIL, NOT_APPLICABLE, PASS
from validator.plan import Plan
from validator.relations import Cell
from validator.selfcheck import figures
from validator.selfcheck.words import say
from validator.selfcheck.workings import Workings

Made = Iterator[tuple[str, str, str]]
"""Formulas, each with how it comes out at first and where."""


def of_cells(
    plan: Plan, workings: Workings, scope: Scope
) -> Iterator[tuple[str, Text, str, list[tuple[str, str, str]]]]:
    """Yield what is asked of the cells of each table: key, words, severity, and its places."""
    ask, form = _Asked(plan, workings, scope), plan.spec.code
    for key, cells in groupby(plan.cells, lambda cell: cell.key[0]):
        table, its = plan.spec.table(key), list(cells)
        yield f"{form}.Y.{key}", say("type", table=table.title), "error", list(ask.types(its))
        needed = list(ask.required(its))
        if table.required:
            needed += ask.table(its)
        yield f"{form}.Q.{key}", say("required", table=table.title), "fill", needed
        yield f"{form}.M.{key}", say("most", table=table.title), "error", list(ask.most(its))
        yield f"{form}.P.{key}", say("step", table=table.title), "error", list(ask.steps(its))


class _Asked:
    """Asks of the cells of one return, each by itself."""

    def __init__(self, plan: Plan, workings: Workings, scope: Scope) -> None:
        self.plan, self.workings, self.scope = plan, workings, scope

    def at(self, cell: Cell) -> str:
        """Return where a cell stands."""
        return " ".join(self.workings.at[cell.index])

    def state(self, cell: Cell) -> str:
        """Return in which state a cell is at first."""
        return self.scope.readings[cell.index].state

    def types(self, cells: list[Cell]) -> Made:
        """Yield for each cell whether it can be read, where anything stands in it."""
        for cell in cells:
            formula = figures.of_type(self.workings.cell(cell.index))
            outcome = {BLANK: NOT_APPLICABLE, MISTYPED: FAIL}.get(self.state(cell), PASS)
            yield formula, outcome, self.at(cell)

    def required(self, cells: list[Cell]) -> Made:
        """Yield for each cell that may not be blank whether it is filled in."""
        for cell in cells:
            if cell.index in self.plan.required:
                formula = figures.of_required(self.workings.cell(cell.index))
                yield formula, FAIL if self.state(cell) == BLANK else PASS, self.at(cell)

    def table(self, cells: list[Cell]) -> Made:
        """Yield whether anything is filled in in a table that may not be left out."""
        formula = figures.of_table([self.workings.cell(cell.index) for cell in cells])
        blank = all(self.state(cell) == BLANK for cell in cells)
        yield formula, FAIL if blank else PASS, self.at(cells[0])

    def most(self, cells: list[Cell]) -> Made:
        """Yield for each figure that has a most whether it is above it."""
        for cell in cells:
            if cell.max is not None:
                most = cell.max * 10**cell.decimals
                formula = figures.of_most(self.workings.cell(cell.index), most)
                yield formula, self._figure(cell, self._value(cell) <= most), self.at(cell)

    def steps(self, cells: list[Cell]) -> Made:
        """Yield for each figure that has a step whether it is a multiple of it."""
        for cell in cells:
            if cell.step:
                formula = figures.of_step(self.workings.cell(cell.index), cell.step)
                held = not self._value(cell) % cell.step
                yield formula, self._figure(cell, held), self.at(cell)

    def _value(self, cell: Cell) -> int:
        return self.scope.readings.values[cell.index] or 0

    def _figure(self, cell: Cell, held: bool) -> str:
        if self.state(cell) != FIGURE:
            return NOT_APPLICABLE
        return PASS if held else FAIL
