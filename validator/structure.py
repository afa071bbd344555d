"""What is wrong with the tables of a form by themselves: codes, names, sums, types and times."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain

from schemas.editions import resolve, spans
from schemas.meaning import meant
from schemas.spec import Field, FormSpec, Line, ListTable, Table, Text
from validator import references
from validator.cells import bare
from validator.references import BadReference

UNITS: Mapping[str, str] = {
    "count": "a count",
    "integer": "a count",
    "money": "money",
    "percent": "percent",
    "text": "a text",
}
"""What figures of a type are counted in; decimals can be anything."""
_ROUNDED = frozenset(("decimal", "money", "percent"))
_MOST_DECIMALS, _MONTHS = 6, range(1, 4)
_OF_REFERRALS = ("personal", "check", "check_when", "required_when", "must_be")


def alike(whole: FormSpec, edition: str) -> Iterator[str]:
    """Yield the tables, lines, fields and codes that are called as others are."""
    spec = resolve(whole, edition)
    yield from _alike("tables", [(one.key, one.code) for one in _all(spec)], "code")
    titles = [(one.key, name) for one in _all(spec) for name in _both(one.title)]
    yield from _alike("tables", titles, "title")
    rows = [(f"{table.key}.{row.key}", row.code) for table in spec.tables for row in table.rows]
    yield from _alike("tables", rows, "code")
    for table in spec.tables:
        place = f"tables.{table.key}"
        yield from _alike(place, [(col.key, col.code) for col in table.cols], "code")
        for lines in (table.rows, table.cols):
            yield from _alike(place, chain.from_iterable(map(_called, lines)), "name")
    for listed in spec.lists:
        place = f"tables.{listed.key}"
        yield from _alike(place, [(one.key, one.code) for one in listed.fields], "code")
        yield from _alike(place, chain.from_iterable(map(_called, listed.fields)), "name")
        for one in listed.fields:
            codes = [(code, name) for code, label in one.codes.items() for name in _both(label)]
            yield from _alike(f"{place}.{one.key}.codes", codes, "name")


def unfit(whole: FormSpec, edition: str) -> Iterator[str]:
    """Yield what lines and fields say of themselves, or of each other, that cannot be."""
    spec = resolve(whole, edition)
    for table in spec.tables:
        place = f"tables.{table.key}"
        for lines in (table.rows, table.cols):
            yield from _round(place, lines)
        for line in (*table.rows, *table.cols):
            yield from (f"{place}.{line.key}{said}" for said in _line(line, table))
        yield from _units(table)
    for listed in spec.lists:
        yield from _list(listed)


def empty(whole: FormSpec, edition: str) -> Iterator[str]:
    """Yield the tables and totals of which nothing is in force from a data period on."""
    for table in resolve(whole, edition).tables:
        before = whole.table(table.key)
        sums = {line.key for line in (*before.rows, *before.cols) if line.total_of}
        for line in (*table.rows, *table.cols):
            if line.key in sums and not line.total_of:
                yield f"tables.{table.key}.{line.key}: no part of it is in force from {edition} on"
        for name, lines in (("rows", table.rows), ("cols", table.cols)):
            if not lines:
                yield f"tables.{table.key}.{name}: none is in force from {edition} on"


def untimely(spec: FormSpec) -> Iterator[str]:
    """Yield what is dated before the form began, and revisions whose numbers do not rise."""
    first = spec.revisions[0].since
    for place, span in spans(spec):
        for word, period in (("since", span.since), ("until", span.until)):
            if period and period < first:
                yield f"{place}.{word}: {period} lies before the form began, with {first}"
    for number, example in enumerate(spec.examples, 1):
        if (period := str(example.get("period", first))) < first:
            yield f"examples.{number}.period: {period} lies before the form began, with {first}"
    numbers = [revision.number for revision in spec.revisions]
    for at, (one, other) in enumerate(zip(numbers, numbers[1:], strict=False), 2):
        if other <= one:
            yield f"revisions.{at}.v: {other} has to be above {one}, the number before it"


def _all(spec: FormSpec) -> tuple[Table | ListTable, ...]:
    return (*spec.tables, *spec.lists)


def _alike(place: str, pairs: Iterable[tuple[str, str]], what: str) -> Iterator[str]:
    """Yield the things that have the code, or a name, of one before them."""
    first: dict[str, str] = {}
    for key, said in pairs:
        other = first.setdefault(bare(said), key)
        if other != key:
            yield f"{place}.{key}: '{said}' is the {what} of {other} already"


def _called(line: Line | Field) -> Iterator[tuple[str, str]]:
    names = (line.label.en, line.label.zh, *line.also_called)
    return ((line.key, name) for name in dict.fromkeys(names))


def _round(place: str, lines: Sequence[Line]) -> Iterator[str]:
    """Yield a line that is a sum, or a part, of itself: directly or by others."""
    needs = {line.key: _needed(line) for line in lines}
    for line in lines:
        reached, todo = set[str](), list(needs[line.key])
        while todo:
            name = todo.pop()
            if name not in reached:
                reached.add(name)
                todo += needs.get(name, ())
        if line.key in reached:
            yield f"{place}.{line.key}.{_by(line)}: what it says makes it follow from itself"
            return


def _needed(line: Line) -> tuple[str, ...]:
    try:
        named = tuple(name for _, name in references.signed(line.equals))
    except BadReference:
        named = ()
    return (*line.total_of, *named, *((line.within,) if line.within else ()))


def _by(line: Line) -> str:
    said = {"total_of": line.total_of, "equals": line.equals, "within": line.within}
    return next(name for name, value in said.items() if value)


def _line(line: Line, table: Table) -> Iterator[str]:
    twice = [part for part, times in Counter(line.total_of).items() if times > 1]
    yield from (f".total_of: '{part}' stands there twice" for part in twice)
    others = table.cols if line in table.rows else table.rows
    types = {line.type} if line.type else {other.type or "count" for other in others}
    yield from _figure(line, types)
    if line.month is not None and line.month not in _MONTHS:
        yield f".month: a quarter has the months 1 to 3, and no '{line.month}'"
    if line.step and line.decimals >= 0 and _finer(line.step, line.decimals):
        yield f".step: '{line.step}' has more decimals than the figure, or is 0"


def _figure(one: Line | Field, types: Collection[str]) -> Iterator[str]:
    if not 0 <= one.decimals <= _MOST_DECIMALS:
        yield f".decimals: a number from 0 to {_MOST_DECIMALS} is needed here"
    elif one.decimals and _ROUNDED.isdisjoint(types):
        yield ".decimals: only what is decimal, money or percent has decimals"
    if one.max is not None and one.max < 0 and "integer" not in types:
        yield ".max: only an integer can be below 0"


def _finer(step: str, decimals: int) -> bool:
    scaled = Decimal(step).scaleb(decimals)
    return not scaled or scaled != int(scaled)


def _units(table: Table) -> Iterator[str]:
    """Yield the lines that are sums, or parts, of figures counted in something else.

    Each is held against its parts cell by cell: lines of cases and of money may have one total.
    """
    for lines, others, is_row in ((table.rows, table.cols, True), (table.cols, table.rows, False)):
        named = {line.key: line for line in lines}
        for line in lines:
            for name in (name for name in _needed(line) if name in named):
                pairs = [[_type(*_cross(one, other, is_row)) for one in (line, named[name])]
                         for other in others]  # fmt: skip
                if units := next(filter(None, map(_unlike, pairs)), None):
                    yield f"tables.{table.key}.{line.key}: {name}: {units} cannot be put together"
                    break


def _cross(line: Line, other: Line, is_row: bool) -> tuple[Line, Line]:
    return (line, other) if is_row else (other, line)


def _unlike(types: Sequence[str]) -> str:
    """Return what figures of some types are counted in, where it is not one thing."""
    units = sorted({UNITS.get(one, "") for one in types} - {""})
    return " and ".join(units) if len(units) > 1 else ""


def _type(row: Line, col: Line) -> str:
    return row.type or col.type or "count"


def _list(listed: ListTable) -> Iterator[str]:
    place = f"tables.{listed.key}"
    keys = [one.key for one in listed.fields]
    if listed.unique and listed.unique not in keys:
        yield f"{place}.unique: there is no field '{listed.unique}'{meant(listed.unique, keys)}"
    if listed.known_by:
        yield f"{place}.known_by: only a referral form has that: 'unique' is of lists"
    for one in listed.fields:
        yield from (f"{place}.{one.key}{said}" for said in _field(one))


def _field(one: Field) -> Iterator[str]:
    yield from _figure(one, {one.type})
    for name in _OF_REFERRALS:
        if getattr(one, name):
            yield f".{name}: only a referral form has that"


def _both(label: Text) -> tuple[str, ...]:
    return (label.en,) if label.en == label.zh else (label.en, label.zh)
