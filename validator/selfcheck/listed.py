"""The entries of open lists on the workings: each field of each line that is offered.

What a formula cannot tell of a field (a pattern, words from outside the list) makes the field
unknown there, and the rules that need it are checked when the return is sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from schemas.periods import Period
from schemas.spec import Field, ListTable
from validator.cells import a1, column_letters
from validator.fields import as_cell
from validator.kinds.ruling import Scope
from validator.lists import Entry
from validator.selfcheck.excel import (
    NoFormula,
    call,
    either,
    every,
    in_order,
    none,
    on_sheet,
    same,
    some,
    words,
)
from validator.selfcheck.workings import (
    EMPTY,
    KNOWN,
    NONE,
    UNREAD,
    Seen,
    Value,
    Workings,
    figure_state,
    is_empty,
    is_number,
    scaled,
)

_EPOCH, _FIRST, _LAST = date(1899, 12, 30), date(1910, 1, 1), date(2099, 12, 31)
_BELOW = 500
"""Lines below those offered that are looked at for entries which no formula reaches."""
_TOLD = {"key", "code", "label", "type", "decimals", "required", "min", "max", "max_length"}
_TOLD |= {"na_codes", "also_called", "codes", "within", "span", "spans", "depends_on", "goes_with"}
_TOLD |= {"not_after", "not_before"}
_DEFAULTS = {one.name: one for one in fields(Field)}


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a list stands: its sheet, the row of its first entry, and how many lines it offers."""

    sheet: str
    first: int
    lines: int


def serial(day: date) -> int:
    """Return a day as a workbook counts it."""
    return (day - _EPOCH).days


def is_told(one: Field) -> bool:
    """Say whether formulas know all that is asked of a field by itself."""
    said = (name for name in _DEFAULTS if name not in _TOLD)
    return not any(getattr(one, name) for name in said)


@dataclass(slots=True)
class Entries:
    """One list on the workings.

    Attributes:
        used: by line, whether anything stands there.
        seen: the fields, by key and line.
        below: whether entries stand below the lines that are offered.
    """

    table: ListTable
    at: Spread
    workings: Workings
    period: Period
    said: Mapping[int, Entry]
    used: list[Seen] = field(default_factory=list)
    seen: dict[str, list[Seen]] = field(default_factory=dict)
    below: Seen = field(init=False)

    @classmethod
    def take(cls, table: ListTable, at: Spread, workings: Workings, scope: Scope) -> "Entries":
        """Reckon every field of a list."""
        said = {entry.row - 1: entry for entry in scope.lists[table.key].entries}
        found = cls(table, at, workings, scope.period, said)
        for line in range(at.lines):
            row = call("LEN", call("TRIM", found.cells(line)))
            filled = call("SUMPRODUCT", f"--({row}>0)")
            found.used.append(
                workings.add(
                    f"{table.key} {line + 1}", (either(f"{filled}>0", 1, 0),), (int(line in said),)
                )
            )
        under = found.cells(at.lines, at.lines + _BELOW - 1)
        there = call("SUMPRODUCT", f"--({call('LEN', call('TRIM', under))}>0)")
        found.below = workings.add(f"{table.key} below", (either(f"{there}>0", 1, 0),), (0,))
        return found

    def cells(self, first: int, last: int | None = None) -> str:
        """Return the cells of some lines."""
        top, bottom = self.at.first + first, self.at.first + (first if last is None else last)
        right = column_letters(len(self.table.fields))
        return on_sheet(self.at.sheet, f"$A${top}:${right}${bottom}")

    def address(self, key: str, line: int) -> str:
        """Return the address of a field, as people write it."""
        column = [one.key for one in self.table.fields].index(key) + 1
        return a1(self.at.first + line, column)

    def of(self, key: str) -> list[Seen]:
        """Return a field in every line, reckoned where it was not yet. Raises NoFormula."""
        one = self.table.field(key)
        if not is_told(one):
            raise NoFormula(key)
        if key not in self.seen:
            spelled = _Spelled.put(one, self.workings) if one.codes else None
            self.seen[key] = [self._field(one, line, spelled) for line in range(self.at.lines)]
        return self.seen[key]

    def _field(self, one: Field, line: int, spelled: "_Spelled | None") -> Seen:
        at = on_sheet(self.at.sheet, self.address(one.key, line))
        seen = Seen(len(self.workings.rows) + 1)
        state, value = _read(one, at, spelled)
        value = either(seen.has(KNOWN), value, 0)
        bad = call("OR", *_wrong(one, seen, self.used[line], self.period))
        entry = self.said.get(line)
        return self.workings.add(
            f"{self.table.key} {line + 1} {one.key}",
            (state, value, either(bad, 1, 0)),
            (*_first(entry, one), int(entry is not None and one.key in entry.bad)),
        )


