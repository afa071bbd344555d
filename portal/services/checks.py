"""The check of a submission: begun, run in a child process with limits, and put on record."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

import config
from config import failpoints
from portal import scanner
from portal.database import session
from portal.models.accounts import Account
from portal.models.base import now
from portal.models.obligations import Obligation
from portal.models.reviews import Finding
from portal.models.states import Outcome, State
from portal.models.submissions import Submission
from portal.services import (
    answers,
    audit,
    catalogue,
    contexts,
    erasures,
    markups,
    organisations,
    parcels,
    rechecks,
    scans,
    submissions,
    verdicts,
)
from portal.services.parcels import Parcel
from portal.services.submissions import REFERRALS_HERE
from validator import engine
from validator.belong import lost, refusal, unreadable
from validator.confine import Done, confined
from validator.context import Context
from validator.engine import Carried, Opened
from validator.plan import ENGINE
from validator.read.book import Limits
from validator.read.parcel import members
from validator.read.sheet import Refused
from validator.recognise import Hints, Recognised
from validator.rowfile import holds_persons
from validator.verdict import Verdict

_NEXT = {
    "refused": State.REFUSED,
    "failed": State.TO_CORRECT,
    "queries": State.TO_EXPLAIN,
    "passed": State.TO_SIGN,
}
_OPEN = (State.TO_CORRECT, State.TO_EXPLAIN, State.TO_SIGN, State.RETURNED)
_SENT = (State.SIGNED, State.IN_REVIEW, State.ACCEPTED)
_ANSWER = ("answer_kind", "answer_reason", "answer_text", "answered_by", "answered_at")


def begin(submission_id: UUID) -> Submission | None:
    """Take a received submission for checking; None where somebody else did or it is done."""
    submission = session.scalars(
        select(Submission)
        .where(Submission.id == submission_id, Submission.state == State.RECEIVED)
        .with_for_update(skip_locked=True, of=Submission)
    ).one_or_none()
    if submission is None:
        return None
    patience = config.settings().lost_check_s + scanner.patience_s()
    submission.move(State.CHECKING)
    submission.attempts += 1
    submission.last_failure = None
    submission.next_try_at = now() + timedelta(seconds=patience)
    session.commit()
    return submission


def verdict_on(submission: Submission) -> Verdict | None:
    """Return the verdict on a submission's file; None for a ZIP, which is unpacked instead."""
    found = _look_into(submission)
    if isinstance(found, Verdict):
        return found
    if isinstance(found, Parcel):
        return parcels.unpack(submission, found)
    sender = session.get_one(Account, submission.upload.sent_by)
    context, forms = contexts.context_for(found, sender=sender), catalogue.current()

    def more(known: Context) -> Context:
        told = contexts.more(known, found, sender=sender)
        session.commit()
        return told

    session.commit()  # the server ends a transaction that stands idle while the rules are asked
    return engine.check(found, forms, context, more=more)


def _look_into(submission: Submission) -> Opened | Parcel | Verdict:
    """Open a submission's file, in a child process only.

    A verdict where it does not come back, a parcel where it is a ZIP of many files.
    """
    settings = config.settings()
    if submission.attempts > settings.max_attempts:
        return Verdict([refusal("unreadable")])
    try:
        data = scans.contents(submission.upload)
    except scans.Quarantined as kept_apart:
        return Verdict([scans.finding(kept_apart.scan)])
    except scans.ContentErased:
        because = submission.upload.erased_because
        return Verdict([refusal(because if because == REFERRALS_HERE else "erased")])
    forms = catalogue.current()
    encoding, inside = submission.read_as or "", parcels.is_inside(submission)
    session.commit()  # the server ends a transaction that stands idle while a child works
    read = confined(
        _open,
        data,
        encoding,
        forms,
        inside,
        timeout_s=settings.check_timeout_s,
        memory_mb=settings.check_memory_mb,
    )
    if not isinstance(read, Done):
        return Verdict([lost(read.reason)])
    return engine.put_back(read.value, forms) if isinstance(read.value, Carried) else read.value


def _open(
    data: bytes, encoding: str, forms: catalogue.Catalogue, inside: bool
) -> Carried | Opened | Parcel | Verdict:
    settings = config.settings()
    mib = 1024 * 1024
    limits = Limits(
        max_bytes=settings.max_upload_mb * mib,
        max_expanded=settings.max_expanded_mb * mib,
        max_cells=settings.max_cells,
        max_sheets=settings.max_sheets,
    )
    try:
        names = members(data, limits)
    except Refused as refused:
        return Verdict([unreadable(refused.refusal)])
    if names:
        return Verdict([refusal("parcel_in_parcel")]) if inside else Parcel(names)
    opened = engine.open_file(data, forms, hints=Hints(encoding=encoding), limits=limits)
    if opened.plan is None and holds_persons(data, forms, encoding=encoding, limits=limits):
        return Verdict([refusal(REFERRALS_HERE)])
    return engine.carry(opened)


def put_off(submission: Submission, why: str) -> None:
    """Let a file wait, unopened, for a part that does not answer; it is no attempt."""
    session.rollback()
    held = submissions.locked(submission.id)
    if held.state is not State.CHECKING:
        session.rollback()
        return
    held.move(State.RECEIVED)
    held.attempts -= 1
    held.last_failure = why
    held.next_try_at = now() + timedelta(seconds=config.settings().sweep_seconds)
    session.commit()


