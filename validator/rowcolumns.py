"""Columns of a file of rows, some thousand rows at a time: what they mean, what is wrong in them.

The same for rows that are held and for a file that is read as it goes. What stands in a column
often is understood once; figures and dates as most people write them are taken at once, and all
else is understood as it is in any other file.
"""

import operator
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import compress, count
from typing import Any, NamedTuple, cast

from schemas.spec import Condition, Field, ListTable
from validator.fields import Value, understood
from validator.read.csvfile import cell_of
from validator.read.records import has_long_line
from validator.rowchecks import CHECKS, UNUSUAL, Column, holds

MOST_CHARACTERS = 1_000
MEMO = 40_000
"""So many different contents of a column are remembered with what they mean."""
_FORMULA = ("=", "@")
_BLANK = (None, "")
_DIGITS = 15
"""Figures of so many digits are exact in every file."""
_Compare = Callable[[Any, Any], bool]
_OF_FIGURES = ("negative", "not_whole", "decimals")


class Fault(NamedTuple):
    """One way in which a field of a row is wrong."""

    field: str
    trouble: str


Troubles = Sequence[tuple[int, str]]
"""What is wrong in a column, each with its place in the chunk."""


class Columns:
    """Reads and checks chunks of rows, remembering what the contents of columns mean.

    Attributes:
        as_read: whether the cells are fields of a CSV, of which plain whole numbers are numbers.
        looked_at: the fields whose values anybody asks for.
    """

    def __init__(
        self,
        table: ListTable,
        today: date,
        *,
        since_1904: bool = False,
        as_read: bool = False,
        keep: bool = True,
    ) -> None:
        self.table, self.today = table, today
        self.since_1904, self.as_read = since_1904, as_read
        self.looked_at = {one.key for one in table.fields} if keep else _looked_at(table)
        self.memo: dict[tuple[str, type], _Meanings] = {}
        self.held: dict[Condition, list[bool]] = {}

    def check(
        self, raws: Mapping[str, Sequence[object]], size: int
    ) -> tuple[dict[str, Column], dict[int, list[Fault]]]:
        """Return the values of every field by column, and the faults by place in the chunk.

        A blank text is "" or None. Of a field that nobody asks for there may be no values.

        Args:
            raws: what stands in the column of each field that the file has.
            size: how many rows there are.
        """
        columns: dict[str, Column] = {}
        bad: dict[int, list[Fault]] = defaultdict(list)
        for one in self.table.fields:
            if one.key not in raws:
                columns[one.key] = [None] * size
                continue
            read = self._texts if one.type == "text" else self._typed
            columns[one.key], troubles = read(one, raws[one.key])
            for at, trouble in troubles:
                bad[at].append(Fault(one.key, trouble))
        self.held.clear()
        for one in self.table.fields:
            for trouble, places in self._demands(one, columns, bad):
                fault = Fault(one.key, trouble)
                for at in places:
                    bad[at].append(fault)
        return columns, bad

    def _typed(self, one: Field, raws: Sequence[object]) -> tuple[Column, Troubles]:
        kinds = set() if self.as_read else set(map(type, raws)) - {str}
        if len(kinds) > 1:  # 1, 1.0 and True are the same to a memory, and are not to a reader.
            read = [self._meanings(one, type(raw)).of(raw) for raw in raws]
            troubles = [(at, trouble) for at, (_, trouble) in enumerate(read) if trouble]
            return [value for value, _ in read], troubles
        meanings = self._meanings(one, *kinds or {str})
        values = list(map(meanings.__getitem__, raws))
        return values, _placed(meanings.met, raws, meanings.bad) if meanings.met else ()

    def _meanings(self, one: Field, kind: type) -> "_Meanings":
        known = self.memo.get((one.key, kind))
        if known is None or len(known) + len(known.bad) > MEMO:
            known = _Meanings(one, since_1904=self.since_1904, as_read=self.as_read)
            self.memo[one.key, kind] = known
        known.met.clear()
        return known

    def _texts(self, one: Field, raws: Sequence[object]) -> tuple[Column, Troubles]:
        if not self.as_read and set(map(type, raws)) != {str}:
            return _one_by_one(one, raws)
        said = cast(Sequence[str], raws)
        bare = one.required or one.key in self.looked_at
        together = "\n".join(said := list(map(str.strip, said)) if bare else said)
        if signed := [sign for sign in _FORMULA if sign in together]:
            together = "\n".join(["", *(said if bare else map(str.strip, said))])
        odd = any(f"\n{sign}" in together for sign in signed)
        if odd or has_long_line(together, "\n", MOST_CHARACTERS // 2):
            return _one_by_one(one, raws)
        if not one.required or "" not in said:
            return said, ()
        return said, [(at, "required") for at, text in enumerate(said) if not text]

    def _demands(
        self, one: Field, columns: dict[str, Column], bad: Mapping[int, list[Fault]]
    ) -> Iterator[tuple[str, list[int]]]:
        """Yield what is wrong with a field beyond its type, each with its places."""
        values = columns[one.key]
        if one.required_when is not None:
            needed = self._holds(one.required_when, columns, len(values))
            told = {at for at, faults in bad.items() if any(f.field == one.key for f in faults)}
            places = [at for at in compress(count(), needed) if values[at] in _BLANK]
            yield "required", [at for at in places if at not in told]
        if one.must_be and (others := set(values) - {one.must_be, *_BLANK}):
            yield "must_be", [at for at, value in enumerate(values) if value in others]
        if one.check and one.type in ("text", "code"):
            when = one.check_when
            asked = self._holds(when, columns, len(values)) if when else [True] * len(values)
            columns[one.key], places = _checked(one.check, values, asked)
            yield one.check, places
        yield from self._order(one, columns)

    def _holds(self, when: Condition, columns: dict[str, Column], size: int) -> list[bool]:
        """Return for each row whether a condition holds: once a chunk, as several fields ask."""
        if when not in self.held:
            self.held[when] = holds(when, columns, size)
        return self.held[when]

    def _order(self, one: Field, columns: Mapping[str, Column]) -> Iterator[tuple[str, list[int]]]:
        bounds = (
            (one.not_after, "not_after", operator.gt),
            (one.not_before, "not_before", operator.lt),
        )
        for bound, trouble, beyond in bounds:
            if bound:
                yield trouble, self._beyond(columns[one.key], beyond, bound, columns)

    def _beyond(
        self, days: Column, beyond: _Compare, bound: str, columns: Mapping[str, Column]
    ) -> list[int]:
        """Return the places of the days that are beyond a bound."""
        if bound == "today":
            wrong = {day for day in set(days) if day and beyond(day, self.today)}
            return [at for at, day in enumerate(days) if day in wrong] if wrong else []
        try:
            return list(compress(count(), map(beyond, days, columns[bound])))
        except TypeError:  # Some are blank.
            pairs = enumerate(zip(days, columns[bound], strict=True))
            return [at for at, (day, other) in pairs if day and other and beyond(day, other)]


class _Meanings(dict[object, Value | None]):
    """What the good contents of a column mean, each understood once.

    Attributes:
        bad: what is wrong with the others.
        met: the others, as they were met.
    """

    def __init__(self, one: Field, *, since_1904: bool, as_read: bool) -> None:
        super().__init__()
        self.one, self.since_1904, self.as_read = one, since_1904, as_read
        self.bad: dict[object, str] = {}
        self.met: list[object] = []
        quick = {"date": _day, "count": self._figure, "decimal": self._figure}
        self.quick = _no if one.na_codes or one.min is not None else quick.get(one.type, _no)

    def of(self, raw: object) -> tuple[Value | None, str]:
        """Return what a content means, and what is wrong with it."""
        return self[raw], self.bad.get(raw, "")

    def __missing__(self, raw: object) -> Value | None:
        """Understand a content that was not met before, or is wrong."""
        if type(raw) is str and (found := self.quick(raw)) is not None:
            self[raw] = found
            return found
        if raw not in self.bad:
            said = cell_of(raw) if self.as_read and isinstance(raw, str) else raw
            value, trouble = understood(said, self.one, None, since_1904=self.since_1904)
            if not trouble:
                self[raw] = value
                return value
            self.bad[raw] = _named(trouble)
        self.met.append(raw)
        return None

    def _figure(self, raw: str) -> int | None:
        """Return a figure in plain digits, scaled; None where it has to be looked at."""
        whole, _, part = raw.partition(".")
        digits, one = whole + part, self.one
        if len(raw) > _DIGITS or not (digits.isascii() and digits.isdigit() and whole):
            return None
        if raw.endswith(".") or len(part) > one.decimals:
            return None
        value = int(digits) * 10 ** (one.decimals - len(part))
        return None if one.max is not None and value > one.max * 10**one.decimals else value


def _named(trouble: str) -> str:
    """Return what a fault is called here, by what it is to one who reads a field of a list.

    Whatever is no figure is one fault: of what stands there nothing is said.
    """
    group, _, name = trouble.partition(".")
    return "figure" if group == "type" and name not in _OF_FIGURES else name


def _no(raw: str) -> None:
    """Take nothing at once."""


def _day(raw: str) -> date | None:
    """Return a day written as 31/10/2025 or 2025-10-31; None where it has to be looked at."""
    if len(raw) != 10:
        return None
    if raw[2] == raw[5] == "/":
        raw = f"{raw[6:]}-{raw[3:5]}-{raw[:2]}"
    elif not raw[4] == raw[7] == "-":
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _checked(
    name: str, values: Column, asked: Sequence[bool]
) -> tuple[list[Value | None], list[int]]:
    """Return a column as its check writes it, and the places where the check finds it wrong."""
    check, written, wrong = CHECKS[name], list(values), []
    for at in UNUSUAL[name](cast(Sequence[str | None], values)):
        if asked[at]:
            written[at] = check(cast(str, values[at]))
            if written[at] is None:
                wrong.append(at)
    return written, wrong


def _looked_at(table: ListTable) -> set[str]:
    """Return the fields whose values are asked for by a demand, or by which a row is known."""
    asked = set(table.known_by)
    for one in table.fields:
        for when in (one.required_when, one.check_when):
            asked |= {when.field, when.at} if when else set()
        asked |= {one.not_after, one.not_before}
        if one.required_when or one.must_be or one.check or one.not_after or one.not_before:
            asked.add(one.key)
    return asked


def _placed(met: list[object], raws: Sequence[object], bad: Mapping[object, str]) -> Troubles:
    """Return what is wrong with contents in the order of their column, each with its place."""
    found, at = [], -1
    for raw in met:
        at = raws.index(raw, at + 1)
        found.append((at, bad[raw]))
    return found


def _one_by_one(one: Field, raws: Sequence[object]) -> tuple[Column, Troubles]:
    read = [_text(raw, one) for raw in raws]
    troubles = [(at, trouble) for at, (_, trouble) in enumerate(read) if trouble]
    return [value for value, _ in read], troubles


def _text(raw: object, one: Field) -> tuple[str | None, str]:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = "" if raw is None else str(raw).strip()
    if not text:
        return None, "required" if one.required else ""
    if text.startswith(_FORMULA):
        return None, "formula"
    return (None, "too_long") if len(text) > MOST_CHARACTERS else (text, "")
