"""Persons referred: listed, looked at, shown for a reason, taken up, erased.

A referrer sees what their organisation sent, a case officer what came to their office: nobody
else sees that a referral exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from portal import access
from portal.database import session
from portal.models.accounts import Account
from portal.models.base import now
from portal.models.referrals import Referral, ReferralState
from portal.services import audit, catalogue, erasures, referral_batches, referral_rows, sealing
from portal.services.orders import leaf
from schemas.spec import Field

PAGE = 50
REASONS = ("contact", "assess", "duplicate", "correct", "complaint")
"""Why somebody may want to see who is meant. Words of our own: the audit trail keeps them."""


class NoSuchReferral(Exception):
    """No such referral, or not the viewer's to see. The two look alike on purpose."""


class NoReason(Exception):
    """Nothing personal is shown without one of the reasons."""


class NotWaiting(Exception):
    """The referral was taken up or erased meanwhile."""


@dataclass(frozen=True, slots=True)
class Said:
    """One field of a referral: `value` is None while it is masked."""

    field: Field
    value: str | None


def visible(viewer: Account) -> ColumnElement[bool]:
    """Return the condition for what a viewer may see."""
    sent = access.organisations_visible(viewer, "referral.send")
    office = access.units_visible(viewer, "referral.take_up")
    return or_(Referral.organisation_id.in_(sent), Referral.office_id.in_(office))


def listed(viewer: Account, *, state: str = "", page: int = 1) -> tuple[Sequence[Referral], int]:
    """Return one page of the referrals that the viewer may see, and how many there are.

    Urgent ones that wait come first, then the latest.
    """
    conditions = [visible(viewer)]
    if state in set(ReferralState):
        conditions.append(Referral.state == state)
    total = session.scalar(select(func.count()).select_from(Referral).where(*conditions)) or 0
    urgent = (Referral.urgency == "U") & (Referral.state == ReferralState.WAITING)
    page, _ = leaf(page, total, PAGE)
    found = session.scalars(
        select(Referral)
        .options(joinedload(Referral.office))
        .where(*conditions)
        .order_by(urgent.desc(), Referral.created_at.desc(), Referral.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return found.all(), total


def find(referral_id: UUID, *, viewer: Account) -> Referral:
    """Return a referral that the viewer may see, masked; the view is audited.

    Raises:
        NoSuchReferral: no such id, or not the viewer's to see.
    """
    found = seen(referral_id, viewer)
    audit.record("referral.view", "referral", found.id, viewer)
    session.commit()
    return found


def seen(referral_id: UUID, viewer: Account) -> Referral:
    """Return a referral that the viewer may see, for what shows nothing of it. Raises as find."""
    found = session.scalars(
        select(Referral).where(Referral.id == referral_id, visible(viewer))
    ).one_or_none()
    if found is None:
        raise NoSuchReferral(referral_id)
    return found


def masked(referral: Referral) -> list[Said]:
    """Return what a referral says beyond what is in clear, masked: which fields, not what."""
    fields = catalogue.known(referral.form).lists[0].fields
    return [Said(one, None) for one in fields if one.key in referral.sealed]


def show(referral_id: UUID, *, viewer: Account, reason: str) -> tuple[Referral, list[Said]]:
    """Return a referral with what it says of the person; audited with the reason, and before.

    Raises:
        NoSuchReferral: no such id, or not the viewer's to see.
        NoReason: the reason is none of REASONS.
        sealing.Erased: it was erased.
    """
    referral = seen(referral_id, viewer)
    if reason not in REASONS:
        raise NoReason(reason)
    audit.record("referral.show", "referral", referral.id, viewer, reason=reason)
    session.commit()
    said = referral_rows.unsealed(referral)
    fields = catalogue.known(referral.form).lists[0].fields
    return referral, [Said(one, said[one.key]) for one in fields if one.key in said]


def take_up(referral_id: UUID, *, by: Account) -> Referral:
    """Take up a referral for its office.

    Raises:
        NoSuchReferral: no such id, or of another office.
        NotWaiting: somebody took it up before, or it was erased.
    """
    offices = access.units_visible(by, "referral.take_up")
    held = session.scalars(
        select(Referral)
        .where(Referral.id == referral_id, Referral.office_id.in_(offices))
        .with_for_update(of=Referral)
    ).one_or_none()
    if held is None:
        raise NoSuchReferral(referral_id)
    if held.state is not ReferralState.WAITING:
        raise NotWaiting(referral_id)
    held.state, held.state_since = ReferralState.TAKEN_UP, now()
    audit.record("referral.take_up", "referral", held.id, by)
    session.commit()
    return held


def erase(referral_id: UUID, *, by: Account | None, because: str) -> None:
    """Destroy the key of a referral and all that it says; that it was there stays on record.

    The file that it came in says it, too, so that file's key goes with it; then `erasures.finish`
    deletes it. What is erased already stays as it is.
    """
    held = session.get_one(
        Referral, referral_id, with_for_update={"of": Referral}, populate_existing=True
    )
    if held.state is ReferralState.ERASED:
        session.rollback()
        return
    sealing.destroy_key(held.id)
    held.state, held.state_since, held.erased_at = ReferralState.ERASED, now(), now()
    held.sealed, held.identity_mac, held.content_mac = {}, None, None
    audit.record("referral.erase", "referral", held.id, by, because=because)
    erasures.mark_batch(referral_batches.locked(held.batch_id), because)
    session.commit()
