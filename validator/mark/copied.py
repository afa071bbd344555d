"""The marked copy of a file in another format: a new workbook of the cells as they were read."""

import datetime
import io
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from validator.mark.markup import CannotMark, mark
from validator.read.book import Book, Limits, Refusal, Sheet, read
from validator.read.csvfile import LONG, WIDE, WIDE_NAME
from validator.read.kinds import ZIP

MOST_CELLS = 300_000
USUAL = Limits()
SAYS = (
    "The file came as {kind}, which cannot be marked itself. This is a new workbook of its cells as"
    " they were read: formulas, colours and notes are not in it. 檔案以 {kind} 格式遞交，"
    "不能直接加上標記。這是按讀取所得的儲存格另製的活頁簿，不含公式、顏色及附註。"
)
_SEEN, _NARROW, _WIDE = 500, 12, 48
"""Rows that decide how wide a column is; how wide one is that nothing decides; and the most."""
_FORMATS = {
    datetime.datetime: "yyyy-mm-dd hh:mm",
    datetime.date: "yyyy-mm-dd",
    datetime.time: "hh:mm",
    datetime.timedelta: "[h]:mm",
}


def mark_file(
    data: bytes,
    findings: Sequence[dict[str, Any]],
    *,
    limits: Limits = USUAL,
    encoding: str = "",
) -> bytes:
    """Return a file marked up: an .xlsx or .xlsm itself, of any other format a copy as .xlsx.

    Raises:
        CannotMark: it cannot be read, or is too large to be copied.
    """
    if data.startswith(ZIP):
        try:
            return mark(data, findings, limits=limits)
        except CannotMark:
            pass
    book = read(data, limits=limits, encoding=encoding)
    if isinstance(book, Refusal) or book.kind == "xlsx":
        raise CannotMark("no other format")
    kind = "CSV" if book.kind in (LONG, WIDE) else f".{book.kind}"
    return mark(_copy(book), _placed(findings), limits=limits, says=SAYS.format(kind=kind))


def _placed(findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the findings with the copy's sheet where a CSV has none."""

    def placed(place: dict[str, Any] | None) -> dict[str, Any] | None:
        return place if place is None or place["sheet"] else place | {"sheet": WIDE_NAME}

    return [
        finding
        | {"address": placed(finding["address"]), "places": [*map(placed, finding["places"])]}
        for finding in findings
    ]


def _copy(book: Book) -> bytes:
    if (
        sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in book.sheets if sheet.rows)
        > MOST_CELLS
    ):
        raise CannotMark("too large")
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True, "nan_inf_to_errors": True})
    formats = {kind: made.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
    for sheet in book.sheets:
        tab = made.add_worksheet(sheet.name or WIDE_NAME)
        if not sheet.visible:
            tab.hide()
        _fit(tab, sheet)
        for row, values in enumerate(sheet.rows, sheet.top - 1):
            for column, value in enumerate(values, sheet.left - 1):
                _write(tab, (row, column), value, formats)
    made.close()
    return target.getvalue()


def _fit(tab: Any, sheet: Sheet) -> None:
    """Make each column as wide as what stands in it, and a printed page as wide as the sheet.

    A text beside a blank cell runs on over it, as titles do.
    """
    if not sheet.rows:
        return
    columns = [*zip(*sheet.rows[:_SEEN], strict=True)]
    nothing = ("",) * len(sheet.rows[:_SEEN])
    beside = zip(columns, [*columns[1:], nothing], strict=True)
    for column, (values, right) in enumerate(beside, sheet.left - 1):
        held = [
            _width(str(value))
            for value, after in zip(values, right, strict=True)
            if not isinstance(value, str) or after != ""
        ]
        tab.set_column(column, column, min(max(held, default=0) + 2, _WIDE) if held else _NARROW)
    tab.set_landscape()
    tab.set_paper(9)
    tab.fit_to_pages(1, 0)


def _width(text: str) -> int:
    """Return how many characters wide a text is; a Chinese one counts double."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _write(tab: Any, at: tuple[int, int], value: Any, formats: dict[type, Any]) -> None:
    """Write one value as what it is: text is text, whatever it begins with."""
    if isinstance(value, str):
        if value:
            tab.write_string(*at, value[:32_000])
    elif isinstance(value, bool):
        tab.write_boolean(*at, value)
    elif isinstance(value, int | float):
        tab.write_number(*at, value)
    elif type(value) in formats:
        tab.write_datetime(*at, value, formats[type(value)])
