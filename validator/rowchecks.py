"""What can be wrong with one field of a row: named functions, each over one chunk of a column.

True is good. What a check needs beside its own column it is given as columns of the same chunk.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import cast

from schemas.spec import Condition
from validator.cells import as_typed
from validator.fields import Value
from validator.identity import check_character, parts_of_sums

Column = Sequence[Value | None]
_Days = Sequence[date | None]
Check = Callable[[str], str | None]

_HKID = re.compile(r"([A-Z]{1,2})(\d{6})\(?([0-9A])\)?")
_WRITTEN = re.compile(r"([A-Z]{1,2})([0-9]{6})\(([0-9A])\)")
_PHONE = re.compile(r"(?:\+?852)?([2-9]\d{7})")
_SPACES = re.compile(r"[\s-]+")


def hkid(text: str) -> str | None:
    """Return an identity number in its usual writing; None where its check character is wrong.

    Source: the check character of Hong Kong identity card numbers, see `validator.identity`.
    """
    match = _WRITTEN.fullmatch(text)
    if match is None:
        match = _HKID.fullmatch(_SPACES.sub("", as_typed(text)).upper())
    if match is None or check_character(match[1], match[2]) != match[3]:
        return None
    return f"{match[1]}{match[2]}({match[3]})"


def phone(text: str) -> str | None:
    """Return a Hong Kong telephone number as its eight digits; None where it is none."""
    if len(text) == 8 and text[0] in "23456789" and text.isascii() and text.isdigit():
        return text
    match = _PHONE.fullmatch(_SPACES.sub("", as_typed(text)))
    return match[1] if match else None


CHECKS: dict[str, Check] = {"hkid": hkid, "phone": phone}


def unusual_hkids(texts: Sequence[str | None]) -> list[int]:
    """Return the places of what is not surely a good identity number in its usual writing."""
    letters, digits, ends = parts_of_sums()
    return [
        at
        for at, said in enumerate(texts)
        if said and letters[said[:-9]] + digits[said[-9:-6]] + ends[said[-6:]] not in (0, 11, 22)
    ]


def unusual_phones(texts: Sequence[str | None]) -> list[int]:
    """Return the places of what is not surely a telephone number as eight digits."""
    return [
        at
        for at, said in enumerate(texts)
        if said and not (len(said) == 8 and said >= "2" and said.isdigit() and said.isascii())
    ]


UNUSUAL: dict[str, Callable[[Sequence[str | None]], list[int]]] = {
    "hkid": unusual_hkids,
    "phone": unusual_phones,
}
"""For each check, where a column has texts that it has to look at: the others are good as is."""


def holds(condition: Condition, columns: dict[str, Column], size: int) -> list[bool]:
    """Return for each row whether a condition holds; it does not where a field it needs is not."""
    blank: Column = [None] * size
    values = columns.get(condition.field, blank)
    if condition.younger_than is None:
        return list(map(frozenset(condition.codes).__contains__, values))
    years, days = condition.younger_than, columns.get(condition.at, blank)
    pairs = zip(cast(_Days, values), cast(_Days, days), strict=True)
    # Whoever's years differ by more or fewer is older or younger whatever the day is.
    return [
        born is not None
        and day is not None
        and (more := day.year - born.year) <= years
        and (more < years or age(born, day) < years)
        for born, day in pairs
    ]


def age(born: date, on: date) -> int:
    """Return somebody's age in whole years on a day; born on 29 February counts from 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
