"""A register as a file says it: which ids there are, from when to when, and whose they are."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from schemas.periods import Period
from validator.context import Span
from validator.dates import day_of
from validator.keys import as_key

HEAD = ("id", "valid_from", "valid_to", "unit")


@dataclass(frozen=True, slots=True)
class Entry:
    """One id of a register, with the days on which it is in force; `unit` is "" for every unit."""

    line: int
    key: str
    span: Span
    unit: str = ""


class BadRegister(ValueError):
    """A file is no register; `problems` says why, line by line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read(data: bytes) -> list[Entry]:
    """Return the entries of a CSV with the columns id, valid_from, valid_to and unit.

    Only `id` has to be there. Days are as in returns: 2025-10-31, or 31/10/2025.

    Raises:
        BadRegister: it is no such CSV, or lines of it are wrong; all of them are told.
    """
    try:
        lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
        names = {name.strip().casefold(): name for name in lines.fieldnames or ()}
        rows = [
            (lines.line_num, {name: row.get(its) or "" for name, its in names.items()})
            for row in lines
        ]
    except (UnicodeDecodeError, csv.Error):
        raise BadRegister(["this is no CSV in UTF-8"]) from None
    problems = [f"line 1: there is no column '{name}'" for name in names if name not in HEAD]
    if "id" not in names:
        problems = ["line 1: a column 'id' is needed; valid_from, valid_to and unit may be there"]
    problems += _wrong(rows)
    if problems:
        raise BadRegister(problems)
    return [_entry(line, row) for line, row in rows]


def _wrong(rows: list[tuple[int, dict[str, str]]]) -> Iterator[str]:
    for line, row in rows:
        if not row.get("id", "").strip():
            yield f"line {line}: there is no id"
        days = {name: row.get(name, "").strip() for name in ("valid_from", "valid_to")}
        for name, said in days.items():
            if said and day_of(said) is None:
                yield f"line {line}: {name} '{said}' is no day such as 2025-10-31"
        first, last = (day_of(said) if said else None for said in days.values())
        if first and last and last < first:
            yield f"line {line}: valid_to lies before valid_from"


def _entry(line: int, row: dict[str, str]) -> Entry:
    span = Span(_day(row.get("valid_from", "")), _day(row.get("valid_to", "")))
    return Entry(line, as_key(row["id"].strip()), span, row.get("unit", "").strip())


def _day(said: str) -> str | None:
    day: date | None = day_of(said.strip()) if said.strip() else None
    return day.isoformat() if day else None


def on_the_day(entries: Iterable[tuple[str, Iterable[Span]]], period: Period) -> list[str]:
    """Return the ids that are in force on the last day of a period, in order."""
    return sorted({key for key, spans in entries if any(span.holds(period.end) for span in spans)})


def overlapping(entries: list[Entry]) -> Iterator[str]:
    """Yield the entries that stand twice for the same day."""
    before: dict[tuple[str, str], list[Entry]] = {}
    for one in entries:
        for other in before.setdefault((one.key, one.unit), []):
            begins = max(one.span.since or "", other.span.since or "")
            ends = min(one.span.until or "9999", other.span.until or "9999")
            if begins <= ends:
                yield f"line {one.line}: '{one.key}' stands in line {other.line} for the same days"
        before[one.key, one.unit].append(one)
