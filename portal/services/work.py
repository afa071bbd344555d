"""Work of the house: what runs, what waits, what fails, what was given up; and trying again.

It is seen by reference, form and state. What a file says is not for who administers the system.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update

import config
from portal import queue
from portal.database import session
from portal.models.accounts import Account
from portal.models.base import now
from portal.models.referrals import BatchState, ReferralBatch
from portal.models.states import WAITING, State
from portal.models.submissions import Submission, Upload
from portal.services import audit, submissions

JOB_OF = {
    State.RECEIVED: "validate_submission",
    State.CHECKING: "validate_submission",
    State.ACCEPTED: "load_submission",
    State.REFUSED: "validate_submission",
}
_BATCH_WAITS = (BatchState.RECEIVED, BatchState.CHECKING)


class NoSuchWork(Exception):
    """There is no such work, or it is done, or runs just now."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work: its row, its job, and how it stands.

    `standing` is running, waiting, failing or given_up.
    """

    id: UUID
    reference: str
    job: str
    form: str | None
    standing: str
    since: datetime
    attempts: int
    last_failure: str | None = None


def queues() -> list[queue.Line]:
    """Return every queue; none where the server does not answer."""
    return queue.summary()


def listed(*, limit: int = 100) -> list[Piece]:
    """Return what is to be done and what was given up, the longest waiting first."""
    rows = session.scalars(
        select(Submission).where(_wanted()).order_by(Submission.state_since).limit(limit)
    )
    batches = session.scalars(
        select(ReferralBatch)
        .where(_batches_wanted())
        .order_by(ReferralBatch.state_since)
        .limit(limit)
    )
    pieces = [*map(_of_submission, rows), *map(_of_batch, batches)]
    return sorted(pieces, key=lambda piece: piece.since)[:limit]


def count() -> int:
    """Count all of it."""
    returns = select(func.count()).select_from(Submission).where(_wanted())
    batches = select(func.count()).select_from(ReferralBatch)
    waiting = batches.where(_batches_wanted())
    return (session.scalar(returns) or 0) + (session.scalar(waiting) or 0)


def _wanted() -> ColumnElement[bool]:
    """Ask for what waits, and for what was given up while its file is kept."""
    given_up = Submission.attempts > config.settings().max_attempts
    kept = Submission.upload.has(Upload.erased_at.is_(None))
    refused = Submission.state == State.REFUSED
    return or_(Submission.state.in_(WAITING), refused & given_up & kept)


def _batches_wanted() -> ColumnElement[bool]:
    """Ask for what waits, and for what was given up while its file is kept."""
    kept = ReferralBatch.erased_at.is_(None)
    given_up = ReferralBatch.attempts > config.settings().max_attempts
    refused = ReferralBatch.state == BatchState.REFUSED
    return or_(ReferralBatch.state.in_(_BATCH_WAITS), refused & given_up & kept)


def _of_submission(row: Submission) -> Piece:
    return Piece(
        row.id,
        row.reference,
        JOB_OF[row.state],
        row.form,
        _standing_of(row),
        row.state_since,
        row.attempts,
        row.last_failure,
    )


def _of_batch(row: ReferralBatch) -> Piece:
    return Piece(
        row.id,
        row.reference,
        "take_referrals",
        row.form,
        _standing_of_batch(row),
        row.state_since,
        row.attempts,
        row.last_failure,
    )


def _standing_of_batch(row: ReferralBatch) -> str:
    if row.state is BatchState.REFUSED:
        return "given_up"
    if row.last_failure:
        return "failing"
    return "running" if row.state is BatchState.CHECKING else "waiting"


def _standing_of(submission: Submission) -> str:
    if submission.state is State.REFUSED:
        return "given_up"
    if submission.last_failure:
        return "failing"
    return "running" if submission.state is State.CHECKING else "waiting"


def note_failure(row_id: UUID, why: str) -> None:
    """Note why a job failed, by the class of its exception: its words may quote a cell."""
    session.rollback()
    session.execute(update(Submission).where(Submission.id == row_id).values(last_failure=why))
    session.execute(
        update(ReferralBatch).where(ReferralBatch.id == row_id).values(last_failure=why)
    )
    session.commit()


def retry(row_id: UUID, *, by: Account) -> None:
    """Have a piece of work done now, with all its attempts before it.

    A return that was given up is checked anew as a submission of its own: the refusal stays as it
    was. A file of referrals is checked anew itself: its rows are known again, none is taken twice.

    Raises:
        NoSuchWork: there is no such work, or it is done, or runs just now.
    """
    batch = session.get(ReferralBatch, row_id, with_for_update={"of": ReferralBatch})
    if batch is not None:
        _retry_batch(batch, by)
        return
    held = session.get(
        Submission, row_id, with_for_update={"of": Submission}, populate_existing=True
    )
    if held is None or held.state not in JOB_OF or _standing_of(held) == "running":
        session.rollback()
        raise NoSuchWork(row_id)
    if held.state is State.REFUSED:
        _begin_anew(held, by)
        return
    if held.state is State.CHECKING:
        held.move(State.RECEIVED)
    held.next_try_at, held.attempts = now(), 0
    audit.record("work.retry", "submission", held.id, by)
    _queue(JOB_OF[held.state], held.id)


def _retry_batch(batch: ReferralBatch, by: Account) -> None:
    wanted = session.scalars(
        select(ReferralBatch.id).where(ReferralBatch.id == batch.id, _batches_wanted())
    ).first()
    if wanted is None or _standing_of_batch(batch) == "running":
        session.rollback()
        raise NoSuchWork(batch.id)
    batch.state, batch.state_since = BatchState.RECEIVED, now()
    batch.next_try_at, batch.attempts, batch.last_failure = now(), 0, None
    audit.record("work.retry", "referral_batch", batch.id, by)
    _queue("take_referrals", batch.id)


def _queue(job: str, row_id: UUID) -> None:
    session.commit()
    queue.enqueue(job, row_id, int(now().timestamp()))


def _begin_anew(held: Submission, by: Account) -> None:
    if held.attempts <= config.settings().max_attempts:
        session.rollback()
        raise NoSuchWork(held.id)
    audit.record("work.retry", "submission", held.id, by)
    submissions.sent_anew(held, by=by, read_as=held.read_as)
