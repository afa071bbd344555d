"""Find the tables of a filled-in workbook of which nobody has said where they stand.

A table is a block of rows without a blank one: titles, heads, then lines with figures. What stands
in no table is kept, so that nothing is passed over in silence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from validator.cells import a1, as_typed, bare
from validator.formbook.bilingual import is_chinese
from validator.read import Sheet
from validator.recognise import HEADER

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_NIL = {"", "-", "–", "—", "n/a", "na", "nil", "不適用", "無", "沒有"}
_CODE = re.compile(r"\(?[A-Za-z]{0,3}[\d.]{1,5}\)?\.?|\(?[a-zA-Z]\)?\.?")
_TOTAL = re.compile(r"\btotal\b|總數|總計|合計|小計|共計|總和", re.IGNORECASE)
_OF_FILE = tuple(bare(label) for labels in HEADER.values() for label in labels)


@dataclass(slots=True)
class OldTable:
    """A table as it was found.

    Attributes:
        titles: the texts above it; of one or both languages.
        heads: the texts above each of its columns, from above to below.
        names: the texts of each line of a grid; none of a list.
        codes: the code of each line of a grid, "" where it has none.
        cells: what stands in each line, column by column.
        percent: which columns are shown as percentages.
        is_list: whether its lines are entries, and not what is asked for.
    """

    sheet: str
    at: str
    titles: list[str]
    heads: list[list[str]]
    names: list[list[str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    cells: list[list[object]] = field(default_factory=list)
    percent: list[bool] = field(default_factory=list)
    is_list: bool = False


def is_total(texts: Sequence[str]) -> bool:
    """Say whether a line or a column calls itself a total."""
    return any(_TOTAL.search(text) for text in texts)


def figure(value: object) -> Decimal | None:
    """Return the number that a cell holds, also as text; None where it holds none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return Decimal(str(round(value, 9)))
    text = as_typed(value) if isinstance(value, str) else ""
    if not _NUMBER.fullmatch(text):
        return None
    found = Decimal(text.rstrip("%").replace(",", ""))
    return found / 100 if text.endswith("%") else found


def is_blank(value: object) -> bool:
    """Say whether a cell holds nothing, or a word for nothing."""
    return isinstance(value, str) and value.strip().casefold() in _NIL


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not is_blank(value) and figure(value) is None


def _is_measure(value: object) -> bool:
    """Say whether a cell holds what a table is made of: a number or a date."""
    return isinstance(value, date) or figure(value) is not None


def tables_of(sheet: Sheet) -> tuple[list[OldTable], list[tuple[str, str]]]:
    """Return the tables of a sheet, and (address, text) of all that stands in none of them."""
    tables: list[OldTable] = []
    left: list[tuple[str, str]] = []
    waiting: list[tuple[str, str]] = []
    for block in _blocks(sheet):
        found = block.table([text for _, text in waiting])
        if found is None:
            waiting += block.texts(block.rows)
            continue
        table, below = found
        left += waiting[:-2] if not block.titles else waiting
        waiting = block.texts(below)
        tables.append(table)
    return tables, left + waiting


def first_texts(sheet: Sheet) -> list[str]:
    """Return the texts of the first block of a sheet: what the form calls itself is among them."""
    blocks = (block.texts(block.rows) for block in _blocks(sheet))
    return [text for _, text in next((texts for texts in blocks if texts), [])]


