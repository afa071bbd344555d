"""The people whom somebody oversees: seen, suspended; and who can sign for whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, or_, select

from portal.access.people import chosen, overseen
from portal.access.rights import ROLES
from portal.database import session
from portal.models import Account, Membership, Role, Unit
from portal.services import accounts, audit, links
from portal.services.orders import Order


class NoSuchPerson(Exception):
    """No such account, or none that the viewer oversees. The two look alike on purpose."""


class NotYourself(Exception):
    """An account is changed by somebody else than its own holder."""


class NotYoursAlone(Exception):
    """The account works for others too: only they together could do this."""


@dataclass(frozen=True, slots=True)
class Signers:
    """Who can sign a unit's returns: its heads, and the heads of its organisation."""

    unit: Unit
    unit_heads: list[Account]
    ngo_heads: list[Account]


STANDINGS = ("active", "invited", "suspended")
ORDERS = {
    "name": Account.name,
    "post_en": Account.post_en,
    "post_zh": Account.post_zh,
    "standing": case((~Account.active, 2), (Account.password_hash.is_(None), 1), else_=0),
}
BY_NAME = Order("name")


def standing_of(account: Account) -> str:
    """Return how an account stands: one of STANDINGS."""
    if not account.active:
        return "suspended"
    return "active" if account.password_hash else "invited"


def listed(
    viewer: Account, *, search: str = "", standing: str = "", order: Order = BY_NAME
) -> Sequence[Account]:
    """Return the accounts that the viewer oversees, in order; the view is in the trail."""
    found = select(Account).where(Account.id.in_(_within(overseen(viewer, "people.see"))))
    if search:
        words = f"%{search.strip()}%"
        parts = (Account.name, Account.post_en, Account.post_zh, Account.email)
        found = found.where(or_(*(part.ilike(words) for part in parts)))
    people = session.scalars(found.order_by(order.of(ORDERS), Account.name)).all()
    audit.record("people.list", "people", None, viewer, found=len(people))
    session.commit()
    return [one for one in people if not standing or standing_of(one) == standing]


def find(account_id: UUID, *, viewer: Account, right: str = "people.see") -> Account:
    """Return an account that the viewer oversees. Raises NoSuchPerson."""
    mine = _within(overseen(viewer, right))
    found = session.scalars(
        select(Account).where(Account.id == account_id, Account.id.in_(mine))
    ).one_or_none()
    if found is None:
        raise NoSuchPerson(account_id)
    return found


def note_view(account: Account, *, by: Account) -> None:
    """Put into the trail that somebody looked at an account."""
    audit.record("people.view", "account", account.id, by)
    session.commit()


def wholly_overseen(account: Account, *, by: Account, right: str = "people.keep") -> bool:
    """Say whether somebody oversees all that an account works for."""
    mine = session.scalars(
        select(Membership.id).where(Membership.account_id == account.id, overseen(by, right))
    ).all()
    return len(mine) == len(account.memberships)


def suspend(account: Account, *, by: Account) -> None:
    """Let an account be used no more, from this moment. Raises NotYourself, NotYoursAlone."""
    demand_whole(account, by)
    account.active = False
    account.session_version += 1
    links.withdraw(account)
    audit.record("account.suspend", "account", account.id, by)
    session.commit()


def resume(account: Account, *, by: Account) -> None:
    """Let a suspended account be used again. Raises NotYourself, NotYoursAlone."""
    demand_whole(account, by)
    account.active = True
    audit.record("account.resume", "account", account.id, by)
    session.commit()


def ask_new_password(account: Account, *, by: Account) -> None:
    """Have an account change its password before anything else. Raises as `suspend` does."""
    demand_whole(account, by)
    account.must_change = True
    audit.record("account.ask_new_password", "account", account.id, by)
    session.commit()


def end_sessions(account: Account, *, by: Account) -> None:
    """End every session of an account. Raises as `suspend` does."""
    demand_whole(account, by)
    accounts.end_sessions(account, by=by)


ACTS: dict[str, Callable[..., None]] = {
    "suspend": suspend,
    "resume": resume,
    "ask-new-password": ask_new_password,
    "end-sessions": end_sessions,
}
"""What is done to an account by one button."""


def signers(viewer: Account) -> list[Signers]:
    """Return, for each unit of the viewer's organisations, who can sign for it."""
    held = [m for m in chosen(viewer) if "people.see" in ROLES[m.role].rights]
    own = {m.organisation_id for m in held if m.organisation_id}
    units = session.scalars(
        select(Unit).where(Unit.organisation_id.in_(own)).order_by(Unit.code)
    ).all()
    heads = session.scalars(
        select(Membership)
        .join(Membership.account)
        .where(Account.active, Membership.role.in_((Role.UNIT_HEAD, Role.NGO_HEAD)))
        .where(Membership.organisation_id.in_(own) | Membership.unit_id.in_([u.id for u in units]))
        .order_by(Account.name)
    ).all()
    return [
        Signers(
            unit,
            [m.account for m in heads if m.unit_id == unit.id],
            [m.account for m in heads if m.organisation_id == unit.organisation_id],
        )
        for unit in units
    ]


def _within(condition: ColumnElement[bool]) -> Select[UUID]:
    return select(Membership.account_id).where(condition)


def demand_other(account: Account, by: Account) -> None:
    """Refuse an act on one's own account. Raises NotYourself."""
    if account.id == by.id:
        raise NotYourself


def demand_whole(account: Account, by: Account) -> None:
    """Refuse an act on an account that works for others too. Raises NotYourself, NotYoursAlone."""
    demand_other(account, by)
    if not wholly_overseen(account, by=by):
        raise NotYoursAlone
