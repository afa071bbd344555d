"""A return is checked again when another, by which it was checked, is signed, accepted or not.

Source: design of prior values: the accepted one, else the latest signed one, which is provisional.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal import queue
from portal.database import session, turns
from portal.models.base import now
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import audit, catalogue, contexts, figures
from validator.context import Context, Owed
from validator.plan import Plan

OPEN = (State.TO_CORRECT, State.TO_EXPLAIN, State.TO_SIGN)
ACT = "submission.recheck"


def take_turn(unit_ids: Iterable[UUID | None]) -> None:
    """Let no other transaction change which returns of these units count, until this one ends.

    To be taken before the row of any open return is locked.
    """
    turns.take(*(("returns", unit_id) for unit_id in unit_ids))


def send_back(changed: Submission) -> list[Submission]:
    """Set the unit's open returns that ask for a return back to received; return which.

    In the transaction in which that one comes to count, or no longer does, so that no crash comes
    between; the caller has the turn, and queues them. What is signed already stays as it was
    signed: an officer sees the other figures beside it.
    """
    asking = [row.id for row in _asking(changed)]
    if not asking:
        return []
    rows = session.scalars(
        select(Submission)
        .where(Submission.id.in_(asking), Submission.state.in_(OPEN))
        .order_by(Submission.id)
        .with_for_update(of=Submission)
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        row.move(State.RECEIVED)
        row.verdict_key, row.outcome, row.next_try_at, row.attempts = None, None, now(), 0
        audit.record(ACT, "submission", row.id, None, because=changed.reference)
    return list(rows)


def _asking(changed: Submission) -> Iterator[Submission]:
    """Yield the unit's open returns of which a rule asks for figures of another."""
    rows = session.scalars(
        select(Submission)
        .where(Submission.unit_id == changed.unit_id, Submission.state.in_(OPEN))
        .where(Submission.obligation_id != changed.obligation_id)
    ).all()
    if not rows or changed.unit_id is None:
        return
    this = Owed(changed.form or "", changed.period or "")
    owed, forms = contexts.owed(changed.unit_id), catalogue.current()
    for row in rows:
        form, period = row.form or "", row.period or ""
        plan = figures.plan_in(Owed(form, period), forms)
        known = Context(owed=owed, form=form, period=period)
        if plan is not None and this in plan.wants.returns(known):
            yield row


def enqueue(rows: Iterable[Submission]) -> None:
    """Queue returns that were set back, after that is committed."""
    for row in rows:
        queue.enqueue("validate_submission", row.id, int(row.state_since.timestamp()))


def is_overtaken(unit_id: UUID, plan: Plan, known: Context) -> bool:
    """Say whether the unit's other returns are no longer as a check knew them; take the turn."""
    take_turn([unit_id])
    returns = {known.form: known.earlier, **known.others}
    told = {Owed(form, one): sent for form, its in returns.items() for one, sent in its.items()}
    return figures.sent_by(unit_id, plan.wants.returns(known)) != told


def last(submission: Submission) -> datetime | None:
    """Return when a return was last sent to be checked anew; None where it never was."""
    told = [entry.at for entry in audit.trail("submission", submission.id) if entry.act == ACT]
    return told[-1] if told else None
