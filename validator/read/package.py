"""Open the container of a workbook: a ZIP whose every claim is checked before it is believed.

Two readers of one ZIP may see two different files (local headers against the central directory,
names that stand twice, entries that lie inside one another). Here both must say the same thing.
"""

import struct
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from validator.read.encoding import name_of
from validator.read.sheet import Limits, Refused

CENTRAL = struct.Struct("<4s4xHH4xIIIHHH8xI")
LOCAL = struct.Struct("<4s2xHH4xIIIHH")
END = struct.Struct("<4sHHHHIIH")
END64 = struct.Struct("<4s8x4xII8xQQQ")
LOCATOR = struct.Struct("<4sIQI")

ENCRYPTED, DEFERRED = 0x1, 0x8
STORED, DEFLATED = 0, 8
UNKNOWN_32, UNKNOWN_16 = 0xFFFFFFFF, 0xFFFF


@dataclass(slots=True)
class Part:
    """One entry of the container."""

    name: str
    method: int
    crc: int
    packed: bytes = field(repr=False)
    size: int

    def data(self) -> bytes:
        """Inflate the part, to its declared size and not a byte further.

        Raises:
            Refused: the size or the checksum is not what the directory says.
        """
        content = self.packed if self.method == STORED else self._inflate()
        if len(content) != self.size or zlib.crc32(content) != self.crc:
            raise Refused("damaged", why="checksum", part=self.name)
        return content

    def beginning(self, size: int) -> bytes:
        """Inflate the first bytes alone; nothing says yet whether the part is whole."""
        if self.method == STORED:
            return self.packed[:size]
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.packed, size)
        except zlib.error:
            return b""

    def _inflate(self) -> bytes:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = stream.decompress(self.packed, self.size + 1)
        except zlib.error as error:
            raise Refused("damaged", why="deflate", part=self.name) from error
        if len(content) > self.size:
            raise Refused("damaged", why="lying_size", part=self.name)
        return content


@dataclass(slots=True)
class Package:
    """The entries of a container by name, folders left out."""

    parts: dict[str, Part]
    _folded: dict[str, Part] = field(default_factory=dict)

    def find(self, name: str) -> Part | None:
        """Look a part up by name: exactly first, then without regard to letter case."""
        if (part := self.parts.get(name)) is not None:
            return part
        if not self._folded:
            self._folded = {name.lower(): part for name, part in self.parts.items()}
        return self._folded.get(name.lower())


class _Directory(NamedTuple):
    entries: int
    size: int
    offset: int
    end: int


class _Entry(NamedTuple):
    name: bytes
    flags: int
    method: int
    crc: int
    packed_size: int
    size: int
    offset: int


def open_package(data: bytes, limits: Limits) -> Package:
    """Read the directory of a ZIP and hold it against the entries themselves.

    Raises:
        Refused: truncated, damaged, encrypted, or more than the limits allow.
    """
    directory = _find_directory(data)
    if directory.entries > limits.max_parts:
        raise Refused("expanded_too_big", parts=directory.entries, limit=limits.max_parts)
    entries = _entries(data, directory)
    expanded = sum(entry.size for entry in entries)
    if expanded > limits.max_expanded:
        raise Refused("expanded_too_big", bytes=expanded, limit=limits.max_expanded)
    return Package(_parts(data, entries, directory))


def _find_directory(data: bytes) -> _Directory:
    at = data.rfind(b"PK\5\6", max(0, len(data) - END.size - UNKNOWN_16))
    if at < 0 or at + END.size > len(data):
        raise Refused("truncated")
    _, disk, first_disk, _, count, size, offset, _ = END.unpack_from(data, at)
    end = at
    if UNKNOWN_16 == count or UNKNOWN_32 in (size, offset):
        disk, first_disk, count, size, offset, end = _end64(data, at)
    if disk or first_disk or offset + size > end:
        raise Refused("damaged", why="directory")
    return _Directory(count, size, offset, end)


