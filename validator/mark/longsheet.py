"""A long worksheet whose rows are written in and framed, one row at a time.

As a tree, 150,000 rows take gigabytes. So the rows stay bytes; a tree is only what stands around
them, and for a moment one row, where more is to be done than to add cells behind its last one.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape

from lxml import etree

from validator.cells import a1
from validator.mark.earlier import STYLE, marked_styles, unframe
from validator.mark.edited import DECLARATION, Tree, local
from validator.mark.looks import Look
from validator.mark.notes import CONTROL
from validator.mark.sheet import MarkedSheet, views
from validator.mark.styles import Styles
from validator.read.scan import column_number
from validator.read.sheet import Refused
from validator.read.xml import as_utf8, without_marked_sections

OPENS = re.compile(rb"<((?:[A-Za-z0-9_]+:)?)sheetData(?:\s[^<>]*)?>")
NUMBER = re.compile(rb"""\br=["']([0-9]+)["']""")
SPANS = re.compile(rb"""\sspans=["'][^"']*["']""")
LAST = re.compile(rb"""\br=["']([A-Z]+)[0-9]+["']""")
HERE = "esubmit-rows"
INLINE = '<{p}c r="{at}"{style} t="inlineStr"><{p}is><{p}t>{text}</{p}t></{p}is></{p}c>'


class Written(NamedTuple):
    """What a row gains: words by column, the severity of each column to frame.

    New words look like the cell in the column `like`, where there is one.
    """

    words: Mapping[int, str]
    frames: Mapping[int, str]
    like: int = 0


NOTHING = Written({}, {})


class LongSheet:
    """One worksheet; `root` is all of it but its rows, to be changed before they are written."""

    def __init__(self, xml: bytes, part: str, styles: Styles) -> None:
        """Take the rows out of a worksheet.

        Raises:
            Refused: it has none, or comments between them.
        """
        self.xml = without_marked_sections(as_utf8(xml, part), part)
        opens = OPENS.search(self.xml)
        if opens is None or b"<!" in self.xml:
            raise Refused("damaged", why="xml", part=part)
        self.prefix = opens[1]
        self.start = opens.end()
        self.end = self.xml.rfind(b"</%bsheetData" % self.prefix)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        self.root = etree.fromstring(self.xml[: self.start] + self.xml[self.end :], parser)
        self.sheet = MarkedSheet(self.root, styles)
        self.styles, self.marked = styles, {b"%d" % n for n in marked_styles(styles)}
        self.looks: dict[int, Look] = {}

    def unselect(self) -> None:
        """Say no longer that the sheet is the one in front."""
        for view in views(self.root):
            view.attrib.pop("tabSelected", "")

    def widen(self, first: int, last: int, width: float) -> None:
        """Show some columns in a width, whatever range of columns they were in."""
        ns = f"{{{self.sheet.ns}}}"
        cols = self.root.find(f"{ns}cols")
        if cols is None:
            cols = etree.Element(f"{ns}cols")
            data = self.sheet.data
            assert data is not None
            self.root.insert(self.root.index(data), cols)
        for col in list(cols):
            _cut_out(col, first, last)
        new = etree.Element(f"{ns}col", min=str(first), max=str(last), width=f"{width:g}")
        new.set("customWidth", "1")
        before = [one for one in cols if int(one.get("max") or 0) < first]
        cols.insert(len(before), new)

    def pieces(self, rows: Mapping[int, Written]) -> Iterator[bytes]:
        """Yield the worksheet's XML, with what some of its rows gain, by their numbers."""
        data = self.sheet.data
        assert data is not None
        data.text = HERE
        around = etree.tostring(self.root, encoding="UTF-8")
        data.text = None
        head, _, tail = around.partition(HERE.encode())
        yield DECLARATION + head
        row = re.compile(
            rb"<%brow\b(?P<says>[^<>]*?)(?:/>|>(?P<cells>.*?)</%brow\s*>)"
            % (self.prefix, self.prefix),
            re.DOTALL,
        )
        at, number = self.start, 0
        for found in row.finditer(self.xml, self.start, self.end):
            given = NUMBER.search(found["says"])
            number = int(given[1]) if given else number + 1
            yield self.xml[at : found.start()]
            yield self._row(found, number, rows.get(number, NOTHING))
            at = found.end()
        yield self.xml[at : self.end]
        yield tail

    def _row(self, found: re.Match[bytes], number: int, gains: Written) -> bytes:
        came_back = self.marked and not self.marked.isdisjoint(STYLE.findall(found[0]))
        if not came_back and not gains.words and not gains.frames:
            return found[0]
        cells = found["cells"] or b""
        plain = not came_back and not gains.frames and not gains.like
        if not plain or not self._ends_before(found, min(gains.words)):
            return self._by_tree(found[0], number, gains)
        new = "".join(
            INLINE.format(
                p=self.prefix.decode(), at=a1(number, column), style="", text=_written(text)
            )
            for column, text in sorted(gains.words.items())
            if text
        )
        says = SPANS.sub(b"", found["says"])
        return b"<%brow%b>%b%b</%brow>" % (self.prefix, says, cells, new.encode(), self.prefix)

    def _ends_before(self, found: re.Match[bytes], column: int) -> bool:
        """Say whether a row plainly ends before a column, and gives no style to new cells."""
        cells = found["cells"] or b""
        last = LAST.search(cells, max(cells.rfind(b"<%bc " % self.prefix), 0))
        styled = b"customFormat" in found["says"]
        return not styled and last is not None and column_number(last[1]) < column

    def _by_tree(self, xml: bytes, number: int, gains: Written) -> bytes:
        """Return a row of which cells are framed, unframed, or written over."""
        data = self.sheet.data
        assert data is not None
        spaces = "".join(
            f' xmlns{":" if name else ""}{name or ""}="{escape(space)}"'
            for name, space in self.root.nsmap.items()
        )
        row = etree.fromstring(b"<w%b>%b</w>" % (spaces.encode(), xml))[0]
        data.append(row)
        self.sheet.rows = {number: row}
        unframe(data, self.styles, self.looks)
        for column, severity in gains.frames.items():
            self.sheet.frame((number, column), severity)
        for column, text in sorted(gains.words.items()):
            self._write(number, column, text)
            if gains.like and "s" not in self.sheet.cell(number, column).attrib:
                style = self.sheet.cell(number, gains.like).get("s") or "0"
                self.sheet.cell(number, column).set("s", style)
        written: bytes = etree.tostring(data, encoding="UTF-8", xml_declaration=False)
        data.remove(row)
        return written[written.index(b">") + 1 : written.rindex(b"</")]

    def _write(self, number: int, column: int, text: str) -> None:
        """Write words into a cell; one that computes is let be: others count on it."""
        cell = self.sheet.cell(number, column)
        if any(local(child) == "f" for child in cell):
            return
        for child in list(cell):
            cell.remove(child)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, "")
        if text:
            cell.set("t", "inlineStr")
            ns = f"{{{self.sheet.ns}}}"
            said = etree.SubElement(etree.SubElement(cell, f"{ns}is"), f"{ns}t")
            said.text = CONTROL.sub("", text)


def _cut_out(col: Tree, first: int, last: int) -> None:
    """Take some columns out of a range of columns, which may leave two of it."""
    low, high = int(col.get("min") or 0), int(col.get("max") or 0)
    if high < first or low > last:
        return
    parent = col.getparent()
    assert parent is not None
    at = parent.index(col)
    parent.remove(col)
    for begins, ends in ((last + 1, high), (low, first - 1)):
        if begins <= ends:
            rest = copy.copy(col)
            rest.set("min", str(begins))
            rest.set("max", str(ends))
            parent.insert(at, rest)


def _written(text: str) -> str:
    return escape(CONTROL.sub("", text))
