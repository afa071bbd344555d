"""What a plainly written sheet tells beside its values: its frame, known or learnt.

Returns on one form have the same rows again and again: same addresses, same styles, only other
values. A row that is byte for byte one seen before is looked up. A new one is held against a
strict grammar, without its digits, since the rows of a table differ in these and in nothing else.
What is remembered is small rows and sheets only, and so many and no more.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from validator.read.scan import HIDDEN, LAST_COLUMN, LAST_ROW, column_number
from validator.read.sheet import MIB

MOST = 2 * MIB
"""Bytes of a part, and cells of a sheet: whatever is larger goes the guarded way."""
SMALL_ROW, SMALL_SHEET = 2048, 65_536
"""Bytes of a row, and of a sheet's frame, that may be remembered."""
DIGITS = b"0123456789"
ROW_BEGINS = b'<row r="'
STYLE = re.compile(rb' s="([0-9]+)"')
NOT_THIS_ROW = re.compile(rb' r="[A-Z]+[0-9]+#')
ROW = re.compile(rb"[^<>]*(?:/>|>)")
CELL = re.compile(
    rb"""
    <c\ r="(?P<column>[A-Z]{1,3})\#"(?:\ s="\#?")?(?P<string>\ t="s")?(?:\ t="n")?
    (?: /> | ></c>
      | >(?:<f>[^<>]*</f>|<f\ [^<>]*/>|<f\ [^<>]*[^/]>[^<>]*</f>)?
        (?P<value><v>)</c> )
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


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """What a row's frame tells: its number, its runs of valued cells, its styles."""

    number: int
    runs: tuple[Run, ...]
    hidden: bool
    styles: frozenset[int]


class Span(NamedTuple):
    """Values side by side: their line and columns in the grid, and which of the values."""

    line: int
    begin: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where the values of a sheet stand, one after the other.

    Attributes:
        top, left, height, width: the rectangle of valued cells; all 0 where there are none.
        spans: which values stand where.
        count: how many values there are.
        strings: which of them are numbers of shared strings.
        places: row and column of each of these.
    """

    top: int
    left: int
    height: int
    width: int
    spans: tuple[Span, ...]
    count: int
    strings: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    hidden: frozenset[int]
    styles: frozenset[int]


def layout_of(frame: bytes) -> Layout:
    """Read the frame of a sheet: what stands between the tags of its data, without the values.

    Raises:
        Unplain: it is not plainly written.
    """
    return (_known_layout if len(frame) <= SMALL_SHEET else _layout)(frame)


def _layout(frame: bytes) -> Layout:
    before, *written = frame.split(ROW_BEGINS)
    if before.strip():
        raise Unplain
    return _lay_out([_row(one) if len(one) <= SMALL_ROW else _read_row(one) for one in written])


def _read_row(written: bytes) -> Row:
    """Hold a row against the grammar.

    Raises:
        Unplain: it is no plainly written row.
    """
    digits, _, rest = written.partition(b'"')
    marked = rest.replace(digits + b'"', b'#"')
    number = int(digits) if digits.isdigit() else 0
    if not 0 < number <= LAST_ROW or NOT_THIS_ROW.search(marked):
        raise Unplain
    skeleton = marked.translate(None, DIGITS)
    runs = _runs(skeleton) if len(skeleton) <= SMALL_ROW else _read_runs(skeleton)
    hidden = b" hidden=" in written and HIDDEN.match(ROW_BEGINS + written) is not None
    return Row(number, runs, hidden, frozenset(map(int, STYLE.findall(written))))


def _read_runs(skeleton: bytes) -> tuple[Run, ...]:
    opened = ROW.match(skeleton)
    if opened is None:
        raise Unplain
    at, last = opened.end(), 0
    runs: list[Run] = []
    while (cell := CELL.match(skeleton, at)) is not None:
        column, strings = column_number(cell["column"]), cell["string"] is not None
        if not last < column <= LAST_COLUMN:
            raise Unplain
        at, last = cell.end(), column
        if not cell["value"]:
            continue
        if runs and runs[-1].end == column and runs[-1].strings == strings:
            runs[-1] = runs[-1]._replace(end=column + 1)
        else:
            runs.append(Run(column, column + 1, strings))
    closed = b"" if opened[0].endswith(b"/>") else b"</row>"
    if skeleton[at:].strip() != closed:
        raise Unplain
    return tuple(runs)


def _lay_out(rows: list[Row]) -> Layout:
    """Count through the values of all rows.

    Raises:
        Unplain: the rows are not in order, or the sheet is too large.
    """
    numbers = [row.number for row in rows]
    if any(one >= next for one, next in zip(numbers, numbers[1:], strict=False)):
        raise Unplain
    valued = [row for row in rows if row.runs]
    top = valued[0].number if valued else 0
    left = min((row.runs[0].first for row in valued), default=0)
    height = valued[-1].number - top + 1 if valued else 0
    width = max((row.runs[-1].end for row in valued), default=0) - left
    if height * width > MOST:
        raise Unplain
    spans: list[Span] = []
    strings: list[int] = []
    places: list[tuple[int, int]] = []
    count = 0
    for row in valued:
        for first, end, are_strings in row.runs:
            until = count + end - first
            spans.append(Span(row.number - top, first - left, end - left, count, until))
            if are_strings:
                strings += range(count, until)
                places += zip(repeat(row.number), range(first, end), strict=False)
            count = until
    return Layout(
        *(top, left, height, width),
        spans=tuple(_joined(spans)),
        count=count,
        strings=tuple(strings),
        places=tuple(places),
        hidden=frozenset(row.number for row in rows if row.hidden),
        styles=frozenset().union(*(row.styles for row in rows)),
    )


def _joined(spans: list[Span]) -> list[Span]:
    """Join spans that touch: which kind of value is in them no longer matters."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and (last.line, last.end) == (span.line, span.begin):
            joined[-1] = last._replace(end=span.end, last=span.last)
        else:
            joined.append(span)
    return joined


_row = lru_cache(maxsize=8192)(_read_row)
_runs = lru_cache(maxsize=4096)(_read_runs)
_known_layout = lru_cache(maxsize=128)(_layout)
