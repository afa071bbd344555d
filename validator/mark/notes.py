"""Notes on cells: a comments part, and the old drawing that shows them, new or there already."""

import re

from lxml import etree

from validator.cells import a1
from validator.mark.edited import Edited, Tree, local
from validator.mark.sheet import Cell
from validator.ownsheets import LIST_SHEET

AUTHOR = "esubmit"
BEGINS = f"{AUTHOR} - {LIST_SHEET}:"
"""The first line of what we write into a note: some programs lose who wrote it."""
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SHAPE_ID = re.compile(rb"_x0000_s(\d+)")
BLOCK = re.compile(rb'<o:idmap[^>]*?data="([0-9, ]+)"')
SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:'
    'office" xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" '
    'type="#_x0000_t202" style="position:absolute;width:280pt;height:120pt;z-index:{number};'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left},15,{top},2,{right},15,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{block}"/></o:shapelayout><v:shapetype id="_x0000_t202" '
    'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    "</v:shapetype></xml>"
)
AFTER_DRAWING = frozenset(
    "legacyDrawingHF picture oleObjects controls webPublishItems tableParts extLst".split()
)


class Notes:
    """The notes of one worksheet part."""

    def __init__(self, book: Edited, sheet: str, root: Tree, relation: str) -> None:
        self.book, self.sheet, self.root = book, sheet, root
        self.ns, self.relation = etree.QName(root).namespace or "", relation
        related = list(book.relations(sheet))
        parts = {kind: target for _, kind, target in related}
        self.threaded = "threadedComment" in parts
        self.part = parts.get("comments") or self._new_part()
        self.comments = book.tree(self.part)
        self.drawing = self._old_drawing({one: to for one, _, to in related}) or self._new_drawing()
        self.last_shape = 0
        self.known = {one.get("ref"): one for one in self._list("commentList")}

    def add(self, cell: Cell, text: str) -> bool:
        """Put a note on a cell, or add to the one it has; say whether that could be done."""
        address = a1(*cell)
        words = f"{BEGINS}\n{CONTROL.sub('', text)[:8000]}"
        if (old := self.known.get(address)) is not None:
            if self.threaded and self._author_of(old).startswith("tc="):
                return False
            self._extend(old, words)
            return True
        comment = etree.SubElement(
            self._list("commentList"), self._tag("comment"), ref=address, authorId=self._author()
        )
        self._run(etree.SubElement(comment, self._tag("text")), words)
        self.known[address] = comment
        self._draw(cell)
        return True

    def _extend(self, comment: Tree, words: str) -> None:
        text = comment.find(self._tag("text"))
        if text is None:
            text = etree.SubElement(comment, self._tag("text"))
        plain = text.find(self._tag("t"))
        if plain is not None:  # A plain text and runs may not stand together.
            run = etree.Element(self._tag("r"))
            text.replace(plain, run)
            run.append(plain)
        self._run(text, f"\n{words}")

    def _run(self, text: Tree, words: str) -> None:
        run = etree.SubElement(text, self._tag("r"))
        line = etree.SubElement(run, self._tag("t"))
        line.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        line.text = words

    def _list(self, name: str) -> Tree:
        found = self.comments.find(self._tag(name))
        return etree.SubElement(self.comments, self._tag(name)) if found is None else found

    def _author(self) -> str:
        authors = self._list("authors")
        for number, author in enumerate(authors):
            if author.text == AUTHOR:
                return str(number)
        etree.SubElement(authors, self._tag("author")).text = AUTHOR
        return str(len(authors) - 1)

    def _author_of(self, comment: Tree) -> str:
        authors, number = self._list("authors"), int(comment.get("authorId") or 0)
        return (authors[number].text or "") if number < len(authors) else ""

    def _tag(self, name: str) -> str:
        return f"{{{etree.QName(self.comments).namespace}}}{name}"

    def _new_part(self) -> str:
        name = self.book.free("xl/esubmitComments{}.xml")
        xml = f'<comments xmlns="{self.ns}"><authors/><commentList/></comments>'
        self.book.put(name, xml.encode(), COMMENTS_TYPE)
        self.book.relate(self.sheet, f"{self.relation}/comments", name)
        return name

    def _old_drawing(self, targets: dict[str, str]) -> str:
        """Return the part that the sheet names for its notes; pictures of its foot are another."""
        element = self.root.find(f"{{{self.ns}}}legacyDrawing")
        relation = "" if element is None else element.get(f"{{{self.relation}}}id") or ""
        return targets.get(relation, "")

    def _new_drawing(self) -> str:
        name = self.book.free("xl/drawings/esubmitNotes{}.vml")
        number = int(name.removesuffix(".vml").rpartition("esubmitNotes")[2])
        self.book.put(name, DRAWING.format(block=1000 + number).encode(), VML_TYPE)
        relation = self.book.relate(self.sheet, f"{self.relation}/vmlDrawing", name)
        element = etree.Element(f"{{{self.ns}}}legacyDrawing")
        element.set(f"{{{self.relation}}}id", relation)
        later = [child for child in self.root if self._stands_after(child)]
        self.root.insert(self.root.index(later[0]) if later else len(self.root), element)
        return name

    @staticmethod
    def _stands_after(child: Tree) -> bool:
        return local(child) in AFTER_DRAWING or (
            local(child) == "AlternateContent" and "controls" in {local(c) for c in child.iter()}
        )

    def _draw(self, cell: Cell) -> None:
        """Add the note's shape, as bytes: some of these parts are not well formed."""
        vml = self.book.content(self.drawing)
        self.last_shape = number = (self.last_shape or _last_shape(vml)) + 1
        row, column = cell[0] - 1, cell[1] - 1
        shape = SHAPE.format(
            number=number,
            row=row,
            column=column,
            left=column + 1,
            right=column + 5,
            top=max(row - 1, 0),
            bottom=row + 6,
        )
        at = vml.rfind(b"</xml>")
        at = len(vml) if at < 0 else at
        self.book.put(self.drawing, vml[:at] + shape.encode() + vml[at:])


def _last_shape(vml: bytes) -> int:
    """Return the highest number of a shape, or what its block of numbers begins after."""
    blocks = [int(n) for found in BLOCK.findall(vml) for n in re.findall(rb"\d+", found)]
    used = [int(number) for number in SHAPE_ID.findall(vml)]
    return max([*used, max(blocks, default=1) * 1024])
