"""A figure far from its own past, or from what units of the same service report.

A spread is the median of the distances from the median: at least a tenth of that median and at
least 1, so that where all lie close together not every change is unusual.
Source: Leys et al. 2013, median/MAD; after DHIS2's predictors.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from schemas.kinds import KINDS, METHODS
from schemas.periods import Period
from schemas.spec import RuleSpec, Text
from validator import references
from validator.context import Lacking, Peers
from validator.kinds.beyond import (
    blank_of,
    blanks_count,
    cells,
    figure_in,
    of_blanks,
    plain,
    together,
    without,
)
from validator.kinds.ruling import Ground, Head, Judged, Ruling, Scope
from validator.kinds.values import said
from validator.outcomes import FAIL, NOT_APPLICABLE, PASS
from validator.peers import CAPACITY, FEWEST
from validator.references import BadValue, CellKey
from validator.rulebind import number
from validator.wants import Wants

_IDLE, _FINE = Judged(NOT_APPLICABLE), Judged(PASS)


@dataclass(frozen=True, slots=True)
class Bounds:
    """From when on a figure is far: `times` is of spreads, or of the figure it is held against.

    `needs` is how many figures there have to be; figures below `ignore_below` are never far.
    """

    needs: int
    times: Fraction
    ignore_below: Fraction

    @classmethod
    def of(cls, rule: RuleSpec) -> "Bounds":
        """Return what a rule says, or its kind where the rule says nothing. Raises BadValue."""
        told = {
            name: number(rule.slots.get(name, slot.otherwise))
            for name, slot in KINDS[rule.kind].items()
            if name in ("needs", "times", "ignore_below")
        }
        return cls(int(told["needs"]), Fraction(told["times"]), Fraction(told["ignore_below"]))

    def is_far(self, figure: Fraction, peers: Peers, scale: Fraction = Fraction(1)) -> bool:
        """Say whether a figure is far from a median, both of which may be by a scale."""
        middle = Fraction(peers.median) * scale
        spread = max(Fraction(peers.spread) * scale, abs(middle) / 10, Fraction(1))
        counts = max(abs(figure), abs(middle)) >= self.ignore_below
        return counts and abs(figure - middle) > self.times * spread


@dataclass(frozen=True, slots=True)
class UnusualChange:
    """Each cell is not far from its own figures of earlier periods.

    Attributes:
        method: what is far: median_mad, previous_max or same_quarter.
        last: how many of the last periods are looked at.
        skip: periods that were unusual themselves, and say nothing of others.
    """

    head: Head
    cells: tuple[int, ...]
    bounds: Bounds
    method: str
    last: int
    skip: tuple[str, ...]

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield each cell that is far or waits, and once how it came out for the others."""
        return together(self._of(cell, scope) for cell in self.cells)

    def _of(self, cell: int, scope: Scope) -> Judged:
        figure = _figure(cell, scope, self.head)
        if isinstance(figure, Judged):
            return figure
        if self.method == "same_quarter":
            return self._of_quarter(cell, scope, figure)
        if not scope.context.period:
            return without(cell, Lacking("prior"))
        past = scope.context.past(scope.cells[cell].name, self.last, self.skip)
        if len(past) < self.bounds.needs:
            return _IDLE
        slots = {"count": len(past), "figures": ", ".join(past)}
        if self.method == "previous_max":
            most = max(map(Fraction, past))
            far = self._reaches(figure) and figure > self.bounds.times * max(most, Fraction(0))
            return self._far(cell, scope, most, slots) if far else _FINE
        its = Peers.of(past)
        far = self.bounds.is_far(figure, its)
        return self._far(cell, scope, Fraction(its.median), slots) if far else _FINE

    def _of_quarter(self, cell: int, scope: Scope, figure: Fraction) -> Judged:
        """Hold a figure to that of the same quarter last year, either way."""
        if _last_year(scope.period) in self.skip:
            return _IDLE
        before = scope.context.last_year(scope.cells[cell].name)
        if isinstance(before, Lacking):
            return without(cell, before)
        less, more = sorted((abs(figure), abs(Fraction(before))))
        far = self._reaches(more) and more > self.bounds.times * less
        slots = {"period": _named(_last_year(scope.period))}
        return self._far(cell, scope, Fraction(before), slots) if far else _FINE

    def _reaches(self, figure: Fraction) -> bool:
        return figure >= self.bounds.ignore_below

    def _far(self, cell: int, scope: Scope, usual: Fraction, slots: Mapping[str, object]) -> Judged:
        words = self.head.kind if self.method == METHODS[0] else f"{self.head.kind}.{self.method}"
        more = {"expected": said(usual), "times": said(self.bounds.times)}
        return _failure(scope, (cell,), words, {**slots, **more})


