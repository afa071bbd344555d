"""Exceptions: findings on which an officer decides, and what each decision leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from portal import access, queue
from portal.database import session
from portal.models.accounts import Account
from portal.models.reviews import Decision, Finding
from portal.models.states import State, WrongState
from portal.models.submissions import Submission
from portal.services import audit, rechecks, submissions


class NoSuchReview(Exception):
    """No such exception, or not the officer's to see."""


class NothingSaid(Exception):
    """A decision needs its reason: the unit reads it."""


class SecondOfficerNeeded(Exception):
    """An override is confirmed by a supervisor, and never by whoever overrode."""


class WrongDecision(Exception):
    """This decision does not fit this finding."""


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A finding to be decided, with the decisions taken so far and what it still waits for."""

    finding: Finding
    decisions: Sequence[Decision]

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be decided: an override needs its second officer."""
        return any(
            decision.decision == "accept" or decision.confirms_id is not None
            for decision in self.decisions
        )

    @property
    def to_confirm(self) -> Decision | None:
        """The override that waits for a second officer, if one does."""
        if self.settled:
            return None
        overrides = [d for d in self.decisions if d.decision == "override"]
        return overrides[-1] if overrides else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first of the exceptions that wait for a decision, and how many there are in all."""

    entries: Sequence[Exceptional]
    count: int


def waiting(officer: Account, *, rule: str = "", limit: int = 200) -> Waiting:
    """Return the exceptions that wait for a decision, the longest waiting first."""
    units = access.units_visible(officer, "review.see")
    settling = (Decision.decision == "accept") | Decision.confirms_id.is_not(None)
    settled = exists().where(Decision.finding_id == Finding.id, settling)
    statement = (
        select(Finding)
        .join(Finding.submission)
        .where(Submission.state == State.IN_REVIEW, Submission.unit_id.in_(units))
        .where(Finding.answer_kind.is_not(None), ~settled)
    )
    if rule:
        statement = statement.where(Finding.rule == rule)
    count = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    first = statement.order_by(Submission.state_since, Submission.id, Finding.finding).limit(limit)
    unit = joinedload(Finding.submission).joinedload(Submission.unit)
    found = session.scalars(first.options(unit)).all()
    decisions = _decisions([finding.id for finding in found])
    return Waiting([Exceptional(one, decisions.get(one.id, [])) for one in found], count)


def sampled(officer: Account) -> Sequence[Submission]:
    """Return clean returns that were drawn to be looked at."""
    units = access.units_visible(officer, "review.see")
    return session.scalars(
        select(Submission)
        .where(Submission.state == State.IN_REVIEW, Submission.to_decide == 0)
        .where(Submission.unit_id.in_(units))
        .order_by(Submission.state_since)
    ).all()


def _decisions(finding_ids: Sequence[UUID]) -> dict[UUID, list[Decision]]:
    found: dict[UUID, list[Decision]] = {}
    rows = session.scalars(
        select(Decision).where(Decision.finding_id.in_(finding_ids)).order_by(Decision.decided_at)
    )
    for row in rows:
        found.setdefault(row.finding_id, []).append(row)
    return found


def find(finding_id: UUID, *, officer: Account, right: str = "review.see") -> Exceptional:
    """Return one exception with its decisions. Raises NoSuchReview."""
    finding = session.get(Finding, finding_id, options=[joinedload(Finding.submission)])
    if finding is None or not access.may_see(officer, right, unit_id=finding.submission.unit_id):
        raise NoSuchReview(finding_id)
    return Exceptional(finding, _decisions([finding_id]).get(finding_id, []))


def earlier_answers(finding: Finding, limit: int = 8) -> Sequence[Finding]:
    """Return what was answered to the same question in other quarters, the latest first."""
    other = aliased(Submission)
    return session.scalars(
        select(Finding)
        .join(other, other.id == Finding.submission_id)
        .where(Finding.answer_key == finding.answer_key, Finding.answer_kind.is_not(None))
        .where(Finding.submission_id != finding.submission_id)
        .where(other.state.in_((State.LOADED, State.ACCEPTED)))
        .order_by(Finding.answered_at.desc())
        .limit(limit)
    ).all()


def decide(finding_id: UUID, *, decision: str, reason: str, by: Account) -> Submission:
    """Decide on one finding; the last decision accepts the return, one return sends it back.

    A query is accepted; an error is overridden, and a supervisor has to confirm that.

    Raises:
        NoSuchReview, NothingSaid, WrongDecision, SecondOfficerNeeded, WrongState.
    """
    entry = find(finding_id, officer=by, right="review.decide")
    rechecks.take_turn([entry.finding.submission.unit_id])
    held = submissions.locked(entry.finding.submission_id)
    entry = find(finding_id, officer=by, right="review.decide")
    _require_open(held, entry)
    if not reason.strip():
        raise NothingSaid
    confirms = _confirmed(entry, decision, by)
    session.add(
        Decision(
            finding_id=finding_id,
            decision=decision,
            reason=reason.strip()[:2000],
            decided_by=by.id,
            confirms_id=confirms.id if confirms else None,
        )
    )
    session.flush()
    audit.record("review.decide", "submission", held.id, by, decision=decision)
    _follow(held, decision)
    to_check = rechecks.send_back(held) if held.state is State.RETURNED else []
    session.commit()
    rechecks.enqueue(to_check)
    if held.state is State.ACCEPTED:
        queue.enqueue("load_submission", held.id, held.attempts)
    return held


def _require_open(held: Submission, entry: Exceptional) -> None:
    if held.state is not State.IN_REVIEW or entry.settled:
        raise WrongState(held.state, State.ACCEPTED)


def _confirmed(entry: Exceptional, decision: str, by: Account) -> Decision | None:
    """Return the override that this decision confirms; hold decisions to what they fit."""
    if decision == "return":
        return None
    if decision != ("override" if entry.finding.severity == "error" else "accept"):
        raise WrongDecision(decision)
    first = entry.to_confirm
    if first is not None and not may_confirm(entry, by):
        raise SecondOfficerNeeded
    return first


def may_confirm(entry: Exceptional, officer: Account) -> bool:
    """Say whether this officer may confirm the override: another one, with the right to it."""
    first, unit_id = entry.to_confirm, entry.finding.submission.unit_id
    if first is None or first.decided_by == officer.id:
        return False
    return access.may_see(officer, "review.second", unit_id=unit_id)


def _follow(held: Submission, decision: str) -> None:
    """Move the return where the decision leads it."""
    if decision == "return":
        held.move(State.RETURNED)
        return
    entries = open_of(held)
    held.to_decide = sum(not entry.settled for entry in entries)
    if not held.to_decide:
        held.move(State.ACCEPTED)


def open_of(submission: Submission) -> list[Exceptional]:
    """Return all answered findings of a return with their decisions."""
    found = session.scalars(
        select(Finding).where(
            Finding.submission_id == submission.id, Finding.answer_kind.is_not(None)
        )
    ).all()
    decisions = _decisions([finding.id for finding in found])
    return [Exceptional(finding, decisions.get(finding.id, [])) for finding in found]


def accept_sampled(submission_id: UUID, *, by: Account) -> Submission:
    """Accept a clean return that was drawn to be looked at. Raises NoSuchReview, WrongState."""
    found = session.get(Submission, submission_id)
    if found is None or not access.may_see(by, "review.decide", unit_id=found.unit_id):
        raise NoSuchReview(submission_id)
    held = submissions.locked(submission_id)
    if held.to_decide:
        raise WrongState(held.state, State.ACCEPTED)
    held.move(State.ACCEPTED)
    audit.record("review.accept", "submission", held.id, by)
    session.commit()
    queue.enqueue("load_submission", held.id, held.attempts)
    return held


def still_open(submission: Submission) -> list[Exceptional]:
    """Return the findings of a return that are not settled yet."""
    return [entry for entry in open_of(submission) if not entry.settled]


def reasons_for_return(submission: Submission) -> Sequence[Decision]:
    """Return what officers said when they sent a return back, the latest first."""
    return session.scalars(
        select(Decision)
        .join(Decision.finding)
        .where(Finding.submission_id == submission.id, Decision.decision == "return")
        .order_by(Decision.decided_at.desc())
    ).all()
