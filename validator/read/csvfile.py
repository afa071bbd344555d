"""Read the long CSV: one figure a line, the same ten columns for every form.

Each record is a row, blank lines too, so that row numbers are those a spreadsheet program shows.
"""

import csv
import io

from validator.read.sheet import Book, Limits, Refused, Sheet

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
BEGINNING = 65_536
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
FEW = 0.01
"""Text has next to no control characters; a picture or a program has many."""
CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\r\f\x1a\x1b")))


def read_csv(data: bytes, limits: Limits) -> Book:
    """Read the records of a long CSV; every value is text, and "NA" is a value.

    Raises:
        Refused: not text in UTF-8 or UTF-16, not CSV, or not these columns.
    """
    text = _text(data)
    if not text.strip("\ufeff \t\r\n\x1a"):
        raise Refused("empty")
    if "\0" in text:
        raise Refused("csv_unreadable", why="nul", row=text[: text.index("\0")].count("\n") + 1)
    delimiter = _delimiter(text)
    rows = _records(text, delimiter, limits)
    return Book("csv", [Sheet("", True, 1, 1, rows)])


def _text(data: bytes) -> str:
    if data.startswith(UTF_32):
        raise Refused("csv_encoding", byte=0)
    if data.startswith(UTF_16):
        encoding = "utf-16"
    else:
        _refuse_binary(data[:BEGINNING])
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("csv_encoding", byte=error.start) from error


def _refuse_binary(beginning: bytes) -> None:
    """Tell UTF-16 without its mark, whose every other byte is zero, from what is no text at all."""
    if not beginning:
        return
    zeros = max(beginning[::2].count(0), beginning[1::2].count(0))
    if zeros > len(beginning) * 0.3:
        raise Refused("csv_encoding", byte=0)
    controls = len(beginning) - len(beginning.translate(None, CONTROLS))
    if controls > max(2, len(beginning) * FEW):
        raise Refused("not_a_workbook", kind="unknown")


def _delimiter(text: str) -> str:
    """Choose the delimiter that brings most of the columns to light.

    Raises:
        Refused: none shows all that are needed.
    """
    first = next((line for line in text[:BEGINNING].splitlines() if line.strip()), "")
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


def _records(text: str, delimiter: str, limits: Limits) -> list[list[object]]:
    rows: list[list[object]] = []
    width = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if not width and any(record):
                record = [name.strip().lower() for name in record]
                width = len(record)
            rows.append(_filled(record, width, len(rows) + 1))
            if len(rows) > limits.max_rows:
                raise Refused("too_many_rows", limit=limits.max_rows)
            if len(rows) * width > limits.max_cells:
                raise Refused("too_many_cells", limit=limits.max_cells)
    except csv.Error as error:
        raise Refused("csv_unreadable", why="quoting", row=len(rows) + 1) from error
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
