"""Read the values of plainly written sheets ourselves, in a fifth of a general reader's time.

A sheet's data is taken apart into its frame (`validator.read.frame`), which tells where values
stand and what they are, and the values, which are read all at once. Plain is: rows and cells in
order and with their addresses, numbers and shared strings, formulas with their results, no date.
A book with anything else is read by calamine; a test holds both ways to the same values.
"""

import json
from html import unescape
from typing import cast

from validator.read.columns import hidden_columns
from validator.read.frame import MOST, Unplain, layout_of
from validator.read.package import Part
from validator.read.sheet import Limits, Sheet, Texts
from validator.read.styles import date_styles
from validator.read.workbook import Tab, Workbook

NUMERIC = b"0123456789.-E,</"


def plain_sheets(workbook: Workbook, limits: Limits) -> list[Sheet] | None:
    """Return every sheet of the workbook; None where it is not plainly written.

    Raises:
        Refused: a part is damaged.
    """
    shared = (workbook.strings, workbook.styles)
    parts = [tab.part for tab in workbook.tabs] + [part for part in shared if part]
    if any(part.size > MOST for part in parts):
        return None
    try:
        strings = _strings(workbook.strings)
        dates = date_styles(workbook.styles.data()) if workbook.styles else frozenset()
        sheets = [_sheet(tab, strings, dates, limits) for tab in workbook.tabs]
    except (Unplain, ValueError, IndexError, TypeError):
        # A text that is no number, or a string that is not there: the guarded way names it.
        return None
    rows = sum(len(sheet.rows) for sheet in sheets)
    cells = sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in sheets if sheet.rows)
    return None if rows > limits.max_rows or cells > limits.max_cells else sheets


def _strings(part: Part | None) -> list[str]:
    """Return the shared strings, where each is one plain text."""
    if part is None:
        return []
    xml = part.data().replace(b'<t xml:space="preserve">', b"<t>")
    count = xml.count(b"<si")
    if b"\r" in xml or b"_x" in xml or b"<!" in xml:
        raise Unplain
    if not count:
        return []
    text = xml[xml.find(b"<si") : xml.rfind(b"</si>")].decode()
    strings = text.removeprefix("<si><t>").removesuffix("</t>").split("</t></si><si><t>")
    whole = text.startswith("<si><t>") and text.endswith("</t>")
    # Four tags go with a string, and the last one's end was left out.
    if not whole or len(strings) != count or text.count("<") != 4 * count - 1:
        raise Unplain
    return list(map(unescape, strings)) if "&" in text else strings


def _sheet(tab: Tab, strings: list[str], dates: frozenset[int], limits: Limits) -> Sheet:
    xml = tab.part.data()
    frame, values = _apart(_content(xml))
    layout = layout_of(frame)
    if len(values) != layout.count or 0 in dates or not layout.styles.isdisjoint(dates):
        raise Unplain
    if layout.height > limits.max_rows or layout.height * layout.width > limits.max_cells:
        raise Unplain
    chosen = [cast(int, values[at]) for at in layout.strings]
    if chosen and min(chosen) < 0:
        raise Unplain
    texts = [strings[number] for number in chosen]
    for at, text in zip(layout.strings, texts, strict=True):
        values[at] = text
    rows: list[list[object]] = [[""] * layout.width for _ in range(layout.height)]
    for line, begin, end, first, last in layout.spans:
        rows[line][begin:end] = values[first:last]
    sheet = Sheet(tab.name, tab.visible, layout.top or 1, layout.left or 1, rows, layout.hidden)
    sheet.texts = Texts(layout.places, texts, layout)
    sheet.hidden_columns = hidden_columns(xml)
    return sheet


def _apart(content: bytes) -> tuple[bytes, list[object]]:
    """Take the values out of a sheet's data: what is left, and the values.

    Split where `<v>` and `</v>` end, every other piece is a value with the beginning of its end
    tag, and the frame has `<v>` for each. Whatever else is split so is refused here, or by the
    grammar of the frame.
    """
    pieces = content.split(b"v>")
    count = len(pieces) // 2
    frame, numbers = b"v>".join(pieces[::2]), b",".join(pieces[1::2])
    if not count:
        return frame, []
    ends = numbers.count(b"</,") + numbers.endswith(b"</")
    if numbers.translate(None, NUMERIC) or not (
        ends == numbers.count(b"<") == numbers.count(b"/") == numbers.count(b",") + 1 == count
    ):
        raise Unplain
    if numbers.count(b"E") != numbers.count(b"E-"):
        raise Unplain
    # A JSON array of numbers is read several times as fast as each number by itself.
    return frame, json.loads(b"[%b]" % numbers.replace(b"</", b""))


def _content(xml: bytes) -> bytes:
    """Return what stands between the tags of the sheet's data."""
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if not _is_utf8(xml) or (b"!" in xml and b"<!" in xml):
        raise Unplain
    if start < 0:
        if b"<sheetData/>" not in xml:
            raise Unplain
        return b""
    return xml[start + len(b"<sheetData>") : end]


def _is_utf8(xml: bytes) -> bool:
    head = xml[:100].lower()
    return head.startswith(b"<") and (b"encoding=" not in head or b'encoding="utf-8"' in head)
