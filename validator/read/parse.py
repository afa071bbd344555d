"""Parse a worksheet that is not written in the plain manner: the slow and thorough way."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from validator.read.scan import (
    MAX_REMEMBERED,
    Bounds,
    Cell,
    Scan,
    bounds_of,
    column_number,
    too_many_faults,
)
from validator.read.sheet import Refused
from validator.read.xml import MAX_DEPTH, parse

REF = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
MAX_ELEMENTS = 5_000_000
"""As many as can be parsed in half of the time that a file is given."""
ENOUGH = 100
"""Characters of a value that are kept: none is shown but an error's."""


class _Done(Exception):
    """Leave the parser: what follows the cells is nobody's business here."""


def parsed(xml: bytes, part: str, max_elements: int = MAX_ELEMENTS) -> Scan:
    """Scan a worksheet by its elements; the bounds are those of its valued cells.

    Raises:
        Refused: not a worksheet, not well formed, a DOCTYPE, or too many cells.
    """
    if _count(xml) > max_elements:
        raise _too_many(max_elements)
    reader = _Reader(part, max_elements)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parse(parser, xml, part)
    except _Done:
        pass
    return Scan(
        reader.bounds(), frozenset(reader.hidden), frozenset(reader.unvalued), reader.errors
    )


def _count(xml: bytes) -> int:
    """Count the elements up to the last row, or fewer: what is too much need not be parsed."""
    if b"<!" in xml or xml.find(b"<?", 1) > 0:
        return 0  # In a comment or an instruction, what looks like an element is none.
    end = xml.rfind(b"sheetData>")
    return xml.count(b"<", 0, end) - xml.count(b"</", 0, end)


def _too_many(limit: int) -> Refused:
    return Refused("too_many_cells", why="layout", limit=limit)


@dataclass(slots=True)
class _Reader:
    """Follow rows and cells, which may lack their addresses, and remember what matters."""

    part: str
    max_elements: int
    depth: int = 0
    elements: int = 0
    row: int = 0
    column: int = 0
    kind: str = ""
    formula: bool = False
    value: str | None = None
    inline: bool = False
    in_value: bool = False
    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    valued: int = 0
    hidden: set[int] = field(default_factory=set)
    unvalued: set[Cell] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)

    def bounds(self) -> Bounds | None:
        """Tell the rectangle around the valued cells."""
        if not self.valued:
            return None
        return bounds_of((self.top, self.bottom), (self.left, self.right))

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        name = qualified.rpartition(":")[2]
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH:
            raise Refused("damaged", why="xml", part=self.part)
        if self.elements > self.max_elements:
            raise _too_many(self.max_elements)
        if self.depth == 1 and name != "worksheet":
            raise Refused("damaged", why="not_a_worksheet", part=self.part)
        self._open(name, attributes)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._open_cell(attributes)
        elif name == "v":
            self.value, self.in_value = "", True
        elif name == "f":
            self.formula = True
        elif name == "is":
            self.inline = True
        elif name == "row":
            self.row = int(attributes.get("r") or self.row + 1)
            self.column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.hidden.add(self.row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        self.kind = attributes.get("t", "n")
        self.formula, self.inline, self.value = False, False, None
        if (ref := attributes.get("r")) is not None:
            if (match := REF.fullmatch(ref)) is None:
                raise Refused("damaged", why="cell_address", part=self.part)
            self.column, self.row = column_number(match[1].upper().encode()), int(match[2])

    def text(self, text: str) -> None:
        """Take the text of a value."""
        if self.in_value and self.value is not None and len(self.value) < ENOUGH:
            self.value += text

    def end(self, qualified: str) -> None:
        """Close an element."""
        name = qualified.rpartition(":")[2]
        self.depth -= 1
        if name == "v":
            self.in_value = False
        elif name == "c":
            self._close_cell()
        elif name == "sheetData":
            raise _Done

    def _close_cell(self) -> None:
        place = self.row, self.column
        if self.formula and not (self.value or (self.value == "" and self.kind == "str")):
            self.unvalued.add(place)
        if self.value is None and not self.inline:
            return
        if len(self.unvalued) + len(self.errors) > MAX_REMEMBERED:
            raise too_many_faults()
        self._stretch()
        if self.kind == "e":
            self.errors[place] = (self.value or "").strip() or "#"
        elif self.kind == "s" and self.value and not re.fullmatch("[0-9]{1,9}", self.value.strip()):
            raise Refused("damaged", why="string_number", part=self.part)

    def _stretch(self) -> None:
        if not self.valued:
            self.top = self.bottom = self.row
            self.left = self.right = self.column
        self.valued += 1
        self.top, self.bottom = min(self.top, self.row), max(self.bottom, self.row)
        self.left, self.right = min(self.left, self.column), max(self.right, self.column)
