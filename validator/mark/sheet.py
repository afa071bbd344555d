"""Frames in a worksheet: the style of each cell to correct, which is made where it is missing."""

import re
from collections.abc import Iterable

from lxml import etree

from validator.cells import a1, column_letters
from validator.mark.edited import Tree, local
from validator.mark.styles import Styles
from validator.read.scan import column_number

REF = re.compile(r"([A-Z]+)([0-9]+)")
Cell = tuple[int, int]


def place_of(address: str) -> Cell:
    """Return row and column, from 1, of an address such as "B7"."""
    match = REF.fullmatch(address.replace("$", "").upper())
    if match is None:
        raise ValueError(address)
    return int(match[2]), column_number(match[1].encode())


def views(sheet: Tree) -> list[Tree]:
    """Return the views of a sheet, each of which may say that it is selected."""
    return [view for child in sheet if local(child) == "sheetViews" for view in child]


class MarkedSheet:
    """One worksheet whose cells are framed."""

    def __init__(self, root: Tree, styles: Styles) -> None:
        self.root, self.styles = root, styles
        self.ns = etree.QName(root).namespace or ""
        self.data = next((child for child in root if local(child) == "sheetData"), None)
        self.rows = self._rows()
        self.merged = list(self._merged())

    def first_of(self, cell: Cell) -> Cell:
        """Return the cell that shows what a cell holds: the first of its merged range."""
        for top, left, bottom, right in self.merged:
            if top <= cell[0] <= bottom and left <= cell[1] <= right:
                return top, left
        return cell

    def frame(self, cell: Cell, severity: str) -> None:
        """Frame one cell, as its severity is framed."""
        if self.data is None:
            return
        found = self.cell(*cell)
        style = self.styles.marked(int(found.get("s") or 0), severity)
        found.set("s", str(style))

    def _rows(self) -> dict[int, Tree]:
        rows: dict[int, Tree] = {}
        number = 0
        if self.data is not None:
            for row in self.data.iterchildren(f"{{{self.ns}}}row"):
                number = int(row.get("r") or number + 1)
                rows[number] = row
        return rows

    def _merged(self) -> Iterable[tuple[int, int, int, int]]:
        for one in self.root.iter(f"{{{self.ns}}}mergeCell"):
            first, _, last = (one.get("ref") or "").partition(":")
            if REF.fullmatch(first) and REF.fullmatch(last):
                yield (*place_of(first), *place_of(last))

    def _row(self, number: int) -> Tree:
        if number not in self.rows:
            row = etree.Element(f"{{{self.ns}}}row", r=str(number))
            before = [other for other in self.rows if other < number]
            place = self.data.index(self.rows[max(before)]) + 1 if before else 0  # type: ignore[union-attr] # frame() looked
            self.data.insert(place, row)  # type: ignore[union-attr] # likewise
            self.rows[number] = row
        return self.rows[number]

    def cell(self, row_number: int, column: int) -> Tree:
        """Return a cell, made at its place where it is missing."""
        row = self._row(row_number)
        place, at = 0, 0
        for child in row.iterchildren(f"{{{self.ns}}}c"):
            ref = child.get("r")
            at = place_of(ref)[1] if ref else at + 1
            if at == column:
                return child
            if at > column:
                break
            place = row.index(child) + 1
        return self._made(row, row_number, column, place)

    def _made(self, row: Tree, row_number: int, column: int, place: int) -> Tree:
        self._number(row, row_number)
        cell = etree.Element(f"{{{self.ns}}}c", r=a1(row_number, column))
        if (style := self._style_beneath(row, column)) is not None:
            cell.set("s", style)
        row.insert(place, cell)
        row.attrib.pop("spans", "")
        self.widen(row_number, column)
        return cell

    def _number(self, row: Tree, row_number: int) -> None:
        """Write their addresses on the cells of a row: positions would shift."""
        at = 0
        for child in row:
            if local(child) == "c":
                ref = child.get("r")
                at = place_of(ref)[1] if ref else at + 1
                child.set("r", a1(row_number, at))

    def _style_beneath(self, row: Tree, column: int) -> str | None:
        if row.get("customFormat") in ("1", "true"):
            return row.get("s")
        for col in self.root.iter(f"{{{self.ns}}}col"):
            if int(col.get("min") or 0) <= column <= int(col.get("max") or 0):
                return col.get("style")
        return None

    def widen(self, row: int, column: int) -> None:
        """Have the sheet say that it reaches as far as a cell."""
        dimension = self.root.find(f"{{{self.ns}}}dimension")
        if dimension is None:
            return
        first, _, last = (dimension.get("ref") or "A1").partition(":")
        try:
            (top, left), (bottom, right) = place_of(first), place_of(last or first)
        except ValueError:
            return
        corner = f"{column_letters(max(right, column))}{max(bottom, row)}"
        dimension.set("ref", f"{a1(min(top, row), min(left, column))}:{corner}")
