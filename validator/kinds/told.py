"""Tell how rules came out: a failure in the words of its kind, a wait with what it waits for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from schemas.spec import Field, Text
from validator.context import Context
from validator.extract import Extract
from validator.fields import Value, day_said
from validator.findings import Finding, Line, Place
from validator.kinds.ruling import HEADING, At, Head, Judged, Scope, Spot
from validator.lists import Entry
from validator.numbers import BLANK, FIGURE, shown
from validator.outcomes import CANNOT_CHECK, FAIL
from validator.piles import Piles
from validator.plan import Plan
from validator.words import cut, filled, wording

_MOST_NAMED = 12


def told(
    plan: Plan, extract: Extract, context: Context, typed: Mapping[int, Finding]
) -> Iterator[Finding]:
    """Yield a finding for each failure and each wait of the plan's rulings."""
    if not plan.rulings:
        return
    scope = Scope(plan.spec, plan.cells, extract.readings, extract.lists, context, plan.period)
    teller, piles = _Teller(scope, extract, _unread(extract)), Piles()
    for ruling in plan.rulings:
        for judged in ruling.judge(scope):
            if judged.outcome not in (FAIL, CANNOT_CHECK):
                continue
            rule = ruling.head.rule
            if judged.spots and not piles.has_room(rule, judged.outcome):
                piles.more(teller.line(judged), rule, judged.outcome)
            elif judged.outcome == FAIL:
                piles.add(teller.failure(ruling.head, judged))
            else:
                piles.add(teller.wait(ruling.head, judged, typed))
    yield from piles.findings()


@dataclass(frozen=True, slots=True)
class _Teller:
    """Writes findings about one return."""

    scope: Scope
    extract: Extract
    unread: Mapping[Place, Finding]

    def failure(self, head: Head, judged: Judged) -> Finding:
        slots = self._slots(judged)
        message, hint = wording(judged.words or head.kind, **slots)
        if judged.own is not None:
            message = filled(judged.own, slots)
        finding = Finding(head.rule, head.kind, head.severity, message, head.hint or hint)
        finding.places = [self._place(spot) for spot in judged.spots]
        finding.cells = finding.places + [self._place(spot) for spot in judged.others]
        finding.raw = self._raw(judged.spots[0]) if judged.spots else None
        finding.value = judged.value
        finding.expected, finding.difference = judged.expected, judged.difference
        return finding

    def wait(self, head: Head, judged: Judged, typed: Mapping[int, Finding]) -> Finding:
        slots = self._slots(judged)
        blocked = judged.blocked_by
        if blocked is not None:
            slots["cell"] = self._name(blocked)
        message, hint = wording(judged.waits or "cannot_check", **slots)
        finding = Finding(head.rule, head.kind, "note", message, hint, CANNOT_CHECK)
        finding.places = [self._place(spot) for spot in judged.spots]
        if blocked is not None:
            place = self._place(blocked)
            finding.cells = [place]
            by = typed.get(blocked) if isinstance(blocked, int) else self.unread.get(place)
            finding.blocked_by = by
        return finding

    def line(self, judged: Judged) -> Line:
        """Return the cell that a failure or a wait is told at, with what is said of it alone."""
        first, said = judged.spots[0], (judged.value, judged.expected, judged.difference)
        return Line(self._place(first), self._raw(first), *said)

    def _slots(self, judged: Judged) -> dict[str, object]:
        """Return what every wording may say of the first cell, and of what it is held against."""
        slots: dict[str, object] = {
            "figures": lambda: self._figures(judged.spots + judged.others),
            "cells": self._listed(judged.spots),
            "others": self._listed(judged.others),
            "expected": judged.expected or "",
            "difference": judged.difference or "",
        }
        for prefix, spots in (("", judged.spots), ("other_", judged.others)):
            first = spots[0] if spots else None
            slots[f"{prefix}cell"] = "" if first is None else self._name(first)
            slots[f"{prefix}label"] = Text("", "") if first is None else self._label(first)
            slots[f"{prefix}value"] = "" if first is None else self._said(first)
        if judged.value is not None:
            slots["value"] = judged.value
        return slots | dict(judged.slots)

    def _place(self, spot: Spot) -> Place:
        if isinstance(spot, int):
            return self.extract.places[spot]
        listed = self.scope.lists[spot.listed]
        if spot.field not in listed.columns or listed.header is None:
            return Place(listed.sheet, "", listed.table.code, listed.table.title)
        if spot.entry == HEADING:
            return listed.place(Entry(listed.header.row), spot.field)
        return listed.place(listed.entries[spot.entry], spot.field)

    def _name(self, spot: Spot) -> str:
        if isinstance(spot, int):
            return self.extract.places.name(spot)
        place = self._place(spot)
        return place.a1 or place.code

    def _listed(self, spots: tuple[Spot, ...]) -> Text:
        names = [self._name(spot) for spot in spots[:_MOST_NAMED]]
        names += ["…"] * (len(spots) > _MOST_NAMED)
        return Text(", ".join(names), "、".join(names))

    def _figures(self, spots: tuple[Spot, ...]) -> Text:
        """Return cells with what stands in them: C8 = 14, D8 = 12."""
        pairs = [(self._name(spot), self._said(spot)) for spot in spots[:_MOST_NAMED]]
        said = [
            (name, one if isinstance(one, Text) else Text(str(one), str(one)))
            for name, one in pairs
        ]
        more = ["…"] * (len(spots) > _MOST_NAMED)
        return Text(
            ", ".join([f"{name} = {one.en or '–'}" for name, one in said] + more),
            "、".join([f"{name} = {one.zh or '–'}" for name, one in said] + more),
        )

    def _label(self, spot: Spot) -> Text:
        if isinstance(spot, int):
            return self.scope.cells[spot].label
        return self._field(spot).label

    def _field(self, spot: At) -> Field:
        return self.scope.spec.listed(spot.listed).field(spot.field)

    def _said(self, spot: Spot) -> object:
        """Return what stands in a cell as it was understood; of a code, its name as well."""
        if isinstance(spot, int):
            reading = self.scope.readings[spot]
            if reading.state != FIGURE:
                return "" if reading.state == BLANK else cut(reading.raw)
            return shown(reading.value, self.scope.cells[spot].decimals)
        if spot.entry == HEADING:
            return ""
        entry, field = self.scope.lists[spot.listed].entries[spot.entry], self._field(spot)
        return _worded(entry.values.get(spot.field), field)

    def _raw(self, spot: Spot) -> str | None:
        if isinstance(spot, int):
            return cut(self.scope.readings.raws[spot])
        said = self._said(spot)
        return said.en if isinstance(said, Text) else str(said)


def _unread(extract: Extract) -> dict[Place, Finding]:
    """Return what is said of each field of an entry that is wrong by itself."""
    found = (one for listed in extract.lists.values() for one in listed.findings)
    return {one.places[0]: one for one in found if one.kind == "entry"}


def _worded(value: Value | None, field: Field) -> str | Text:
    if value is None:
        return ""
    if isinstance(value, int):
        return shown(value, field.decimals)
    if isinstance(value, date):
        return day_said(value, field)
    label = field.codes.get(value)
    if label is None:
        return cut(value)
    return Text(f"{value} {label.en}", f"{value} {label.zh}")
