"""Writes the blank workbook of a form: its tables, its lists, how to fill them in, its stamp."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from typing import Any

import xlsxwriter

from schemas.periods import Period
from schemas.spec import Line, Text
from validator.blank import asked
from validator.blank.filledin import filled_in
from validator.blank.lists import FIRST, Choices, lines_of, write_list
from validator.blank.looks import Sender, set_up, widen
from validator.blank.notes import write_notes
from validator.blank.totals import Totals
from validator.blank.words import below, say
from validator.cells import a1
from validator.context import NOTHING_KNOWN, Context
from validator.layout import Block, blocks, is_total, sheet_name
from validator.names import month_names
from validator.ownsheets import CHECK_SHEET, NOTES_SHEET, STAMP_SHEET, WORKINGS_SHEET
from validator.plan import Plan
from validator.references import CellKey
from validator.relations import Cell
from validator.selfcheck import Checks, Spread, Workings, write_self_check
from validator.sheetlooks import Looks


def blank(
    plan: Plan,
    *,
    period: Period | None = None,
    sender: Sender | None = None,
    figures: Mapping[CellKey, Any] | None = None,
    entries: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    context: Context = NOTHING_KNOWN,
    self_check: bool = False,
) -> bytes:
    """Return an .xlsx to fill in.

    Totals are formulas, but where a figure is given for one.

    Args:
        plan: the form.
        period: the quarter that it is for.
        sender: whose it is.
        figures: what stands in cells.
        entries: what stands in open lists, by the list's key.
        context: what is known of the unit: last quarter's closing figures, which are filled in
            as this quarter's opening ones, and agreed levels.
        self_check: whether the form's rules stand in it as formulas, as units get it.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    writer = _Writer(book, plan, period=period, sender=sender or Sender(), context=context)
    writer.fill(figures or {})
    for block in writer.blocks:
        writer.table(block)
    writer.lists(entries or {})
    write_notes(writer.sheet(NOTES_SHEET), writer.looks, plan.spec, context)
    if self_check:
        writer.check(entries or {})
    writer.stamp()
    book.close()
    return buffer.getvalue()