def _end64(data: bytes, at: int) -> tuple[int, int, int, int, int, int]:
    """Read the wide form of the directory's end that some writers always make."""
    where = at - LOCATOR.size
    if where < 0 or data[where : where + 4] != b"PK\6\7":
        raise Refused("damaged", why="directory")
    _, _, end, _ = LOCATOR.unpack_from(data, where)
    if end + END64.size > where or data[end : end + 4] != b"PK\6\6":
        raise Refused("damaged", why="directory")
    _, disk, first_disk, count, size, offset = END64.unpack_from(data, end)
    return disk, first_disk, count, size, offset, end


def _entries(data: bytes, directory: _Directory) -> list[_Entry]:
    at, stop = directory.offset, directory.offset + directory.size
    entries = []
    for _ in range(directory.entries):
        if at + CENTRAL.size > stop:
            raise Refused("damaged", why="directory")
        sign, flags, method, crc, packed, size, n, extra, note, offset = CENTRAL.unpack_from(
            data, at
        )
        start = at + CENTRAL.size
        at = start + n + extra + note
        if sign != b"PK\1\2" or at > stop:
            raise Refused("damaged", why="directory")
        entry = _Entry(data[start : start + n], flags, method, crc, packed, size, offset)
        if UNKNOWN_32 in (packed, size, offset):
            entry = _widened(entry, data[start + n : start + n + extra])
        entries.append(entry)
    if at != stop:
        raise Refused("damaged", why="directory")
    return entries


def _widened(entry: _Entry, extra: bytes) -> _Entry:
    """Take the 64-bit sizes from the extra field, in the order of the format's note 4.5.3."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if tag == 1:
            body = extra[at + 4 : at + 4 + length]
            wide = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
            size, packed, offset = (
                next(wide, UNKNOWN_32) if narrow == UNKNOWN_32 else narrow
                for narrow in (entry.size, entry.packed_size, entry.offset)
            )
            return _Entry(entry.name, entry.flags, entry.method, entry.crc, packed, size, offset)
        at += 4 + length
    raise Refused("damaged", why="directory")


def _parts(data: bytes, entries: list[_Entry], directory: _Directory) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    end = 0
    for entry in sorted(entries, key=attrgetter("offset")):
        name = _part_name(entry.name)
        start = _start_of_content(data, entry, name)
        if entry.offset < end:
            raise Refused("damaged", why="overlap", part=name)
        end = start + entry.packed_size
        if end > directory.offset:
            raise Refused("damaged", why="directory", part=name)
        if name in parts:
            raise Refused("damaged", why="duplicate_name", part=name)
        if not name.endswith("/"):
            parts[name] = Part(name, entry.method, entry.crc, data[start:end], entry.size)
    return parts


@lru_cache(maxsize=512)
def _part_name(raw: bytes) -> str:
    name = name_of(raw).replace("\\", "/")
    if name.startswith("/") or "\0" in name or (".." in name and ".." in name.split("/")):
        raise Refused("damaged", why="unsafe_name", part=name)
    return name


def _start_of_content(data: bytes, entry: _Entry, name: str) -> int:
    """Hold the entry's own header against what the directory says of it."""
    if entry.flags & ENCRYPTED:
        raise Refused("encrypted")
    if entry.method not in (STORED, DEFLATED) or entry.offset + LOCAL.size > len(data):
        raise Refused("damaged", why="directory", part=name)
    sign, flags, method, crc, packed, size, length, extra = LOCAL.unpack_from(data, entry.offset)
    start: int = entry.offset + LOCAL.size + length
    same = sign == b"PK\3\4" and method == entry.method
    same = same and data[start - length : start] == entry.name
    if not flags & DEFERRED:
        same = same and crc == entry.crc
        same = same and packed in (entry.packed_size, UNKNOWN_32)
        same = same and size in (entry.size, UNKNOWN_32)
    if not same:
        raise Refused("damaged", why="lying_header", part=name)
    return start + int(extra)
