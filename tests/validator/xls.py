"""A small writer of .xls workbooks, which no program at hand can make: one sheet of cells.

Sources: [MS-CFB] 2.2, 2.6 (container), [MS-XLS] 2.4.21 BOF, 2.4.28 BoundSheet8, 2.4.180 Number,
2.4.148 Label.
"""

import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def beginning(what):
    return record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0x0DBB, 0x07CC, 0, 6))


def cell(row, column, value):
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return record(0x0204, place + text)
    return record(0x0203, place + struct.pack("<d", value))


def stream(name, cells):
    """Return the Workbook stream of one sheet with cells by (row, column), from 0."""
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    size = len(beginning(5)) + 4 + 6 + len(title) + 4
    tab = record(0x0085, struct.pack("<IBB", size, 0, 0) + title)
    head = beginning(5) + tab + record(0x000A)
    assert len(head) == size
    body = b"".join(cell(*place, value) for place, value in cells.items())
    rows, columns = zip(*cells, strict=True)
    extent = record(0x0200, struct.pack("<IIHHH", 0, max(rows) + 1, 0, max(columns) + 1, 0))
    return head + beginning(0x10) + extent + body + record(0x000A)


def entry(name, kind, *, child=FREE, start=END, size=0):
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def container(content, name="Workbook"):
    """Put one stream into a compound file."""
    content = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0")
    count = len(content) // SECTOR
    chain = [FAT, END, *range(3, 2 + count), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    folder = entry("Root Entry", 5, child=1) + entry(name, 2, start=2, size=len(content))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0
    )
    head += struct.pack("<109I", 0, *[FREE] * 108)
    return head + table + folder.ljust(SECTOR, b"\0") + content


def xls(name, cells):
    """Return an .xls of one sheet."""
    return container(stream(name, cells))
