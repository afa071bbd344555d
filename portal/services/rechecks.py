"""A return is checked again when the quarter before it, by which it was checked, is accepted.

Source: design of prior values: the accepted one, else the latest signed one, which is provisional.
"""

from datetime import datetime

from sqlalchemy import select

from portal.database import session
from portal.models.base import now
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import audit
from schemas.periods import Period

OPEN = (State.TO_CORRECT, State.TO_EXPLAIN, State.TO_SIGN)
ACT = "submission.recheck"


def send_back(loaded: Submission) -> list[Submission]:
    """Set the unit's open return of the quarter after back to received; return which.

    In the transaction that loads, so that no crash comes between; the caller queues them. What is
    signed already stays as it was signed: an officer sees the earlier figures beside it.
    """
    following = Period.parse(loaded.period or "").next().id
    rows = session.scalars(
        select(Submission)
        .where(Submission.unit_id == loaded.unit_id, Submission.form == loaded.form)
        .where(Submission.period == following, Submission.state.in_(OPEN))
        .with_for_update(of=Submission)
    ).all()
    for row in rows:
        row.move(State.RECEIVED)
        row.verdict_key, row.outcome, row.next_try_at, row.attempts = None, None, now(), 0
        audit.record(ACT, "submission", row.id, None, because=loaded.reference)
    return list(rows)


def last(submission: Submission) -> datetime | None:
    """Return when a return was last sent to be checked anew; None where it never was."""
    told = [entry.at for entry in audit.trail("submission", submission.id) if entry.act == ACT]
    return told[-1] if told else None
