"""The blank workbook of a form: laid out like its tables, in both languages, ready to fill in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from schemas.periods import Period
from schemas.spec import Text
from validator.blank_lists import write_list
from validator.layout import LABEL_COLUMNS, Block, blocks, is_total, sheet_name
from validator.names import month_names
from validator.plan import Plan
from validator.references import CellKey
from validator.wordindex import STAMP_SHEET

_GREY, _BLUE, _LINE = "#F1F3F5", "#1D4F6E", "#8A949E"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose workbook it is."""

    unit_code: str = ""
    unit_name: Text = Text("", "")


def blank(
    plan: Plan,
    *,
    period: Period | None = None,
    sender: Sender | None = None,
    figures: Mapping[CellKey, Any] | None = None,
    entries: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> bytes:
    """Return an .xlsx to fill in.

    Figures of totals are left to the unit to enter, so that the check has something to hold
    them against.

    Args:
        plan: the form.
        period: the quarter that it is for.
        sender: whose it is.
        figures: what stands in cells, such as last quarter's closing figures.
        entries: what stands in open lists, by the list's key.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    writer = _Writer(book, plan, period=period, sender=sender or Sender(), figures=figures or {})
    for block in blocks(plan):
        writer.table(block)
    for listed in plan.spec.lists:
        write_list(
            writer.sheet(sheet_name(listed)), writer, listed, (entries or {}).get(listed.key)
        )
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
        figures: Mapping[CellKey, Any],
    ) -> None:
        self.book, self.plan, self.period = book, plan, period
        self.sender, self.figures = sender, figures
        self.sheets: dict[str, Any] = {}
        font = {"font_name": "Arial", "font_size": 11, "valign": "vcenter"}
        self.title = book.add_format(font | {"bold": True, "font_size": 14, "font_color": _BLUE})
        self.bold = book.add_format(font | {"bold": True})
        self.plain = book.add_format(font)
        self.label = book.add_format(font | {"text_wrap": True, "border": 1, "border_color": _LINE})
        self.head = book.add_format(
            font
            | {"bold": True, "text_wrap": True, "align": "center", "bg_color": _GREY}
            | {"border": 1, "border_color": _LINE}
        )
        self.code = book.add_format(
            font
            | {"align": "center", "font_color": "#57606A", "font_size": 9, "bg_color": _GREY}
            | {"border": 1, "border_color": _LINE}
        )
        cell = font | {"border": 1, "border_color": _LINE, "align": "right"}
        self.figure = book.add_format(cell | {"bg_color": "#FFFDE7"})
        self.total = book.add_format(cell | {"bold": True, "bg_color": _GREY})

    def sheet(self, name: str) -> Any:
        if name not in self.sheets:
            sheet = self.book.add_worksheet(name)
            sheet.set_column(0, 0, 11)
            sheet.set_column(1, 1, 46)
            sheet.set_column(LABEL_COLUMNS, 12, 17)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            self.sheets[name] = sheet
            if len(self.sheets) == 1:
                self._heading(sheet)
        return self.sheets[name]

    def _heading(self, sheet: Any) -> None:
        spec = self.plan.spec
        sheet.write_string(0, 0, spec.title.en, self.title)
        sheet.write_string(1, 0, spec.title.zh, self.title)
        unit = " ".join(
            part for part in (self.sender.unit_name.en, self.sender.unit_name.zh) if part
        )
        lines = (
            ("Form code 表格編號", spec.code, ""),
            ("Unit code 單位編號", self.sender.unit_code, unit),
            ("Period 期間", self.period.id if self.period else "", self._period_words()),
        )
        for row, (label, value, words) in enumerate(lines, 2):
            sheet.write_string(row, 0, label, self.bold)
            sheet.write_string(row, 2, value, self.figure)
            sheet.write_string(row, 3, words, self.plain)
        note = "Sample form, not a form of the department. 樣本表格，並非部門所用表格。"
        if spec.sample:
            sheet.write_string(5, 0, note, self.plain)

    def _period_words(self) -> str:
        return f"{self.period.words('en')} {self.period.words('zh')}" if self.period else ""

    def table(self, block: Block) -> None:
        sheet, table = self.sheet(block.sheet), block.table
        sheet.write_string(block.title_row - 1, 0, table.title.both(), self.bold)
        names, codes = block.title_row, block.title_row + 1
        sheet.set_row(names, 48)
        for column, text in enumerate(("Line 行", "Item 項目")):
            sheet.write_string(names, column, text, self.head)
            sheet.write_blank(codes, column, None, self.code)
        for col in table.cols:
            column = block.column_of(col.key) - 1
            name = col.label.both()
            if col.month and self.period:
                name = month_names(col, self.period)[0]
            sheet.write_string(names, column, name, self.head)
            sheet.write_string(codes, column, col.code, self.code)
        for line in table.rows:
            self._line(sheet, block, line.key)

    def _line(self, sheet: Any, block: Block, key: str) -> None:
        line, row = block.table.row(key), block.row_of(key) - 1
        sheet.set_row(row, 32)
        sheet.write_string(row, 0, line.code, self.code)
        sheet.write_string(row, 1, line.label.both(), self.label)
        for col in block.table.cols:
            style = self.total if is_total(line, col) else self.figure
            value = self.figures.get((block.table.key, key, col.key))
            column = block.column_of(col.key) - 1
            if value is None:
                sheet.write_blank(row, column, None, style)
            else:
                sheet.write(row, column, value, style)

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
