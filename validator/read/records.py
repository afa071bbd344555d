"""The records of a CSV that is not held: some thousand lines at a time, column by column.

Only what every reader would read alike is read here: UTF-8, and quotes as CSV has them. Anything
else is `Odd`, and the file is to be read as a whole, which says what is wrong with it. Lines
without quotes are cut at the delimiter, all at once: to the full reader they are no more.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import BinaryIO

from validator.read.csvfile import commonest, long_header
from validator.read.encoding import BEGINNING, likely_utf_8, refuse_binary
from validator.read.sheet import Refused

LINES = 5_000
_WIDEST = 4
"""Bytes that a character of UTF-8 has at most."""


_MOST_FIELDS = 2_000_000
"""So many fields are held at once."""


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


def chunks(stream: BinaryIO, lines: int = LINES) -> Iterator[Chunk]:
    """Yield the records of a sheet as CSV, from where the stream stands.

    Raises:
        Odd: it is no UTF-8, no CSV, or the long CSV that has a figure a line.
    """
    delimiter = _delimiter(stream)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    first, certain = 1, False
    try:
        while some := list(islice(text, lines)):
            together = "".join(some)
            certain = certain or _is_certain(together)
            columns = _columns(some, together, delimiter, rest=text)
            yield Chunk(first, len(columns[0]), columns)
            first += len(columns[0])
    except (UnicodeDecodeError, csv.Error) as error:
        raise Odd from error
    finally:
        text.detach()


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


def _is_certain(together: str) -> bool:
    """Say whether a part of a file shows that UTF-8 is meant. Raises Odd where it does not."""
    if together.isascii():
        return False
    if not likely_utf_8(together):
        raise Odd
    return True


def _columns(
    some: list[str], together: str, delimiter: str, *, rest: Iterator[str]
) -> list[list[str]]:
    """Return the records of some lines by column, and of as many more as the last of them has."""
    if "\0" in together:
        raise Odd
    together = together.replace("\r\n", "\n")
    if "\r" in together or max(map(len, some)) > csv.field_size_limit():
        return _parsed(some, delimiter, rest)
    lines = together.removesuffix("\n").split("\n")
    quoted = [at for at, line in enumerate(lines) if '"' in line] if '"' in together else []
    parsed = _one_a_line([lines[at] for at in quoted], delimiter)
    if parsed is None:
        return _parsed(some, delimiter, rest)
    for at in quoted:
        lines[at] = ""
    columns = _cut(lines, delimiter, max(map(len, parsed), default=0))
    for at, record in zip(quoted, parsed, strict=True):
        for column, field in zip(columns, record, strict=False):
            column[at] = field
    return columns


def _cut(lines: list[str], delimiter: str, least: int) -> list[list[str]]:
    """Return lines without quotes by column, all as wide as the widest, and so many at least."""
    counts = [line.count(delimiter) + 1 for line in lines]
    width = max(least, *counts)
    if width * len(lines) > _MOST_FIELDS:
        raise Odd
    if min(counts) < width:
        lines = [
            line + delimiter * (width - count) for line, count in zip(lines, counts, strict=True)
        ]
    fields = delimiter.join(lines).split(delimiter)
    return [fields[at::width] for at in range(width)]


def _one_a_line(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """Return the records of lines with quotes; None where one goes on in a further line.

    A record has a line at least: of as many records as lines, each is the whole of its line.
    """
    try:
        parsed = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return parsed if len(parsed) == len(lines) else None


def _parsed(some: list[str], delimiter: str, rest: Iterator[str]) -> list[list[str]]:
    reader = csv.reader(chain(some, rest), delimiter=delimiter, strict=True)
    found: list[list[str]] = []
    while reader.line_num < len(some):
        found.append(next(reader))
    if max(map(len, found)) * len(found) > _MOST_FIELDS:
        raise Odd
    return list(map(list, zip_longest(*found, fillvalue="")))
