"""Returns with one cause planted in them, as people bring it about in a workbook."""

import io
import random
from dataclasses import replace
from datetime import datetime

from openpyxl import load_workbook

from schemas.catalogue import Catalogue, packaged
from schemas.periods import Period
from schemas.spec import Line, Span, Text
from validator.blank import Sender
from validator.context import Context, Sent
from validator.engine import check, open_file
from validator.layout import blocks
from validator.numbers import shown
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

PERIOD, BEFORE = Period.parse("2025-26Q3"), Period.parse("2025-26Q2")
FORMS = sorted(packaged().specs)
SENDER = Sender("9101", Text("Sample Unit 101", "樣本單位 101"))
PAST = 8


class Return:
    """A good return of a form with its past; its workbook is there to be spoiled."""

    def __init__(self, form, seed=1):
        self.form, self.seed = form, seed
        self.plan = compile_plan(packaged().form(form), PERIOD.id)
        self.chance = random.Random(f"{form}{seed}")
        self.before = self._said(self.of_another(BEFORE, seed + 1000).figures)
        self.made = specimen(self.plan, Recipe(PERIOD, SENDER, prior=self.before, seed=seed))
        self.open(self.made.workbook)
        self.blocks = {block.table.key: block for block in blocks(self.plan)}

    def open(self, workbook):
        self.book = load_workbook(io.BytesIO(workbook))

    def of_another(self, period, seed):
        return specimen(compile_plan(self.plan.spec, period.id), Recipe(period, SENDER, seed=seed))

    def _said(self, figures):
        return {
            cell.name: shown(round(figures[cell.key] * 10**cell.decimals), cell.decimals)
            for cell in self.plan.cells
        }

    def cells(self, table):
        """Return the sheet's cells of a table's figures, row by row."""
        block = self.blocks[table.key]
        columns = [block.column_of(col.key) for col in table.cols]
        sheet = self.book[block.sheet]
        rows = [block.row_of(row.key) for row in table.rows]
        return [[sheet.cell(row, column) for column in columns] for row in rows]

    def header(self, label, value):
        """Write the form's, unit's or period's value into the heading."""
        (sheet, *_) = self.book.worksheets
        row = {"form": 3, "unit": 4, "period": 5}[label]
        sheet.cell(row, 3).value = value

    def context(self, **more):
        """What is known beside it: the quarter before, and figures like its own for years."""
        earlier, period = {BEFORE.id: Sent(self.before)}, BEFORE
        for _ in range(PAST):
            period = period.previous()
            earlier[period.id] = Sent(self._said(self.made.figures))
        known = {"form": self.form, "period": PERIOD.id, "earlier": earlier, "last": self.before}
        return Context(**(known | more))

    def opened(self, catalogue=None):
        out = io.BytesIO()
        self.book.save(out)
        return open_file(out.getvalue(), catalogue or packaged())

    def check(self, **more):
        """Return the verdict on the workbook as it is now."""
        return check(self.opened(), packaged(), self.context(**more))


def lower(cells, column, start):
    """Let a column slip down: what stood in the last row lands below the table."""
    at = [row[column] for row in cells]
    at[-1].offset(1, 0).value = at[-1].value
    for above, below in zip(at[-2:None:-1], at[:0:-1], strict=True):
        if at.index(above) >= start:
            below.value = above.value
    at[start].value = None


def higher(cells, column, start):
    """Let a column slip up: the figure of a row is lost, and the last row has none."""
    at = [row[column] for row in cells]
    for here, below in zip(at[start:], at[start + 1 :], strict=False):
        here.value = below.value
    at[-1].value = None


def exchange(cells, one, other):
    for row in cells:
        row[one].value, row[other].value = row[other].value, row[one].value


def sort(cells, column):
    """Sort the rows by a column, the largest first: the row of totals comes to stand on top."""
    rows = sorted(([cell.value for cell in row] for row in cells), key=lambda row: -row[column])
    for row, values in zip(cells, rows, strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value


def times(made, table, factor):
    for row in made.cells(table):
        for cell in row:
            value = cell.value * factor
            cell.value = round(value, 6) if isinstance(value, float) else value


def americanise(made):
    """Write the dates of the lists month first; what can be a day first becomes a real date."""
    for sheet in made.book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                day = cell.value
                if isinstance(day, datetime):
                    swapped = day.day <= 12
                    cell.value = (
                        day.replace(month=day.day, day=day.month) if swapped else f"{day:%m/%d/%Y}"
                    )


def send_again(made):
    """Send the file of the quarter before, its period changed."""
    made.open(made.of_another(BEFORE, made.seed + 1000).workbook)
    made.header("period", PERIOD.id)


def on_the_former_form(form):
    """Return (the catalogue, an opened file) of a form one of whose lines was changed for another.

    The file was made for the form as it was.
    """
    spec = packaged().form(form)
    first, *others = spec.tables
    gone = Line("gone", "R991", Text("Old line", "舊項目"), span=Span(until=BEFORE.id))
    new = Line("new", "R992", Text("New line", "新項目"), span=Span(since=PERIOD.id))
    spec = replace(spec, tables=(replace(first, rows=(*first.rows, gone, new)), *others))
    then = compile_plan(spec, BEFORE.id)
    made = specimen(then, Recipe(PERIOD, SENDER, seed=1))
    catalogue = Catalogue([spec])
    return catalogue, open_file(made.workbook, catalogue)


def told(verdict):
    """Return the findings that are causes of several."""
    return [one for one in verdict.findings if ".C." in one.rule]
