"""A small writer of .xlsb workbooks, which no program at hand can make: one sheet of texts.

Source: [MS-XLSB] 2.1.4 (records), 2.4 (BrtBundleSh, BrtRowHdr, BrtCellReal, BrtCellSt).
"""

import io
import struct
import zipfile

ROW, REAL, TEXT = 0, 5, 6
BEGIN_BOOK, END_BOOK, BEGIN_TABS, END_TABS, TAB = 131, 132, 143, 144, 156
BEGIN_SHEET, END_SHEET, BEGIN_DATA, END_DATA, EXTENT = 129, 130, 145, 146, 148

TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"
 Target="{}"/></Relationships>"""


def record(kind, body=b""):
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return number + length + body


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(column, value):
    head = struct.pack("<II", column, 0)
    if isinstance(value, str):
        return record(TEXT, head + wide(value))
    return record(REAL, head + struct.pack("<d", value))


def xlsb(name, rows):
    """Return an .xlsb of one sheet with these rows of texts and numbers; "" is left out."""
    width = max(map(len, rows))
    sheet = record(BEGIN_SHEET) + record(EXTENT, struct.pack("<4I", 0, len(rows), 0, width))
    sheet += record(BEGIN_DATA)
    for number, row in enumerate(rows):
        sheet += record(ROW, struct.pack("<IIHBBBI", number, 0, 0, 0, 0, 0, 0))
        sheet += b"".join(cell(column, v) for column, v in enumerate(row) if v != "")
    sheet += record(END_DATA) + record(END_SHEET)
    tab = record(TAB, struct.pack("<II", 0, 1) + wide("rId1") + wide(name))
    book = record(BEGIN_BOOK) + record(BEGIN_TABS) + tab + record(END_TABS) + record(END_BOOK)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELATIONS.format("officeDocument", "xl/workbook.bin"))
        package.writestr(
            "xl/_rels/workbook.bin.rels", RELATIONS.format("worksheet", "worksheets/sheet1.bin")
        )
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/worksheets/sheet1.bin", sheet)
    return target.getvalue()
