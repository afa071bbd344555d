"""Read the words of a YAML document, noting every problem with its place."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from schemas.meaning import meant
from schemas.periods import NotAPeriod, Period
from schemas.spec import ALWAYS, Span, Text

DATED = frozenset({"since", "until"})
TO_FILL_IN = "to be filled in 待填"
"""Stands in a draft where nobody could tell what belongs there; what is asked stands after it."""


def unfilled(body: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the places of a document that are still to be filled in, and what is asked there."""
    if isinstance(body, dict):
        for key, inner in body.items():
            yield from unfilled(inner, (*place, str(key)))
    elif isinstance(body, list):
        for number, inner in enumerate(body, 1):
            yield from unfilled(inner, place if isinstance(inner, str) else (*place, str(number)))
    elif isinstance(body, str) and body.startswith(TO_FILL_IN):
        yield place, body.removeprefix(TO_FILL_IN)


class Unread(dict[str, Any]):
    """Stands for a mapping that is none: of it nothing more is told."""


class Reader:
    """Collects problems instead of stopping at the first."""

    def __init__(self) -> None:
        """Begin without any."""
        self.problems: list[str] = []

    def text(self, body: Any, where: str) -> Text:
        """Return a text in both languages; an empty one where a language is missing."""
        if isinstance(body, Unread):
            return Text("", "")
        if not isinstance(body, dict) or not body.get("en") or not body.get("zh-Hant"):
            self.problems.append(f"{where}: both en and zh-Hant are needed")
            return Text("", "")
        return Text(str(body["en"]), str(body["zh-Hant"]))

    def span(self, body: Mapping[str, Any], where: str) -> Span:
        """Return from when to when something is in force: two data periods, or neither."""
        if not isinstance(body, dict):  # which is told of its text
            return ALWAYS
        ends = {name: self.period(body[name], f"{where}.{name}") for name in DATED & set(body)}
        span = Span(**ends) if ends else ALWAYS
        if span.until and span.until < span.since:
            self.problems.append(f"{where}.until: {span.until} lies before since {span.since}")
        return span

    def period(self, said: Any, where: str) -> str:
        """Return a data period's id."""
        try:
            return Period.parse(str(said)).id
        except NotAPeriod:
            told = "a quarter is needed" if said is None else f"'{said}' is no quarter"
            self.problems.append(f"{where}: {told} such as 2025-26Q1")
            return str(said)

    def one_of(self, words: Any, said: Any, where: str) -> Any:
        """Hold a word to those that may stand there, and return it."""
        self.word(said, get_args(words), where)
        return said

    def word(self, said: Any, allowed: Collection[object], where: str) -> None:
        """Hold a word to those that may stand there."""
        if said not in allowed:
            words = ", ".join(
                str(one).lower() if one in (True, False) else str(one) for one in allowed
            )
            close = "" if said is None else meant(str(said), allowed)
            told = "one is needed" if said is None else f"'{said}' is none"
            self.problems.append(f"{where}: {told} of {words}{close}")

    def listed(self, body: Any, where: str) -> list[Any]:
        """Return a list; an empty one where none is."""
        if isinstance(body, list):
            return body
        self.problems.append(f"{where}: a list is needed here")
        return []

    def words(self, body: Any, where: str) -> tuple[str, ...]:
        """Return a list of words."""
        return tuple(str(one) for one in self.listed(body, where))

    def number(self, said: Any, where: str) -> int:
        """Return a whole number; 0 where none is."""
        if isinstance(said, int) and not isinstance(said, bool):
            return said
        self.problems.append(f"{where}: a whole number is needed here, not '{said}'")
        return 0

    def mapping(self, body: Any, where: str) -> dict[str, Any]:
        """Return a mapping; an empty one where none is."""
        if isinstance(body, dict):
            return body
        self.problems.append(f"{where}: a mapping is needed here")
        return Unread()

    def only(self, body: Mapping[str, Any], allowed: set[str], where: str) -> None:
        """Hold the keys of a mapping to those that are known."""
        for key in sorted(map(str, set(body) - allowed)):
            self.problems.append(f"{where}: the key '{key}' is not known{meant(key, allowed)}")
