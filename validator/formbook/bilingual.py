"""The two languages of a text as people write them: in one cell, on two lines, in two cells."""

import re
from collections.abc import Iterable

from schemas.reading import TO_FILL_IN

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PARTED = re.compile(
    r"(?<=[\u2e80-\uffee])\s*(?=[A-Za-z])"
    r"|(?<=[\w.,)])\s+(?=\d*[\u3400-\u9fff])"
    r"|(?<=[A-Za-z.,)])(?=[\u3400-\u9fff])|\n"
)
_LATIN = re.compile(r"[A-Za-z]")
_EDGES = " \t\r/|-–—:："


def is_chinese(text: str) -> bool:
    """Say whether a text has Chinese in it."""
    return bool(_CHINESE.search(text))


def pair(said: Iterable[str]) -> dict[str, str]:
    """Return what is said in each language; what is said in one only is to be filled in."""
    english: list[str] = []
    chinese: list[str] = []
    for text in said:
        for part in _parts(text):
            kept = chinese if is_chinese(part) else english
            if part not in kept:
                kept.append(part)
    return {"en": " - ".join(english) or TO_FILL_IN, "zh-Hant": "－".join(chinese) or TO_FILL_IN}


def _parts(text: str) -> list[str]:
    """Cut a text where its language changes; a number or short form stays with what it is in."""
    pieces = [" ".join(piece.split()).strip(_EDGES) for piece in _PARTED.split(text)]
    chinese = " ".join(piece for piece in pieces if is_chinese(piece))
    english = " ".join(piece for piece in pieces if piece and not is_chinese(piece))
    short = english.isupper() and not re.search(r"\s", text.strip())
    if chinese and (short or not _LATIN.search(english)):
        return [" ".join(text.split()).strip(_EDGES)]
    return [part for part in (english, chinese) if part]
