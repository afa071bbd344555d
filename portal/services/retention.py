"""What was kept as long as the settings say, and is to be erased: the sweep's part of it.

A referral goes when its time is over since it was taken up, or since it came where nobody took it
up. What was refused goes sooner: nobody knows what is in it, and it may be persons.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

import config
from portal import store
from portal.database import session
from portal.models.audit import Audit
from portal.models.base import now
from portal.models.referrals import BatchState, Referral, ReferralBatch
from portal.models.registers import RegisterEntry
from portal.models.states import State
from portal.models.submissions import Submission, Upload
from portal.services import erasures, referrals, verdicts

BECAUSE, RESTORED = "retention", "restored"
ACTS = ("referral.erase", "referrals.erase", "file.erase")
AT_ONCE = 500
_REFUSED = (BatchState.REFUSED, BatchState.NOT_TAKEN)
_OVER = (State.REFUSED, State.SUPERSEDED, State.WITHDRAWN)
_TAKEN = (BatchState.TAKEN, BatchState.TAKEN_IN_PART)
_Thing = Referral | ReferralBatch | Upload
_THINGS: dict[str, type[_Thing]] = {
    "referral": Referral,
    "referral_batch": ReferralBatch,
    "file": Upload,
}


class Erased(NamedTuple):
    """One thing that a ledger names."""

    table: type[_Thing]
    id: UUID


class NoLedger(Exception):
    """The file does not say, line by line, what was erased."""


def erase_due() -> int:
    """Erase what is due, so much in a round; return how much. May run twice, or at once."""
    settings = config.settings()
    aged = now() - timedelta(days=settings.referral_keep_days)
    refused = now() - timedelta(days=settings.refused_keep_days)
    done = _referrals(aged)
    done += _batches(_TAKEN, aged) + _batches(_REFUSED, refused)
    _forget_register(aged)
    return done + _uploads(refused) + _lines(refused)


def _referrals(aged: datetime) -> int:
    due = session.scalars(
        select(Referral.id)
        .where(Referral.erased_at.is_(None), Referral.state_since < aged)
        .limit(AT_ONCE)
    ).all()
    for referral_id in due:
        referrals.erase(referral_id, by=None, because=BECAUSE)
    return len(due)


def _batches(states: tuple[BatchState, ...], aged: datetime) -> int:
    """Erase files of referrals; what was taken of them stays as long as it may."""
    due = session.scalars(
        select(ReferralBatch)
        .where(ReferralBatch.erased_at.is_(None), ReferralBatch.state_since < aged)
        .where(ReferralBatch.state.in_(states))
        .limit(AT_ONCE)
        .with_for_update(of=ReferralBatch, skip_locked=True)
    ).all()
    for batch in due:
        erasures.mark_batch(batch, BECAUSE)
    session.commit()
    return len(due)


def _uploads(aged: datetime) -> int:
    """Mark refused files of which no other submission is left; `erasures.finish` deletes them."""
    other = aliased(Submission)
    open_still = select(other.id).where(
        other.upload_id == Upload.id,
        (other.state.not_in((State.REFUSED, State.SUPERSEDED))) | (other.state_since >= aged),
    )
    refused = select(Submission.upload_id).where(
        Submission.state == State.REFUSED, Submission.state_since < aged
    )
    due = session.scalars(
        select(Upload)
        .where(Upload.id.in_(refused), Upload.erased_at.is_(None), ~open_still.exists())
        .limit(AT_ONCE)
        .with_for_update(of=Upload, skip_locked=True)
    ).all()
    for upload in due:
        erasures.mark(upload, BECAUSE)
    session.commit()
    return len(due)


def _forget_register(aged: datetime) -> None:
    """Delete what a register said, once that is as long ago as a referral is kept."""
    session.execute(delete(RegisterEntry).where(func.upper(RegisterEntry.known) < aged))
    session.commit()


def _lines(aged: datetime) -> int:
    """Delete further places of returns that are over; what the document names of them stays."""
    keys = set(store.keys(verdicts.LINES, aged))
    ids = {UUID(key.split("/")[1]) for key in keys}
    wanted = session.scalars(
        select(Submission.verdict_key).where(
            Submission.id.in_(ids),
            Submission.state.not_in(_OVER) | (Submission.state_since >= aged),
        )
    )
    due = keys - {verdicts.lines_key(key) for key in wanted if key}
    for key in due:
        store.delete(key)
    return len(due)


def ledger() -> list[str]:
    """Return what was ever erased, a line each: its kind and id, nothing of a person."""
    acts = session.execute(
        select(Audit.noun, Audit.noun_id).where(Audit.act.in_(ACTS)).order_by(Audit.id)
    )
    return list(dict.fromkeys(f"{noun} {noun_id}" for noun, noun_id in acts))


def read(lines: Iterable[str]) -> list[Erased]:
    """Return what the lines of a ledger name.

    Raises:
        NoLedger: a line is none of a ledger.
    """
    return [_named(line.strip()) for line in lines if line.strip()]


def _named(line: str) -> Erased:
    try:
        noun, _, said = line.partition(" ")
        return Erased(_THINGS[noun], UUID(said))
    except (ValueError, KeyError) as error:
        raise NoLedger(line[:60]) from error


def erase_again(ledger: Iterable[Erased]) -> int:
    """Erase what a backup brought back, by a ledger; return how much was there.

    `erasures.finish` then deletes it.
    """
    return sum(map(_erased_again, ledger))


def _erased_again(erased: Erased) -> bool:
    found = session.get(erased.table, erased.id, with_for_update={"of": erased.table})
    if not isinstance(found, _Thing) or found.erased_at is not None:
        session.rollback()
        return False
    if isinstance(found, Referral):
        referrals.erase(erased.id, by=None, because=RESTORED)
    elif isinstance(found, ReferralBatch):
        erasures.mark_batch(found, RESTORED)
    else:
        erasures.mark(found, RESTORED)
    session.commit()
    return True
