"""Work of the house: what runs, what waits, what fails, what was given up; and trying again.

It is seen by reference, form and state. What a return says is not for who administers the system.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update

import config
from portal import queue
from portal.database import session
from portal.models.accounts import Account
from portal.models.base import now
from portal.models.states import WAITING, State
from portal.models.submissions import Submission
from portal.services import audit, submissions

JOB_OF = {
    State.RECEIVED: "validate_submission",
    State.CHECKING: "validate_submission",
    State.ACCEPTED: "load_submission",
    State.REFUSED: "validate_submission",
}


class NoSuchWork(Exception):
    """There is no such work, or it is done, or runs just now."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work, and how it stands: running, waiting, failing or given_up."""

    submission: Submission
    standing: str

    @property
    def job(self) -> str:
        """The job that does it."""
        return JOB_OF[self.submission.state]


def _given_up() -> ColumnElement[bool]:
    most = config.settings().max_attempts
    return (Submission.state == State.REFUSED) & (Submission.attempts > most)


def listed(*, limit: int = 100) -> list[Piece]:
    """Return what is to be done and what was given up, the longest waiting first."""
    rows: Sequence[Submission] = session.scalars(
        select(Submission)
        .where(or_(Submission.state.in_(WAITING), _given_up()))
        .order_by(Submission.state_since)
        .limit(limit)
    ).all()
    return [Piece(row, standing_of(row)) for row in rows]


def queues() -> list[queue.Line]:
    """Return every queue; none where the server does not answer."""
    return queue.summary()


def count() -> int:
    """Count all of it."""
    wanted = or_(Submission.state.in_(WAITING), _given_up())
    return session.scalar(select(func.count()).select_from(Submission).where(wanted)) or 0


def standing_of(submission: Submission) -> str:
    """Return how a piece of work stands."""
    if submission.state is State.REFUSED:
        return "given_up"
    if submission.last_failure:
        return "failing"
    return "running" if submission.state is State.CHECKING else "waiting"


def note_failure(submission_id: UUID, why: str) -> None:
    """Note why a job failed, by the class of its exception: its words may quote a cell."""
    session.rollback()
    session.execute(
        update(Submission).where(Submission.id == submission_id).values(last_failure=why)
    )
    session.commit()


def retry(submission_id: UUID, *, by: Account) -> None:
    """Have a piece of work done now, with all its attempts before it.

    What was given up is checked anew as a submission of its own: the refusal stays as it was.

    Raises:
        NoSuchWork: there is no such work, or it is done, or runs just now.
    """
    held = session.get(
        Submission, submission_id, with_for_update={"of": Submission}, populate_existing=True
    )
    if held is None or standing_of(held) == "running" or held.state not in JOB_OF:
        session.rollback()
        raise NoSuchWork(submission_id)
    if held.state is State.REFUSED:
        _begin_anew(held, by)
        return
    if held.state is State.CHECKING:
        held.move(State.RECEIVED)
    held.next_try_at, held.attempts = now(), 0
    job = JOB_OF[held.state]
    audit.record("work.retry", "submission", held.id, by)
    session.commit()
    queue.enqueue(job, held.id, int(now().timestamp()))


def _begin_anew(held: Submission, by: Account) -> None:
    if held.attempts <= config.settings().max_attempts:
        session.rollback()
        raise NoSuchWork(held.id)
    audit.record("work.retry", "submission", held.id, by)
    submissions.sent_anew(held, by=by, read_as=held.read_as)
