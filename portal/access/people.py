"""Whose accounts somebody oversees, in SQL, and for whose work an account is used now."""

from contextvars import ContextVar

from sqlalchemy import ColumnElement, false, or_, select, true

from portal.access.rights import OVERSEEN, ROLES, Reach
from portal.models import Account, Membership, Unit

acting: ContextVar[str] = ContextVar("acting", default="")
"""The place that the reader of the page works for now; "" for all. The pages set it."""


def chosen(account: Account) -> list[Membership]:
    """Return an account's memberships of the place that was chosen; all, where it has none."""
    place = acting.get()
    return [m for m in account.memberships if m.place == place] or account.memberships


def overseen(viewer: Account, right: str) -> ColumnElement[bool]:
    """Return the condition that a membership is one that the viewer holds a right over."""
    held = [m for m in viewer.memberships if right in ROLES[m.role].rights and viewer.active]
    return or_(false(), *(_over(m) for m in held))


def _over(holder: Membership) -> ColumnElement[bool]:
    roles = Membership.role.in_(sorted(OVERSEEN.get(holder.role, ())))
    if ROLES[holder.role].reach is Reach.ALL:
        return roles & (Membership.branch == holder.branch if holder.branch else true())
    units = select(Unit.id).where(Unit.organisation_id == holder.organisation_id)
    own = or_(Membership.organisation_id == holder.organisation_id, Membership.unit_id.in_(units))
    return roles & own
