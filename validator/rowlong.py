"""A long CSV of rows, checked as it is read, with the answer of `validator.rows`.

No row is held. A file that is out of the ordinary is left to who reads it whole.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import BinaryIO

from schemas.catalogue import Catalogue
from validator.read.book import Book, Sheet
from validator.read.csvfile import WIDE, WIDE_NAME, cell_of
from validator.read.kinds import OLE, ZIP
from validator.read.records import PIECE, Chunk, Odd, chunks
from validator.rowcolumns import Columns
from validator.rowfile import CSV_CELLS, HEADER_ROWS, RowFile, found_in
from validator.rows import Rows, keep_good, sort_rows

MOST_CELLS = 200_000_000
"""So many cells are read where no row is kept."""


def check_as_read(
    stream: BinaryIO,
    catalogue: Catalogue,
    today: date,
    *,
    keep: bool = False,
    piece: int = PIECE,
) -> Rows | None:
    """Check a CSV of rows as of a day; None where it has to be read as a whole.

    Args:
        stream: the file, which can be sought.
        catalogue: the forms that it may be of.
        today: the day.
        keep: whether the values of good rows are kept; else they are no more than counted.
        piece: how many bytes are read at a time.
    """
    beginning = stream.read(max(len(ZIP), len(OLE)))
    stream.seek(0)
    if beginning.startswith((ZIP, OLE)):
        return None
    try:
        parts = chunks(stream, piece)
        first = next(parts, None)
        file = _file(first, catalogue) if first else None
        if first is None or file is None:
            return None
        return _checked(file, chain([first], parts), today, keep=keep)
    except Odd:
        return None


def _file(first: Chunk, catalogue: Catalogue) -> RowFile | None:
    """Return which form the file is of, and its columns; None where it lacks any that it needs."""
    rows: list[list[object]] = [
        list(map(cell_of, first.row(at))) for at in range(min(HEADER_ROWS, first.size))
    ]
    book = Book(WIDE, [Sheet(WIDE_NAME, True, 1, 1, rows)])
    file = found_in(book, catalogue)
    if file is None or file.lacking():
        return None
    file.kind, file.rows = book.kind, []
    return file


def _checked(file: RowFile, parts: Iterator[Chunk], today: date, *, keep: bool) -> Rows:
    found, seen = Rows(file), set[str]()
    checker = Columns(file.table, today, as_read=True, keep=keep)
    names, anchor, widest = file.names(), _anchor(file), 0
    for chunk in parts:
        widest = max(widest, len(chunk.columns))
        if (chunk.first + chunk.size) * widest > (CSV_CELLS if keep else MOST_CELLS):
            raise Odd
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
        sort_rows(found, numbers, columns, bad=bad, seen=seen)
        if keep:
            keep_good(found, numbers, columns, bad)
    return found


def _anchor(file: RowFile) -> int:
    """Return the column of a field: where it is filled, the row says something."""
    read = [one for one in file.table.fields if one.key in file.columns]
    return file.columns[max(read, key=lambda one: one.required).key]


def _column(chunk: Chunk, at: int) -> Sequence[str]:
    return chunk.columns[at] if at < len(chunk.columns) else [""] * chunk.size


def _filled(file: RowFile, chunk: Chunk, anchor: int, names: frozenset[str]) -> list[int]:
    """Return the places of the rows below the header that say anything."""
    below = max(file.header + 1 - chunk.first, 0)
    sure = file.header + 2 - chunk.first
    column = _column(chunk, anchor)
    return [
        at
        for at in range(below, chunk.size)
        if (at > sure and not column[at].isspace() and column[at])
        or file.says(chunk.first + at, list(map(cell_of, chunk.row(at))), names)
    ]
