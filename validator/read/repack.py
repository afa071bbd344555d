"""Write the small package that calamine reads: the checked parts under the names it expects."""

import zlib
from dataclasses import dataclass

from validator.read.package import CENTRAL, DEFLATED, END, LOCAL, STORED, Part
from validator.read.sheet import MIB

LARGE = 4 * MIB
"""Parts above this stay packed: inflating them twice costs less than holding them three times."""
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written for one part."""

    name: str
    method: int
    crc: int
    size: int
    packed: bytes


def stored(name: str, content: bytes) -> Entry:
    """Write some content as it is."""
    return Entry(name, STORED, zlib.crc32(content), len(content), content)


def copied(name: str, part: Part, content: bytes) -> Entry:
    """Write a part whose content was inflated unchanged, packed if it is large."""
    if part.size > LARGE and part.method == DEFLATED:
        return Entry(name, DEFLATED, part.crc, part.size, part.packed)
    return Entry(name, STORED, part.crc, part.size, content)


def skeleton(count: int, *, since_1904: bool) -> list[Entry]:
    """Write a workbook of `count` sheets named by their numbers, and its relationships."""
    ids = range(1, count + 1)
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in ids)
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}">'
        f'<workbookPr date1904="{int(since_1904)}"/><sheets>{sheets}</sheets></workbook>'
    )
    links = [(f"r{n}", "worksheet", f"worksheets/{n}.xml") for n in ids]
    links += [("s", "sharedStrings", "sharedStrings.xml"), ("t", "styles", "styles.xml")]
    return [
        stored("_rels/.rels", _relationships([("r", "officeDocument", "xl/workbook.xml")])),
        stored("xl/workbook.xml", workbook.encode()),
        stored("xl/_rels/workbook.xml.rels", _relationships(links)),
    ]


def _relationships(links: list[tuple[str, str, str]]) -> bytes:
    lines = (
        f'<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for name, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'.encode()


def pack(entries: list[Entry]) -> bytes:
    """Put the entries into one ZIP."""
    body, directory = bytearray(), bytearray()
    for entry in entries:
        name = entry.name.encode()
        sizes = entry.crc, len(entry.packed), entry.size, len(name), 0
        directory += CENTRAL.pack(b"PK\1\2", 0, entry.method, *sizes, 0, len(body)) + name
        body += LOCAL.pack(b"PK\3\4", 0, entry.method, *sizes) + name
        body += entry.packed
    end = END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return bytes(body + directory + end)
