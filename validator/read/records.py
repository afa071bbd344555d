"""The records of a CSV that is not held: a piece of the file at a time, column by column.

Only what every reader would read alike is read here: UTF-8, lines that end as such, and quotes as
CSV has them. Anything else is `Odd`, and the file is to be read as a whole, which says what is
wrong with it. Lines without quotes are cut at the delimiter, all at once: to the full reader they
are no more.
"""

import csv
import io
import sys
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import AnyStr, BinaryIO

from validator.read.csvfile import commonest, long_header
from validator.read.encoding import BEGINNING, likely_utf_8, refuse_binary
from validator.read.sheet import Refused

PIECE = 1 << 16
"""So many bytes are read at a time: what is made of them stays in a processor's own memory."""
_LONGEST = 16
"""A record has at most so many pieces; in a good file it is far below one."""
_MOST_FIELDS = 2_000_000
"""So many fields are held at once."""
_LONG_FIELD = 1 << 16
"""A line that is longer by far may have a field that is not read by everybody."""
_WIDEST = 4
"""Bytes that a character of UTF-8 has at most."""
Columns = list[list[str]]
Span = tuple[int, int]
"""From which byte to which, where lines begin."""
WHOLE: Span = (0, sys.maxsize)


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


def chunks(
    stream: BinaryIO, piece: int = PIECE, *, span: Span = WHOLE, first: int = 1
) -> Iterator[Chunk]:
    """Yield the records of a span of a sheet as CSV.

    Args:
        stream: the file, which can be sought.
        piece: how many bytes are read at a time.
        span: where to begin and to end.
        first: the number of the first record.

    Raises:
        Odd: it is no UTF-8, no CSV, or the long CSV that has a figure a line; or a record goes on
            below the end of the span.
    """
    delimiter = _delimiter(stream)
    rest, certain = b"", False
    for data, last in _pieces(stream, piece, span):
        end = len(data) if last else data.rfind(b"\n") + 1
        lines, rest = (rest + data[:end], data[end:]) if end or last else (b"", rest + data)
        if len(lines) + len(rest) > _LONGEST * piece:
            raise Odd
        certain = certain or _is_certain(lines)
        if (columns := _columns(lines, delimiter, last=last)) is None:
            rest = lines + rest
            continue
        size = len(columns[0])
        yield Chunk(first, size, columns)
        del columns  # Before the next are made, so that they come to stand where these stood.
        first += size
    if rest:
        raise Odd


def middle(stream: BinaryIO) -> int:
    """Return where in the midst of a file a record is likely to begin; 0 where nothing is likely.

    Of some lines that without quotes and with the most fields: hardly one within a record.
    """
    delimiter = _delimiter(stream).encode()
    stream.seek(stream.seek(0, io.SEEK_END) // 2)
    stream.readline()
    at, best, most = stream.tell(), 0, 0
    for line in stream.readlines(_LONG_FIELD):
        if b'"' not in line and line.count(delimiter) > most:
            best, most = at, line.count(delimiter)
        at += len(line)
    return best


def _pieces(stream: BinaryIO, piece: int, span: Span) -> Iterator[tuple[bytes, bool]]:
    """Yield a span of a file by pieces, without the file's mark, and an end where the file ends."""
    start, end = span
    stream.seek(0)
    mark = stream.read(len(BOM_UTF8)) == BOM_UTF8
    start = max(start, len(BOM_UTF8)) if mark else start
    stream.seek(start)
    while data := stream.read(min(piece, end - start)):
        start += len(data)
        yield data, False
    if start < end:
        yield b"", True


def _decoded(lines: bytes) -> str:
    try:
        return lines.decode()
    except UnicodeDecodeError as error:
        raise Odd from error


def _delimiter(stream: BinaryIO) -> str:
    stream.seek(0)
    beginning = stream.read(BEGINNING * _WIDEST)
    try:
        refuse_binary(beginning[:BEGINNING])
        text = getincrementaldecoder("utf-8-sig")().decode(beginning)[:BEGINNING]
    except (Refused, UnicodeDecodeError) as error:
        raise Odd from error
    if long_header(text):
        raise Odd
    return commonest(text)


def _is_certain(lines: bytes) -> bool:
    """Say whether a part of a file shows that UTF-8 is meant. Raises Odd where it does not."""
    if lines.isascii():
        return False
    if not likely_utf_8(_decoded(lines)):
        raise Odd
    return True


def _columns(lines: bytes, delimiter: str, *, last: bool) -> Columns | None:
    """Return some lines by column; None where there are none, or a record goes on below them."""
    if not lines:
        return None
    if b"\0" in lines:
        raise Odd
    plain = lines.replace(b"\r\n", b"\n") if b"\r" in lines else lines
    if b"\r" not in plain:
        found = _quoted(plain, delimiter) if b'"' in plain else _cut(plain, delimiter)
        if found is not None:
            return found
    return _parsed(_decoded(lines), delimiter, last=last)


def _cut(lines: bytes, delimiter: str) -> Columns:
    """Return lines without quotes by column, all as wide as the widest. Raises Odd."""
    if not lines.endswith(b"\n"):
        lines += b"\n"
    sign = delimiter.encode()
    size, width = lines.count(b"\n"), lines.count(sign, 0, lines.find(b"\n")) + 1
    if width * size > _MOST_FIELDS or has_long_line(lines, b"\n", _LONG_FIELD):
        raise Odd
    # The end of each line is a field of its own: where all stand in one column, no line is shorter.
    fields = _decoded(lines.replace(b"\n", sign + b"\n" + sign)).split(delimiter)
    fields.pop()
    if len(fields) == size * (width + 1) and fields[width :: width + 1].count("\n") == size:
        return [fields[at :: width + 1] for at in range(width)]
    ragged = lines.removesuffix(b"\n").split(b"\n")
    counts = [line.count(sign) + 1 for line in ragged]
    width = max(counts)
    if width * size > _MOST_FIELDS:
        raise Odd
    even = (line + sign * (width - n) for line, n in zip(ragged, counts, strict=True))
    return _cut(b"\n".join(even), delimiter)


def has_long_line(text: AnyStr, end: AnyStr, half: int) -> bool:
    """Say whether a text has a line so long that half of it holds no end: certainly if it has."""
    places = range(0, len(text) - half + 1, half)
    return any(text.find(end, at, at + half) < 0 for at in places)


def _quoted(text: bytes, delimiter: str) -> Columns | None:
    """Return lines of which some have quotes by column; None where a record has several."""
    plain, lines, places, at, row = [], [], [], 0, 0
    while (quote := text.find(b'"', at)) >= 0:
        start = max(text.rfind(b"\n", at, quote) + 1, at)
        end = text.find(b"\n", quote)
        end = len(text) if end < 0 else end
        plain.append(text[at:start])
        row += plain[-1].count(b"\n")
        lines.append(_decoded(text[start:end]))
        places.append(row)
        at = end
    if (records := _one_a_line(lines, delimiter)) is None:
        return None
    width = max(map(len, records))
    if width * len(places) > _MOST_FIELDS:
        raise Odd
    blank = delimiter.encode() * (width - 1)
    columns = _cut(blank.join([*plain, text[at:]]), delimiter)
    for at, record in zip(places, records, strict=True):
        for column, field in zip(columns, record, strict=False):
            column[at] = field
    return columns


def _one_a_line(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """Return the records of lines with quotes; None where one goes on in a further line.

    A record has a line at least: of as many records as lines, each is the whole of its line.
    """
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
    records[0] = records[0] or [""]  # Blank lines alone are records, too.
    return list(map(list, zip_longest(*records, fillvalue="")))
