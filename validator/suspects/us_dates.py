"""Dates of a list that were typed, or converted, with the month before the day."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from schemas.spec import Field
from validator.dates import day_of
from validator.findings import Finding, Place
from validator.lists import Entry, Listed
from validator.suspects.trial import Case, Mending, with_lists

_AMERICAN = re.compile(r"^(\d{1,2})( ?[-/.] ?)(\d{1,2})(?= ?[-/.] ?\d{4})")
_ALL_OUTSIDE = 5
"""So many dates outside the quarter, where none of them is unreadable day first."""
_SHOWN = 4


def american(case: Case) -> Iterator[Mending]:
    """Yield each column of dates of which all lie in the quarter with day and month exchanged."""
    for one in case.extract.lists.values():
        for field in one.table.fields:
            if field.type == "date" and field.key in one.columns:
                yield from _column(case, one, field)


def _column(case: Case, one: Listed, field: Field) -> Iterator[Mending]:
    amiss = [
        found
        for found in one.findings
        if found.rule.endswith((f".{field.key}.date", f".{field.key}.outside"))
    ]
    wrong = {place: raw for found in amiss for place, raw in _lines(found)}
    entries, pairs = [], []
    for entry in one.entries:
        place = one.place(entry, field.key)
        meant = _meant(entry, field, wrong.get(place), case)
        if meant is None and (field.key in entry.values or place in wrong):
            return
        entries.append(_with(entry, field.key, meant))
        if place in wrong and meant is not None:
            pairs.append((place, wrong[place], meant))
    unread = any(found.rule.endswith(".date") for found in amiss)
    if len(pairs) < (_ALL_OUTSIDE if not unread else 1):
        return
    findings = [found for found in one.findings if not any(found is other for other in amiss)]
    left = replace(one, entries=entries, findings=findings)
    yield _mending(case, left, field, pairs)


def _lines(found: Finding) -> Iterator[tuple[Place, str]]:
    """Yield each place of a finding with what stands there; one may stand for many lines."""
    if not found.lines:
        yield found.places[0], found.raw or ""
    for line in found.lines:
        yield line.place, line.raw or ""


def _mending(
    case: Case, left: Listed, field: Field, pairs: list[tuple[Place, str, date]]
) -> Mending:
    shown = [f"{place.a1}: {raw} → {meant:%d/%m/%Y}" for place, raw, meant in pairs[:_SHOWN]]
    slots = {
        "table": left.table.title,
        "field": field.label,
        "dates": sum(field.key in entry.values for entry in left.entries),
        "proof": ", ".join(shown + ["…"] * (len(pairs) > _SHOWN)),
    }
    places = tuple(place for place, _, _ in pairs)
    extract = with_lists(case, {left.table.key: left})
    return Mending("us_dates", extract, case.context, slots, places=places)


def _meant(entry: Entry, field: Field, wrong: str | None, case: Case) -> date | None:
    """Return the date with day and month exchanged; None where that is none of the quarter."""
    day = entry.values.get(field.key)
    if isinstance(day, date):
        found = date(day.year, day.day, day.month) if day.day <= 12 else None
    elif wrong is not None:
        found = day_of(_AMERICAN.sub(r"\3\2\1", wrong))
    else:
        return None
    period = case.plan.period
    if found and field.within == "period" and not period.start <= found <= period.end:
        return None
    return found


def _with(entry: Entry, key: str, meant: date | None) -> Entry:
    if meant is None:
        return entry
    bad = {name: why for name, why in entry.bad.items() if name != key}
    return replace(entry, values={**entry.values, key: meant}, bad=bad)
