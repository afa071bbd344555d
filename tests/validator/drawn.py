"""Workbooks of a form drawn by chance: what stands where, and what must be read from it."""

import io
import random
from dataclasses import dataclass, field
from decimal import Decimal

import openpyxl
import xlsxwriter

from validator.cells import a1
from validator.numbers import shown

PERIOD = "2025-26Q3"
NAMES = ("Sheet1", "統計表", "O'Brien & Co", "甲 <乙>", "2025-26 Q3", "Data (2)")
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(slots=True)
class Tab:
    """One sheet of a drawn workbook; rows and columns from 1."""

    name: str
    state: str = "visible"
    cells: dict[tuple[int, int], object] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def bottom(self):
        """The last row that is used."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def right(self):
        """The last column that is used, a merged one included."""
        return max((column for _, column in self.cells), default=0) + 1


@dataclass(slots=True)
class Drawn:
    """A workbook, and each figure of the form by cell: as people write it, sheet and address."""

    tabs: list[Tab]
    figures: dict[str, tuple[str | None, str, str]] = field(default_factory=dict)


def drawn(plan, seed):
    """Draw a workbook of a form: tables moved, columns and rows shuffled, some hidden or merged."""
    chance = random.Random(seed)
    names = chance.sample(NAMES, len(NAMES))
    book = Drawn([Tab(names.pop())])
    for row, line in enumerate(
        (("Form code", plan.spec.code), ("Unit code", "9101"), ("期間", PERIOD)), 1
    ):
        book.tabs[0].cells |= {(row, 1): line[0], (row, 2): line[1]}
    for table in chance.sample(plan.spec.tables, len(plan.spec.tables)):
        if chance.random() < 0.5:
            book.tabs.append(Tab(names.pop(), chance.choice(["visible"] * 5 + ["hidden"])))
        _Table(chance, plan, table, book).draw()
    return book


class _Table:
    """One table being put into a workbook."""

    def __init__(self, chance, plan, table, book):
        self.chance, self.plan, self.table, self.book = chance, plan, table, book
        self.tab = book.tabs[-1]
        self.left = chance.randrange(1, 6)
        self.row = self.tab.bottom + chance.randrange(2, 12)
        # Beside what stands there already, at times in one row with columns that are called alike.
        if self.tab.bottom and chance.random() < 0.4:
            self.left, self.row = self.tab.right + chance.randrange(2, 5), chance.randrange(1, 9)
        self.wide = chance.random() < 0.2
        self.columns = {}

    def draw(self):
        """Write title, heads and lines."""
        self.tab.cells[self.row, self.left] = self.table.title.both()
        self.row += self.chance.choice([1, 3])
        at = self.left + 2
        for col in self.chance.sample(self.table.cols, len(self.table.cols)):
            self.columns[col.key] = at
            head = self.chance.choice([col.code, col.label.both(), f"{col.code} {col.label.en}"])
            self._put(at, head)
            at += 2 if self.wide else 1
        for line in self.chance.sample(self.table.rows, len(self.table.rows)):
            self.row += self.chance.choice([1, 1, 1, 2])
            self._line(line)

    def _line(self, line):
        self.tab.cells[self.row, self.left] = line.code
        if self.chance.random() < 0.8:
            self.tab.cells[self.row, self.left + 1] = line.label.both()
        if self.chance.random() < 0.15:
            self.tab.hidden.add(self.row)
        for key, at in self.columns.items():
            cell = self.plan.cells[self.plan.by_key[self.table.key, line.key, key]]
            scaled = _scaled(self.chance, cell)
            if scaled is not None:
                self._put(at, _typed(self.chance, scaled, cell.decimals))
            expected = None if scaled is None else shown(scaled, cell.decimals)
            name = f"{self.table.key}[{line.key}].{key}"
            self.book.figures[name] = (expected, self.tab.name, a1(self.row, at))

    def _put(self, column, value):
        self.tab.cells[self.row, column] = value
        if self.wide:
            self.tab.merged.append((self.row, column, self.row, column + 1))


def _scaled(chance, cell):
    """Draw a figure in units of its last decimal; None for a blank."""
    most = 10 ** chance.choice([1, 2, 3, 6, 15 - cell.decimals])
    return chance.choice([None, 0, *[chance.randrange(most)] * 6])


def _typed(chance, scaled, decimals):
    """Return what somebody would have typed: mostly a number, sometimes text."""
    if chance.random() < 0.1:
        return shown(scaled, decimals).translate(WIDE)
    return float(Decimal(scaled).scaleb(-decimals))


def by_openpyxl(book):
    """Have openpyxl write a drawn workbook."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for tab in book.tabs:
        sheet = made.create_sheet(tab.name)
        sheet.sheet_state = tab.state
        for (row, column), value in tab.cells.items():
            sheet.cell(row, column, value)
        for row in tab.hidden:
            sheet.row_dimensions[row].hidden = True
        for top, left, bottom, right in tab.merged:
            sheet.merge_cells(None, top, left, bottom, right)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def by_xlsxwriter(book):
    """Have XlsxWriter write a drawn workbook."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        for tab in book.tabs:
            sheet = made.add_worksheet(tab.name)
            if tab.state == "hidden":
                sheet.hide()
            for row in tab.hidden:
                sheet.set_row(row - 1, None, None, {"hidden": True})
            for top, left, bottom, right in tab.merged:
                sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
            for (row, column), value in tab.cells.items():
                write = sheet.write_string if isinstance(value, str) else sheet.write_number
                write(row - 1, column - 1, value)
    return target.getvalue()