@dataclass
class _Block:
    """Rows and columns of a sheet that belong together; both counted from 0 in its rows."""

    sheet: Sheet
    rows: list[int]
    cols: list[int]

    def cell(self, row: int, col: int) -> object:
        return self.sheet.rows[row][col]

    def at(self, row: int, col: int) -> str:
        return a1(self.sheet.top + row, self.sheet.left + col)

    def texts(self, rows: Sequence[int]) -> list[tuple[str, str]]:
        return [
            (f"{self.sheet.name}!{self.at(row, col)}", str(self.cell(row, col)).strip())
            for row in rows
            for col in self.cols
            if _is_text(self.cell(row, col))
        ]

    def filled(self, row: int) -> list[int]:
        return [col for col in self.cols if not is_blank(self.cell(row, col))]

    @cached_property
    def body(self) -> list[int]:
        """The rows from the first with a name and a figure to the last such."""
        having = [
            row
            for row in self.rows
            if any(_is_measure(self.cell(row, col)) for col in self.cols)
            and any(_is_text(self.cell(row, col)) for col in self.cols)
        ]
        return [row for row in self.rows if having and having[0] <= row <= having[-1]]

    @cached_property
    def titles(self) -> list[int]:
        """The rows above the heads that hold one text alone, at the left."""
        body = self.body
        left = min((min(self.filled(row), default=0) for row in body), default=0)
        above = [row for row in self.rows if body and row < body[0]]
        found = []
        for row in above:
            filled = self.filled(row)
            if len(filled) != 1 or filled[0] > left or not _is_text(self.cell(row, filled[0])):
                break
            found.append(row)
        return found

    def table(self, before: list[str]) -> tuple[OldTable, list[int]] | None:
        """Return the table of the block and the rows below it; None where there is none.

        Args:
            before: the texts of the blocks before, the last of which may be its titles.
        """
        body, titles = self.body, self.titles
        heads = [row for row in self.rows if body and row < body[0] and row not in titles]
        if len(body) < (2 if heads else 3):
            return None
        marks, names, rest = self._columns(body)
        if not rest:
            return None
        said = [text for _, text in self.texts(titles)] or before[-2:]
        is_list = not self._is_grid(body, names, rest)
        if is_list:
            marks, names, rest = [], [], [*marks, *names, *rest]
            body = [row for row in body if not self._sums_up(row)]
        table = OldTable(self.sheet.name, self.at(body[0], self.cols[0]), said, [], is_list=is_list)
        table.heads = [self._heads_over(col, heads, rest) for col in rest]
        table.cells = [[self.cell(row, col) for col in rest] for row in body]
        table.percent = [self._is_percent(body, col) for col in rest]
        table.names = [[str(self.cell(row, col)).strip() for col in names] for row in body]
        table.codes = [str(self.cell(row, marks[0])).strip() if marks else "" for row in body]
        return table, [row for row in self.rows if row > body[-1]]

    def _columns(self, body: list[int]) -> tuple[list[int], list[int], list[int]]:
        """Return the columns of codes, those of names, and the others."""
        marks: list[int] = []
        names: list[int] = []
        cols = [col for col in self.cols if any(self.cell(row, col) != "" for row in body)]
        for number, col in enumerate(cols):
            said = [self.cell(row, col) for row in body if self.cell(row, col) != ""]
            if not names and self._are_codes(said) and number + 1 < len(cols):
                marks.append(col)
            elif sum(map(_is_text, said)) * 2 > len(said):
                names.append(col)
            else:
                return marks, names, cols[number:]
        return marks, names, []

    def _are_codes(self, said: list[object]) -> bool:
        texts = [str(one).strip() for one in said]
        if [figure(one) for one in said] == [Decimal(n) for n in range(1, len(said) + 1)]:
            return True
        return len({*texts}) == len(texts) and all(
            isinstance(one, str) and _CODE.fullmatch(one.strip()) for one in said
        )

    def _is_grid(self, body: list[int], names: list[int], rest: list[int]) -> bool:
        """Say whether each line is asked for once: one name, or one in each language."""
        said = [[self.cell(row, col) for row in body] for col in names]
        if len(said) == 2:
            chinese = [[is_chinese(str(one)) for one in column if one != ""] for column in said]
            if all(chinese[0]) == all(chinese[1]) or any(chinese[0]) == any(chinese[1]):
                return False
        if not names or len(said) > 2 or len({*map(str, said[0])}) < len(body):
            return False
        values = [self.cell(row, col) for row in body for col in rest]
        filled = [value for value in values if not is_blank(value)]
        figures = [value for value in filled if figure(value) is not None]
        dates = any(isinstance(value, date) for value in filled)
        return not dates and len(figures) * 2 > len(filled)

    def _sums_up(self, row: int) -> bool:
        return is_total([str(self.cell(row, col)) for col in self.cols])

    def _heads_over(self, col: int, heads: list[int], rest: list[int]) -> list[str]:
        """Return the texts over a column; a head of several columns stands over the first."""
        said = []
        for row in heads:
            reach = [one for one in rest if one <= col and self.cell(row, one) != ""]
            last = row == heads[-1]
            if reach and (reach[-1] == col or not last):
                said.append(_worded(self.cell(row, reach[-1])))
        return [text for number, text in enumerate(said) if text not in said[:number]]

    def _is_percent(self, body: list[int], col: int) -> bool:
        sheet = self.sheet
        having = [row for row in body if figure(self.cell(row, col)) is not None]
        return bool(having) and all(
            sheet.percent(sheet.top + row, sheet.left + col)
            or str(self.cell(row, col)).strip().endswith("%")
            for row in having
        )


def _worded(value: object) -> str:
    return f"{value:%B %Y}" if isinstance(value, date) else str(value).strip()


def _blocks(sheet: Sheet) -> Iterator[_Block]:
    """Yield the parts of a sheet between blank rows, blank columns and what names the file."""
    rows: list[int] = []
    for number in range(len(sheet.rows) + 1):
        ends = number == len(sheet.rows) or all(value == "" for value in sheet.rows[number])
        if not ends and not _says_whose(sheet.rows[number]):
            rows.append(number)
        elif rows:
            yield from _side_by_side(sheet, rows)
            rows = []


def _says_whose(row: Sequence[object]) -> bool:
    first = next((value for value in row if value != ""), "")
    return isinstance(first, str) and bare(first.partition(":")[0].partition("：")[0]) in _OF_FILE


def _side_by_side(sheet: Sheet, rows: list[int]) -> Iterator[_Block]:
    """Yield the parts of some rows between which a whole column is blank."""
    cols: list[int] = []
    width = len(sheet.rows[0])
    for number in range(width + 1):
        if number < width and any(sheet.rows[row][number] != "" for row in rows):
            cols.append(number)
        elif cols:
            yield _Block(sheet, [row for row in rows if _any(sheet, row, cols)], cols)
            cols = []


def _any(sheet: Sheet, row: int, cols: list[int]) -> bool:
    return any(sheet.rows[row][col] != "" for col in cols)
