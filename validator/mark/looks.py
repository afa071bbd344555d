"""What marked cells looked like before, so that a copy which comes back gets its own looks again.

Fill and border of each look stand in a hidden column of the list of what to correct; the last two
digits of a frame's colour tell which of them lies beneath. Other programs number styles anew and
people move cells: a colour and a text survive both.
"""

import json
import re
from dataclasses import dataclass

from lxml import etree

from validator.mark.edited import Edited, Tree, local, parsed
from validator.read.sheet import Refused

COLUMN = "H"
MOST = 255
_ROW_OF = re.compile(f"{COLUMN}([0-9]{{1,3}})")
_KNOWN = frozenset(
    "fill patternFill fgColor bgColor gradientFill stop color border left right top bottom start"
    " end diagonal vertical horizontal".split()
)
_APPLIED = ("applyFill", "applyBorder")


@dataclass(frozen=True, slots=True)
class Look:
    """Fill and border of a cell as XML without its namespace, and which of them are applied."""

    fill: str
    border: str
    applied: tuple[str | None, ...] = (None, None)

    @classmethod
    def of(cls, style: Tree, fill: Tree, border: Tree) -> "Look":
        """Take the look of a cell style."""
        return cls(written(fill), written(border), tuple(style.get(name) for name in _APPLIED))

    def as_text(self) -> str:
        """Return the look as the list keeps it."""
        return json.dumps([self.fill, self.border, *self.applied], separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> "Look | None":
        """Read a look that the list kept; None where somebody has written something else there."""
        try:
            fill, border, *applied = map(_text_or_none, json.loads(text))
            parts = [parsed(str(xml).encode(), "look") for xml in (fill, border)]
        except (ValueError, TypeError, Refused):
            return None
        names = [local(one) for part in parts for one in part.iter()]
        fits = _KNOWN.issuperset(names) and names[0] == "fill" and len(applied) == len(_APPLIED)
        return cls(str(fill), str(border), tuple(applied)) if fits and "border" in names else None

    def apply(self, style: Tree) -> None:
        """Say on a style which of fill and border are applied."""
        for name, value in zip(_APPLIED, self.applied, strict=True):
            style.attrib.pop(name, "")
            if value is not None:
                style.set(name, value)


def written(element: Tree) -> str:
    """Return an element as canonical XML, without the namespace that all of a part share."""
    space = etree.QName(element).namespace
    text: bytes = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    return text.decode().replace(f' xmlns="{space}"', "")


def kept_looks(sheet: Tree, strings: list[str]) -> dict[int, Look]:
    """Return the looks that a list of what to correct keeps, by their numbers.

    Args:
        sheet: the list as it came back, by whichever program it was saved.
        strings: the shared strings of the workbook.
    """
    looks = {}
    for cell in sheet.iter("{*}c"):
        place = _ROW_OF.fullmatch(cell.get("r") or "")
        look = Look.from_text(_text_of(cell, strings)) if place else None
        if place and look:
            looks[int(place[1])] = look
    return looks


def shared_strings(book: Edited, main: str) -> list[str]:
    """Return the shared strings of a workbook, their formats left out."""
    for _, kind, target in book.relations(main):
        if kind == "sharedStrings" and book.has(target):
            return [_text(item) for item in book.look(target).iter("{*}si")]
    return []


def _text_of(cell: Tree, strings: list[str]) -> str:
    text = _text(cell)
    if cell.get("t") != "s":
        return text
    return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""


def _text(element: Tree) -> str:
    return "".join(map(str, element.itertext()))


def _text_or_none(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError(value)
    return value
