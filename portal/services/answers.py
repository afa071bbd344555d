"""What senders say to findings: an explanation, or that the figure is right."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portal.database import session
from portal.models.accounts import Account
from portal.models.base import now
from portal.models.reviews import Finding
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import audit, submissions

REASONS = ("seasonal", "new_funding", "staff_vacancy", "last_quarter_wrong", "other")
KIND_OF = {"query": "explain", "error": "figure_is_right"}
_ANSWERABLE = (State.TO_CORRECT, State.TO_EXPLAIN, State.TO_SIGN)


class NoSuchFinding(Exception):
    """The submission has no such finding that can be answered."""


class NothingSaid(Exception):
    """An answer needs words: an officer has to decide by them."""


class CannotAnswerNow(Exception):
    """The return is signed, or replaced by a later version: its answers stand."""


def of(submission: Submission) -> Sequence[Finding]:
    """Return the findings on which a person must act, in the order of the verdict."""
    rows = session.scalars(select(Finding).where(Finding.submission_id == submission.id)).all()
    return sorted(rows, key=lambda row: int(row.finding[1:]))


def find(finding_id: UUID, *, viewer: Account) -> Finding:
    """Return a finding that the viewer may answer. Raises NoSuchFinding, NoSuchSubmission."""
    finding = session.get(Finding, finding_id)
    if finding is None:
        raise NoSuchFinding(finding_id)
    submissions.find(finding.submission_id, viewer=viewer, right="submission.answer")
    return finding


def answer(finding_id: UUID, *, reason: str, text: str, by: Account) -> Submission:
    """Keep an answer to one finding; when all that must be answered is, the return may be signed.

    Raises:
        NoSuchFinding, NoSuchSubmission: not there, or not the sender's.
        NothingSaid: there are no words in it.
        CannotAnswerNow: the return is past answering.
    """
    finding, held = _held(finding_id, by)
    if not text.strip():
        raise NothingSaid
    finding.answer_kind = KIND_OF[finding.severity]
    finding.answer_reason = reason if reason in REASONS else "other"
    finding.answer_text = text.strip()[:2000]
    finding.answered_by, finding.answered_at = by.id, now()
    settle(held)
    audit.record("submission.answer", "submission", held.id, by, finding=finding.finding)
    session.commit()
    return held


def take_back(finding_id: UUID, *, by: Account) -> Submission:
    """Take an answer back; its words stay to begin from. Raises as `answer` does."""
    finding, held = _held(finding_id, by)
    finding.answer_kind = finding.answered_by = finding.answered_at = None
    settle(held)
    audit.record("submission.unanswer", "submission", held.id, by, finding=finding.finding)
    session.commit()
    return held


def _held(finding_id: UUID, by: Account) -> tuple[Finding, Submission]:
    finding = find(finding_id, viewer=by)
    held = submissions.locked(finding.submission_id)
    if held.state not in _ANSWERABLE:
        raise CannotAnswerNow(held.state)
    return finding, held


def settle(held: Submission) -> None:
    """Move the return to where its answers put it: correct, explain, or sign."""
    session.flush()
    waiting = {row.severity for row in of(held) if row.answer_kind is None}
    target = State.TO_SIGN
    if "error" in waiting:
        target = State.TO_CORRECT
    elif "query" in waiting:
        target = State.TO_EXPLAIN
    if held.state is State.TO_SIGN and target is State.TO_CORRECT:
        held.move(State.TO_EXPLAIN)
    if held.state is not target:
        held.move(target)
