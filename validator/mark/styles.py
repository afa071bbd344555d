"""Styles of marked cells: the cell's own, with a fill and a frame. Never is an entry changed."""

import copy

from lxml import etree

from validator.mark.edited import Edited, Tree, local
from validator.mark.looks import MOST as MOST_LOOKS
from validator.mark.looks import Look, written

ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
FILLS = {"error": ("FFFFC7CE", "FF9C0006"), "query": ("FFFFEB9C", "FF7F6000")}
"""A pale fill under dark writing, and a dark one under light writing (ARGB)."""
FRAMES = {"error": "FFC000", "query": "FFBF8F"}
"""All but the last two digits, which tell what lies beneath (`looks.py`)."""
HEAD, RULE = "FFE8ECEF", "FFB6BEC6"
"""Of the list in front: behind the heads of its columns, and below each row."""
SIDES = ("left", "right", "top", "bottom")
MOST = 65_000
"""Of cell styles: Excel reads 65,490."""
LIGHT = 170
EMPTY = (
    '<styleSheet xmlns="{ns}"><fonts count="1"><font><sz val="11"/><color theme="1"/>'
    '<name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    "</styleSheet>"
)


class Styles:
    """The styles part of one workbook, to be added to."""

    def __init__(self, root: Tree) -> None:
        self.root, self.ns = root, etree.QName(root).namespace or ""
        self.known: dict[tuple[str, int, str], int] = {}
        self.looks: dict[Look, int] = {}

    @classmethod
    def of(cls, book: Edited, part: str) -> "Styles":
        """Return the styles of a workbook in a part."""
        return cls(book.tree(part))

    def marked(self, style: int, severity: str) -> int:
        """Return the style that is a cell's own with the marks of a severity."""
        key = ("marked", style, severity)
        if key not in self.known:
            self.known[key] = self._mark(style, severity)
        return self.known[key]

    def _mark(self, style: int, severity: str) -> int:
        styles = self.list("cellXfs")
        if len(styles) > MOST:
            return style
        own = copy.deepcopy(styles[style if style < len(styles) else 0])
        pale, dark = FILLS[severity]
        colour = f"{FRAMES[severity]}{self._look(own):02X}"
        own.set("fillId", str(self._fill(dark if self._writes_light(own) else pale)))
        own.set("borderId", str(self._frame(int(own.get("borderId") or 0), colour)))
        own.set("applyFill", "1")
        own.set("applyBorder", "1")
        return self.append("cellXfs", own)

    def _look(self, style: Tree) -> int:
        """Keep what a style looks like; return the number of that look, 0 where none is left."""
        fill = self._used("fill", style.get("fillId"))
        border = self._used("border", style.get("borderId"))
        look = Look.of(style, fill, border)
        if look not in self.looks and len(self.looks) < MOST_LOOKS:
            self.looks[look] = len(self.looks) + 1
        return self.looks.get(look, 0)

    def unmarked(self, style: int, look: Look) -> int:
        """Return the style that is a marked one with the look that it had before."""
        own = copy.deepcopy(self.list("cellXfs")[style])
        own.set("fillId", str(self.same("fills", self.new(look.fill))))
        own.set("borderId", str(self.same("borders", self.new(look.border))))
        look.apply(own)
        return self.same("cellXfs", own)

    def _used(self, name: str, number: str | None) -> Tree:
        items, place = self.list(f"{name}s"), int(number or 0)
        return items[place] if place < len(items) else self.new(f"<{name}/>")

    def plain(self, *, bold: bool = False, size: int = 11, link: bool = False) -> int:
        """Return a style of the list in front: of its heading, else of a cell with a line below."""
        key = ("plain", size, f"{bold}{link}")
        if key not in self.known:
            heading = size > 11
            parts = ["<b/>"] * bold + ["<u/>"] * link
            colour = '<color rgb="FF0B4F6C"/>' if link or heading else '<color rgb="FF1F2328"/>'
            looks = f'{"".join(parts)}<sz val="{size}"/>{colour}<name val="Arial"/>'
            font = self.append("fonts", self.new(f"<font>{looks}</font>"))
            fill = self._fill(HEAD) if bold and not heading else 0
            border = 0 if heading else self._rule()
            side = 'wrapText="0"' if heading else 'horizontal="left" indent="1" wrapText="1"'
            style = self.new(
                f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"'
                ' applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
                f'<alignment vertical="top" {side}/></xf>'
            )
            self.known[key] = self.append("cellXfs", style)
        return self.known[key]

    def _rule(self) -> int:
        """Return the border of a line below."""
        key = ("rule", 0, "")
        if key not in self.known:
            line = f'<bottom style="thin"><color rgb="{RULE}"/></bottom>'
            border = self.new(f"<border><left/><right/><top/>{line}<diagonal/></border>")
            self.known[key] = self.append("borders", border)
        return self.known[key]

    def list(self, name: str) -> Tree:
        """Return one of the lists of the part; made at its place where it is not there."""
        found = self.root.find(f"{{{self.ns}}}{name}")
        if found is None:
            found = self.new(f'<{name} count="0"/>')
            before = [child for child in self.root if local(child) in ORDER[: ORDER.index(name)]]
            self.root.insert(self.root.index(before[-1]) + 1 if before else 0, found)
        return found

    def _fill(self, colour: str) -> int:
        key = ("fill", 0, colour)
        if key not in self.known:
            fill = self.new(
                f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/>'
                '<bgColor indexed="64"/></patternFill></fill>'
            )
            self.known[key] = self.append("fills", fill)
        return self.known[key]

    def _frame(self, border: int, colour: str) -> int:
        key = ("frame", border, colour)
        if key not in self.known:
            borders = self.list("borders")
            own = copy.deepcopy(borders[border]) if border < len(borders) else self.new("<border/>")
            for place, side in enumerate(SIDES):
                old = own.find(f"{{{self.ns}}}{side}")
                if old is not None:
                    own.remove(old)
                line = self.new(f'<{side} style="medium"><color rgb="{colour}"/></{side}>')
                own.insert(place, line)
            self.known[key] = self.append("borders", own)
        return self.known[key]

    def _writes_light(self, style: Tree) -> bool:
        fonts, number = self.list("fonts"), int(style.get("fontId") or 0)
        colour = fonts[number].find(f"{{{self.ns}}}color") if number < len(fonts) else None
        if colour is None:
            return False
        rgb = colour.get("rgb") or ""
        if len(rgb) == 8:
            red, green, blue = (int(rgb[at : at + 2], 16) for at in (2, 4, 6))
            return 0.299 * red + 0.587 * green + 0.114 * blue > LIGHT
        return colour.get("theme") == "0" or colour.get("indexed") in ("1", "9")

    def new(self, text: str) -> Tree:
        """Return an element of the part, not yet in its place."""
        return etree.fromstring(f'<styleSheet xmlns="{self.ns}">{text}</styleSheet>')[0]

    def append(self, name: str, item: Tree) -> int:
        """Put an element at the end of one of the lists; return its number there."""
        items = self.list(name)
        items.append(item)
        items.set("count", str(len(items)))
        return len(items) - 1

    def same(self, name: str, item: Tree) -> int:
        """Return the number of the first element of a list that equals another; else append it."""
        text = written(item)
        for number, one in enumerate(self.list(name)):
            if written(one) == text:
                return number
        return self.append(name, item)
