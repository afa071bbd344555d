"""Second factors taken off, and posts handed over: one person asks, another one confirms."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from portal.access.people import overseen
from portal.database import session
from portal.models import Account, FactorReset, Membership
from portal.models.base import now
from portal.services import audit, invitations, mails, people, second_factor

LASTS = timedelta(days=7)


class NoSuchReset(Exception):
    """Nobody asked for it, it was confirmed, it is too old, or it is not the viewer's to see."""


class SecondPersonNeeded(Exception):
    """Whoever asked cannot confirm, nor can whom it is for."""


def ask(account: Account, *, by: Account, new_email: str = "") -> None:
    """Ask to take the second factor off an account; with an address, to hand the post over.

    Raises:
        NotYourself: nobody asks for oneself.
        NotYoursAlone: the account works for others too.
    """
    people.demand_whole(account, by)
    earlier = update(FactorReset).where(_waits(), FactorReset.account_id == account.id)
    session.execute(earlier.values(asked_at=now() - 2 * LASTS))
    row = FactorReset(account_id=account.id, asked_by=by.id, new_email=new_email or None)
    session.add(row)
    act = "account.ask_hand_over" if new_email else "account.ask_reset"
    audit.record(act, "account", account.id, by)
    session.commit()


def waiting(viewer: Account) -> Sequence[FactorReset]:
    """Return what waits for a second person whom the viewer can be, or has asked for."""
    mine = select(Membership.account_id).where(overseen(viewer, "people.confirm"))
    found = select(FactorReset).where(_waits(), FactorReset.account_id.in_(mine))
    return session.scalars(found.order_by(FactorReset.asked_at)).all()


def may_confirm(reset: FactorReset, viewer: Account) -> bool:
    """Say whether the viewer can be the second person."""
    if viewer.id in (reset.asked_by, reset.account_id):
        return False
    return people.wholly_overseen(reset.account, by=viewer, right="people.confirm")


def confirm(reset_id: UUID, *, by: Account) -> Account:
    """Do what was asked for, as the second person; every session of the account ends.

    Raises:
        NoSuchReset: nothing waits under this id for this person to see.
        SecondPersonNeeded: by asked for it, or it is for by's own account.
    """
    reset = next((one for one in waiting(by) if one.id == reset_id), None)
    if reset is None:
        raise NoSuchReset(reset_id)
    if not may_confirm(reset, by):
        raise SecondPersonNeeded
    taken = session.execute(
        update(FactorReset)
        .where(FactorReset.id == reset.id, FactorReset.confirmed_at.is_(None))
        .values(confirmed_by=by.id, confirmed_at=now())
        .returning(FactorReset.id)
    ).all()
    if not taken:
        session.rollback()
        raise NoSuchReset(reset_id)
    account = reset.account
    mails.write("changed", account)
    second_factor.take_off(account)
    account.session_version += 1
    if reset.new_email:
        invitations.hand_over(account, reset.new_email)
    act = "account.hand_over" if reset.new_email else "account.reset_factor"
    audit.record(act, "account", account.id, by, asked_by=str(reset.asked_by))
    session.commit()
    return account


def _waits() -> ColumnElement[bool]:
    return FactorReset.confirmed_at.is_(None) & (FactorReset.asked_at > now() - LASTS)
