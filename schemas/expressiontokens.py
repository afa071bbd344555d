"""Cut the text of an expression into its words and signs."""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"\s*(?:(?P<day>\d{4}-\d{2}-\d{2})(?!\w)|(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<text>'(?:[^']|'')*')|(?P<sign><=|>=|!=|[-+*/=<>(),.\[\]])|(?P<end>$))",
    re.ASCII,
)


class BadExpression(ValueError):
    """A text is no expression; `at` is the character where it shows, `why` says what is wrong."""

    def __init__(self, at: int, why: str) -> None:
        self.at, self.why = at, why
        super().__init__(f"character {at}: {why}")


class Token(NamedTuple):
    """A number, name, text or sign, or the end; `at` is its first character, counted from 1."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    """Return what a text is made of, the end as the last. Raises BadExpression."""
    found: list[Token] = []
    place = 0
    while not found or found[-1].kind != "end":
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            begin = place + len(text[place:]) - len(text[place:].lstrip())
            raise BadExpression(begin + 1, _unread(text[begin:]))
        found.append(
            Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1)
        )
        place = match.end()
    return found


def _unread(rest: str) -> str:
    """Say why nothing can begin with what is left."""
    if rest[0] == "'":
        return "the text that begins here has no second '"
    if rest[0] == '"':
        return "a text stands in single quotes: 'OTH'"
    if rest[0].isdigit():
        return "this is no number such as 12 or 0.5"
    return f"'{rest[0]}' has no meaning here"