@dataclass(frozen=True, slots=True)
class UnusualForPeers:
    """Each cell is not far from what units of the same service report, each by its scale.

    `lines` are the cells, each with the cell of its scale, or None; `by_capacity` says that the
    scale is the unit's capacity.
    """

    head: Head
    lines: tuple[tuple[int, int | None], ...]
    bounds: Bounds
    by_capacity: bool = False

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield each cell that is far or waits, and once how it came out for the others."""
        return together(self._of(cell, by, scope) for cell, by in self.lines)

    def _of(self, cell: int, by: int | None, scope: Scope) -> Judged:
        figure = _figure(cell, scope, self.head)
        scale = self._scale(cell, by, scope)
        if isinstance(figure, Judged):
            return figure
        if isinstance(scale, Judged):
            return replace(scale, spots=(cell,))
        if not scale or scale < 0:
            return _IDLE
        name = scope.cells[cell].name
        scaled_by = "" if by is None else scope.cells[by].name
        peers = scope.context.peers_of(name, CAPACITY if self.by_capacity else scaled_by)
        if isinstance(peers, Lacking):
            return without(cell, peers)
        if peers.count < self.bounds.needs:
            return _IDLE
        if not self.bounds.is_far(figure, peers, Fraction(scale)):
            return _FINE
        slots = {
            "expected": said(Fraction(peers.median) * Fraction(scale)),
            "count": peers.count,
            "capacity": plain(scale),
            "period": _named(peers.period or scope.period.id),
        }
        words = ".capacity" if self.by_capacity else "" if by is None else ".scaled"
        spots = (cell,) if by is None else (cell, by)
        return _failure(scope, spots, self.head.kind + words, slots)

    def _scale(self, cell: int, by: int | None, scope: Scope) -> Decimal | None | Judged:
        if not self.by_capacity:
            return Decimal(1) if by is None else figure_in(scope, by)
        known = scope.context.fact("capacity")
        return without(cell, known) if isinstance(known, Lacking) else Decimal(known)


def _figure(cell: int, scope: Scope, head: Head) -> Fraction | Judged:
    """Return a cell's figure, a blank as 0 where it counts; or how a rule comes out without it."""
    found = figure_in(scope, cell)
    if isinstance(found, Judged):
        return found
    if found is None and not blanks_count(head.blank, (None,)):
        return of_blanks(cell, head.blank)
    return Fraction(found or 0)


def _failure(
    scope: Scope, spots: tuple[int, ...], words: str, slots: Mapping[str, object]
) -> Judged:
    figure = figure_in(scope, spots[0])
    value = plain(figure) if isinstance(figure, Decimal) else "0"
    usual = str(slots["expected"])
    return Judged(FAIL, spots[:1], spots[1:], words, slots, value=value, expected=usual)


def _last_year(period: Period) -> str:
    return Period(period.year - 1, period.quarter).id


def _named(period: str) -> Text:
    named = Period.parse(period)
    return Text(named.words("en"), named.words("zh"))


def unusual_change(ground: Ground, rule: RuleSpec) -> Iterator[Ruling]:
    """Bind figures to their own past. Raises BadReference, BadValue."""
    keys = cells(ground, rule, "figure")
    method = str(rule.slots.get("method", METHODS[0]))
    if method != METHODS[0] and "times" not in rule.slots:
        raise BadValue(f"{method} needs 'times': how many times as much is unusual")
    last = int(str(rule.slots.get("last", KINDS[rule.kind]["last"].otherwise)))
    bounds = Bounds.of(rule)
    if bounds.needs < 1:
        raise BadValue("needs: without a figure of its past there is nothing to hold it against")
    if bounds.needs > last:
        raise BadValue(f"needs {bounds.needs}, but looks at the last {last} figures")
    marked = rule.slots.get("skip", [])
    assert isinstance(marked, list)
    skip = tuple(Period.parse(str(one)).id for one in marked)
    names = [ground.cells[ground.by_key[key]].name for key in keys]
    if method == "same_quarter":
        wants = Wants(last_year=frozenset(names))
    else:
        wants = Wants(back=frozenset((name, last + len(skip)) for name in names))
    head = Head.of(rule, blank_of(ground, rule, keys[0]), wants=wants)
    numbers = tuple(ground.by_key[key] for key in keys)
    yield UnusualChange(head, numbers, bounds, method, last, skip)


def unusual_for_peers(ground: Ground, rule: RuleSpec) -> Iterator[Ruling]:
    """Bind figures to what other units report. Raises BadReference, BadValue."""
    bounds = Bounds.of(rule)
    if bounds.needs < FEWEST:
        raise BadValue(f"needs: of fewer than {FEWEST} units the middle would tell on each")
    pairs = tuple(_scaled(ground, rule))
    lines = tuple((ground.by_key[key], by and ground.by_key[by]) for key, by in pairs)
    by_capacity = rule.slots.get("scale") == CAPACITY
    unscaled = CAPACITY if by_capacity else ""
    asked = [(_told(ground, key), _told(ground, by) if by else unscaled) for key, by in pairs]
    wants = Wants(
        peers=frozenset((name, by, bounds.needs) for name, by in asked),
        facts=frozenset(("capacity",) if by_capacity else ()),
    )
    head = Head.of(rule, blank_of(ground, rule, pairs[0][0]), wants=wants)
    yield UnusualForPeers(head, lines, bounds, by_capacity)


def _scaled(ground: Ground, rule: RuleSpec) -> Iterator[tuple[CellKey, CellKey | None]]:
    """Yield each cell with that by which it is scaled: one for all, or line by line."""
    keys = cells(ground, rule, "figure")
    if rule.slots.get("scale") in (None, CAPACITY):
        yield from ((key, None) for key in keys)
        return
    scales = cells(ground, rule, "scale")
    if len(scales) == 1:
        yield from ((key, scales[0]) for key in keys)
    else:
        yield from references.pairs(ground.spec, rule, "figure", "scale")


def _told(ground: Ground, key: CellKey) -> str:
    """Return the name of a cell of which other units' figures are known. Raises BadValue."""
    cell = ground.cells[ground.by_key[key]]
    if not cell.item:
        raise BadValue(f"{cell.name} has no item of the dictionary, and others are known by items")
    return cell.name
