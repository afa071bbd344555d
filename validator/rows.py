"""A file of rows checked: which rows are good, and what is wrong with the others.

Column by column over chunks of rows, one pass; the same fault in many rows is one finding with
many places. No finding quotes a cell, since any cell may be about a person.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import cast

from schemas.spec import Field, ListTable, Text
from validator.fields import Value
from validator.findings import Finding, Place
from validator.hidden import named
from validator.rowchecks import Column
from validator.rowcolumns import MEMO, MOST_CHARACTERS, Columns, Fault
from validator.rowfile import RowFile
from validator.words import wording

CHUNK = 5_000


@dataclass(slots=True)
class Rows:
    """What a file of rows came to.

    Attributes:
        count: how many rows say anything.
        good: (row number, values in the order of the form's fields) of every row without fault.
        faults: the numbers of the rows with each fault, rising.
    """

    file: RowFile
    count: int = 0
    good: list[tuple[int, tuple[Value | None, ...]]] = field(default_factory=list)
    faults: dict[Fault, list[int]] = field(default_factory=lambda: defaultdict(list))

    def wrong(self) -> dict[int, list[Fault]]:
        """Return the faults of each row that has any, in the form's order."""
        found: dict[int, list[Fault]] = defaultdict(list)
        for fault in self._in_order():
            for number in self.faults[fault]:
                found[number].append(fault)
        return found

    def findings(self) -> Iterator[Finding]:
        """Yield one finding for each fault, with the address of every cell, in the form's order."""
        for fault in self._in_order():
            yield self._finding(fault, self.faults[fault])
        yield from self._hidden()
        if self.file.unknown:
            message, hint = wording("row.unknown", cells=", ".join(self.file.unknown))
            rule = f"{self.file.spec.code}.unknown"
            yield Finding(rule, "structure", "note", message, hint)

    def _in_order(self) -> list[Fault]:
        order = {one.key: number for number, one in enumerate(self.file.table.fields)}
        return sorted(self.faults, key=lambda f: (order[f.field], f.trouble))

    def _hidden(self) -> Iterator[Finding]:
        """Yield a note on rows that were read though a filter, or somebody, has hidden them."""
        if not self.file.hidden:
            return
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
        most=one.max,
        decimals=one.decimals,
        known_by=Text(
            ", ".join(known[key].en for key in table.known_by),
            "、".join(known[key].zh for key in table.known_by),
        ),
    )


def check_rows(file: RowFile, today: date) -> Rows:
    """Check every row of a file, as of a day."""
    found, seen = Rows(file), set[str]()
    checker = Columns(file.table, today, since_1904=file.since_1904)
    rows = file.filled()
    while chunk := list(islice(rows, CHUNK)):
        numbers, lines = zip(*chunk, strict=True)
        raws = {key: [line[at] for line in lines] for key, at in file.columns.items()}
        columns, bad = checker.check(raws, len(numbers))
        known = known_by(file.table, columns)
        sort_rows(found, numbers, known, bad=bad, seen=seen)
        keep_good(found, numbers, columns, bad)
    return found


def known_by(table: ListTable, columns: Mapping[str, Column]) -> list[str]:
    """Return what each row is known by."""
    known = zip(*(_folded(table.field(key), columns[key]) for key in table.known_by), strict=True)
    return list(map("\0".join, known))


def sort_rows(
    found: Rows,
    numbers: Sequence[int],
    known: Sequence[str],
    *,
    bad: dict[int, list[Fault]],
    seen: set[str],
) -> None:
    """Put the rows of a chunk under their faults; a good row that was seen before has one, too.

    Args:
        found: what the rows before it came to.
        numbers: the rows' numbers in the file.
        known: what each is known by.
        bad: the faults by place in the chunk.
        seen: what the good rows before it are known by.
    """
    good = [key for at, key in enumerate(known) if at not in bad] if bad else known
    new = set(good)
    if len(new) < len(good) or not new.isdisjoint(seen):
        last = found.file.table.known_by[-1]
        for at, key in enumerate(known):
            if at not in bad:
                if key in seen:
                    bad[at] = [Fault(last, "twice")]
                seen.add(key)
    seen |= new
    for at in sorted(bad):
        for fault in bad[at]:
            found.faults[fault].append(numbers[at])
    found.count += len(numbers)


def keep_good(
    found: Rows, numbers: Sequence[int], columns: Mapping[str, Column], bad: Container[int]
) -> None:
    """Keep the values of the rows of a chunk that have no fault."""
    fields = found.file.table.fields
    values = zip(*(_without_blanks(one, columns[one.key]) for one in fields), strict=True)
    rows = enumerate(zip(numbers, values, strict=True))
    found.good += [row for at, row in rows if at not in bad]


def _without_blanks(one: Field, column: Column) -> Column:
    return [said or None for said in column] if one.type == "text" else column


def _folded(one: Field, column: Column) -> Iterable[str]:
    """Return what a row is known by, whichever way its letters are written."""
    if one.type == "text":
        return map(str.upper, cast(list[str], [value or "" for value in column]))
    return map(_written, column)


@lru_cache(maxsize=MEMO)
def _written(value: Value | None) -> str:
    return str(value or "").upper()
