"""Containers that lie, break off, blow up or point outside."""

import io
import random
import struct
import zipfile

from tests.validator.hostile import raw

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
GOOD = raw.workbook(ROW)
SHEET = "xl/worksheets/sheet1.xml"
CENTRAL, LOCAL, END = b"PK\1\2", b"PK\3\4", b"PK\5\6"
NAMES = {
    "up": "../../../../tmp/esubmit-outside.txt",
    "up by backslash": "..\\..\\esubmit-outside.txt",
    "absolute": "/tmp/esubmit-outside.txt",
    "a drive": "C:\\Windows\\esubmit-outside.txt",
    "up in the middle": "xl/../../esubmit-outside.txt",
    "a NUL": "xl/a\0.xml",
    "very long": "xl/" + "a" * 60_000,
    "right to left": "xl/\u202egnp.exe",
    "a line break": "xl/a\nb.xml",
    "a device": "CON",
    "a formula": "=cmd|' /C calc'!A0.xlsx",
    "markup": "<script>alert(1)</script>.xlsx",
    "only dots": "....//....//x",
}
DIRECTORY = {
    "no size": (24, "<I", 0),
    "a size too small": (24, "<I", 5),
    "a size of 4 GB": (24, "<I", 0xFFFFFFFE),
    "a packed size of 4 GB": (20, "<I", 0xFFFFFFFE),
    "a wrong checksum": (16, "<I", 0xDEADBEEF),
    "an unknown method": (10, "<H", 99),
    "bzip2": (10, "<H", 12),
    "stored and not packed": (10, "<H", 0),
    "a password": (8, "<H", 1),
    "a long name": (28, "<H", 60_000),
    "a long extra field": (30, "<H", 60_000),
    "a long comment": (32, "<H", 60_000),
    "an offset before": (42, "<I", 1),
    "an offset behind": (42, "<I", 0x7FFFFFFF),
    "64 bits without the field": (20, "<I", 0xFFFFFFFF),
}
TAIL = {
    "another disk": (4, "<H", 7),
    "no entries": (10, "<H", 0),
    "more entries than there are": (10, "<H", 60_000),
    "a directory of 4 GB": (12, "<I", 0xFFFFFFF0),
    "a directory elsewhere": (16, "<I", 3),
    "64 bits without a locator": (16, "<I", 0xFFFFFFFF),
    "a comment longer than the file": (20, "<H", 0xFFFF),
}


def with_part(name, content):
    return raw.pack(raw.parts(raw.worksheet(ROW)) | {name: content})


def patched(sign, at, form, value):
    """Write over a field of the last record of a kind."""
    data = bytearray(GOOD)
    struct.pack_into(form, data, data.rfind(sign) + at, value)
    return bytes(data)


def flipped(seed):
    """Turn a few bits over, anywhere."""
    chance, data = random.Random(seed), bytearray(GOOD)
    for _ in range(chance.randrange(1, 6)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def cut(eighths):
    """Break off after so many eighths."""
    return GOOD[: len(GOOD) * eighths // 8]


def twice():
    """Give every entry of the directory the place of the first."""
    data = bytearray(GOOD)
    at = data.find(CENTRAL)
    while at >= 0:
        struct.pack_into("<I", data, at + 42, 0)
        at = data.find(CENTRAL, at + 1)
    return bytes(data)


def many(count):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for number in range(count):
            package.writestr(f"xl/{number}.xml", b"")
    return target.getvalue()


def linked():
    """Put a symbolic link to a system file in."""
    target = io.BytesIO(GOOD)
    with zipfile.ZipFile(target, "a") as package:
        link = zipfile.ZipInfo("xl/sharedStrings.xml")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    return target.getvalue()


def nested(levels):
    inner = GOOD
    for _ in range(levels):
        inner = with_part("xl/embeddings/inner.xlsx", inner)
    return inner


def bombs(count, size):
    """Put several parts in that grow a thousandfold."""
    more = {f"xl/media/{number}.bin": bytes(size) for number in range(count)}
    return raw.pack(raw.parts(raw.worksheet(ROW)) | more)


FILES = {f"cut after {n}/8": (lambda n=n: cut(n)) for n in range(1, 8)}
FILES |= {f"bits flipped {seed}": (lambda seed=seed: flipped(seed)) for seed in range(24)}
FILES |= {f"name: {key}": (lambda name=name: with_part(name, "x")) for key, name in NAMES.items()}
FILES |= {
    f"directory: {key}": (lambda how=how: patched(CENTRAL, *how)) for key, how in DIRECTORY.items()
}
FILES |= {f"end: {key}": (lambda how=how: patched(END, *how)) for key, how in TAIL.items()}
FILES |= {
    "all entries in one place": twice,
    "nothing but an end": lambda: END + bytes(18),
    "two ends": lambda: GOOD + END + bytes(18),
    "something before": lambda: b"#!/bin/sh\nrm -rf /\n" + GOOD,
    "something behind": lambda: GOOD + b"x" * 70_000,
    "70,000 parts": lambda: many(70_000),
    "3,000 parts": lambda: many(3_000),
    "a link": linked,
    "ten within one another": lambda: nested(10),
    "a bomb of ten": lambda: bombs(10, 40_000_000),
    "a bomb that grows in one": lambda: with_part(SHEET, raw.worksheet(" " * 310_000_000)),
}
