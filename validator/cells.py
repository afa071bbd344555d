"""Addresses of cells, and words compared as people mean them."""

import re
import unicodedata
from functools import lru_cache

_NOT_WORDS = re.compile(r"[\W_]+")
_WIDE = re.compile("[\u2e80-\U0010ffff]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


@lru_cache(maxsize=2048)
def column_letters(column: int) -> str:
    """Return the letters of a column counted from 1: 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def a1(row: int, column: int) -> str:
    """Return the address of a cell, row and column counted from 1."""
    return f"{column_letters(column)}{row}"


def width_of(text: str) -> int:
    """Return how many narrow letters a text is wide: a Chinese one counts double."""
    return len(text) + len(_WIDE.findall(text))


def as_typed(text: str) -> str:
    """Return a text in plain letters and digits, without what nobody sees.

    Full width is made half; marks of direction and breaks of no width come along from web pages.
    """
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isascii():
        plain = _UNSEEN.sub("", plain)
    return plain.strip()


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """Return a text without what typing varies: case, width, spaces, punctuation."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())
