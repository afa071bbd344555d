"""Which columns of a worksheet its sender has hidden: they stand before the rows, in few bytes."""

import re

from validator.read.scan import LAST_COLUMN

COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s([^<>]*)>")
NUMBER = re.compile(rb"[0-9]{1,7}")
ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*["']([^"'<>]*)["']""")
YES = (b"1", b"true")


def hidden_columns(xml: bytes) -> tuple[range, ...]:
    """Return the hidden columns as ranges; what is no plain number of columns is none."""
    end = xml.find(b"sheetData")
    if xml.find(b"hidden", 0, end) < 0:
        return ()
    found = []
    for written in COLUMN.findall(xml[:end]):
        said = dict(ATTRIBUTE.findall(written))
        first, last = said.get(b"min", b""), said.get(b"max", b"")
        if said.get(b"hidden") in YES and NUMBER.fullmatch(first) and NUMBER.fullmatch(last):
            found.append(range(int(first), min(int(last), LAST_COLUMN) + 1))
    return tuple(found)
