"""Read the limits of a form spec, and hold what names one to those that there are."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from schemas.limits import filled_in, named
from schemas.meaning import meant
from schemas.periods import Period
from schemas.reading import DATED, Reader, Unread
from schemas.spec import ALWAYS, Limit, Span, Text, Unit

NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_EXACT = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_LONGEST = 16
"""Signs of a value: no more digits than a cell of a workbook keeps."""
_KEYS = {"en", "zh-Hant", "value", "unit", "source"}
_Said = TypeVar("_Said", bound=str)


class LimitReader(Reader):
    """Reads limits, collecting problems.

    Attributes:
        known: the limits of the form, by name; what is read after them may name them.
    """

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self.known: dict[str, Limit] = {}

    def limits(self, body: Any) -> tuple[Limit, ...]:
        """Return the limits of a form."""
        for name, said in self.mapping(body, "limits").items():
            key, where = str(name), f"limits.{name}"
            if not NAME.fullmatch(key):
                self.problems.append(f"{where}: a limit is called by a word such as most_sessions")
            elif isinstance(its := self.mapping(said, where), Unread):
                self.known[key] = Limit(key, Text("", ""), "0", "")
            else:
                self.known[key] = self._limit(key, its, where)
        return tuple(self.known.values())

    def _limit(self, key: str, body: Mapping[str, Any], where: str) -> Limit:
        self.only(body, _KEYS, where)
        if not body.get("source"):
            self.problems.append(f"{where}: the 'source' is needed: a clause, a paper, or assumed")
        values = self.over_time(body.get("value"), f"{where}.value", self._exact)
        return Limit(
            key=key,
            label=self.text(body, where),
            value=values[-1][1],
            source=str(body.get("source", "")),
            unit=self.one_of(Unit, body.get("unit", "number"), f"{where}.unit"),
            values=values if len(values) > 1 else (),
        )

    def _exact(self, said: Any, where: str) -> str:
        """Read an exact number, "0" where none is."""
        text = "" if isinstance(said, bool) else str(said)
        if _EXACT.fullmatch(text) and len(text) <= _LONGEST:
            return text
        self.problems.append(f"{where}: an exact number such as 60 or 0.5 is needed here")
        return "0"

    def over_time(
        self, body: Any, where: str, read: Callable[[Any, str], _Said]
    ) -> tuple[tuple[Span, _Said], ...]:
        """Read what changes with time, one thing or several, each with the time of its own."""
        if not isinstance(body, list) or not body:
            return ((ALWAYS, read(body, where)),)
        listed = [self.mapping(entry, where) for entry in body]
        for entry in listed:
            self.only(entry, {"is", *DATED}, where)
        before = len(self.problems)
        dated = [(self.span(entry, where), read(entry.get("is"), where)) for entry in listed]
        if len(self.problems) == before and not _follow(tuple(span for span, _ in dated)):
            self.problems.append(
                f"{where}: the first has no since, the last no until, and each of the others "
                "begins in the quarter after the one before"
            )
        return tuple(dated)

    def named(self, said: str, where: str, *, unit: str = "", whole: bool = False) -> str:
        """Hold a word to the limits of the form, and the limit to what is needed there."""
        limit = self.known.get(said)
        if limit is None:
            self.problems.append(f"{where}: there is no limit '{said}'{meant(said, self.known)}")
        elif unit and (unit == "percent") != (limit.unit == "percent"):
            needed = "percent are" if unit == "percent" else "a number is"
            self.problems.append(f"{where}: '{said}' is in {limit.unit}, and {needed} needed here")
        elif whole and any("." in value for value in _values(limit)):
            self.problems.append(f"{where}: '{said}' has decimals, and a whole number is needed")
        return said

    def with_limits(self, text: str, where: str) -> str:
        """Return an expression with the longest values of its limits, to be read."""
        for at, name in named(text):
            if name not in self.known:
                close = meant(name, self.known)
                self.problems.append(f"{where}: character {at}: there is no limit '{name}'{close}")
        return filled_in(text, {name: _at_longest(one) for name, one in self.known.items()})


def _values(limit: Limit) -> list[str]:
    return [value for _, value in limit.values] or [limit.value]


def _at_longest(limit: Limit) -> Limit:
    longest = max(_values(limit), key=len)
    return Limit(limit.key, limit.label, longest, limit.source, limit.unit)


def _follow(spans: tuple[Span, ...]) -> bool:
    """Say whether spans are all of time, one after the other."""
    ends = ("", *(Period.parse(span.until).next().id if span.until else "" for span in spans))
    begins = (*(span.since for span in spans), "")
    return len(spans) > 1 and ends == begins and all(ends[1:-1])
