"""Figures against agreed levels: the quarter, the year to date, and the cells behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal import access
from portal.database import session
from portal.models.accounts import Account
from portal.models.obligations import Obligation
from portal.models.organisations import Unit, UnitDetail
from portal.models.performance import Load, Result
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import catalogue, organisations
from portal.services.organisations import Named
from schemas.editions import resolve
from schemas.periods import Period
from schemas.spec import FormSpec, IndicatorSpec, Text


class NoSuchStandard(Exception):
    """None of the unit's forms has a standard of that name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An exact figure: a count, or a rate that keeps its two parts."""

    numerator: Decimal
    denominator: Decimal | None = None

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage."""
        return self.denominator is not None

    def shown(self) -> str:
        """Return the figure as it is shown: a rate with one decimal; "n/a" over nothing."""
        if self.denominator is None:
            return format(self.numerator.normalize(), "f")
        if not self.denominator:
            return "n/a"
        rate = 100 * self.numerator / self.denominator
        return f"{rate.quantize(Decimal('0.1'), ROUND_HALF_UP)} %"

    def reaches(self, level: Decimal) -> bool | None:
        """Say whether the level is reached; compared unrounded; None over nothing."""
        if self.denominator is None:
            return self.numerator >= level
        if not self.denominator:
            return None
        return self.numerator * 100 >= level * self.denominator

    def variance(self, level: Decimal) -> str:
        """Return actual less agreed, signed, as it is shown."""
        if self.denominator is None:
            difference = self.numerator - level
        elif not self.denominator:
            return "n/a"
        else:
            rate = 100 * self.numerator / self.denominator
            difference = (rate - level).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{difference.normalize():+f}" if difference else "0"


@dataclass(frozen=True, slots=True)
class Standing:
    """One standard of a unit: this quarter and the year to date against the agreed level.

    `pace` is the share of a yearly count that would be even by now; for a rate, the level itself.
    """

    form: str
    standard: str
    label: Text
    quarter: Figure | None
    to_date: Figure | None
    level: Decimal | None
    pace: Decimal | None
    quarters_in: int

    @property
    def on_course(self) -> bool | None:
        """Whether the year to date keeps pace with the agreed level; None where unknown."""
        if self.to_date is None or self.pace is None:
            return None
        return self.to_date.reaches(self.pace)


def units(viewer: Account, on: date, *, search: str = "") -> list[Named]:
    """Return the units whose figures the viewer may see, by code, as they are called on a day."""
    called = and_(UnitDetail.unit_id == Unit.id, organisations.holding(UnitDetail, on))
    english = func.coalesce(UnitDetail.name_en, "")
    chinese = func.coalesce(UnitDetail.name_zh, "")
    found = select(Unit.code, english, chinese).outerjoin(UnitDetail, called)
    found = found.where(Unit.id.in_(access.units_visible(viewer, "performance.see")))
    if search:
        words = f"%{search.strip()}%"
        found = found.where(or_(*(part.ilike(words) for part in (Unit.code, english, chinese))))
    rows = session.execute(found.order_by(Unit.code))
    return [Named(code, name_en, name_zh) for code, name_en, name_zh in rows]


def standing(unit: Unit, period: Period, form: str, standard: str) -> "Standing":
    """Return one standard of a unit. Raises NoSuchStandard where the form has none of that name."""
    for entry in standings(unit, period):
        if (entry.form, entry.standard) == (form, standard):
            return entry
    raise NoSuchStandard(f"{unit.code} {form} {standard}")


def standings(unit: Unit, period: Period) -> list[Standing]:
    """Return every standard of the unit's forms for a quarter and its year to date."""
    results = _results(unit.id, [entry.id for entry in period.so_far()])
    levels = organisations.agreed_levels(unit.id, on=period.end)
    found = []
    for spec in _forms(unit.id, period):
        for indicator in spec.indicators:
            mine = [
                r for form, r in results if (form, r.standard) == (spec.code, indicator.standard)
            ]
            level = levels.get(indicator.standard)
            found.append(_standing(spec, indicator, mine, level=level, period=period))
    return found


