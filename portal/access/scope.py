"""For whose things an account holds a right, in SQL, so that lists are filtered where they lie."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from portal.access.people import chosen
from portal.access.rights import ROLES, Reach
from portal.database import session
from portal.models import Account, Membership, Organisation, Unit


def units_visible(account: Account, right: str) -> Select[UUID]:
    """Return the ids of the units for which an account holds a right, for use with `in_`.

    Of an account that works for several places, those of the place that was chosen.
    """
    return _units_of(_holding(account, right, chosen(account)))


def organisations_visible(account: Account, right: str) -> Select[UUID]:
    """Return the ids of the organisations for which an account holds a right, for `in_`.

    Whoever holds a right for a unit holds none for its organisation as a whole.
    """
    conditions = (_organisations(m) for m in _holding(account, right))
    return select(Organisation.id).where(or_(false(), *conditions))


def may_see(
    account: Account,
    right: str,
    *,
    unit_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> bool:
    """Say whether an account holds a right for one unit, one organisation, or, unnamed, for all."""
    if unit_id is not None:
        wanted = _units_of(_holding(account, right)).where(Unit.id == unit_id)
    elif organisation_id is not None:
        wanted = organisations_visible(account, right).where(Organisation.id == organisation_id)
    else:
        return any(ROLES[m.role].reach is Reach.ALL for m in _holding(account, right))
    return session.scalar(select(wanted.exists())) is True


def _holding(account: Account, right: str, of: list[Membership] | None = None) -> list[Membership]:
    if not account.active:
        return []
    return [m for m in of or account.memberships if right in ROLES[m.role].rights]


def _units_of(memberships: list[Membership]) -> Select[UUID]:
    return select(Unit.id).where(or_(false(), *(_units(m) for m in memberships)))


def _units(membership: Membership) -> ColumnElement[bool]:
    match ROLES[membership.role].reach:
        case Reach.UNIT:
            return Unit.id == membership.unit_id
        case Reach.ORGANISATION:
            return Unit.organisation_id == membership.organisation_id
        case Reach.ALL:
            return true()


def _organisations(membership: Membership) -> ColumnElement[bool]:
    match ROLES[membership.role].reach:
        case Reach.UNIT:
            return false()
        case Reach.ORGANISATION:
            return Organisation.id == membership.organisation_id
        case Reach.ALL:
            return true()
