"""Open lists in a blank workbook: names and codes on top, then lines to fill in, with choices."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from schemas.periods import Period
from schemas.spec import Field, ListTable
from validator.blank import asked
from validator.blank.words import below
from validator.cells import a1, column_letters
from validator.ownsheets import STAMP_SHEET
from validator.sheetlooks import Looks

TITLE_ROW = 2
"""Row of the title, from 0; the names stand below it, then the codes, then the entries."""
FIRST = TITLE_ROW + 3
_LONGEST_CHOICES = 255


class Choices:
    """What may be chosen, on the hidden sheet where it is too long to stand in the question."""

    def __init__(self) -> None:
        self.columns: list[list[str]] = []

    def of(self, one: Field) -> asked.Options:
        """Return what is asked of a field with codes."""
        choices = [f"{code} {label.both()}" for code, label in one.codes.items()]
        if len(",".join(choices)) <= _LONGEST_CHOICES and not any("," in one for one in choices):
            return asked.of_choice(choices)
        self.columns.append(choices)
        letters = column_letters(self.column(len(self.columns) - 1) + 1)
        return asked.of_choice(f"='{STAMP_SHEET}'!${letters}$1:${letters}${len(choices)}")

    @staticmethod
    def column(number: int) -> int:
        """Return the column of some choices on the hidden sheet, from 0: beside the stamp."""
        return 3 + number


def write_list(
    sheet: Any,
    looks: Looks,
    table: ListTable,
    entries: Sequence[Mapping[str, Any]] | None,
    *,
    choices: Choices,
    period: Period | None,
) -> None:
    """Write a list on its own sheet, filled with entries where these are given.

    What is below the lines may be typed in as well, so that no list is too long for its sheet.
    """
    rows = lines_of(table, entries)
    sheet.set_column(0, len(table.fields) - 1, 24, looks.open)
    for row in range(FIRST):
        sheet.set_row(row, 48 if row == TITLE_ROW + 1 else None, looks.plain)
    sheet.write_string(TITLE_ROW, 0, table.title.both(), looks.bold)
    look_of = {"date": looks.day, "month": looks.month}
    look_of |= dict.fromkeys(("text", "id", "code", "bool"), looks.words)
    for column, one in enumerate(table.fields):
        sheet.write_string(TITLE_ROW + 1, column, below(one.label), looks.head)
        sheet.write_string(TITLE_ROW + 2, column, one.code, looks.code)
        look = look_of.get(one.type, looks.figure)
        for number in range(rows):
            sheet.write_blank(FIRST + number, column, None, look)
        at = a1(FIRST + 1, column + 1)
        options = choices.of(one) if one.codes else asked.of_field(one, at, period)
        if options:
            sheet.data_validation(FIRST, column, FIRST + rows - 1, column, options)
        for number, entry in enumerate(entries or ()):
            _write(sheet, (FIRST + number, column), entry.get(one.key), look)
    sheet.freeze_panes(FIRST, 0)
    sheet.repeat_rows(TITLE_ROW, FIRST - 1)


def lines_of(table: ListTable, entries: Sequence[Mapping[str, Any]] | None) -> int:
    """Return how many lines are offered."""
    return max(table.lines, len(entries or ()))


def _write(sheet: Any, at: tuple[int, int], value: Any, look: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(*at, value, look)
    elif isinstance(value, str):
        sheet.write_string(*at, value, look)
    elif value is not None:
        sheet.write_number(*at, value, look)