def _results(unit_id: UUID, period_ids: list[str]) -> list[tuple[str, Result]]:
    rows = session.execute(
        select(Submission.form, Result)
        .join(Load, Load.id == Result.load_id)
        .join(Submission, Submission.id == Load.submission_id)
        .where(Result.unit_id == unit_id, Result.period.in_(period_ids))
        .where(Submission.state == State.LOADED)
        .order_by(Result.period)
    )
    return [(form or "", result) for form, result in rows]


def _forms(unit_id: UUID, period: Period) -> list[FormSpec]:
    codes = session.scalars(
        select(Obligation.form).where(Obligation.unit_id == unit_id, Obligation.period == period.id)
    )
    forms = catalogue.current()
    known = forms.retired | forms.specs
    return [resolve(known[code], period.id) for code in sorted(codes) if code in known]


def _standing(
    spec: FormSpec,
    indicator: IndicatorSpec,
    results: Sequence[Result],
    *,
    level: Decimal | None,
    period: Period,
) -> Standing:
    this = next((result for result in results if result.period == period.id), None)
    pace = level
    if level is not None and not indicator.denominator:
        pace = level * period.quarter / 4
    return Standing(
        spec.code,
        indicator.standard,
        indicator.label,
        _quarter(this, indicator),
        _to_date(results, indicator),
        level,
        pace,
        len(results),
    )


def _quarter(result: Result | None, indicator: IndicatorSpec) -> Figure | None:
    if result is None:
        return None
    return Figure(result.numerator + _opening(result, indicator), result.denominator)


def _to_date(results: Sequence[Result], indicator: IndicatorSpec) -> Figure | None:
    """Sum the quarters: numerators and denominators each, never a mean of rates."""
    if not results:
        return None
    numerator = sum((result.numerator for result in results), Decimal(0))
    numerator += _opening(results[0], indicator)
    if not indicator.denominator:
        return Figure(numerator)
    return Figure(numerator, sum((r.denominator or Decimal(0) for r in results), Decimal(0)))


def _opening(result: Result, indicator: IndicatorSpec) -> Decimal:
    """Return the opening figure of a stock that flows add to; else 0."""
    if indicator.roll_up != "opening_plus_flow":
        return Decimal(0)
    return sum(
        (
            Decimal(part["value"]) * part["sign"]
            for part in result.cells
            if part["part"] == "opening"
        ),
        Decimal(0),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """A standard's figure as a file has it, before anything is loaded."""

    standard: str
    label: Text
    figure: Figure
    level: Decimal | None


def preview(submission: Submission, document: dict[str, Any]) -> list[Preview]:
    """Return the figures of a checked file against the agreed levels."""
    if submission.unit_id is None or not submission.form or not submission.period:
        return []
    period = Period.parse(submission.period)
    plan = catalogue.plan_of(submission.form, period.id, submission.plan_hash)
    levels = organisations.agreed_levels(submission.unit_id, on=period.end)
    values = {cell["cell"]: Decimal(cell["value"] or 0) for cell in document["cells"]}

    def total(terms: tuple[tuple[int, int], ...]) -> Decimal:
        return sum((sign * values[plan.cells[n].name] for sign, n in terms), Decimal(0))

    return [
        Preview(
            indicator.standard,
            indicator.label,
            Figure(
                total(indicator.numerator) + total(indicator.opening),
                total(indicator.denominator) if indicator.denominator else None,
            ),
            levels.get(indicator.standard),
        )
        for indicator in plan.indicators
    ]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a result comes from: the return, its version, and the cells of the file."""

    submission: Submission
    result: Result
    cells: list[dict[str, Any]]


def sources(unit: Unit, standard: str, form: str, period: Period) -> list[Source]:
    """Return the way back from a year-to-date figure to cells, a return for each quarter."""
    found = []
    for code, result in _results(unit.id, [entry.id for entry in period.so_far()]):
        if (code, result.standard) == (form, standard):
            entry = session.get_one(
                Load,
                result.load_id,
                options=[joinedload(Load.submission).joinedload(Submission.upload)],
            )
            found.append(Source(entry.submission, result, result.cells))
    return found
