"""A long CSV of rows, checked as it is read, with the answer of `validator.rows`.

No row is held. A file that is out of the ordinary is left to who reads it whole. The second half
of a very long one is checked beside the first, by a process of its own; whatever comes between,
one process checks the whole.
"""

import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, NamedTuple

from schemas.catalogue import Catalogue
from validator.confine import Done, begun
from validator.read.book import Book, Sheet
from validator.read.csvfile import WIDE, WIDE_NAME, cell_of
from validator.read.kinds import OLE, ZIP
from validator.read.records import PIECE, WHOLE, Chunk, Odd, Span, chunks, middle
from validator.rowchecks import Column
from validator.rowcolumns import Columns, Fault
from validator.rowfile import CSV_CELLS, HEADER_ROWS, RowFile, found_in
from validator.rows import Rows, keep_good, known_by, sort_rows

MOST_CELLS = 200_000_000
"""So many cells are read where no row is kept."""
VERY_LONG = 4 << 20
"""Bytes of a file of which half is worth a process."""
_HALF_S, _HALF_MB = 3_600, 512
"""What a process may take for its half; who called us has narrower limits on time."""
_FAR = HEADER_ROWS + 3
"""From this row on none is near a header."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What is checked, and how: as `check_as_read` is told."""

    file: RowFile
    opened: Callable[[], BinaryIO]
    today: date
    keep: bool
    piece: int


class _Part(NamedTuple):
    """Some rows that were checked: all that the answer needs of them.

    `last` is the number of the last record read, `width` its fields; `columns` are as kept.
    """

    last: int
    width: int
    numbers: Sequence[int]
    known: list[str]
    bad: dict[int, list[Fault]]
    columns: Mapping[str, Column] | None


def check_as_read(
    opened: Callable[[], BinaryIO],
    catalogue: Catalogue,
    today: date,
    *,
    keep: bool = False,
    piece: int = PIECE,
    very_long: int = VERY_LONG,
) -> Rows | None:
    """Check a CSV of rows as of a day; None where it has to be read as a whole.

    Args:
        opened: opens the file, anew at each call.
        catalogue: the forms that it may be of.
        today: the day.
        keep: whether the values of good rows are kept; else they are no more than counted.
        piece: how many bytes are read at a time.
        very_long: of more bytes, and unless rows are kept, half is checked by another process.
    """
    with suppress(Odd), opened() as stream:
        if (file := _file(stream, catalogue, piece)) is None:
            return None
        work = _Work(file, opened, today, keep, piece)
        two = not keep and stream.seek(0, os.SEEK_END) > very_long
        if two and len(os.sched_getaffinity(0)) > 1 and (half := middle(stream)):
            with suppress(Odd):
                return _answer(work, _halves(work, half))
        return _answer(work, _checked(work))
    return None


def _file(stream: BinaryIO, catalogue: Catalogue, piece: int) -> RowFile | None:
    """Return which form the file is of, and its columns; None where it lacks any that it needs."""
    if stream.read(max(len(ZIP), len(OLE))).startswith((ZIP, OLE)):
        return None
    if (first := next(chunks(stream, piece), None)) is None:
        return None
    rows: list[list[object]] = [
        list(map(cell_of, first.row(at))) for at in range(min(HEADER_ROWS, first.size))
    ]
    book = Book(WIDE, [Sheet(WIDE_NAME, True, 1, 1, rows)])
    file = found_in(book, catalogue)
    if file is None or file.lacking():
        return None
    file.kind, file.rows = book.kind, []
    return file


def _answer(work: _Work, parts: Iterator[_Part]) -> Rows:
    """Return what all parts come to. Raises Odd where there are too many cells."""
    found, seen, widest = Rows(work.file), set[str](), 0
    for part in parts:
        widest = max(widest, part.width)
        if part.last * widest > (CSV_CELLS if work.keep else MOST_CELLS):
            raise Odd
        sort_rows(found, part.numbers, part.known, bad=part.bad, seen=seen)
        if part.columns is not None:
            keep_good(found, part.numbers, part.columns, part.bad)
    return found


def _halves(work: _Work, half: int) -> Iterator[_Part]:
    """Yield the parts of both halves, of which another process checks the second.

    Raises:
        Odd: of either; or there is no other process, it did not come back, or the first half is
            but a header.
    """
    try:
        with begun(_packed, work, half, timeout_s=_HALF_S, memory_mb=_HALF_MB) as other:
            last = 0
            for part in _checked(work, (0, half)):
                last = part.last
                yield part
            done = other()
    except OSError as error:
        raise Odd from error
    if not isinstance(done, Done) or done.value is None or last < _FAR:
        raise Odd
    for part in map(pickle.loads, done.value):
        numbers = [last - _FAR + number for number in part.numbers]
        yield part._replace(last=part.last + last - _FAR, numbers=numbers)


def _packed(work: _Work, half: int) -> list[bytes] | None:
    with suppress(Odd):
        parts = _checked(work, (half, WHOLE[1]), first=_FAR + 1)
        return [pickle.dumps(part, pickle.HIGHEST_PROTOCOL) for part in parts]
    return None


def _checked(work: _Work, span: Span = WHOLE, first: int = 1) -> Iterator[_Part]:
    """Yield the parts of a span, of whose first record the number is told."""
    file = work.file
    checker = Columns(file.table, work.today, as_read=True, keep=work.keep)
    names, anchor = file.names(), _anchor(file)
    with work.opened() as stream:
        for chunk in chunks(stream, work.piece, span=span, first=first):
            places = _filled(file, chunk, anchor, names)
            whole = len(places) == chunk.size
            numbers: Sequence[int] = range(chunk.first, chunk.first + chunk.size)
            if not whole:
                numbers = [chunk.first + at for at in places]
            raws = {}
            for key, at in file.columns.items():
                column = _column(chunk, at)
                raws[key] = column if whole else [column[place] for place in places]
            columns, bad = checker.check(raws, len(numbers))
            known, last = known_by(file.table, columns), chunk.first + chunk.size
            width, kept = len(chunk.columns), columns if work.keep else None
            del chunk, raws, column, columns
            yield _Part(last - 1, width, numbers, known, bad, kept)


def _anchor(file: RowFile) -> int:
    """Return the column of a field: where it is filled, the row says something."""
    read = [one for one in file.table.fields if one.key in file.columns]
    return file.columns[max(read, key=lambda one: one.required).key]


def _column(chunk: Chunk, at: int) -> Sequence[str]:
    return chunk.columns[at] if at < len(chunk.columns) else [""] * chunk.size


def _filled(file: RowFile, chunk: Chunk, anchor: int, names: frozenset[str]) -> Sequence[int]:
    """Return the places of the rows below the header that say anything."""
    below = max(file.header + 1 - chunk.first, 0)
    sure = file.header + 2 - chunk.first
    column = _column(chunk, anchor)
    if sure < 0 and "" not in map(str.strip, column):
        return range(chunk.size)
    return [
        at
        for at in range(below, chunk.size)
        if (at > sure and not column[at].isspace() and column[at])
        or file.says(chunk.first + at, list(map(cell_of, chunk.row(at))), names)
    ]
