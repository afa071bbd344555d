"""A package being edited: trees of the parts that change, all others left packed as they came."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from validator.read.package import DEFLATED, Package, Part
from validator.read.repack import Entry, pack
from validator.read.sheet import Refused
from validator.read.xml import as_utf8, resolved

Tree = etree._Element
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = f"{{{PACKAGE}}}Relationship"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPES = "[Content_Types].xml"
_HEAD = 16_384
_LEVEL = 3
"""Of packing: a few hundredths larger than zlib's usual one, at half the time."""


def parsed(xml: bytes, part: str) -> Tree:
    """Parse a part: no entities, no network, no document type.

    Raises:
        Refused: it is not well formed, or has a document type.
    """
    text = as_utf8(xml, part)
    if b"<!DOCTYPE" in text:
        raise Refused("doctype", part=part)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False)
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("damaged", why="xml", part=part) from error


def local(element: Tree) -> str:
    """Return an element's name without its namespace; "" for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


@dataclass(slots=True)
class Edited:
    """A package, and what is changed of it."""

    package: Package
    trees: dict[str, Tree] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Say whether there is such a part, old or new."""
        return name in self.contents or name in self.trees or self.package.find(name) is not None

    def content(self, name: str) -> bytes:
        """Return a part's bytes as they are now. Raises KeyError, Refused."""
        if name in self.contents:
            return self.contents[name]
        part = self.package.find(name)
        if part is None:
            raise KeyError(name)
        return part.data()

    def may_say(self, name: str, word: bytes, *, before: bytes) -> bool:
        """Say whether a part may have a word before another: false is sure, and cheap to know."""
        part = self.package.find(name)
        if part is None or self._known(name) in self.trees or name in self.contents:
            return True
        head = part.beginning(_HEAD)
        stop = head.find(before)
        return stop < 0 or b"\0" in head or word in head[:stop]

    def tree(self, name: str) -> Tree:
        """Return a part's tree, to be changed in place: it is written back."""
        name = self._known(name)
        if name not in self.trees:
            self.trees[name] = parsed(self.content(name), name)
        return self.trees[name]

    def look(self, name: str) -> Tree:
        """Return a part's tree only to be looked at, or the one that is being changed."""
        name = self._known(name)
        return self.trees[name] if name in self.trees else parsed(self.content(name), name)

    def put(self, name: str, content: bytes, content_type: str = "") -> None:
        """Write a part anew; a new one with its content type."""
        name = self._known(name)
        self.trees.pop(name, None)
        self.contents[name] = content
        if content_type:
            types = self.tree(CONTENT_TYPES)
            etree.SubElement(
                types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type
            )

    def pack(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a part anew from pieces, packed as they come: it never stands in memory whole."""
        name = self._known(name)
        self.trees.pop(name, None)
        self.contents.pop(name, None)
        stream = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed, crc, size = [], 0, 0
        for piece in pieces:
            packed.append(stream.compress(piece))
            crc, size = zlib.crc32(piece, crc), size + len(piece)
        packed.append(stream.flush())
        self.package.parts[name] = Part(name, DEFLATED, crc, b"".join(packed), size)

    def drop(self, name: str) -> None:
        """Take a part away."""
        name = self._known(name)
        self.trees.pop(name, None)
        self.contents.pop(name, None)
        self.package.parts.pop(name, None)

    def free(self, pattern: str) -> str:
        """Return the first name of a pattern such as "xl/comments{}.xml" that is not taken."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Yield id, last word of the type, and target of each internal relationship of a part."""
        name = rels_of(part)
        if not self.has(name):
            return
        folder = part.rpartition("/")[0]
        for one in self.look(name).iter(RELATIONSHIPS):
            if one.get("TargetMode") != "External":
                kind = (one.get("Type") or "").rpartition("/")[2]
                yield one.get("Id") or "", kind, resolved(one.get("Target") or "", folder)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship from one part to another; return its id."""
        name = rels_of(part)
        if not self.has(name):
            self.put(name, f'<Relationships xmlns="{PACKAGE}"/>'.encode())
        root = self.tree(name)
        taken = {one.get("Id") for one in root.iter(RELATIONSHIPS)}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        etree.SubElement(root, RELATIONSHIPS, Id=f"rId{number}", Type=kind, Target=f"/{target}")
        return f"rId{number}"

    def write(self) -> bytes:
        """Return the package: what did not change as it came, packed bytes and all."""
        for name, root in self.trees.items():
            self.contents[name] = DECLARATION + etree.tostring(root, encoding="UTF-8")
        entries = [
            _packed(name, self.contents.pop(name)) if name in self.contents else _as_it_came(part)
            for name, part in self.package.parts.items()
        ]
        return pack(entries + [_packed(name, data) for name, data in self.contents.items()])

    def _known(self, name: str) -> str:
        part = self.package.find(name)
        return part.name if part else name


def rels_of(part: str) -> str:
    """Return the name of a part's relationships."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def _as_it_came(part: Part) -> Entry:
    return Entry(part.name, part.method, part.crc, part.size, part.packed)


def _packed(name: str, content: bytes) -> Entry:
    stream = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = stream.compress(content) + stream.flush()
    return Entry(name, DEFLATED, zlib.crc32(content), len(content), packed)
