"""Read small XML parts, and hold all XML to what a workbook needs: no DOCTYPE, no entities."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import unquote
from xml.parsers import expat

from validator.read.sheet import Refused

MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 200
"""Excel's own parts stay under twenty levels."""
SMALL = 8192
"""Bytes of a part that may be remembered: programs write the same ones into every workbook."""

UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
OTHERS = frozenset({"utf-16", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252"})
DECLARATION = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
ESCAPES = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"))

Element: TypeAlias = tuple[str, dict[str, str]]


def elements(xml: bytes, part: str) -> Sequence[Element]:
    """List every element of a small part in document order: local name and attributes.

    Raises:
        Refused: not well formed, a DOCTYPE, or far more than such a part ever holds.
    """
    return _known_elements(xml, part) if len(xml) <= SMALL else _elements(xml, part)


def _elements(xml: bytes, part: str) -> Sequence[Element]:
    found: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name.rpartition(" ")[2], attributes))
        if len(found) > MAX_ELEMENTS:
            raise Refused("damaged", why="xml", part=part)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parse(parser, xml, part)
    return found


_known_elements = lru_cache(maxsize=128)(_elements)


def parse(parser: expat.XMLParserType, xml: bytes, part: str) -> None:
    """Run a parser over a part, in which a document type has no business.

    Raises:
        Refused: not well formed, or it has a document type.
    """

    def doctype(*_: object) -> None:
        raise Refused("doctype", part=part)

    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused("damaged", why="xml", part=part) from error


def as_utf8(xml: bytes, part: str) -> bytes:
    """Give a part in UTF-8, as the reader of values expects it."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _recoded(xml, "utf-16", part)
    declared = DECLARATION.match(xml.removeprefix(b"\xef\xbb\xbf")[:200])
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding in UTF_8:
        return xml
    if encoding in OTHERS:
        return _recoded(xml, encoding, part)
    raise Refused("damaged", why="xml_encoding", part=part)


def _recoded(xml: bytes, encoding: str, part: str) -> bytes:
    try:
        text = xml.decode(encoding).encode("utf-8")
    except UnicodeError as error:
        raise Refused("damaged", why="xml_encoding", part=part) from error
    return re.sub(rb"^<\?xml.*?\?>", b"", text, count=1, flags=re.DOTALL)


def without_marked_sections(xml: bytes, part: str) -> bytes:
    """Write CDATA sections as plain text: calamine takes their content for nothing.

    Raises:
        Refused: the part has a document type.
    """
    if b"<!" not in xml:
        return xml
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused("doctype", part=part)
    return CDATA.sub(_escaped, xml)


def _escaped(section: re.Match[bytes]) -> bytes:
    text = section[1]
    for sign, escape in ESCAPES:
        text = text.replace(sign, escape)
    return text


def relationships(xml: bytes, part: str, folder: str) -> tuple[tuple[str, str, str], ...]:
    """Give id, type (its last word) and target part of each internal relationship.

    Raises:
        Refused: not well formed, or more than such a part ever holds.
    """
    return (_known_relationships if len(xml) <= SMALL else _relationships)(xml, part, folder)


def _relationships(xml: bytes, part: str, folder: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            attributes.get("Id", ""),
            attributes.get("Type", "").rpartition("/")[2],
            resolved(attributes.get("Target", ""), folder),
        )
        for name, attributes in _elements(xml, part)
        if name == "Relationship" and attributes.get("TargetMode") != "External"
    )


_known_relationships = lru_cache(maxsize=128)(_relationships)


def resolved(target: str, folder: str) -> str:
    """Find the part that a relationship in a folder points to."""
    if "%" in target or "\\" in target:
        target = unquote(target).replace("\\", "/")
    steps = [] if target.startswith("/") else folder.split("/")
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(step for step in steps if step)
