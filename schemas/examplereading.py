"""Read the examples of a form: what each supposes, and how a rule is to come out of it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from schemas.reading import Unread
from schemas.tablereading import TableReader

BESIDE = ("prior", "last_year", "history", "other", "peers", "unit", "agreed", "register", "sent")
"""What an example supposes to be known beside its return."""
EXPECTS = ("pass", "fail", "not_applicable", "cannot_check")
EXAMPLE_KEYS = {"rule", "expect", "data", "at", "period", *BESIDE}
MISSING = "missing"
"""Stands in place of figures that are owed and have not come."""
_MAY_MISS = ("prior", "last_year", "unit", "agreed")
_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_RATE = re.compile(r"-?[0-9]+(\.[0-9]+|/0*[1-9][0-9]*)?")

_Read = Callable[[Any, str], object]


class ExampleReader(TableReader):
    """Reads examples, collecting problems: what is read can be judged, however it comes out."""

    def examples(self, body: Any) -> tuple[Mapping[str, object], ...]:
        """Return the examples, without those of rules that are wrong themselves."""
        found = []
        for number, entry in enumerate(self.listed(body, "examples"), 1):
            where = f"examples.{number}"
            example = self.mapping(entry, where)
            self.only(example, EXAMPLE_KEYS, where)
            if not isinstance(example, Unread):
                self._said(example, where)
            if "period" in example:
                example = {**example, "period": self.period(example["period"], f"{where}.period")}
            found.append(example)
        return tuple(one for one in found if str(one.get("rule")) not in self.wrong)

    def _said(self, example: Mapping[str, Any], where: str) -> None:
        if not {"rule", "expect"} <= set(example):
            self.problems.append(f"{where}: rule and expect are needed")
        for name in {"rule", "at"} & set(example):
            self._word(example[name], f"{where}.{name}")
        if "expect" in example:
            self.word(example["expect"], EXPECTS, f"{where}.expect")
        for name, read in self._parts().items():
            said = example.get(name, {})
            if not (name in BESIDE and said is None or name in _MAY_MISS and said == MISSING):
                self._each(said, f"{where}.{name}", read)

    def _parts(self) -> Mapping[str, _Read]:
        """Return how each thing in a mapping of an example is read."""
        return {
            "data": self._content,
            **dict.fromkeys(("prior", "last_year", "agreed"), self._figure),
            "history": lambda said, where: self._all(said, where, self._sent_figure),
            "peers": lambda said, where: self._all(said, where, self._rate),
            "other": self._form,
            "unit": self._word,
            "register": self._register,
            "sent": lambda said, where: self._each(said, where, self._word),
        }

    def _each(self, body: Any, where: str, read: _Read) -> None:
        for name, said in self.mapping(body, where).items():
            read(said, f"{where}.{name}")

    def _all(self, body: Any, where: str, read: _Read) -> None:
        for number, said in enumerate(self.listed(body, where), 1):
            read(said, f"{where}.{number}")

    def _figure(self, said: Any, where: str, like: re.Pattern[str] = _FIGURE) -> None:
        if not like.fullmatch(str(said)):
            self.problems.append(f"{where}: a number is needed here")

    def _rate(self, said: Any, where: str) -> None:
        self._figure(said, where, _RATE)

    def _sent_figure(self, said: Any, where: str) -> None:
        if said != MISSING:
            self._figure(said, where)

    def _form(self, said: Any, where: str) -> None:
        """Read another form's cells: each one figure, or those of the quarters of the year."""
        if said != MISSING:
            self._each(said, where, self._quarters)

    def _quarters(self, said: Any, where: str) -> None:
        self._all(said if isinstance(said, list) else [said], where, self._sent_figure)

    def _register(self, said: Any, where: str) -> None:
        """Read a register: ids alone, or each with since and until."""
        if not isinstance(said, list):
            self._each(said, where, self._span)

    def _span(self, said: Any, where: str) -> None:
        span = self.mapping(said or {}, where)
        self.only(span, {"since", "until"}, where)
        for name, day in span.items():
            try:
                date.fromisoformat(day)
            except (TypeError, ValueError):
                self.problems.append(f"{where}.{name}: a day such as 2025-10-31 is needed here")

    def _content(self, said: Any, where: str) -> None:
        """Read what stands in a cell or a field, or the entries of a list."""
        if isinstance(said, dict):
            self.problems.append(f"{where}: a word is needed here")
        for number, entry in enumerate(said if isinstance(said, list) else (), 1):
            for name, its in self.mapping(entry, f"{where}.{number}").items():
                if isinstance(its, (list, dict)):
                    self.problems.append(f"{where}.{number}.{name}: a word is needed here")
