"""What can be wrong with one field of a row: named functions, each over one chunk of a column.

True is good. What a check needs beside its own column it is given as columns of the same chunk.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from schemas.spec import Condition
from validator.cells import as_typed
from validator.fields import Value
from validator.identity import check_character

Column = Sequence[Value | None]
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


def holds(condition: Condition, columns: dict[str, Column], size: int) -> list[bool]:
    """Return for each row whether a condition holds; it does not where a field it needs is not."""
    blank: Column = [None] * size
    values = columns.get(condition.field, blank)
    if condition.younger_than is None:
        return [value in condition.codes for value in values]
    years, days = condition.younger_than, columns.get(condition.at, blank)
    return [
        isinstance(born, date) and isinstance(day, date) and age(born, day) < years
        for born, day in zip(values, days, strict=True)
    ]


def age(born: date, on: date) -> int:
    """Return somebody's age in whole years on a day; born on 29 February counts from 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