def record(submission: Submission, verdict: Verdict) -> None:
    """Put a verdict on record: document first, then the row, its findings and its state."""
    key = verdicts.keep(submission, verdict)
    markups.keep(submission, key, verdict.summary())
    failpoints.reach("mid-check")
    is_overtaken = _is_overtaken(verdict)  # its turn comes before the row, as whoever signs has it
    held = submissions.locked(submission.id)
    if held.state is not State.CHECKING:
        session.rollback()
        return
    if is_overtaken:
        held.move(State.RECEIVED)
        held.attempts, held.next_try_at = held.attempts - 1, now()
        session.commit()
        return
    if verdict.outcome != "refused":
        verdict = _bind(held, verdict, key)
    held.verdict_key = key
    held.plan_hash = verdict.plan.hash if verdict.plan else None
    held.engine_version = ENGINE
    held.outcome = Outcome(verdict.outcome)
    held.counts = verdict.counts
    held.next_try_at = held.last_failure = None
    held.move(_NEXT[verdict.outcome])
    if verdict.outcome != "refused":
        answers.settle(held)
    audit.record("submission.check", "submission", held.id, None, outcome=verdict.outcome)
    erasures.ask(held, verdict)
    session.commit()


def _is_overtaken(verdict: Verdict) -> bool:
    """Say whether another return was signed or accepted meanwhile that the check asks for."""
    unit = organisations.unit_by_code(verdict.recognised.unit)
    if unit is None or verdict.plan is None or verdict.outcome == "refused":
        return False
    return rechecks.is_overtaken(unit.id, verdict.plan, verdict.context)


def _bind(held: Submission, verdict: Verdict, key: str) -> Verdict:
    """Bind a checked file to its obligation as its next version, and set earlier ones aside."""
    found = verdict.recognised
    obligation = _obligation(found)
    if held.obligation_id is not None:
        _keep_findings(held, verdict)
        return verdict
    earlier = session.scalars(
        select(Submission)
        .where(Submission.obligation_id == obligation.id)
        .order_by(Submission.version.desc())
        .with_for_update(of=Submission)
    ).all()
    if any(other.state in _SENT for other in earlier):
        refused = Verdict([refusal("sent_already")], found)
        verdicts.rewrite(key, refused)
        return refused
    held.obligation_id, held.unit_id = obligation.id, obligation.unit_id
    held.form, held.period = obligation.form, obligation.period
    held.revision = verdict.plan.revision if verdict.plan else None
    held.version = earlier[0].version + 1 if earlier else 1
    held.previous_id = earlier[0].id if earlier else None
    for other in earlier:
        if other.state in _OPEN:
            other.move(State.SUPERSEDED)
    session.flush()
    _keep_findings(held, verdict)
    return verdict


def _obligation(found: Recognised) -> Obligation:
    unit = organisations.unit_by_code(found.unit)
    assert unit is not None and found.spec is not None and found.period is not None
    return session.scalars(
        select(Obligation)
        .where(Obligation.unit_id == unit.id, Obligation.form == found.spec.code)
        .where(Obligation.period == found.period.id)
        .with_for_update(of=Obligation)
    ).one()


def _keep_findings(held: Submission, verdict: Verdict) -> None:
    """Make rows of the findings that a person must act on; earlier answers come along.

    Those of the version before as a proposal; those of this very file, checked anew, as given.
    """
    proposed = _answers_of(held.previous_id)
    given = _answers_of(held.id)
    session.execute(delete(Finding).where(Finding.submission_id == held.id))
    for document in verdict.summary()["findings"]:
        if document["severity"] not in ("error", "query") or document["outcome"] != "fail":
            continue
        if document["cause"] is None:
            row = Finding(
                submission_id=held.id,
                finding=document["id"],
                rule=document["rule"],
                severity=document["severity"],
                fingerprint=document["fingerprint"],
                answer_key=document["answer_key"],
                document=document,
            )
            if row.fingerprint in given:
                for name, value in given[row.fingerprint].items():
                    setattr(row, name, value)
            elif earlier := proposed.get(row.fingerprint):
                row.answer_reason = earlier["answer_reason"]
                row.answer_text = earlier["answer_text"]
            session.add(row)


def _answers_of(submission_id: UUID | None) -> dict[str, dict[str, Any]]:
    """Return the answers given to a return's findings, by fingerprint."""
    rows = session.scalars(
        select(Finding).where(
            Finding.submission_id == submission_id, Finding.answer_kind.is_not(None)
        )
    )
    return {row.fingerprint: {name: getattr(row, name) for name in _ANSWER} for row in rows}


def set_back_lost(limit: int = 100) -> list[UUID]:
    """Set checks whose process died back to received, and return all that wait to be queued."""
    session.execute(
        update(Submission)
        .where(Submission.state == State.CHECKING, Submission.next_try_at < now())
        .values(state=State.RECEIVED, next_try_at=now())
    )
    session.commit()
    return list(
        session.scalars(
            select(Submission.id)
            .where(Submission.state == State.RECEIVED, Submission.next_try_at <= now())
            .order_by(Submission.created_at)
            .limit(limit)
        )
    )
