"""Read the words of a YAML document, noting every problem with its place."""

from collections.abc import Mapping
from typing import Any, get_args

from schemas.periods import NotAPeriod, Period
from schemas.spec import ALWAYS, Span, Text

DATED = frozenset({"since", "until"})


class Reader:
    """Collects problems instead of stopping at the first."""

    def __init__(self) -> None:
        """Begin without any."""
        self.problems: list[str] = []

    def text(self, body: Any, where: str) -> Text:
        """Return a text in both languages; an empty one where a language is missing."""
        if not isinstance(body, dict) or not body.get("en") or not body.get("zh-Hant"):
            self.problems.append(f"{where}: both en and zh-Hant are needed")
            return Text("", "")
        return Text(str(body["en"]), str(body["zh-Hant"]))

    def span(self, body: Mapping[str, Any], where: str) -> Span:
        """Return from when to when something is in force: two data periods, or neither."""
        ends = {name: self.period(body[name], f"{where}.{name}") for name in DATED & set(body)}
        span = Span(**ends) if ends else ALWAYS
        if span.until and span.until < span.since:
            self.problems.append(f"{where}: until {span.until} lies before since {span.since}")
        return span

    def period(self, said: Any, where: str) -> str:
        """Return a data period's id."""
        try:
            return Period.parse(str(said)).id
        except NotAPeriod:
            self.problems.append(f"{where}: '{said}' is no quarter such as 2025-26Q1")
            return str(said)

    def one_of(self, words: Any, said: Any, where: str) -> Any:
        """Hold a word to those that may stand there, and return it."""
        allowed = get_args(words)
        if said not in allowed:
            self.problems.append(f"{where}: '{said}' is none of {', '.join(allowed)}")
        return said

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
        return {}

    def only(self, body: Mapping[str, Any], allowed: set[str], where: str) -> None:
        """Hold the keys of a mapping to those that are known."""
        for key in sorted(set(body) - allowed):
            self.problems.append(f"{where}: the key '{key}' is not known")
