"""Tell which cells are shown as percentages; looked up only when somebody asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from validator.read.package import Part
from validator.read.scan import Cell, column_number
from validator.read.sheet import Refused
from validator.read.xml import Element, elements

BUILT_IN = frozenset({"9", "10"})
"""Number formats 0% and 0.00%, which no file spells out (ECMA-376 part 1, 18.8.30)."""
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""Literal text, escaped and padding characters, colours and conditions of a number format."""
NO_DATES = frozenset(map(str, (*range(5), *range(9, 14), *range(37, 45), 48, 49)))
"""The other built-in formats that show no date or time."""
ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
DATE_LETTER = re.compile("[dmyhsge年月日時时分秒]", re.IGNORECASE)
STYLED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?:[^>]*?\ss="([0-9]+)")?')
ROWS_AND_CELLS = frozenset({"row", "c"})


@dataclass(slots=True)
class Percentages:
    """Answer for one sheet. Holds the packed parts, so that it costs little until it is asked."""

    sheet: Part
    styles: Part | None
    _cells: frozenset[Cell] | None = field(default=None)

    def __call__(self, row: int, col: int) -> bool:
        """Tell whether the cell's number format shows a percentage."""
        if self._cells is None:
            try:
                self._cells = self._find()
            except Refused:  # The values were read; formats that cannot be are no formats.
                self._cells = frozenset()
        return (row, col) in self._cells

    def _find(self) -> frozenset[Cell]:
        percent = percent_styles(self.styles)
        if not percent:
            return frozenset()
        xml = self.sheet.data()
        styled = STYLED.findall(xml)
        if len(styled) == len(re.findall(rb"<(?:\w+:)?c[\s/>]", xml)):
            return frozenset(
                (int(row), column_number(name))
                for name, row, style in styled
                if (style or b"0") in percent
            )
        return _by_elements(elements(xml, self.sheet.name), percent)


def percent_styles(styles: Part | None) -> frozenset[bytes]:
    """List the numbers of the cell styles that show a percentage."""
    if styles is None:
        return frozenset()
    found = elements(styles.data(), styles.name)
    formats = {
        attributes.get("numFmtId", "")
        for name, attributes in found
        if name == "numFmt" and "%" in NOT_SHOWN.sub("", attributes.get("formatCode", ""))
    }
    formats |= BUILT_IN
    used = [attributes.get("numFmtId", "0") for attributes in _cell_styles(found)]
    return frozenset(b"%d" % number for number, its in enumerate(used) if its in formats)


@lru_cache(maxsize=64)
def date_styles(xml: bytes) -> frozenset[int]:
    """List the numbers of the cell styles that may show a date or time; rather one too many.

    Kept, since a form's workbook comes back with the same styles from every unit.
    """
    found = elements(xml, "styles")
    own = {
        attributes.get("numFmtId", ""): attributes.get("formatCode", "")
        for name, attributes in found
        if name == "numFmt"
    }
    used = [attributes.get("numFmtId", "0") for attributes in _cell_styles(found)]
    return frozenset(
        number
        for number, its in enumerate(used)
        if (_may_be_date(own[its]) if its in own else its not in NO_DATES)
    )


def _may_be_date(code: str) -> bool:
    shown = NOT_SHOWN.sub("", code.replace("General", ""))
    return bool(ELAPSED.search(code) or DATE_LETTER.search(shown))


def _cell_styles(found: Sequence[Element]) -> list[dict[str, str]]:
    """Take the `xf` of `cellXfs`; those of `cellStyleXfs` look the same and stand before."""
    names = [name for name, _ in found]
    if "cellXfs" not in names:
        return []
    styles = []
    for name, attributes in found[names.index("cellXfs") + 1 :]:
        if name == "xf":
            styles.append(attributes)
        elif name in ("cellStyles", "dxfs", "tableStyles"):
            break
    return styles


def _by_elements(found: Sequence[Element], percent: frozenset[bytes]) -> frozenset[Cell]:
    """Count rows and cells that lack their addresses."""
    cells = set()
    row = column = 0
    for name, attributes in found:
        if name == "row":
            row, column = int(attributes.get("r") or row + 1), 0
        elif name == "c":
            ref = attributes.get("r", "").upper().encode()
            letters = ref.rstrip(b"0123456789")
            column = column_number(letters) if ref else column + 1
            row = int(ref[len(letters) :]) if ref else row
            if attributes.get("s", "0").encode() in percent:
                cells.add((row, column))
    return frozenset(cells)
