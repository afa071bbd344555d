"""What is asked of single cells: figures where something stands, none missing, none too large."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from schemas.spec import Field, Text
from validator.kinds.ruling import Scope
from validator.lists import Entry
from validator.numbers import BLANK, FIGURE, MISTYPED
from validator.outcomes import FAIL, NOT_APPLICABLE, PASS
from validator.plan import Plan
from validator.relations import Cell
from validator.selfcheck import figures
from validator.selfcheck.excel import call, either
from validator.selfcheck.listed import Entries, is_told
from validator.selfcheck.rulings import Place
from validator.selfcheck.words import say
from validator.selfcheck.workings import EMPTY, KNOWN, Workings

Made = Iterator[Place]


def of_cells(
    plan: Plan, workings: Workings, scope: Scope
) -> Iterator[tuple[str, Text, str, list[Place]]]:
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


def of_lists(
    lists: Mapping[str, Entries], scope: Scope
) -> Iterator[tuple[str, Text, str, list[Place]]]:
    """Yield what is asked of the entries of each list: key, words, severity, and its places."""
    for key, listed in lists.items():
        table, known = listed.table, [one for one in listed.table.fields if is_told(one)]
        code, title = f"L.{table.code}", table.title
        yield code, say("fields.read", table=title), "error", list(_fields(listed, known))
        needed = [one for one in known if one.required]
        yield (
            f"{code}.required",
            say("fields.required", table=title),
            "fill",
            list(_fields(listed, needed, blank=True)),
        )
        if listed.table.unique in {one.key for one in known}:
            its = list(_twice(listed, scope.lists[key].entries))
            yield f"{code}.twice", say("fields.twice", table=title), "error", its


def _fields(listed: Entries, fields: list[Field], *, blank: bool = False) -> Iterator[Place]:
    """Yield for each field of each line whether it is right by itself, or not blank."""
    for one in fields:
        for line, seen in enumerate(listed.of(one.key)):
            wrong = seen.has(EMPTY) if blank else f"NOT({seen.has(EMPTY)})"
            formula = either(f"AND({seen.bad}=1,{wrong})", figures.FAILED, figures.PASSED)
            entry = listed.said.get(line)
            trouble = entry.bad.get(one.key, "") if entry else ""
            fails = bool(trouble) and (trouble == "list.required") is blank
            at = f"{listed.at.sheet} {listed.address(one.key, line)}"
            yield Place(formula, FAIL if fails else PASS, at)


def _twice(listed: Entries, entries: list[Entry]) -> Iterator[Place]:
    """Yield for each line whether an entry above is called as it is."""
    key, seen = listed.table.unique, listed.of(listed.table.unique)
    first: dict[object, Entry] = {}
    again = set()
    for entry in entries:
        known = entry.values.get(key)
        if known is not None and first.setdefault(known, entry) is not entry:
            again.add(entry.row - 1)
    for line, one in enumerate(seen[1:], 1):
        above = [f"${column}${seen[0].row}:${column}${one.row - 1}" for column in "BC"]
        alike = call("SUMPRODUCT", f"({above[0]}=0)*{call('EXACT', above[1], one.value)}")
        formula = either(f"AND({one.has(KNOWN)},{alike}>0)", figures.FAILED, figures.PASSED)
        at = f"{listed.at.sheet} {listed.address(key, line)}"
        yield Place(formula, FAIL if line in again else PASS, at)


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
            yield Place(formula, outcome, self.at(cell))

    def required(self, cells: list[Cell]) -> Made:
        """Yield for each cell that may not be blank whether it is filled in."""
        for cell in cells:
            if cell.index in self.plan.required:
                formula = figures.of_required(self.workings.cell(cell.index))
                outcome = FAIL if self.state(cell) == BLANK else PASS
                yield Place(formula, outcome, self.at(cell))

    def table(self, cells: list[Cell]) -> Made:
        """Yield whether anything is filled in in a table that may not be left out."""
        formula = figures.of_table([self.workings.cell(cell.index) for cell in cells])
        blank = all(self.state(cell) == BLANK for cell in cells)
        yield Place(formula, FAIL if blank else PASS, self.at(cells[0]))

    def most(self, cells: list[Cell]) -> Made:
        """Yield for each figure that has a most whether it is above it."""
        for cell in cells:
            if cell.max is not None:
                most = cell.max * 10**cell.decimals
                formula = figures.of_most(self.workings.cell(cell.index), most)
                outcome = self._figure(cell, self._value(cell) <= most)
                yield Place(formula, outcome, self.at(cell))

    def steps(self, cells: list[Cell]) -> Made:
        """Yield for each figure that has a step whether it is a multiple of it."""
        for cell in cells:
            if cell.step:
                formula = figures.of_step(self.workings.cell(cell.index), cell.step)
                held = not self._value(cell) % cell.step
                yield Place(formula, self._figure(cell, held), self.at(cell))

    def _value(self, cell: Cell) -> int:
        return self.scope.readings.values[cell.index] or 0

    def _figure(self, cell: Cell, held: bool) -> str:
        if self.state(cell) != FIGURE:
            return NOT_APPLICABLE
        return PASS if held else FAIL
