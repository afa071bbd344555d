"""Read the values of plainly written sheets ourselves, in a third of a general reader's time.

The rows of a table differ in their digits and in nothing else. So each row without its digits, its
skeleton, is held against a strict grammar once, which tells its columns and kinds; the values of
all rows with that skeleton are then a list of texts. Plain is: rows and cells in order and with
their addresses, numbers and shared strings, formulas with their results, no date. A book with
anything else is read by calamine; a test holds both ways to the same values.
"""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from itertools import repeat
from typing import NamedTuple, cast

from validator.read.package import Part
from validator.read.scan import HIDDEN, LAST_COLUMN, LAST_ROW, column_number
from validator.read.sheet import MIB, Limits, Sheet
from validator.read.styles import date_styles
from validator.read.workbook import Tab, Workbook

MOST = 2 * MIB
"""Bytes of a part, and cells of a sheet: whatever is larger goes the guarded way."""
DIGITS = b"0123456789"
STRING = re.compile(rb'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
NOT_THIS_ROW = re.compile(rb' r="[A-Z]+[0-9]+#')
VALUE = re.compile(rb"<v>([^<]*)")
ROW = re.compile(rb"[^<>]*(?:/>|>)")
CELL = re.compile(
    rb"""
    <c\ r="(?P<column>[A-Z]{1,3})\#"(?:\ s="\#?")?(?P<string>\ t="s")?(?:\ t="n")?
    (?: /> | ></c>
      | >(?:<f>[^<>]*</f>|<f\ [^<>]*/>|<f\ [^<>]*[^/]>[^<>]*</f>)?
        (?P<value><v>-?\.?(?:E-)?</v>)</c> )
    """,
    re.VERBOSE,
)


class Unplain(Exception):
    """The book is not written in the plain manner."""


class Run(NamedTuple):
    """Cells side by side, all numbers or all strings: columns from 1, the last not included."""

    first: int
    end: int
    strings: bool


class Row(NamedTuple):
    """What a row's skeleton tells: its runs of valued cells, and how many cells these are."""

    runs: tuple[Run, ...]
    cells: int


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
    if part is None:
        return []
    xml = part.data()
    found = STRING.findall(xml)
    if len(found) != xml.count(b"<si") or b"\r" in xml or b"_x" in xml or b"<!" in xml:
        raise Unplain
    text = b"\0".join(found).decode()
    strings = text.split("\0") if found else []
    return list(map(unescape, strings)) if "&" in text else strings


def _sheet(tab: Tab, strings: list[str], dates: frozenset[int], limits: Limits) -> Sheet:
    xml = tab.part.data()
    if 0 in dates or any(b' s="%d"' % style in xml for style in dates):
        raise Unplain
    sheet = Sheet(tab.name, tab.visible, 1, 1, [])
    if b" hidden=" in xml:
        sheet.hidden_rows = frozenset(map(int, HIDDEN.findall(xml)))
    content = _content(xml)
    rows = _rows(content)
    if rows:
        # A JSON array of numbers is read several times as fast as each number by itself.
        values = json.loads(b"[%b]" % b",".join(VALUE.findall(content)))
        if len(values) != sum(row.cells for row in rows.values()):
            raise Unplain
        _lay_out(sheet, rows, limits)
        _fill(sheet, rows, values, strings)
    return sheet


def _lay_out(sheet: Sheet, rows: dict[int, Row], limits: Limits) -> None:
    sheet.top = next(iter(rows))
    sheet.left = min(row.runs[0].first for row in rows.values())
    width = max(row.runs[-1].end for row in rows.values()) - sheet.left
    height = next(reversed(rows)) - sheet.top + 1
    if height > limits.max_rows or height * width > min(limits.max_cells, MOST):
        raise Unplain
    sheet.rows = [[""] * width for _ in range(height)]


def _fill(sheet: Sheet, rows: dict[int, Row], values: list[object], strings: list[str]) -> None:
    at = 0
    sheet.texts = []
    for number, (runs, _) in rows.items():
        line = sheet.rows[number - sheet.top]
        for first, end, are_strings in runs:
            until = at + end - first
            some: Sequence[object] = values[at:until]
            if are_strings:
                some = texts = [strings[cast(int, value)] for value in some]
                sheet.texts += zip(repeat(number), range(first, end), texts)
            line[first - sheet.left : end - sheet.left] = some
            at = until


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


def _rows(content: bytes) -> dict[int, Row]:
    """Return the rows that hold values, by number, in order."""
    before, *rows = content.split(b'<row r="')
    if before.strip():
        raise Unplain
    found: dict[int, Row] = {}
    last = 0
    for row in rows:
        digits, _, rest = row.partition(b'"')
        number = int(digits)
        marked = rest.replace(digits + b'"', b'#"')
        if not last < number <= LAST_ROW or NOT_THIS_ROW.search(marked):
            raise Unplain
        last = number
        understood = _understood(marked.translate(None, DIGITS))
        if understood.runs:
            found[number] = understood
    return found


def _is_utf8(xml: bytes) -> bool:
    head = xml[:100].lower()
    return head.startswith(b"<") and (b"encoding=" not in head or b'encoding="utf-8"' in head)


@lru_cache(maxsize=4096)
def _understood(skeleton: bytes) -> Row:
    """Hold a row's skeleton against the grammar.

    Raises:
        Unplain: it is no plainly written row.
    """
    opened = ROW.match(skeleton)
    if opened is None:
        raise Unplain
    at, last, count = opened.end(), 0, 0
    runs: list[Run] = []
    while (cell := CELL.match(skeleton, at)) is not None:
        column, strings = column_number(cell["column"]), cell["string"] is not None
        if not last < column <= LAST_COLUMN:
            raise Unplain
        at, last = cell.end(), column
        if not cell["value"]:
            continue
        count += 1
        if runs and runs[-1].end == column and runs[-1].strings == strings:
            runs[-1] = runs[-1]._replace(end=column + 1)
        else:
            runs.append(Run(column, column + 1, strings))
    closed = b"" if opened[0].endswith(b"/>") else b"</row>"
    if skeleton[at:].strip() != closed:
        raise Unplain
    return Row(tuple(runs), count)
