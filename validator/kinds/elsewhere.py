"""A figure against other returns of the unit: on another form, or of the quarters of a year."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.periods import Period
from schemas.spec import RuleSpec, Text, Tolerance
from validator.context import Context, Lacking, Owed
from validator.kinds.beyond import (
    allowed,
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
from validator.numbers import shown
from validator.outcomes import FAIL, NOT_APPLICABLE, PASS
from validator.references import BadReference, BadValue, CellKey
from validator.wants import Wants

_TERM = re.compile(r"\s*([+-])?\s*(\w+\[\w+\]\.\w+)\s*")
_COLUMN = re.compile(r"(\w+)\.(\w+)")
_SIGNS = {1: "+", -1: "−"}

Terms = tuple[tuple[int, str], ...]
"""A sum of cells of another return: each with its sign, by its name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A cell, and what it is held against."""

    cell: int
    terms: Terms


@dataclass(frozen=True, slots=True)
class AgreesWithForm:
    """Each cell is the sum of cells of another form of the same unit and period."""

    head: Head
    form: str
    lines: tuple[Line, ...]
    tolerance: Tolerance
    waits: bool = True

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield each cell that differs or waits, and once how it came out for the others."""
        return together(self._of(line, scope) for line in self.lines)

    def _of(self, line: Line, scope: Scope) -> Judged:
        figure = figure_in(scope, line.cell)
        if isinstance(figure, Judged):
            return figure
        told: list[Decimal | None] = []
        for sign, name in line.terms:
            found = scope.context.other(self.form, name)
            if isinstance(found, Decimal):
                told.append(sign * found)
            elif found.blank:
                told.append(None)
            else:
                return without(line.cell, found if self.waits else Lacking())
        if None in (figure, *told) and not blanks_count(self.head.blank, (figure, *told)):
            return of_blanks(line.cell, self.head.blank)
        period = scope.period
        slots = {"form": self.form, "period": Text(period.words("en"), period.words("zh"))}
        return _held(scope, line.cell, told, tolerance=self.tolerance, slots=slots)


@dataclass(frozen=True, slots=True)
class QuartersMakeYear:
    """Each cell is the sum of the four quarters of the financial year of a cell.

    Of another form; or, where `form` is this one, of this form's quarters, of which the fourth is
    the return itself (`own` are the cells of this quarter).
    """

    head: Head
    form: str
    lines: tuple[Line, ...]
    tolerance: Tolerance
    own: Mapping[str, int]

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield each cell that differs or waits, and once how it came out for the others."""
        if self.own and scope.period.quarter != 4:
            return iter((Judged(NOT_APPLICABLE),))
        return together(self._of(line, scope) for line in self.lines)

    def _of(self, line: Line, scope: Scope) -> Judged:
        figure = figure_in(scope, line.cell)
        if isinstance(figure, Judged):
            return figure
        ((_, name),) = line.terms
        told, missing = self._quarters(name, scope.context, scope.period)
        if name in self.own:
            last = figure_in(scope, self.own[name])
            if isinstance(last, Judged):
                return Judged(last.outcome, (line.cell,), blocked_by=last.blocked_by)
            told.append(last)
        if missing:
            return without(line.cell, Lacking("year", tuple(missing)))
        if not told:
            return Judged(NOT_APPLICABLE)
        if None in (figure, *told) and not blanks_count(self.head.blank, (figure, *told)):
            return of_blanks(line.cell, self.head.blank)
        slots = {"year": scope.period.financial_year}
        return _held(scope, line.cell, told, tolerance=self.tolerance, slots=slots)

    def _quarters(
        self, name: str, context: Context, period: Period
    ) -> tuple[list[Decimal | None], list[Owed]]:
        """Return a cell's figures of the quarters that were owed, and the returns that lack."""
        told: list[Decimal | None] = []
        missing: list[Owed] = []
        for quarter in range(1, 4 if self.own else 5):
            found = context.other(self.form, name, Period(period.year, quarter).id)
            if isinstance(found, Decimal) or found.blank:
                told.append(found if isinstance(found, Decimal) else None)
            else:
                missing += found.missing
        return told, missing


