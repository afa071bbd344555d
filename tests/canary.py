"""An invented person planted in a file, and the search for them everywhere, in every disguise."""

import base64
import gzip
import io
import json
import re
import zipfile
import zlib
from urllib.parse import quote

from validator.identity import check_character

NAME_EN, NAME_ZH = "ZWIXBURY Canaria", "鸝鵲翟"
DOCUMENT, PHONE = "Q739154", "20007391"
PERSON = ("Zwixbury", "Canaria", NAME_ZH, DOCUMENT, PHONE)
ROW = {
    "name_en": NAME_EN,
    "name_zh": NAME_ZH,
    "document_number": f"{DOCUMENT}({check_character(DOCUMENT[0], DOCUMENT[1:])})",
    "phone": PHONE,
    "needs": f"{NAME_EN} {NAME_ZH}",
}
"""The row of a file of referrals that is about them."""
DEFLATED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
CODED = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")
ZIP = b"PK\x03\x04"
DEEPEST = 4
MOST_INFLATED = 50_000_000


def base64s(text, encoding):
    """Return what is left of a text in base64 wherever it begins: three alignments."""
    plain, found = text.encode(encoding), []
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + plain)
        found.append(coded[(0, 2, 3)[before] : (before + len(plain)) * 8 // 6])
    return found


DISGUISES = {
    "plain": lambda text: [text.encode()],
    "lower": lambda text: [text.lower().encode()],
    "upper": lambda text: [text.upper().encode()],
    "utf-16le": lambda text: [said.encode("utf-16-le") for said in (text, text.lower())],
    "utf-16be": lambda text: [said.encode("utf-16-be") for said in (text, text.lower())],
    "big5": lambda text: [text.encode("big5hkscs")],
    "base64": lambda text: base64s(text, "utf-8"),
    "base64 of utf-16": lambda text: base64s(text, "utf-16-le"),
    "base64 of big5": lambda text: base64s(text, "big5hkscs"),
    "hex": lambda text: [text.encode().hex().encode(), text.encode().hex().upper().encode()],
    "url": lambda text: ["".join(f"%{byte:02X}" for byte in text.encode()).encode()],
    "url as browsers write it": lambda text: [quote(text).encode()],
    "json": lambda text: [json.dumps(text)[1:-1].encode()],
}
NEEDLES = {
    (disguise, needle): text
    for text in PERSON
    for disguise, disguised in DISGUISES.items()
    for needle in disguised(text)
}


def seen_in(content, depth=0):
    """Return which of the person is in some bytes, in which disguise; in what is packed, too."""
    lower = content.lower()
    found = {
        (text, disguise)
        for (disguise, needle), text in NEEDLES.items()
        if needle in content or (not disguise.startswith("base64") and needle.lower() in lower)
    }
    if depth < DEEPEST:
        for inside in packed_in(content):
            found |= seen_in(inside, depth + 1)
    return found


def packed_in(content):
    """Yield what is packed in some bytes by gzip, zlib, zip or base64, wherever it begins."""
    for begin in DEFLATED.finditer(content):
        try:
            yield zlib.decompressobj(47).decompress(content[begin.start() :], MOST_INFLATED)
        except zlib.error:
            pass
    for coded in CODED.findall(content):
        for begin in range(4):
            run = coded.rstrip(b"=")[begin:]
            yield base64.b64decode(run[: len(run) // 4 * 4])
    at = content.find(ZIP)
    if at >= 0:
        try:
            with zipfile.ZipFile(io.BytesIO(content[at:])) as package:
                yield from [package.read(name) for name in package.namelist()]
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
            pass


def as_gzip(text):
    """Return a text in gzip, with something before it."""
    return b"before" + gzip.compress(f"name={text}".encode())


def as_failure(text):
    """Return a text as RQ keeps the failure of a job: deflated, in base64."""
    return base64.b64encode(zlib.compress(f"ValueError: {text} was not expected".encode()))


def as_xlsx(text):
    """Return a text as a workbook has it: in a part of a ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", f"<t>{text}</t>")
    return target.getvalue()
