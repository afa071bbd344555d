r"""How a text has to be written, as a pattern: `G\d{4}`, `[A-Z]{1,2}\d{6}`, `\d{2}-\d{3}`.

A small part of regular expressions: signs, `\d`, `[A-Z]`, and after each `{4}`, `{1,2}` or `?`.
Nothing can stand within another, so that it is matched at once, and can be said in words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from schemas.phrases import filled, joined, quoted
from schemas.spec import Text

_PIECE = re.compile(
    r"(?P<sign>\\[^\w\s]|[^\W_]|[ /:,#&'-])|(?P<digit>\\d)|\[(?P<class>[^\[\]\\^]+)\]"
)
_TIMES = re.compile(r"\{(\d{1,2})(?:,(\d{1,2}))?\}|\?")
_OF_CLASS = re.compile(r"([0-9]-[0-9]|[A-Z]-[A-Z]|[a-z]-[a-z])|[^\s-]|-$")
_NAMED = {"0-9": "digit", "A-Z": "letter", "a-z": "letter"}
LONGEST, MOST_LOOSE = 60, 3
"""Characters that a pattern may ask for, and pieces of it that may be of several lengths."""


class BadPattern(ValueError):
    """The text is no pattern; its words say why."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a pattern: a sign, or any of a class, so many times."""

    regex: str
    names: tuple[str, ...]
    sign: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a text has to be written."""

    pieces: tuple[Piece, ...]
    regex: re.Pattern[str]

    def fits(self, text: str) -> bool:
        """Say whether a text is written so, in small or capital letters."""
        return len(text) <= LONGEST and self.regex.fullmatch(text) is not None

    @property
    def shortest(self) -> int:
        """How many characters it takes at least."""
        return sum(one.least for one in self.pieces)

    @property
    def words(self) -> Text:
        """Return the pattern in words: “G”, then 4 digits."""
        said: list[Text] = []
        signs = ""
        for one in (*self.pieces, None):
            if one is not None and one.sign and one.least == one.most:
                signs += one.sign * one.most
                continue
            said += [quoted(Text(signs, signs))] if signs else []
            said += [_said(one)] if one is not None else []
            signs = ""
        chinese = (f" {one.zh}" if one.zh[0].isdigit() else one.zh for one in said)
        return Text(", then ".join(one.en for one in said), "，然後".join(chinese).strip())

    def example(self, number: int = 1) -> str:
        """Return a text that fits: the one of this number, where there is room for numbers."""
        room = sum(one.least for one in self.pieces if one.names[:1] == ("0-9",))
        digits = iter(f"{number:0{room}d}"[-room:])
        return "".join(
            next(digits) if one.names[:1] == ("0-9",) else one.sign or one.names[0][0]
            for one in self.pieces
            for _ in range(one.least)
        )


@lru_cache(maxsize=256)
def pattern(text: str) -> Pattern:
    """Return a pattern. Raises BadPattern."""
    pieces, place = [], 0
    while place < len(text):
        match = _PIECE.match(text, place)
        if match is None:
            raise BadPattern(
                f"character {place + 1}: '{text[place]}' has no place in a pattern; it is made of "
                r"signs, \d, [A-Z], and after each of these {4}, {1,2} or ?"
            )
        times = _TIMES.match(text, match.end())
        place = times.end() if times else match.end()
        pieces.append(_piece(match, times))
    loose = [one for one in pieces if one.least != one.most]
    if len(loose) > MOST_LOOSE or sum(one.most for one in pieces) > LONGEST:
        raise BadPattern(f"at most {MOST_LOOSE} parts of several lengths, {LONGEST} characters")
    if not pieces:
        raise BadPattern("it asks for nothing")
    whole = "".join(f"{one.regex}{{{one.least},{one.most}}}" for one in pieces)
    return Pattern(tuple(pieces), re.compile(whole, re.IGNORECASE))


def _piece(match: re.Match[str], times: re.Match[str] | None) -> Piece:
    least, most = (1, 1) if times is None else (0, 1)
    if times is not None and times[1]:
        least, most = int(times[1]), int(times[2] or times[1])
    if most < max(least, 1):
        raise BadPattern(f"'{match[0]}' is asked for at most {most} times, at least {least}")
    if match["class"]:
        names = _of_class(match["class"])
        return Piece(f"[{_escaped(names)}]", names, "", least, most)
    if match["digit"]:
        return Piece("[0-9]", ("0-9",), "", least, most)
    sign = match["sign"].removeprefix("\\")
    return Piece(re.escape(sign), (), sign, least, most)


def _of_class(said: str) -> tuple[str, ...]:
    """Return the ranges and signs of a class."""
    found, place = [], 0
    while place < len(said):
        match = _OF_CLASS.match(said, place)
        if match is None or (match[1] and match[1][0] >= match[1][2]):
            raise BadPattern(f"[{said}] is no class such as [A-Z] or [0-9]")
        found.append(match[0])
        place = match.end()
    return tuple(found)


def _escaped(names: tuple[str, ...]) -> str:
    return "".join(one if len(one) > 1 else re.escape(one) for one in names)


def _said(one: Piece) -> Text:
    many = "one" if one.most == 1 else "many"
    if one.sign:
        what = quoted(Text(one.sign, one.sign))
    else:
        what = joined(_named(one.names, many), " or ")
    how = "exact" if one.least == one.most else "range" if one.least else "perhaps"
    numbers = {name: Text(str(n), str(n)) for name, n in (("least", one.least), ("most", one.most))}
    return filled(f"pattern.{how}.{many}", {"what": what, **numbers})


def _named(names: tuple[str, ...], many: str) -> list[Text]:
    """Return what a class is made of: letters, digits, 1 to 6, “X”."""
    found = []
    for name in names:
        if name in _NAMED:
            found.append(filled(f"pattern.{_NAMED[name]}.{many}", {}))
        elif len(name) > 1:
            ends = {"least": Text(name[0], name[0]), "most": Text(name[2], name[2])}
            found.append(filled("pattern.from", ends))
        else:
            found.append(quoted(Text(name, name)))
    return list(dict.fromkeys(found))