def _held(
    scope: Scope,
    cell: int,
    told: Sequence[Decimal | None],
    *,
    tolerance: Tolerance,
    slots: Mapping[str, object],
) -> Judged:
    """Hold a figure to the sum of others; blanks count as 0 here."""
    scaled, decimals = scope.readings.values[cell] or 0, scope.cells[cell].decimals
    figure, parts = Decimal(scaled).scaleb(-decimals), [one or Decimal(0) for one in told]
    due = sum(parts, Decimal(0))
    # The other return's decimals are as it shows them, but no fewer than those asked for here.
    rounded = [decimals, *(max(decimals, _decimals(part)) for part in parts)]
    if abs(figure - due) <= allowed(tolerance, due, filter(None, rounded)):
        return Judged(PASS)
    return Judged(
        FAIL,
        (cell,),
        slots={**slots, "sum": _arithmetic(parts)},
        value=shown(scaled, decimals),
        expected=plain(due),
        difference=plain(abs(figure - due)),
    )


def _decimals(figure: Decimal) -> int:
    return max(-int(figure.as_tuple().exponent), 0)


def _arithmetic(parts: Sequence[Decimal]) -> str:
    """Return a sum as people write it, with what it comes to; of one figure, that alone."""
    signed = [f"{_SIGNS[-1 if one < 0 else 1]} {plain(abs(one))}" for one in parts]
    total = plain(sum(parts, Decimal(0)))
    return total if len(parts) == 1 else f"{' '.join(signed).removeprefix('+ ')} = {total}"


def agrees_with_form(ground: Ground, rule: RuleSpec) -> Iterator[Ruling]:
    """Bind a figure to a sum of cells of another form. Raises BadReference, BadValue."""
    other = rule.slots["other"]
    if not isinstance(other, dict) or set(other) != {"form", "value"}:
        raise BadValue("'other' says form and value: {form: STAFF-Q, value: staff[R900].hours}")
    form = str(other["form"])
    if form == ground.spec.code:
        own = "compare, equals or carry_forward hold its own cells"
        raise BadValue(f"'{form}' is this form: {own}")
    lines = tuple(_lines(ground, rule, str(other["value"])))
    wants = Wants(others=frozenset((form, name) for line in lines for _, name in line.terms))
    head = Head.of(rule, blank_of(ground, rule, _first(ground, rule)), wants=wants)
    waits = rule.slots.get("if_other_missing", "wait") == "wait"
    yield AgreesWithForm(head, form, lines, rule.tolerance, waits)


def quarters_make_year(ground: Ground, rule: RuleSpec) -> Iterator[Ruling]:
    """Bind a figure of a year to that of its quarters. Raises BadReference, BadValue."""
    form = str(rule.slots.get("form") or ground.spec.code)
    lines = tuple(_lines(ground, rule, str(rule.slots["quarter"])))
    names = {name for line in lines for _, name in line.terms}
    if any(len(line.terms) != 1 or line.terms[0][0] < 0 for line in lines):
        raise BadValue("'quarter' is one cell, or a column")
    wants = Wants(quarters=frozenset((form, name) for name in names))
    own: dict[str, int] = {}
    if form == ground.spec.code:
        by_name = {cell.name: cell.index for cell in ground.cells}
        if unknown := sorted(names - by_name.keys()):
            raise BadReference(unknown[0])
        own, wants = {name: by_name[name] for name in names}, Wants(year=frozenset(names))
    head = Head.of(rule, blank_of(ground, rule, _first(ground, rule)), wants=wants)
    yield QuartersMakeYear(head, form, lines, rule.tolerance, own)


def _first(ground: Ground, rule: RuleSpec) -> CellKey:
    return cells(ground, rule, "figure")[0]


def _lines(ground: Ground, rule: RuleSpec, other: str) -> Iterator[Line]:
    """Yield each cell of a figure with its sum; the lines of two columns go by their rows."""
    keys = cells(ground, rule, "figure")
    column = _COLUMN.fullmatch(other.strip())
    for key in keys:
        if column:
            terms: Terms = ((1, f"{column[1]}[{key[1]}].{column[2]}"),)
        elif len(keys) == 1:
            terms = _sum(other)
        else:
            raise BadValue(f"{rule.slots['figure']} is a column, and '{other}' is none")
        yield Line(ground.by_key[key], terms)


def _sum(text: str) -> Terms:
    terms, place = [], 0
    while place < len(text):
        match = _TERM.match(text, place)
        if not match or (place and not match[1]):
            raise BadValue(f"'{text}' is no sum of cells such as staff[R900].hours")
        terms.append((-1 if match[1] == "-" else 1, match[2]))
        place = match.end()
    return tuple(terms)
