"""Open lists in a workbook: where each stands, and what each of its entries says."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from schemas.patterns import pattern
from schemas.periods import Period
from schemas.spec import Field, ListTable, Text
from validator.cells import a1, bare
from validator.dates import is_read_otherwise
from validator.fields import Value, day_said, is_na, understood
from validator.findings import Finding, Line, Place
from validator.headers import Header, best_header
from validator.hidden import Seen, hidden
from validator.names import TableNames, grid_of
from validator.numbers import shown
from validator.piles import Piles
from validator.read.book import Sheet
from validator.wordindex import WordIndex
from validator.words import cut, wording

_TOTALS = frozenset(map(bare, "Total Grand Sub Subtotal 總數 合計 小計 總計".split()))
_MOST_SHOWN = 20
_MOST_REMEMBERED = 20_000
"""So many different contents of fields are remembered with what they mean."""


@dataclass(slots=True)
class Entry:
    """One row of a list: its fields as understood, and by field what is wrong with it.

    `na` are the fields of which it says that nothing is asked for there.
    """

    row: int
    values: dict[str, Value] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)
    na: set[str] = field(default_factory=set)

    def __reduce__(self) -> tuple[type["Entry"], tuple[Any, ...]]:
        """Travel between processes as few words: there may be very many."""
        return Entry, (self.row, self.values, self.bad, self.na)

    def is_unread(self, key: str) -> bool:
        """Say whether something stands in a field that could not be understood."""
        return self.bad.get(key, "list.required") != "list.required" and key not in self.values


@dataclass(slots=True)
class Listed:
    """A list as one file has it; `header` is None, and `columns` empty, where it was not found."""

    table: ListTable
    header: Header | None = None
    sheet: str = ""
    since_1904: bool = False
    columns: dict[str, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    piles: Piles = field(default_factory=Piles)
    otherwise: list[tuple[Place, str]] = field(default_factory=list)
    """What stands there in another way than it was understood, and how it was."""
    _labels: dict[str, Text] = field(default_factory=dict)
    _meant: dict[tuple[str, type, object, bool], tuple[Value | None, str]] = field(
        default_factory=dict
    )

    def read(
        self, raw: object, one: Field, period: Period, *, percent: bool = False
    ) -> tuple[Value | None, str]:
        """Return what a field's content means in this file, and what is wrong with it.

        `percent` says whether its number format shows it as a percentage.
        """
        if one.type in ("text", "id"):  # of which each entry has its own
            return understood(raw, one, period, since_1904=self.since_1904)
        asked = one.key, type(raw), raw, percent
        if asked not in self._meant:
            if len(self._meant) >= _MOST_REMEMBERED:
                self._meant.clear()
            self._meant[asked] = understood(
                raw, one, period, since_1904=self.since_1904, percent=percent
            )
        return self._meant[asked]

    def place(self, entry: Entry, key: str) -> Place:
        """Return the place of an entry's field."""
        known = entry.values.get(self.table.unique, entry.row)
        code = f"{self.table.code}/{known}"
        if (label := self._labels.get(key)) is None:
            title, said = self.table.title, self.table.field(key).label
            label = Text(f"{title.en}, {said.en}", f"{title.zh}，{said.zh}")
            self._labels[key] = label
        return Place(self.sheet, a1(entry.row, self.columns[key]), code, label)


def read_list(index: WordIndex, table: ListTable, names: TableNames, period: Period) -> Listed:
    """Read every entry of a list; what cannot be understood is a finding at its cell."""
    found = Listed(table)
    header = best_header(index, grid_of(table), names)
    if header is None:
        message, hint = wording("table_missing", table=table.title)
        rule = f"S.{table.key}.table_missing"
        found.findings.append(Finding(rule, "structure", "error", message, hint))
        return found
    found.header = header
    sheet = index.sheet(header.sheet)
    found.sheet, found.columns, found.since_1904 = sheet.name, header.columns, sheet.since_1904
    after_blank, heads = False, names.cols.keys() | names.gone
    for row in range(header.row + 1, sheet.top + len(sheet.rows)):
        raws = {key: index.value(header.sheet, row, at) for key, at in header.columns.items()}
        said = [raw for raw in raws.values() if str(raw).strip()]
        if said and any(isinstance(raw, str) and _is_total(raw) for raw in said):
            _no_entry("total", found, row)
        elif said and after_blank and _is_remark(found, raws, period):
            _no_entry("remark", found, row)
            continue
        elif said and not _is_codes(said, heads):
            found.entries.append(_entry(found, (sheet, row), raws, period))
        after_blank = not said
    _twice(found)
    found.findings += found.piles.findings()
    found.findings += _hidden(found, sheet)
    if found.otherwise:
        found.findings.append(_read_otherwise(found))
    found.piles, found._meant = Piles(), {}
    return found


def _is_codes(said: list[object], names: Set[str]) -> bool:
    """Say whether a row only repeats the fields' codes or names."""
    return all(isinstance(raw, str) and bare(raw) in names for raw in said)


def _is_total(raw: str) -> bool:
    words = raw.split()
    if not words or ((first := bare(words[0])) and first not in _TOTALS):
        return False
    found = [word for word in map(bare, words) if word]
    return bool(found) and _TOTALS.issuperset(found)


def _is_remark(found: Listed, raws: dict[str, object], period: Period) -> bool:
    """Say whether a row below a gap has words alone, as a signature or a footnote has."""
    fields = (one for one in found.table.fields if one.key in raws)
    typed = [one for one in fields if one.type not in ("text", "id")]
    read = (found.read(raws[one.key], one, period)[0] for one in typed)
    return bool(typed) and all(value is None for value in read)


