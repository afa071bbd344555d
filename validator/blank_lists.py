"""Open lists in a blank workbook: names and codes on top, then lines to fill in, with choices."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from schemas.spec import Field, ListTable

TITLE_ROW = 2
"""Row of the title, from 0; the names stand below it, then the codes, then the entries."""
FIRST = TITLE_ROW + 3
_LONGEST_CHOICES = 255
_WORDS = {
    "font_name": "Arial",
    "font_size": 11,
    "border": 1,
    "border_color": "#8A949E",
    "bg_color": "#FFFDE7",
    "align": "left",
    "indent": 1,
}


class Looks(Protocol):
    """The cell formats of the workbook that is written."""

    book: Any
    bold: Any
    head: Any
    code: Any
    figure: Any


def write_list(
    sheet: Any,
    looks: Looks,
    table: ListTable,
    entries: Sequence[Mapping[str, Any]] | None,
) -> None:
    """Write a list on its own sheet, filled with entries where these are given."""
    sheet.set_column(0, len(table.fields) - 1, 24)
    sheet.write_string(TITLE_ROW, 0, table.title.both(), looks.bold)
    sheet.set_row(TITLE_ROW + 1, 48)
    rows = max(table.lines, len(entries or ()))
    words = looks.book.add_format(_WORDS)
    day = looks.book.add_format(_WORDS | {"num_format": "dd/mm/yyyy"})
    look_of = {"date": day, "text": words, "code": words}
    for column, one in enumerate(table.fields):
        sheet.write_string(TITLE_ROW + 1, column, one.label.both(), looks.head)
        sheet.write_string(TITLE_ROW + 2, column, one.code, looks.code)
        look = look_of.get(one.type, looks.figure)
        for number in range(rows):
            sheet.write_blank(FIRST + number, column, None, look)
        _offer_choices(sheet, one, column, FIRST + rows - 1)
        for number, entry in enumerate(entries or ()):
            _write(sheet, (FIRST + number, column), entry.get(one.key), look)
    sheet.freeze_panes(FIRST, 0)


def _offer_choices(sheet: Any, one: Field, column: int, last: int) -> None:
    if not one.codes:
        return
    choices = [f"{code} {label.both()}" for code, label in one.codes.items()]
    if len(",".join(choices)) > _LONGEST_CHOICES:
        choices = list(one.codes)
    sheet.data_validation(FIRST, column, last, column, {"validate": "list", "source": choices})


def _write(sheet: Any, at: tuple[int, int], value: Any, look: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(*at, value, look)
    elif isinstance(value, str):
        sheet.write_string(*at, value, look)
    elif value is not None:
        sheet.write_number(*at, value, look)
