"""What other units of the same service had accepted, for a rule to hold a figure against."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Select, select

from portal.database import session
from portal.models import Fact, Load, State, Submission, Unit, UnitDetail
from portal.services import catalogue, figures, organisations
from schemas.periods import Period
from validator.context import Peers
from validator.peers import CAPACITY, periods, summaries
from validator.plan import Plan, compile_plan


def of(unit: Unit, plan: Plan, period: Period) -> dict[str, Peers]:
    """Return what the rules of a plan ask of other units, none of which is told by itself.

    One query beside those of the catalogue and of the unit's service.
    """
    asked = plan.wants.peers
    if not asked:
        return {}
    detail = organisations.unit_detail(unit.id, on=period.end)
    told: Mapping[str, Collection[Mapping[str, str]]] = {}
    if detail is not None:
        same_service = (
            select(UnitDetail.unit_id)
            .where(UnitDetail.service_type == detail.service_type, UnitDetail.unit_id != unit.id)
            .where(organisations.holding(UnitDetail, period.end))
        )
        told = _told(plan, period, same_service)
    return summaries(asked, period, told)


def _told(plan: Plan, period: Period, units: Select[UUID]) -> dict[str, list[dict[str, str]]]:
    """Return by period the asked figures of each unit's accepted return: exact, by cell."""
    asked, scales = periods(period), {scale for _, scale, _ in plan.wants.peers}
    places = _places(units, period) if CAPACITY in scales else {}
    form = catalogue.current().form(plan.spec.code)
    names = {one: figures.names_of(compile_plan(form, one)) for one in asked}
    figured = {cell for cell, *_ in plan.wants.peers} | scales - {"", CAPACITY}
    cells = [plan.cell(name) for name in sorted(figured)]
    rows = session.execute(
        select(Fact.load_id, Fact.period, Fact.item, Fact.month, Fact.breakdown, Fact.value)
        .add_columns(Submission.unit_id)
        .join(Load, Load.id == Fact.load_id)
        .join(Submission, Submission.id == Load.submission_id)
        .where(Submission.form == form.code, Submission.state == State.LOADED)
        .where(Submission.period.in_(asked), Submission.unit_id.in_(units))
        .where(Fact.item.in_({cell.item for cell in cells}))
        .where(Fact.breakdown.in_({cell.key[1] for cell in cells}))
    )
    found: dict[str, dict[UUID, dict[str, str]]] = {}
    for load_id, then, item, month, breakdown, value, unit_id in rows:
        place = (item, figures.month_number(month, then), breakdown)
        if name := names[then].get(place):
            its = found.setdefault(then, {}).setdefault(load_id, dict(places.get(unit_id, {})))
            its[name] = figures.plain(value)
    return {period: list(its.values()) for period, its in found.items()}


def _places(units: Select[UUID], period: Period) -> dict[UUID, dict[str, str]]:
    """Return the capacity of each unit of which it is known, on the last day of a period."""
    rows = session.execute(
        select(UnitDetail.unit_id, UnitDetail.capacity).where(
            organisations.holding(UnitDetail, period.end),
            UnitDetail.unit_id.in_(units),
            UnitDetail.capacity.is_not(None),
        )
    )
    return {unit_id: {CAPACITY: str(capacity)} for unit_id, capacity in rows}
