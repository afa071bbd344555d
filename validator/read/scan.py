"""Look through a worksheet's XML for what calamine does not tell.

How far the cells reach (calamine lays out a dense grid and aborts on a far cell), hidden rows,
formulas without a value, error values (calamine gives empty cells), numbers that are none.

A sheet of a thousand cells has a few dozen shapes of cells: their text with every digit read as 0
and every capital as A. Each shape is held against the grammar of a plainly written cell. So the
whole sheet is known, strictly, at the cost of one search through it; a sheet with any other shape
is parsed (`parse.py`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from validator.read.sheet import MIB, Refused

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
STRETCH = 4 * MIB
MAX_REMEMBERED = 500_000

DIGITS, CAPITALS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SHAPED = bytes.maketrans(DIGITS + CAPITALS, b"0" * len(DIGITS) + b"A" * len(CAPITALS))

SPACED = rb'(?:\ xml:space="preserve")?'
FORMULA = rb"<f(?:[^<>]*/>|[^<>]*>[^<]*</f>)"
ROWS = rb'(?:</row>|<row\ r="0{1,7}"[^<>]*>)*'
PLAIN_ROWS = re.compile(ROWS, re.VERBOSE)
PLAIN_CELL = re.compile(
    rb"""
    \ r="(?P<address>A{1,3}0{1,7})"(?:\ (?:s|cm|vm)="0+")*
    (?: (?:\ t="n")?>(?P<formula>%(f)s)?
            (?:<v>-?[0.]{1,40}(?:[Ae][-+]?0{1,2})?</v>|(?P<no_value>(?:<v></v>|<v/>)?))</c>
    |   \ t="s"><v>0{1,9}</v></c>
    |   />
    |   \ t="b">(?:%(f)s)?<v>0</v></c>
    |   \ t="str">(?:%(f)s)?<v%(space)s>[^<]*</v></c>
    |   \ t="inlineAtr"><is><t%(space)s>[^<]*</t></is></c>
    |   (?P<error>\ t="e">(?:%(f)s)?<v>\#[^<]*</v></c>)
    )"""
    % {b"f": FORMULA, b"space": SPACED}
    + ROWS,
    re.VERBOSE,
)
PREFIXED = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*<([A-Za-z0-9_]+):worksheet[\s>]")
REF = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
HIDDEN = re.compile(rb'<row r="([0-9]+)"[^<>]*? hidden="(?:1|true)"')
ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]* t="e"[^<>]*>(?:%b)?<v>([^<]*)' % FORMULA)
UNVALUED = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"(?: (?:s|cm|vm)="[0-9]+")*(?: t="n")?>%b(?:</c>|<v/>|<v></v>)'
    % FORMULA
)

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The rectangle that no valued cell lies outside of."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def rows(self) -> int:
        """Count the rows."""
        return self.bottom - self.top + 1

    @property
    def cells(self) -> int:
        """Count the cells of the grid that would be laid out."""
        return self.rows * (self.right - self.left + 1)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a sheet holds besides values.

    Attributes:
        errors: the text of each error value.
        elements: how many were parsed to learn this; none of a plainly written sheet.
    """

    bounds: Bounds | None
    hidden: frozenset[int] = frozenset()
    unvalued: frozenset[Cell] = frozenset()
    errors: dict[Cell, str] = field(default_factory=dict)
    elements: int = 0


class Unusual(Exception):
    """Say that the sheet is not written in the plain manner and must be parsed."""


@dataclass(slots=True)
class _Shapes:
    """What the shapes of a sheet's cells tell together."""

    letters: int = 0
    digits: int = 0
    hidden: bool = False
    groups: set[str | None] = field(default_factory=set)

    def add(self, shapes: set[bytes]) -> None:
        """Hold some shapes against the grammar.

        Raises:
            Unusual: one is not of a plainly written cell.
        """
        cells = [PLAIN_CELL.fullmatch(shape) for shape in shapes]
        if None in cells:
            raise Unusual
        self.groups |= {cell.lastgroup for cell in cells if cell}
        for address in {cell[1] for cell in cells if cell}:
            self.letters = max(self.letters, address.count(b"A"))
            self.digits = max(self.digits, address.count(b"0"))
        self.hidden = self.hidden or any(b" hidden=" in shape for shape in shapes)


def scan(xml: bytes) -> Scan:
    """Scan a plainly written sheet. Its bounds are only a safe guess, cheaply had.

    Raises:
        Unusual: it is written in another manner.
        Refused: a cell lies beyond the last row or column that a sheet can have.
    """
    xml = _without_prefix(xml)
    rows, cells, end = _sheet_data(xml)
    shapes = _Shapes(hidden=b" hidden=" in xml[rows:cells])
    for stretch in _stretches(xml, cells, end):
        shapes.add(set(stretch.translate(SHAPED).split(b"<c")[1:]))
    near = shapes.letters < 3 and shapes.digits < 7
    return Scan(
        _guess(shapes) if near else reach(xml),
        frozenset(map(int, HIDDEN.findall(xml, rows, end)) if shapes.hidden else ()),
        frozenset(_found(UNVALUED, xml[cells:end]) if "no_value" in shapes.groups else ()),
        _found(ERROR, xml[cells:end]) if "error" in shapes.groups else {},
    )


def reach(xml: bytes) -> Bounds | None:
    """Measure how far the cells of a plainly written sheet reach, empty ones too.

    Raises:
        Unusual: it is written in another manner.
        Refused: a cell lies beyond the last row or column that a sheet can have.
    """
    xml = _without_prefix(xml)
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    for stretch in _stretches(xml, *_sheet_data(xml)[1:]):
        line = b" ".join(REF.findall(stretch))
        columns.update(line.translate(None, DIGITS).split())
        rows.update(line.translate(None, CAPITALS).split())
    return bounds_of(map(int, rows), map(column_number, columns)) if rows else None


def bounds_of(rows: Iterable[int], columns: Iterable[int]) -> Bounds:
    """Make the rectangle around some rows and columns.

    Raises:
        Refused: it is larger than a sheet can be.
    """
    rows, columns = list(rows), list(columns)
    bounds = Bounds(min(rows), max(rows), min(columns), max(columns))
    if bounds.bottom > LAST_ROW or bounds.right > LAST_COLUMN or bounds.top < 1:
        raise Refused("damaged", why="cell_address")
    return bounds


def column_number(name: bytes) -> int:
    """Turn "A" into 1, "AA" into 27."""
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def _sheet_data(xml: bytes) -> tuple[int, int, int]:
    """Find where the rows begin, the first cell, and where they end."""
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if start < 0 or end < start or xml.find(b"<!", 0, start) >= 0:
        raise Unusual
    start += len(b"<sheetData>")
    first = xml.find(b"<c ", start, end)
    first = end if first < 0 else first
    if PLAIN_ROWS.fullmatch(xml[start:first].translate(SHAPED)) is None:
        raise Unusual
    return start, first, end


def _without_prefix(xml: bytes) -> bytes:
    """Take the namespace prefix off, as some programs write one before every name."""
    if (root := PREFIXED.match(xml)) is None:
        return xml
    if b"<!" in xml:
        raise Unusual
    return xml.replace(b"<%b:" % root[1], b"<").replace(b"</%b:" % root[1], b"</")


def _stretches(xml: bytes, start: int, end: int) -> Iterator[bytes]:
    """Cut the cells into stretches, so that none takes much memory."""
    while start < end:
        stop = end if end - start <= STRETCH else xml.rfind(b"<c ", start + 1, start + STRETCH)
        if stop < 0:
            raise Unusual
        yield xml[start:stop]
        start = stop


def _guess(shapes: _Shapes) -> Bounds | None:
    """Take the farthest address of as many letters and digits."""
    if not shapes.letters:
        return None
    return Bounds(1, 10**shapes.digits - 1, 1, column_number(b"Z" * shapes.letters))


def _found(pattern: re.Pattern[bytes], cells: bytes) -> dict[Cell, str]:
    """Find some kind of cell: the text of each by its place.

    Raises:
        Refused: there are so many that remembering them would take the memory of the whole sheet.
    """
    found: dict[Cell, str] = {}
    for match in pattern.finditer(cells):
        found[int(match[2]), column_number(match[1])] = match[match.lastindex or 0].decode()
        if len(found) > MAX_REMEMBERED:
            raise too_many_faults()
    return found


def too_many_faults() -> Refused:
    """Say that a sheet has more error values, or formulas without a result, than are kept."""
    return Refused("too_many_cells", why="faults", limit=MAX_REMEMBERED)
