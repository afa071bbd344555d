"""A file of rows checked: which rows are good, and what is wrong with the others.

Column by column over chunks of rows, one pass; the same fault in many rows is one finding with
many places. No finding quotes a cell, since any cell may be about a person.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import NamedTuple

from schemas.spec import Field, ListTable, Text
from validator.fields import Value, understood
from validator.findings import Finding, Place
from validator.hidden import named
from validator.rowchecks import CHECKS, Column, holds
from validator.rowfile import RowFile
from validator.words import wording

CHUNK = 5_000
MOST_CHARACTERS = 1_000
MEMO = 50_000
"""So many different contents of a column are remembered with what they mean."""
_FORMULA = ("=", "@", "\t")


class Fault(NamedTuple):
    """One way in which a field of a row is wrong."""

    field: str
    trouble: str


@dataclass(slots=True)
class Rows:
    """What a file of rows came to.

    Attributes:
        count: how many rows say anything.
        good: (row number, values in the order of the form's fields) of every row without fault.
        faults: the numbers of the rows with each fault, rising.
        first_of: for a row that stands twice, the row that it repeats.
    """

    file: RowFile
    count: int = 0
    good: list[tuple[int, tuple[Value | None, ...]]] = field(default_factory=list)
    faults: dict[Fault, list[int]] = field(default_factory=lambda: defaultdict(list))
    first_of: dict[int, int] = field(default_factory=dict)

    def wrong(self) -> dict[int, list[Fault]]:
        """Return the faults of each row that has any."""
        found: dict[int, list[Fault]] = defaultdict(list)
        for fault, numbers in self.faults.items():
            for number in numbers:
                found[number].append(fault)
        return found

    def findings(self) -> Iterator[Finding]:
        """Yield one finding for each fault, with the address of every cell, in the form's order."""
        order = {one.key: number for number, one in enumerate(self.file.table.fields)}
        for fault in sorted(self.faults, key=lambda f: (order[f.field], f.trouble)):
            yield self._finding(fault, self.faults[fault])
        yield from self._hidden()
        if self.file.unknown:
            message, hint = wording("row.unknown", cells=", ".join(self.file.unknown))
            rule = f"{self.file.spec.code}.unknown"
            yield Finding(rule, "structure", "note", message, hint)

    def _hidden(self) -> Iterator[Finding]:
        """Yield a note on rows that were read though a filter, or somebody, has hidden them."""
        read = {number for number, _ in self.good}.union(*self.faults.values())
        if rows := self.file.hidden & read:
            message, hint = wording("row.hidden", count=len(rows), rows=named(rows))
            rule = f"{self.file.spec.code}.hidden"
            yield Finding(rule, "structure", "note", message, hint)

    def _finding(self, fault: Fault, numbers: Sequence[int]) -> Finding:
        one = self.file.table.field(fault.field)
        message, hint = words(one, fault.trouble, self.file.table)
        rule = f"{self.file.spec.code}.{fault.field}.{fault.trouble}"
        kind = "required" if fault.trouble == "required" else "type"
        finding = Finding(rule, kind, "error", message, hint)
        label = Text(one.label.en, one.label.zh)
        finding.places = [
            Place(self.file.sheet, self.file.address(fault.field, number), one.code, label)
            for number in numbers
        ]
        finding.cells = finding.places[:1]
        return finding


def words(one: Field, trouble: str, table: ListTable) -> tuple[Text, Text]:
    """Return what is wrong with a field and what to do, without a word of what stands there."""
    listed = "; ".join(f"{code} {label.en}" for code, label in one.codes.items())
    listed_zh = "；".join(f"{code} {label.zh}" for code, label in one.codes.items())
    bound = one.not_after if trouble == "not_after" else one.not_before
    known = {f.key: f.label for f in table.fields}
    return wording(
        f"row.{trouble}",
        label=one.label,
        list=Text(listed, listed_zh),
        bound=known.get(bound, Text("today", "今天")),
        must_be=one.codes.get(one.must_be, Text("", "")),
        limit=MOST_CHARACTERS,
        known_by=Text(
            ", ".join(known[key].en for key in table.known_by),
            "、".join(known[key].zh for key in table.known_by),
        ),
    )


def check_rows(file: RowFile, today: date) -> Rows:
    """Check every row of a file, as of a day."""
    found = Rows(file)
    checker = _Checker(file, today)
    seen: dict[tuple[Value | None, ...], int] = {}
    rows = file.filled()
    while chunk := list(islice(rows, CHUNK)):
        found.count += len(chunk)
        columns, bad = checker.check(chunk)
        _judge(found, chunk, columns, bad=bad, seen=seen)
    return found


def _judge(
    found: Rows,
    chunk: Sequence[tuple[int, list[object]]],
    columns: Mapping[str, Column],
    *,
    bad: Mapping[int, list[Fault]],
    seen: dict[tuple[Value | None, ...], int],
) -> None:
    """Put each row of a chunk with the good ones or under its faults; a good one counts once."""
    table = found.file.table
    keys = zip(*(_folded(columns[key]) for key in table.known_by), strict=True)
    values = zip(*(columns[one.key] for one in table.fields), strict=True)
    for at, (known, row) in enumerate(zip(keys, values, strict=True)):
        number = chunk[at][0]
        faults = bad.get(at, [])
        if not faults and (first := seen.setdefault(known, number)) != number:
            found.first_of[number] = first
            faults = [Fault(table.known_by[-1], "twice")]
        if not faults:
            found.good.append((number, row))
        for fault in faults:
            found.faults[fault].append(number)


def _folded(column: Column) -> Column:
    """Return what a row is known by, whichever way its letters are written."""
    return [value.upper() if isinstance(value, str) else value for value in column]


class _Checker:
    """Reads and checks chunks of rows, remembering what the contents of columns mean."""

    def __init__(self, file: RowFile, today: date) -> None:
        self.file, self.today = file, today
        self.memo: dict[str, dict[object, tuple[Value | None, str]]] = defaultdict(dict)

    def check(
        self, chunk: Sequence[tuple[int, list[object]]]
    ) -> tuple[dict[str, Column], dict[int, list[Fault]]]:
        """Return the values of every field by column, and the faults by place in the chunk."""
        columns: dict[str, Column] = {}
        bad: dict[int, list[Fault]] = defaultdict(list)
        for one in self.file.table.fields:
            columns[one.key] = self._column(one, chunk, bad)
        for one in self.file.table.fields:
            self._needed(one, columns, bad)
            self._content(one, columns, bad)
            self._dates(one, columns, bad)
        return columns, bad

    def _column(
        self, one: Field, chunk: Sequence[tuple[int, list[object]]], bad: dict[int, list[Fault]]
    ) -> Column:
        place = self.file.columns.get(one.key)
        if place is None:
            return [None] * len(chunk)
        meant = _text if one.type == "text" else self._meant
        values: list[Value | None] = []
        for at, (_, row) in enumerate(chunk):
            value, trouble = meant(row[place], one)
            values.append(value)
            if trouble:
                bad[at].append(Fault(one.key, trouble))
        return values

    def _meant(self, raw: object, one: Field) -> tuple[Value | None, str]:
        memo = self.memo[one.key]
        if raw not in memo:
            if len(memo) >= MEMO:
                memo.clear()
            value, trouble = understood(raw, one, None, since_1904=self.file.since_1904)
            memo[raw] = (None if trouble else value), trouble.rpartition(".")[2]
        return memo[raw]

    def _needed(self, one: Field, columns: dict[str, Column], bad: dict[int, list[Fault]]) -> None:
        if one.required_when is None:
            return
        values = columns[one.key]
        needed = holds(one.required_when, columns, len(values))
        for at, value in enumerate(values):
            if needed[at] and value is None and not _told(bad, at, one):
                bad[at].append(Fault(one.key, "required"))

    def _content(self, one: Field, columns: dict[str, Column], bad: dict[int, list[Fault]]) -> None:
        values = list(columns[one.key])
        if one.must_be:
            for at, value in enumerate(values):
                if value is not None and value != one.must_be:
                    bad[at].append(Fault(one.key, "must_be"))
        if not one.check:
            return
        check = CHECKS[one.check]
        asked = holds(one.check_when, columns, len(values)) if one.check_when else None
        for at, value in enumerate(values):
            if isinstance(value, str) and (asked is None or asked[at]):
                values[at] = check(value)
                if values[at] is None:
                    bad[at].append(Fault(one.key, one.check))
        columns[one.key] = values

    def _dates(self, one: Field, columns: dict[str, Column], bad: dict[int, list[Fault]]) -> None:
        days = columns[one.key]
        for bound, trouble in ((one.not_after, "not_after"), (one.not_before, "not_before")):
            if not bound:
                continue
            others: Column = [self.today] * len(days) if bound == "today" else columns[bound]
            for at, (day, other) in enumerate(zip(days, others, strict=True)):
                if isinstance(day, date) and isinstance(other, date) and day != other:
                    if (day > other) == (trouble == "not_after"):
                        bad[at].append(Fault(one.key, trouble))


def _text(raw: object, one: Field) -> tuple[str | None, str]:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = "" if raw is None else str(raw).strip()
    if not text:
        return None, "required" if one.required else ""
    if text.startswith(_FORMULA):
        return None, "formula"
    return (None, "too_long") if len(text) > MOST_CHARACTERS else (text, "")


def _told(bad: Mapping[int, list[Fault]], at: int, one: Field) -> bool:
    return at in bad and any(fault.field == one.key for fault in bad[at])