def _entry(found: Listed, at: tuple[Sheet, int], raws: dict[str, object], period: Period) -> Entry:
    sheet, row = at
    entry = Entry(row)
    for one in found.table.fields:
        if one.key not in found.columns:
            continue
        raw = raws[one.key]
        if is_na(raw, one):
            entry.na.add(one.key)
            continue
        percent = one.type == "percent" and sheet.percent(row, found.columns[one.key])
        value, trouble = found.read(raw, one, period, percent=percent)
        if value is not None:
            entry.values[one.key] = value
        if trouble:
            entry.bad[one.key] = trouble
            _amiss(found, found.place(entry, one.key), (one, trouble, raw))
        elif meant := _meant(raw, value, one, percent=percent):
            place = found.place(entry, one.key)
            found.otherwise.append((place, f"{place.a1} “{cut(raw)}” = {meant}"))
    return entry


def _meant(raw: object, value: Value | None, one: Field, *, percent: bool) -> str:
    """Return how a date or a figure was understood, where it stands there in another way."""
    if isinstance(value, date):
        said = day_said(value, one)
        return said if is_read_otherwise(raw, value) and str(raw).strip() != said else ""
    if isinstance(value, int) and (percent or isinstance(raw, str)):
        figure = shown(value, one.decimals)
        return figure if str(raw).strip() != figure else ""
    return ""


def _read_otherwise(found: Listed) -> Finding:
    """Return one note that shows what was read from text or a bare number, as typed and as read."""
    listed = [words for _, words in found.otherwise[:_MOST_SHOWN]]
    more = ["…"] * (len(found.otherwise) > _MOST_SHOWN)
    message, hint = wording(
        "list.understood",
        count=len(found.otherwise),
        table=found.table.title,
        list="; ".join(listed + more),
    )
    finding = Finding(f"L.{found.table.key}.understood", "understood", "note", message, hint)
    finding.places = finding.cells = [place for place, _ in found.otherwise]
    return finding


def _amiss(found: Listed, place: Place, its: tuple[Field, str, object]) -> None:
    """Tell of a field that is wrong: which, what is the trouble, and what stands there."""
    one, trouble, raw = its
    if isinstance(raw, datetime):
        raw = raw.date()
    rule = f"L.{found.table.code}.{one.key}.{trouble.partition('.')[2]}"
    if not found.piles.has_room(rule):
        found.piles.more(Line(place, cut(raw)), rule)
        return
    listed = "; ".join(f"{code} {label.en}" for code, label in one.codes.items())
    listed_zh = "；".join(f"{code} {label.zh}" for code, label in one.codes.items())
    message, hint = wording(
        trouble,
        cell=place.a1,
        raw=cut(raw),
        label=one.label,
        list=Text(listed, listed_zh),
        expected=one.max,
        decimals=one.decimals,
        least=one.min,
        length=len(str(raw).strip()),
        limit=one.max_length,
        pattern=pattern(one.pattern).words if one.pattern else "",
        example=pattern(one.pattern).example() if one.pattern else "",
    )
    kind = "entry_missing" if trouble == "list.required" else "entry"
    finding = Finding(rule, kind, "error", message, hint, raw=cut(raw))
    finding.places = finding.cells = [place]
    found.piles.add(finding)


def _no_entry(why: str, found: Listed, row: int) -> None:
    rule = f"L.{found.table.key}.{why}"
    place = found.place(Entry(row), min(found.columns, key=lambda key: found.columns[key]))
    if not found.piles.has_room(rule):
        found.piles.more(Line(place), rule)
        return
    message, hint = wording(f"list.{why}", row=row, table=found.table.title)
    finding = Finding(rule, "structure", "note", message, hint)
    finding.places = finding.cells = [place]
    found.piles.add(finding)


def _hidden(found: Listed, sheet: Sheet) -> Iterator[Finding]:
    table, header = found.table, found.header
    if header is None or not (sheet.hidden_rows or sheet.hidden_columns):
        return
    labels = {one.key: one.label for one in table.fields}
    rows = {entry.row: Text(f"row {entry.row}", f"第 {entry.row} 行") for entry in found.entries}
    columns = {at: labels[key] for key, at in found.columns.items()}
    first = min(columns)
    yield from hidden(sheet, Seen(f"L.{table.key}", table.title, header.row, first, rows, columns))


def _twice(found: Listed) -> None:
    """Tell of each entry that is called as one above it is."""
    first: dict[Value, Entry] = {}
    rule = f"L.{found.table.key}.twice"
    for entry in found.entries:
        known = entry.values.get(found.table.unique)
        if known is None or first.setdefault(known, entry) is entry:
            continue
        place = found.place(entry, found.table.unique)
        if not found.piles.has_room(rule):
            found.piles.more(Line(place, cut(known)), rule)
            continue
        message, hint = wording("list.twice", cell=place.a1, raw=cut(known), row=first[known].row)
        finding = Finding(rule, "structure", "error", message, hint, raw=cut(known))
        finding.places = finding.cells = [place]
        found.piles.add(finding)


def entries_of(table: ListTable, rows: list[dict[str, Any]], period: Period) -> list[Entry]:
    """Return entries that say what rows by field do, as if they stood in a file."""
    entries = []
    for number, row in enumerate(rows, 1):
        entry = Entry(number)
        for one in table.fields:
            if is_na(row.get(one.key, ""), one):
                entry.na.add(one.key)
                continue
            value, trouble = understood(row.get(one.key, ""), one, period)
            if value is not None:
                entry.values[one.key] = value
            if trouble and one.key in row:
                entry.bad[one.key] = trouble
        entries.append(entry)
    return entries
