"""In which encoding a text is: told by its mark, else by evidence, else asked. Never replaced.

Files from Hong Kong come in UTF-8, UTF-16, Big5 with the Hong Kong characters (深水埗 and 邨 are in
no other Big5), Microsoft's cp950 and, from the Mainland, GB18030. Read in the wrong one, common
words become rare characters: the share of common ones tells them apart.
"""

import re
from collections.abc import Collection
from functools import cache
from importlib import resources
from itertools import combinations

from validator.read.sheet import Refused

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
AMBIGUOUS = "csv_ambiguous"
CANDIDATES = ("big5hkscs", "cp950", "gb18030")
KNOWN = ("utf-8", "utf-16", *CANDIDATES)
"""What a sender may say that a file is in."""
BEGINNING = 65_536
_FEW = 0.01
"""Text has next to no control characters; a picture or a program has many."""
_CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\r\f\x1a\x1b")))
_ENOUGH, _CLEAR = 0.6, 0.2
"""The share of common characters of a text that is read, and by how much it leads."""
_EVIDENCE = 200_000
_AROUND = 12
_ASCII = re.compile(r"[\x00-\x7f]+")


def to_choose(rules: Collection[str]) -> tuple[str, ...]:
    """Return the encodings to ask the sender about, where a file was refused as it needs one."""
    return CANDIDATES if f"V.{AMBIGUOUS}" in rules else ()


def decode(data: bytes, told: str = "") -> str:
    """Return the text of a file.

    Args:
        data: the whole file.
        told: the encoding that the sender has named; "" to go by evidence.

    Raises:
        Refused: it is in no encoding that we know, or in one of two and nothing tells which.
    """
    if data.startswith(UTF_32):
        raise Refused("csv_encoding", byte=0)
    if data.startswith(UTF_16):
        return _strict(data, "utf-16")
    refuse_binary(data[:BEGINNING])
    if told in KNOWN:
        return _strict(data, told)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _by_evidence(data, error.start)
    return text if likely_utf_8(text) else _by_evidence(data, 0, "utf-8", *CANDIDATES)


def likely_utf_8(text: str) -> bool:
    """Say whether valid UTF-8 is meant as such.

    Two-byte characters beyond Latin (Cyrillic to N'Ko) are the only ones that a word or two of
    another encoding makes by chance: 邨 alone in GB18030 is such a one.
    """
    beyond = _ASCII.sub("", text)[:_EVIDENCE]
    return not beyond or not all("\u024f" < sign < "\u0800" for sign in beyond)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise Refused("csv_encoding", byte=error.start) from error


def _by_evidence(data: bytes, first_odd: int, *candidates: str) -> str:
    scores: dict[str, tuple[float, str]] = {}
    for encoding in candidates or CANDIDATES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        scores.setdefault(text, (commonness(text), encoding))
    ranked = sorted(scores.items(), key=lambda entry: -entry[1][0])
    if not ranked or ranked[0][1][0] < _ENOUGH:
        raise Refused("csv_encoding", byte=first_odd)
    for (one, (most, first)), (other, (less, second)) in combinations(ranked[:2], 2):
        if most - less < _CLEAR:
            raise _ask((first, one), (second, other))
    return ranked[0][0]


def _ask(one: tuple[str, str], other: tuple[str, str]) -> Refused:
    """Show the first place where two ways to read a file differ."""
    pairs = enumerate(zip(one[1].splitlines(), other[1].splitlines(), strict=False), 1)
    row, (left, right) = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
    at = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
    cut = slice(max(at - _AROUND, 0), at + _AROUND)
    return Refused(
        AMBIGUOUS,
        row=row,
        first=one[0],
        first_text=left[cut],
        second=other[0],
        second_text=right[cut],
    )


def commonness(text: str) -> float:
    """Return which share of the characters beyond ASCII are common ones; 1 where there are none."""
    beyond = _ASCII.sub("", text)[:_EVIDENCE]
    return sum(map(_common().__contains__, beyond)) / len(beyond) if beyond else 1.0


def name_of(raw: bytes) -> str:
    """Return the name of a file in a ZIP: UTF-8, else as Windows writes it in Chinese.

    A name is only shown; one in none of these is shown in the ZIP's own code page.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    found = []
    for encoding in CANDIDATES:
        try:
            found.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    best = max(found, key=commonness, default="")
    return best if best and commonness(best) > 0.5 else raw.decode("cp437")


@cache
def _common() -> frozenset[str]:
    """Return the characters of everyday Chinese, the signs of its print, and full-width ASCII."""
    listed = resources.files(__package__).joinpath("common_characters.txt")
    full_width = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
    signs = "\u3000、。「」『』（）《》〈〉—…·％℃×÷–‘’“”"
    return frozenset(listed.read_text(encoding="utf-8")) | set(full_width + signs)


def refuse_binary(beginning: bytes) -> None:
    """Tell UTF-16 without its mark, whose every other byte is zero, from what is no text at all.

    Raises:
        Refused: it is one of these.
    """
    if not beginning:
        return
    zeros = max(beginning[::2].count(0), beginning[1::2].count(0))
    if zeros > len(beginning) * 0.3:
        raise Refused("csv_encoding", byte=0)
    controls = len(beginning) - len(beginning.translate(None, _CONTROLS))
    if controls > max(2, len(beginning) * _FEW):
        raise Refused("not_a_workbook", kind="unknown")
