"""Identity card numbers: told by their check character, and masked wherever text is shown.

Source: the check character of Hong Kong identity card numbers (weights 9 to 2 and 1, modulo 11);
PCPD, Code of Practice on the Identity Card Number.
"""

import re
import unicodedata
from functools import lru_cache

_BRACKETED = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2})(\d{6})\s*\(([0-9A])\)")
_MAY_HOLD = re.compile(
    r"\d{6}|[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea"
    r"\u3251-\u325f\u32b1-\u32cb\u3358-\u3379\u339f-\u33af\u33e0-\u33fe\U0001f100-\U0001f10a]"
)
"""Six digits of any kind, or a sign that is another way to write a digit."""
_VALUES = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ")}
_LEFT, _RIGHT = (
    [n // 100 * one + n // 10 % 10 * two + n % 10 * three for n in range(1000)]
    for one, two, three in ((7, 6, 5), (4, 3, 2))
)
"""What three digits, of any script, come to, each by its weight."""
_OF_REST = "0A987654321"
"""What brings a sum up to a multiple of 11, by what it leaves."""
_SHORTEST = 10


def check_character(letters: str, digits: str) -> str:
    """Return the check character of an identity number: 0 to 9, or A for 10."""
    padded = letters.rjust(2)
    total = 9 * _VALUES[padded[0]] + 8 * _VALUES[padded[1]]
    return _OF_REST[(total + _LEFT[int(digits[:3])] + _RIGHT[int(digits[3:])]) % 11]


class _Parts(dict[str, int]):
    def __missing__(self, part: str) -> int:
        return 99  # No sum with it is a good one.


@lru_cache(maxsize=1)
def parts_of_sums() -> tuple[_Parts, _Parts, _Parts]:
    """Return what letters, three digits, and `456(7)` come to, by 11: of a good number 0, 11 or 22.

    Whatever is no such part brings the sum above 22.
    """
    letters = [sign for sign in _VALUES if sign.isalpha()]
    firsts = [first + last for first in ("", *letters) for last in letters]
    threes = [f"{n:03}" for n in range(1000)]
    ends = {
        f"{said}({sign})": (_RIGHT[n] + _VALUES[sign]) % 11
        for n, said in enumerate(threes)
        for sign in _OF_REST
    }
    return (
        _Parts({
            said: sum(w * _VALUES[s] for w, s in zip((9, 8), said.rjust(2), strict=True)) % 11
            for said in firsts
        }),
        _Parts({said: _LEFT[n] % 11 for n, said in enumerate(threes)}),
        _Parts(ends),
    )


def may_hold(text: str) -> bool:
    """Say whether a text could hold an identity number at all: cheaply, and never wrongly no."""
    return len(text) >= _SHORTEST and _MAY_HOLD.search(text) is not None


def masked(text: str) -> str | None:
    """Return the text with its identity numbers masked; None where it holds none."""
    if not may_hold(text):
        return None
    plain = unicodedata.normalize("NFKC", text).upper()
    hit = [m for m in _BRACKETED.finditer(plain) if check_character(m[1], m[2]) == m[3]]
    for match in reversed(hit):
        plain = f"{plain[: match.start()]}{match[1]}****(*){plain[match.end() :]}"
    return plain if hit else None
