"""An invented person planted in a file, and the search for them everywhere, in every disguise."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote

NAME_EN, NAME_ZH = "ZWIXBURY Canaria", "鸝鵲翟"
DOCUMENT, PHONE = "Q739154", "20007391"
PERSON = ("Zwixbury", "Canaria", NAME_ZH, DOCUMENT, PHONE)
GZIP, ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"
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
    """Yield what is packed in some bytes by gzip or zip, wherever it begins."""
    at = content.find(GZIP)
    while at >= 0:
        try:
            yield zlib.decompressobj(31).decompress(content[at:], MOST_INFLATED)
        except zlib.error:
            pass
        at = content.find(GZIP, at + 1)
    at = content.find(ZIP)
    if at >= 0:
        try:
            with zipfile.ZipFile(io.BytesIO(content[at:])) as package:
                yield from [package.read(name) for name in package.namelist()]
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
            pass


def seen_below(folder):
    """Return where below a folder the person is seen, in contents and in names."""
    found = {}
    for path in Path(folder).rglob("*"):
        said = seen_in(str(path.relative_to(folder)).encode())
        if path.is_file():
            said |= seen_in(path.read_bytes())
        if said:
            found[str(path)] = said
    return found


def as_gzip(text):
    """Return a text in gzip, with something before it."""
    return b"before" + gzip.compress(f"name={text}".encode())


def as_xlsx(text):
    """Return a text as a workbook has it: in a part of a ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", f"<t>{text}</t>")
    return target.getvalue()
