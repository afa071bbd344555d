"""Read a CSV: the long one, one figure a line and the same ten columns for every form, or a sheet.

Each record is a row, blank lines too, so that row numbers are those a spreadsheet program shows.
What a file may hold is limited by its bytes, and by the rows and cells in it that say anything; one
figure a line has no limit of its own on rows. All blank lines are one and the same row, so that
they take no memory.
"""

import csv
import io
import re
from collections.abc import Iterator

from validator.read.encoding import BEGINNING, decode
from validator.read.sheet import Book, Limits, Refused, Sheet

LONG, WIDE = "csv", "wide_csv"
WIDE_NAME = "CSV"
COLUMNS = (
    "ngo_code",
    "unit_code",
    "form_code",
    "form_version",
    "fin_year",
    "quarter",
    "month",
    "item_code",
    "value",
    "remark",
)
OPTIONAL = frozenset({"ngo_code", "form_version", "month", "remark"})
DELIMITERS = ",;\t"
_NOTHING = DELIMITERS + " "
"""What a blank line may consist of: a sheet's blank rows are saved as delimiters alone."""
_TELLING = 3
"""As many of the long CSV's columns in a line, and it means to be one."""
_ABOVE = 20
"""The names of a long CSV's columns stand in one of so many lines: titles may be above them."""
_WHOLE = re.compile("0|-?[1-9][0-9]{0,14}")


def read_csv(data: bytes, limits: Limits, encoding: str = "") -> Book:
    """Read the records of a CSV.

    Of a long one every value is text, and "NA" is a value. A wide one is a sheet as it looks in a
    spreadsheet program; its plain whole numbers are numbers.

    Raises:
        Refused: not text, in no known encoding, or not CSV.
    """
    text = decode(data, encoding)
    if not text.strip("\ufeff \t\r\n\x1a"):
        raise Refused("empty")
    if "\0" in text:
        raise Refused("csv_unreadable", why="nul", row=text[: text.index("\0")].count("\n") + 1)
    if not (first := long_header(text[:BEGINNING])):
        return Book(WIDE, [Sheet(WIDE_NAME, True, 1, 1, _wide(text, limits))])
    rows = _records(text, _delimiter(first), limits)
    return Book(LONG, [Sheet("", True, 1, 1, rows)])


def long_header(beginning: str) -> str:
    """Return the line that names a long CSV's columns; "" where the file is no such CSV."""
    lines = [line for line in beginning.splitlines() if line.strip(_NOTHING)]
    return next((line for line in lines[:_ABOVE] if _long_columns(line) >= _TELLING), "")


def _long_columns(first: str) -> int:
    return max(len(set(_columns(first, sign)) & set(COLUMNS)) for sign in DELIMITERS)


def _wide(text: str, limits: Limits) -> list[list[object]]:
    """Return the rows of a sheet, all as wide as the widest that says anything."""
    blank: list[object] = []
    rows: list[list[object]] = []
    filled = width = last = 0
    for record in _parsed(text, commonest(text[:BEGINNING])):
        if not any(record):
            rows.append(blank)
            continue
        rows.append([int(field) if _WHOLE.fullmatch(field) else field for field in record])
        filled, width, last = filled + 1, max(width, len(record)), len(rows)
        if filled > limits.max_rows:
            raise Refused("csv_too_many_rows", limit=limits.max_rows)
        if filled * width > limits.max_cells:
            raise Refused("too_many_cells", limit=limits.max_cells)
    del rows[last:]
    blank += [""] * width
    for row in rows:
        row += [""] * (width - len(row))
    return rows


def cell_of(field: str) -> int | str:
    """Return what a cell of a sheet holds for a field of a CSV: plain whole numbers are numbers."""
    return int(field) if _WHOLE.fullmatch(field) else field


def commonest(beginning: str) -> str:
    """Return the delimiter that cuts the lines into the most fields with something in them."""

    def fields(sign: str) -> int:
        lines = csv.reader(io.StringIO(beginning, newline=""), delimiter=sign)
        try:
            return sum(sum(bool(field.strip(_NOTHING)) for field in line) for line in lines)
        except csv.Error:
            return 0

    return max(DELIMITERS, key=fields)


def _delimiter(first: str) -> str:
    """Choose the delimiter that brings most of the columns to light.

    Raises:
        Refused: none shows all that are needed.
    """
    known = {sign: _columns(first, sign) for sign in DELIMITERS}
    best = max(known, key=lambda sign: len(set(known[sign]) & set(COLUMNS)))
    missing = [name for name in COLUMNS if name not in known[best] and name not in OPTIONAL]
    if missing:
        raise Refused("csv_columns", missing=", ".join(missing))
    for name in COLUMNS:
        if known[best].count(name) > 1:
            raise Refused("csv_columns", twice=name)
    return best


def _columns(line: str, delimiter: str) -> list[str]:
    try:
        return _named(next(csv.reader([line], delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return []


def _named(record: list[str]) -> list[str]:
    """Return the names of columns as they are known: "Unit code" is unit_code."""
    return ["_".join(name.lower().split()) for name in record]


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    number = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            yield record
    except csv.Error as error:
        raise Refused("csv_unreadable", why="quoting", row=number + 1) from error


def _records(text: str, delimiter: str, limits: Limits) -> list[list[object]]:
    blank: list[object] = []
    rows: list[list[object]] = []
    filled = last = 0
    for record in _parsed(text, delimiter):
        if not "".join(record).strip():
            rows.append(blank)
            continue
        if not filled:
            record = _named(record)
            if len({*record} & {*COLUMNS}) < _TELLING:
                rows.append(blank)
                continue
            blank += [""] * len(record)
        rows.append(_filled(record, len(blank), len(rows) + 1))
        filled += 1
        last = len(rows)
        if filled * len(blank) > limits.max_cells:
            raise Refused("too_many_cells", limit=limits.max_cells)
    del rows[last:]
    return rows


def _filled(record: list[str], width: int, number: int) -> list[object]:
    """Bring a record to the header's width. Only an absent last remark is short.

    Raises:
        Refused: the record has fields that belong to no column, or lacks some.
    """
    while len(record) > width and not record[-1].strip():
        record.pop()
    if len(record) > width or len(record) < width - 1:
        raise Refused("csv_columns", row=number, fields=len(record), expected=width)
    return [*record, *[""] * (width - len(record))]
