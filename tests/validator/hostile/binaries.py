"""OpenDocument, .xls and .xlsb that break off, lie, or ask for more than there is."""

import io
import random
import struct
import zipfile

from tests.validator.hostile import raw
from tests.validator.xls import container, stream, xls
from tests.validator.xlsb import record, xlsb

CELLS = {(0, 0): "Form code", (0, 1): "NO-SUCH-FORM", (4, 2): 12.5}
OLD = xls("統計表", CELLS)
BINARY = xlsb("統計表", [["Form code", "NO-SUCH-FORM"], [], ["", 12.5]])
MIME = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = (
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
TABLES = {
    "a thousand million rows": '<table:table-row table:number-rows-repeated="1000000000">{cell}'
    "</table:table-row>",
    "a million columns": "<table:table-row><table:table-cell"
    ' table:number-columns-repeated="1000000" office:value-type="float" office:value="1"/>'
    "</table:table-row>" * 10,
    "rows fewer than none": '<table:table-row table:number-rows-repeated="-5">{cell}'
    "</table:table-row>",
    "rows that are no number": '<table:table-row table:number-rows-repeated="x">{cell}'
    "</table:table-row>",
    "a number that is none": "<table:table-row>{cell}</table:table-row>".replace(
        "{cell}", '<table:table-cell office:value-type="float" office:value="abc"/>'
    ),
    "tables in tables": "<table:table>" * 5_000 + "</table:table>" * 5_000,
    "a command": '<table:table-row><table:table-cell table:formula="of:=DDE(&quot;cmd&quot;;'
    '&quot;/C calc&quot;;&quot;x&quot;)" office:value-type="string"/></table:table-row>',
}
CELL = (
    '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p>'
    "</table:table-cell>"
)


def ods(rows, *, before="", **others):
    """Return an OpenDocument of one table."""
    content = (
        f"{before}<office:document-content{SPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{rows.replace("{cell}", CELL)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return raw.pack({"mimetype": MIME, "content.xml": content} | others)


def flipped(data, seed):
    chance, data = random.Random(seed), bytearray(data)
    for _ in range(4):
        data[chance.randrange(512, len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def flipped_inside(data, seed):
    """Turn bits over within the packed parts of a .xlsb, checksums put right."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: bytearray(package.read(name)) for name in package.namelist()}
    chance = random.Random(seed)
    for name in ("xl/workbook.bin", "xl/worksheets/sheet1.bin"):
        for _ in range(3):
            parts[name][chance.randrange(len(parts[name]))] ^= 1 << chance.randrange(8)
    return raw.pack({name: bytes(part) for name, part in parts.items()})


def far():
    """Return an .xls with a cell in its last corner: a grid of 17 million cells."""
    return xls("A", {(0, 0): 1.0, (65_535, 255): 1.0})


def looped():
    """Return an .xls whose sectors lead round in a ring."""
    data = bytearray(OLD)
    struct.pack_into("<I", data, 512 + 3 * 4, 2)
    return bytes(data)


FILES = {f"ods: {key}": (lambda rows=rows: ods(rows)) for key, rows in TABLES.items()}
FILES |= {f"xls cut after {n}/8": (lambda n=n: OLD[: len(OLD) * n // 8]) for n in range(1, 8)}
FILES |= {f"xls flipped {seed}": (lambda s=seed: flipped(OLD, s)) for seed in range(12)}
FILES |= {f"xlsb flipped {seed}": (lambda s=seed: flipped_inside(BINARY, s)) for seed in range(8)}
FILES |= {
    "xls: the last corner": far,
    "xls: a ring": looped,
    "xls: no records": lambda: container(b""),
    "xls: a record that runs on": lambda: container(stream("A", CELLS)[:60] + b"\x04\x02\xff\xff"),
    "xls of 5.0": lambda: container(stream("A", CELLS), name="Book"),
    "xlsb: a record of 2 GB": lambda: BINARY.replace(record(145), b"\x91\x01\xff\xff\xff\x7f"),
    "ods: no content": lambda: raw.pack({"mimetype": MIME}),
    "ods: empty content": lambda: raw.pack({"mimetype": MIME, "content.xml": ""}),
    "ods: a document type": lambda: ods(
        "", before="<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    ),
    "ods: a bomb": lambda: ods(" " * 350_000_000),
    "ods: locked": lambda: ods(
        "",
        **{
            "META-INF/manifest.xml": "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:"
            "opendocument:xmlns:manifest:1.0'><manifest:file-entry"
            " manifest:full-path='content.xml'><manifest:encryption-data/></manifest:file-entry>"
            "</manifest:manifest>"
        },
    ),
}
