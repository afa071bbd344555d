"""What was kept as long as the settings say, and is to be erased: the sweep's part of it.

A referral goes when its time is over since it was taken up, or since it came where nobody took it
up. What was refused goes sooner: nobody knows what is in it, and it may be persons.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

import config
from portal.database import session
from portal.models.audit import Audit
from portal.models.base import now
from portal.models.referrals import BatchState, DataKey, Referral, ReferralBatch, ReferralState
from portal.models.states import State
from portal.models.submissions import Submission, Upload
from portal.services import audit, erasures, referral_answers, referrals, sealing

BECAUSE, RESTORED = "retention", "restored"
ACTS = ("referral.erase", "referrals.erase", "file.erase")
AT_ONCE = 500
_REFUSED = (BatchState.REFUSED, BatchState.NOT_TAKEN)
_TAKEN = (BatchState.TAKEN, BatchState.TAKEN_IN_PART)
_THINGS: dict[str, type[Referral | ReferralBatch | Upload]] = {
    "referral": Referral,
    "referral_batch": ReferralBatch,
    "file": Upload,
}


class NoLedger(Exception):
    """The file does not say, line by line, what was erased."""


def erase_due() -> int:
    """Erase what is due, so much in a round; return how much. May run twice, or at once."""
    settings = config.settings()
    aged = now() - timedelta(days=settings.referral_keep_days)
    refused = now() - timedelta(days=settings.refused_keep_days)
    done = _referrals(aged)
    done += _batches(_TAKEN, aged) + _batches(_REFUSED, refused)
    return done + _uploads(refused)


def _referrals(aged: datetime) -> int:
    due = session.scalars(
        select(Referral.id)
        .where(Referral.state != ReferralState.ERASED, Referral.state_since < aged)
        .limit(AT_ONCE)
    ).all()
    for referral_id in due:
        referrals.erase(referral_id, by=None, because=BECAUSE)
    return len(due)


def _batches(states: tuple[BatchState, ...], aged: datetime) -> int:
    """Erase files of referrals; what was taken of them stays as long as it may."""
    due = session.scalars(
        select(ReferralBatch)
        .join(DataKey, DataKey.thing_id == ReferralBatch.id)
        .where(ReferralBatch.state.in_(states), ReferralBatch.state_since < aged)
        .limit(AT_ONCE)
        .with_for_update(of=ReferralBatch, skip_locked=True)
    ).all()
    for batch in due:
        erase_batch(batch, because=BECAUSE)
    session.commit()
    for batch in due:
        referral_answers.clear(batch)
    return len(due)


def erase_batch(batch: ReferralBatch, *, because: str) -> None:
    """Destroy the key of a file of referrals and of its answers, in the transaction at hand."""
    sealing.destroy_key(batch.id)
    audit.record("referrals.erase", "referral_batch", batch.id, None, because=because)


def _uploads(aged: datetime) -> int:
    """Mark refused files of which no other submission is left; `erasures.finish` deletes them."""
    other = aliased(Submission)
    open_still = select(other.id).where(
        other.upload_id == Upload.id,
        (other.state.not_in((State.REFUSED, State.SUPERSEDED))) | (other.state_since >= aged),
    )
    due = session.scalars(
        select(Upload)
        .join(Submission, Submission.upload_id == Upload.id)
        .where(Submission.state == State.REFUSED, Upload.erased_at.is_(None))
        .where(~open_still.exists())
        .limit(AT_ONCE)
        .distinct()
    ).all()
    for upload in due:
        erasures.mark(upload, BECAUSE)
    session.commit()
    return len(due)


def ledger() -> list[str]:
    """Return what was ever erased, a line each: its kind and id, nothing of a person."""
    acts = session.execute(
        select(Audit.noun, Audit.noun_id).where(Audit.act.in_(ACTS)).order_by(Audit.id)
    )
    return list(dict.fromkeys(f"{noun} {noun_id}" for noun, noun_id in acts))


def erase_again(lines: Iterable[str]) -> int:
    """Erase what a backup brought back, by the lines of a ledger; return how much was there.

    Raises:
        NoLedger: a line is none of a ledger; nothing from there on was erased.
    """
    return sum(_erased_again(line) for line in lines if line.strip())


def _erased_again(line: str) -> bool:
    try:
        noun, _, said = line.strip().partition(" ")
        thing = UUID(said)
        table = _THINGS[noun]
    except (ValueError, KeyError) as error:
        raise NoLedger(line.strip()[:60]) from error
    found = session.get(table, thing)
    if isinstance(found, Referral) and found.state is not ReferralState.ERASED:
        referrals.erase(thing, by=None, because=RESTORED)
    elif isinstance(found, ReferralBatch) and sealing.has_key(thing):
        erase_batch(found, because=RESTORED)
        session.commit()
        referral_answers.clear(found)
    elif isinstance(found, Upload) and found.erased_at is None:
        erasures.mark(found, RESTORED)
        session.commit()
    else:
        return False
    return True
