"""Organisations and units, as they are on a day of the world and as known at a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from portal import access
from portal.access.people import chosen
from portal.database import session
from portal.models import (
    Account,
    AgreedLevel,
    Fsa,
    Organisation,
    OrganisationDetail,
    Unit,
    UnitDetail,
)
from portal.models.base import Dated, now


@dataclass(frozen=True, slots=True)
class Named:
    """A unit or an organisation by its code and what it is called."""

    code: str
    name_en: str
    name_zh: str


class NoSuchUnit(Exception):
    """No such unit, or not the viewer's to see. The two look alike on purpose."""


def holding(
    table: type[Dated], on: date, *, known_at: datetime | None = None
) -> ColumnElement[bool]:
    """Return the condition that a dated row holds on a day, as known at a moment (now)."""
    return and_(table.valid.contains(on), table.known.contains(known_at or now()))


def unit_by_code(code: str) -> Unit | None:
    """Return the unit with this code."""
    return session.scalars(select(Unit).where(Unit.code == code)).one_or_none()


def find_unit(code: str, *, viewer: Account, right: str = "organisation.see") -> Unit:
    """Return a unit that the viewer may see. Raises NoSuchUnit."""
    unit = unit_by_code(code)
    if unit is None or not access.may_see(viewer, right, unit_id=unit.id):
        raise NoSuchUnit(code)
    return unit


def unit_details(
    unit_ids: Iterable[UUID], on: date, *, known_at: datetime | None = None
) -> dict[UUID, UnitDetail]:
    """Return what units are called on a day, by unit id, in one query."""
    rows = session.scalars(
        select(UnitDetail)
        .where(UnitDetail.unit_id.in_(set(unit_ids)))
        .where(holding(UnitDetail, on, known_at=known_at))
    )
    return {row.unit_id: row for row in rows}


def unit_detail(unit_id: UUID, on: date, *, known_at: datetime | None = None) -> UnitDetail | None:
    """Return what a unit is called, its service and district, on a day."""
    return unit_details([unit_id], on, known_at=known_at).get(unit_id)


def organisation_details(
    organisation_ids: Iterable[UUID], on: date, *, known_at: datetime | None = None
) -> dict[UUID, OrganisationDetail]:
    """Return what organisations are called on a day, by organisation id, in one query."""
    rows = session.scalars(
        select(OrganisationDetail)
        .where(OrganisationDetail.organisation_id.in_(set(organisation_ids)))
        .where(holding(OrganisationDetail, on, known_at=known_at))
    )
    return {row.organisation_id: row for row in rows}


def place_names(places: Iterable[str], on: date) -> dict[str, Named]:
    """Return what places such as "unit:ID" are called on a day; the department has no entry."""
    ids = [
        UUID(number) for kind, _, number in (one.partition(":") for one in set(places)) if number
    ]
    units = session.execute(
        select(Unit.code, UnitDetail)
        .join(UnitDetail, UnitDetail.unit_id == Unit.id)
        .where(Unit.id.in_(ids), holding(UnitDetail, on))
    )
    organisations = session.execute(
        select(Organisation.code, OrganisationDetail)
        .join(OrganisationDetail, OrganisationDetail.organisation_id == Organisation.id)
        .where(Organisation.id.in_(ids), holding(OrganisationDetail, on))
    )
    return {
        **{f"unit:{d.unit_id}": Named(code, d.name_en, d.name_zh) for code, d in units},
        **{
            f"organisation:{d.organisation_id}": Named(code, d.name_en, d.name_zh)
            for code, d in organisations
        },
    }


def whose_work(account: Account, on: date) -> OrganisationDetail | UnitDetail | None:
    """Return the unit or organisation whose work an account does: else it is the department's."""
    for membership in chosen(account):
        if membership.unit_id:
            return unit_detail(membership.unit_id, on)
        if membership.organisation_id:
            found = organisation_details([membership.organisation_id], on)
            return found.get(membership.organisation_id)
    return session.scalars(
        select(OrganisationDetail)
        .join(Organisation, Organisation.id == OrganisationDetail.organisation_id)
        .where(Organisation.kind == "swd", holding(OrganisationDetail, on))
    ).first()


def units_of(organisation_code: str) -> list[Unit]:
    """Return an organisation's units by code."""
    return list(
        session.scalars(
            select(Unit)
            .join(Unit.organisation)
            .where(Organisation.code == organisation_code)
            .order_by(Unit.code)
        )
    )


def agreed_levels(
    unit_id: UUID, on: date, *, known_at: datetime | None = None
) -> dict[str, Decimal]:
    """Return the levels agreed with a unit that hold on a day, by OS/OC standard."""
    rows = session.execute(
        select(AgreedLevel.standard, AgreedLevel.level)
        .join(Fsa, Fsa.id == AgreedLevel.fsa_id)
        .where(Fsa.unit_id == unit_id)
        .where(holding(Fsa, on, known_at=known_at))
        .where(holding(AgreedLevel, on, known_at=known_at))
    )
    return {standard: level for standard, level in rows}