class _Writer:
    """Writes one workbook; rows and columns are counted from 1, as people do."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        plan: Plan,
        *,
        period: Period | None,
        sender: Sender,
        context: Context,
    ) -> None:
        self.book, self.plan, self.period, self.sender = book, plan, period, sender
        self.context, self.looks, self.choices = context, Looks(book), Choices()
        self.sheets: dict[str, Any] = {}
        self.blocks = list(blocks(plan))
        self.at = {
            plan.by_key[block.table.key, row.key, col.key]: (
                block.row_of(row.key),
                block.column_of(col.key),
            )
            for block in self.blocks
            for row in block.table.rows
            for col in block.table.cols
        }
        self.carried: dict[int, Decimal] = {}
        self.given: dict[int, Any] = {}

    def fill(self, figures: Mapping[CellKey, Any]) -> None:
        """Take the figures that stand in cells from the beginning."""
        self.given = {self.plan.by_key[key]: figure for key, figure in figures.items()}
        for relation in self.plan.relations:
            known = self.context.figure(relation.prior) if relation.prior else None
            if isinstance(known, Decimal) and relation.subject not in self.given:
                self.carried[relation.subject] = known
        numbers = {
            cell: None if isinstance(figure, str | bool | None) else Decimal(str(figure))
            for cell, figure in {**self.given, **self.carried}.items()
        }
        self.totals = Totals(self.plan, self.at.__getitem__, numbers)

    def sheet(self, name: str) -> Any:
        """Return a sheet by its name, a new one where there is none yet."""
        if name not in self.sheets:
            sheet = self.book.add_worksheet(name)
            unit, period = self.sender.unit_code, self.period.id if self.period else ""
            set_up(sheet, " ".join(filter(None, (self.plan.spec.code, unit, period))))
            widen(sheet)
            self.sheets[name] = sheet
            if len(self.sheets) == 1:
                self._heading(sheet)
        return self.sheets[name]

    def _heading(self, sheet: Any) -> None:
        spec, looks = self.plan.spec, self.looks
        for row in range(6):
            sheet.set_row(row, 24 if row < 2 else 18)
        sheet.write_string(0, 0, spec.title.en, looks.title)
        sheet.write_string(1, 0, spec.title.zh, looks.title)
        unit = " ".join(
            part for part in (self.sender.unit_name.en, self.sender.unit_name.zh) if part
        )
        lines = (
            ("form", spec.code, ""),
            ("unit", self.sender.unit_code, unit),
            ("period", self.period.id if self.period else "", self._period_words()),
        )
        for row, (name, value, words) in enumerate(lines, 2):
            sheet.write_string(row, 0, say(name).both(), looks.bold)
            sheet.write_string(row, 2, value, looks.known if value else looks.words)
            sheet.write_string(row, 3, words, looks.plain)
        if spec.sample:
            sheet.write_string(5, 0, say("sample").both(), looks.plain)

    def _period_words(self) -> str:
        return f"{self.period.words('en')} {self.period.words('zh')}" if self.period else ""

    def table(self, block: Block) -> None:
        """Write a table: title, names and codes of its columns, then line by line."""
        sheet, table, looks = self.sheet(block.sheet), block.table, self.looks
        sheet.write_string(block.title_row - 1, 0, table.title.both(), looks.bold)
        names, codes = block.title_row, block.title_row + 1
        sheet.set_row(names, max(self._head(col).count("\n") for col in table.cols) * 16 + 32)
        for column, name in enumerate(("line", "item")):
            sheet.write_string(names, column, say(name).both(), looks.head)
            sheet.write_blank(codes, column, None, looks.code)
        for col in table.cols:
            column = block.column_of(col.key) - 1
            sheet.write_string(names, column, self._head(col), looks.head)
            sheet.write_string(codes, column, col.code, looks.code)
        for line in table.rows:
            self._line(sheet, block, line)
        for col in table.cols:
            self._ask(sheet, block, col)
        if [one.sheet for one in self.blocks].count(block.sheet) == 1:
            sheet.repeat_rows(block.title_row - 1, codes)
            sheet.freeze_panes(codes + 1, 2)

    def _head(self, col: Line) -> str:
        """Return the name of a column, a language a line; of a month below it which one it is."""
        if not (col.month and self.period):
            return below(col.label)
        return "\n".join((below(col.label), *month_names(col, self.period)[-3:-1]))

    def _line(self, sheet: Any, block: Block, line: Line) -> None:
        row = block.row_of(line.key) - 1
        sheet.set_row(row, 32)
        sheet.write_string(row, 0, line.code, self.looks.code)
        sheet.write_string(row, 1, line.label.both(), self.looks.label)
        for col in block.table.cols:
            self._cell(sheet, self._number(block, line, col), is_total(line, col))

    def _cell(self, sheet: Any, number: int, total: bool) -> None:
        row, column = (place - 1 for place in self.at[number])
        formula, looks = self.totals.formula(number), self.looks
        given = self.given.get(number, self.carried.get(number))
        if formula is not None:
            cell, value = self.plan.cells[number], self.totals.value(number)
            # XlsxWriter writes no empty result; a space is as blank to every reader.
            shown = " " if value is None else float(value)
            look = looks.open_total if cell.na_codes else looks.total
            sheet.write_formula(row, column, formula, look, shown)
        elif given is None:
            sheet.write_blank(row, column, None, looks.open_total if total else looks.figure)
        else:
            sheet.write(row, column, given, looks.open_total if total else looks.figure)

    def _ask(self, sheet: Any, block: Block, col: Line) -> None:
        """Ask of the cells of a column what belongs there; of those alike together."""
        cells = [self._number(block, line, col) for line in block.table.rows]

        def question(cell: int) -> object:
            return repr(self._asked(cell, "")) if self.totals.formula(cell) is None else None

        for asks, alike in groupby(cells, question):
            if asks is None:
                continue
            together = list(alike)
            first, last = self.at[together[0]], self.at[together[-1]]
            options = self._asked(together[0], a1(*first))
            sheet.data_validation(first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1, options)

    def _asked(self, number: int, at: str) -> asked.Options:
        cell = self.plan.cells[number]
        return asked.of_cell(cell, at, list(self._notes(cell)))

    def _notes(self, cell: Cell) -> Iterator[Text]:
        table, row, col = cell.key
        grid = self.plan.spec.table(table)
        yield from (line.note for line in (grid.row(row), grid.col(col)) if line.note)
        if cell.index in self.carried:
            yield say("asked.before", figure=format(self.carried[cell.index], "f"))

    def _number(self, block: Block, row: Line, col: Line) -> int:
        return self.plan.by_key[block.table.key, row.key, col.key]

    def lists(self, entries: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Write the open lists, each on its own sheet."""
        for listed in self.plan.spec.lists:
            sheet, its = self.sheet(sheet_name(listed)), entries.get(listed.key)
            write_list(sheet, self.looks, listed, its, choices=self.choices, period=self.period)

    def check(self, entries: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Write the self-check, with what it says of what is filled in already."""
        figures: dict[str, Any] = {}
        for cell in self.plan.cells:
            value = self.totals.value(cell.index)
            figures[cell.name] = self.given.get(cell.index, "" if value is None else float(value))
        scope = replace(filled_in(self.plan, figures, entries), context=self.context)
        spreads = {
            one.key: Spread(sheet_name(one), FIRST + 1, lines_of(one, entries.get(one.key)))
            for one in self.plan.spec.lists
        }
        places = {
            cell: (block.sheet, a1(*self.at[cell]))
            for block in self.blocks
            for key, cell in self.plan.by_key.items()
            if key[0] == block.table.key
        }
        sheet, hidden = self.sheet(CHECK_SHEET), self.book.add_worksheet(WORKINGS_SHEET)
        hidden.hide()
        hidden.protect()
        checks = Checks(self.plan, Workings(places), scope, spreads)
        write_self_check(sheet, hidden, self.looks, checks)

    def stamp(self) -> None:
        """Write the hidden sheet that says which form, revision and plan this is."""
        sheet = self.book.add_worksheet(STAMP_SHEET)
        sheet.very_hidden()
        stamp = {
            "form": self.plan.spec.code,
            "revision": str(self.plan.revision),
            "plan": self.plan.hash,
            "unit": self.sender.unit_code,
            "period": self.period.id if self.period else "",
        }
        for row, (name, value) in enumerate(stamp.items()):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, value)
        for number, texts in enumerate(self.choices.columns):
            for row, text in enumerate(texts):
                sheet.write_string(row, self.choices.column(number), text)