@dataclass(frozen=True, slots=True)
class _Spelled:
    """The ways in which the codes of a field may be typed, one below the other."""

    first: int
    last: int

    @classmethod
    def put(cls, one: Field, workings: Workings) -> "_Spelled":
        """Write them down: how it is typed, in capitals, and the code that it means."""
        ways: dict[str, str] = {}
        for code, label in one.codes.items():
            for said in (code, label.en, label.zh, label.both(), f"{code} {label.both()}"):
                ways.setdefault(said.upper(), code)
        first = len(workings.rows) + 1
        for number, (said, code) in enumerate(ways.items(), 1):
            formulas = (str(number), words(said), words(code))
            workings.add(f"{one.key} code", formulas, (number, said, code))
        return cls(first, len(workings.rows))

    def number(self, at: str) -> str:
        """Return which of them stands in a cell, from 1; 0 for none."""
        typed = call("UPPER", call("TRIM", at))
        ways = f"$C${self.first}:$C${self.last}"
        return call("SUMPRODUCT", f"{call('EXACT', typed, ways)}*$B${self.first}:$B${self.last}")

    def code(self, at: str) -> str:
        """Return the code that stands in a cell."""
        return call("INDEX", f"$D${self.first}:$D${self.last}", self.number(at))


def _read(one: Field, at: str, spelled: "_Spelled | None") -> tuple[str, str]:
    """Return the state of a field, and what stands there."""
    if one.type not in ("text", "id", "date", "month") and spelled is None:
        return figure_state(as_cell(one), at), scaled(at, one.decimals)
    na = some(*(same(at, code) for code in one.na_codes)) if one.na_codes else "FALSE"
    if spelled is not None:
        known, value = f"{spelled.number(at)}>0", spelled.code(at)
    elif one.type in ("date", "month"):
        inside = every(f"{at}>={serial(_FIRST)}", f"{at}<{serial(_LAST) + 1}")
        known = either(is_number(at), inside, "FALSE")
        value = call("INT", at) if one.type == "date" else f"(INT({at})-DAY({at})+1)"
    else:
        known, value = none(call("ISLOGICAL", at)), call("TRIM", at)
        if one.type == "id":
            value = call("SUBSTITUTE", value, words(" "), words(""))
    said = in_order([(is_empty(at), EMPTY), (na, NONE), (known, KNOWN)], UNREAD)
    return call("IFERROR", said, str(UNREAD)), value


def _wrong(one: Field, seen: Seen, used: Seen, period: Period) -> Iterator[str]:
    """Yield what makes a field wrong by itself."""
    yield seen.has(UNREAD)
    known, unit = seen.has(KNOWN), 10**one.decimals
    if one.required:
        yield every(f"{used.state}=1", seen.has(EMPTY))
    if one.min is not None:
        yield every(known, f"{seen.value}<{one.min * unit}")
    if one.max is not None:
        yield every(known, f"{seen.value}>{one.max * unit}")
    if one.max_length is not None:
        yield every(known, f"LEN({seen.value})>{one.max_length}")
    if one.within == "period":
        yield every(known, f"{seen.value}<{serial(period.start)}")
        yield every(known, f"{seen.value}>{serial(period.end)}")


def _first(entry: Entry | None, one: Field) -> tuple[int, Value]:
    """Return the state of a field at first, and its value."""
    if entry is None:
        return EMPTY, 0
    value = entry.values.get(one.key)
    if value is not None:
        return KNOWN, serial(value) if isinstance(value, date) else value
    if one.key in entry.na:
        return NONE, 0
    return UNREAD if entry.is_unread(one.key) else EMPTY, 0
