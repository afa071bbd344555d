"""Read a CSV: the long one, one figure a line and the same ten columns for every form, or a sheet.

Each record is a row, blank lines too, so that row numbers are those a spreadsheet program shows.
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
_TELLING = 3
"""As many of the long CSV's columns in a first line, and it means to be one."""
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})")


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
    first = next((line for line in text[:BEGINNING].splitlines() if line.strip()), "")
    if _long_columns(first) < _TELLING:
        return Book(WIDE, [Sheet(WIDE_NAME, True, 1, 1, _wide(text, limits))])
    rows = _records(text, _delimiter(first), limits)
    return Book(LONG, [Sheet("", True, 1, 1, rows)])


def _long_columns(first: str) -> int:
    return max(len(set(_columns(first, sign)) & set(COLUMNS)) for sign in DELIMITERS)


def _wide(text: str, limits: Limits) -> list[list[object]]:
    """Return the rows of a sheet, all as wide as the widest."""
    rows: list[list[object]] = []
    width = 0
    for record in _parsed(text, _commonest(text[:BEGINNING]), limits):
        rows.append([int(field) if _WHOLE.fullmatch(field) else field for field in record])
        width = max(width, len(record))
        if len(rows) * width > limits.max_cells:
            raise Refused("too_many_cells", limit=limits.max_cells)
    for row in rows:
        row += [""] * (width - len(row))
    return rows


def _commonest(beginning: str) -> str:
    """Return the delimiter that cuts the lines into the most fields with something in them."""

    def fields(sign: str) -> int:
        lines = csv.reader(io.StringIO(beginning, newline=""), delimiter=sign)
        try:
            return sum(sum(bool(field.strip()) for field in line) for line in lines)
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
        return [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter))]
    except (csv.Error, StopIteration):
        return []


def _parsed(text: str, delimiter: str, limits: Limits) -> Iterator[list[str]]:
    number = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            if number > limits.max_rows:
                raise Refused("too_many_rows", limit=limits.max_rows)
            yield record
    except csv.Error as error:
        raise Refused("csv_unreadable", why="quoting", row=number + 1) from error


def _records(text: str, delimiter: str, limits: Limits) -> list[list[object]]:
    rows: list[list[object]] = []
    width = 0
    for record in _parsed(text, delimiter, limits):
        if not width and any(record):
            record = [name.strip().lower() for name in record]
            width = len(record)
        rows.append(_filled(record, width, len(rows) + 1))
        if len(rows) * width > limits.max_cells:
            raise Refused("too_many_cells", limit=limits.max_cells)
    return rows


def _filled(record: list[str], width: int, number: int) -> list[object]:
    """Bring a record to the header's width. Only an absent last remark, or a blank line, is short.

    Raises:
        Refused: the record has fields that belong to no column, or lacks some.
    """
    if not any(field.strip() for field in record):
        return [""] * width
    while len(record) > width and not record[-1].strip():
        record.pop()
    if len(record) > width or len(record) < width - 1:
        raise Refused("csv_columns", row=number, fields=len(record), expected=width)
    return [*record, *[""] * (width - len(record))]
