"""The records of a CSV that is not held: a piece of the file at a time, column by column.

Only what every reader would read alike is read here: UTF-8, lines that end as such, and quotes as
CSV has them. Anything else is `Odd`, and the file is to be read as a whole, which says what is
wrong with it. Lines without quotes are cut at the delimiter, all at once: to the full reader they
are no more.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import BinaryIO

from validator.read.csvfile import commonest, long_header
from validator.read.encoding import BEGINNING, likely_utf_8, refuse_binary
from validator.read.sheet import Refused

PIECE = 1 << 20
"""So many bytes are read at a time."""
_LONGEST = 8
"""A record has at most so many pieces; in a good file it is far below one."""
_MOST_FIELDS = 2_000_000
"""So many fields are held at once."""
_LONG_FIELD = 1 << 16
"""A line that is longer by far may have a field that is not read by everybody."""
_WIDEST = 4
"""Bytes that a character of UTF-8 has at most."""
Columns = list[list[str]]


class Odd(Exception):
    """The file is none that can be read as it goes."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records in a row: the number of the first, counted from 1, and all by column.

    `columns` are as many as the longest record has; shorter ones are filled up with "".
    """

    first: int
    size: int
    columns: Sequence[Sequence[str]]

    def row(self, at: int) -> list[str]:
        """Return the record at a place, counted from 0."""
        return [column[at] for column in self.columns]


def chunks(stream: BinaryIO, piece: int = PIECE) -> Iterator[Chunk]:
    """Yield the records of a sheet as CSV, from where the stream stands.

    Raises:
        Odd: it is no UTF-8, no CSV, or the long CSV that has a figure a line.
    """
    delimiter = _delimiter(stream)
    first, rest, certain = 1, "", False
    for text, last in _pieces(stream, piece):
        certain = certain or _is_certain(text)
        end = len(text) if last else text.rfind("\n") + 1
        lines, rest = (rest + text[:end], text[end:]) if end or last else ("", rest + text)
        if len(lines) + len(rest) > _LONGEST * piece:
            raise Odd
        if (columns := _columns(lines, delimiter, last=last)) is None:
            rest = lines + rest
            continue
        yield Chunk(first, len(columns[0]), columns)
        first += len(columns[0])


def _pieces(stream: BinaryIO, piece: int) -> Iterator[tuple[str, bool]]:
    """Yield the text of a file, and whether it is the last of it."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while data := stream.read(piece):
            yield decoder.decode(data), False
        yield decoder.decode(b"", final=True), True
    except UnicodeDecodeError as error:
        raise Odd from error


def _delimiter(stream: BinaryIO) -> str:
    start = stream.tell()
    beginning = stream.read(BEGINNING * _WIDEST)
    stream.seek(start)
    try:
        refuse_binary(beginning[:BEGINNING])
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(beginning)[:BEGINNING]
    except (Refused, UnicodeDecodeError) as error:
        raise Odd from error
    if long_header(text):
        raise Odd
    return commonest(text)


def _is_certain(text: str) -> bool:
    """Say whether a part of a file shows that UTF-8 is meant. Raises Odd where it does not."""
    if text.isascii():
        return False
    if not likely_utf_8(text):
        raise Odd
    return True


def _columns(text: str, delimiter: str, *, last: bool) -> Columns | None:
    """Return some lines by column; None where there are none, or a record goes on below them."""
    if not text:
        return None
    if "\0" in text:
        raise Odd
    ends = "\r\n" if "\r" in text else "\n"
    return _quoted(text, delimiter, ends, last=last) if '"' in text else _cut(text, delimiter, ends)


def _cut(text: str, delimiter: str, ends: str) -> Columns:
    """Return lines without quotes by column, all as wide as the widest. Raises Odd."""
    if not text.endswith(ends):
        text += ends
    size, width = text.count(ends), text.partition(ends)[0].count(delimiter) + 1
    if len(ends) > 1 and not text.count("\r") == text.count("\n") == size:
        raise Odd  # Lines of several programs.
    if width * size > _MOST_FIELDS or _has_long_line(text):
        raise Odd
    # The end of each line is a field of its own: where all stand in one column, no line is shorter.
    fields = text.replace(ends, f"{delimiter}\n{delimiter}").split(delimiter)
    fields.pop()
    if len(fields) == size * (width + 1) and fields[width :: width + 1].count("\n") == size:
        return [fields[at :: width + 1] for at in range(width)]
    lines = text.removesuffix(ends).split(ends)
    counts = [line.count(delimiter) + 1 for line in lines]
    width = max(counts)
    if width * size > _MOST_FIELDS:
        raise Odd
    lines = [line + delimiter * (width - n) for line, n in zip(lines, counts, strict=True)]
    return _cut("\n".join(lines), delimiter, "\n")


def _has_long_line(text: str) -> bool:
    windows = (text[at : at + _LONG_FIELD] for at in range(0, len(text), _LONG_FIELD))
    return any("\n" not in one for one in windows if len(one) == _LONG_FIELD)


def _quoted(text: str, delimiter: str, ends: str, *, last: bool) -> Columns | None:
    """Return lines of which some have quotes by column; None where a record goes on below."""
    plain, lines, places, at, row = [], [], [], 0, 0
    while (quote := text.find('"', at)) >= 0:
        start = text.rfind(ends, at, quote)
        start = at if start < 0 else start + len(ends)
        end = text.find(ends, quote)
        end = len(text) if end < 0 else end
        plain.append(text[at:start])
        row += plain[-1].count(ends)
        lines.append(text[start:end])
        places.append(row)
        at = end
    records = _one_a_line(lines, delimiter)
    if records is None:
        return _parsed(text, delimiter, last=last)
    width = max(map(len, records))
    if width * len(places) > _MOST_FIELDS:
        raise Odd
    columns = _cut((delimiter * (width - 1)).join([*plain, text[at:]]), delimiter, ends)
    for at, record in zip(places, records, strict=True):
        for column, field in zip(columns, record, strict=False):
            column[at] = field
    return columns


def _one_a_line(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """Return the records of lines with quotes; None where one goes on in a further line.

    A record has a line at least: of as many records as lines, each is the whole of its line.
    """
    together = "".join(lines)
    if "\r" in together or "\n" in together:
        return None  # Lines of several programs.
    try:
        records = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return records if len(records) == len(lines) else None


def _parsed(text: str, delimiter: str, *, last: bool) -> Columns | None:
    """Return the records of any text by column; None where it ends within one."""
    lines = io.StringIO(text, newline="")
    try:
        records = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if last:
            raise Odd from error
        return None
    if max(map(len, records)) * len(records) > _MOST_FIELDS:
        raise Odd
    return list(map(list, zip_longest(*records, fillvalue="")))
