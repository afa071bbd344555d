"""Signing: the unit head, then the NGO head where the form says so; and the receipt for it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

import config
from portal import access, queue
from portal.database import session
from portal.models.accounts import Account
from portal.models.reviews import Finding, Signature
from portal.models.states import State, WrongState
from portal.models.submissions import Submission
from portal.services import audit, catalogue, rechecks, submissions

STATEMENT = "The figures are true and complete to the best of my knowledge."


class NotYourTurn(Exception):
    """Somebody else signs next."""


class NotSignedYet(Exception):
    """There is no receipt before all have signed."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof of a return that was sent: reference, time, and the file's hash."""

    reference: str
    signed_at: datetime
    sha256: str
    signatures: Sequence[Signature]


def given(submission: Submission) -> Sequence[Signature]:
    """Return the signatures that stand, in the order of signing."""
    back = aliased(Signature)
    return session.scalars(
        select(Signature)
        .outerjoin(back, back.takes_back_id == Signature.id)
        .where(Signature.submission_id == submission.id)
        .where(Signature.takes_back_id.is_(None), back.id.is_(None))
        .order_by(Signature.signed_at)
    ).all()


def next_role(submission: Submission) -> str | None:
    """Return whose signature is still missing, None where all have signed."""
    signed = {signature.role for signature in given(submission)}
    signers = catalogue.known(submission.form or "").signers
    return next((role for role in signers if role not in signed), None)


def may_sign(submission: Submission, account: Account) -> bool:
    """Say whether it is this account's turn to sign."""
    if submission.state is not State.TO_SIGN:
        return False
    return _is(account, next_role(submission), submission)


def _is(account: Account, role: str | None, submission: Submission) -> bool:
    """Say whether the account is the unit head, or the NGO head, of this very unit."""
    unit = submission.unit
    if role is None or unit is None:
        return False
    heads = [m for m in account.memberships if m.role == role]
    mine = any(unit.id == m.unit_id or unit.organisation_id == m.organisation_id for m in heads)
    return mine and access.may_see(account, "submission.sign", unit_id=unit.id)


def sign(submission: Submission, *, by: Account) -> Submission:
    """Sign a return; the last signature sends it.

    Raises:
        WrongState: it is not to be signed now.
        NotYourTurn: another post signs next.
    """
    rechecks.take_turn([submission.unit_id])
    held = submissions.locked(submission.id)
    _require(held, State.TO_SIGN)
    role = next_role(held)
    if role is None or not _is(by, role, held):
        raise NotYourTurn(role)
    session.add(
        Signature(
            submission_id=held.id,
            role=role,
            signed_by=by.id,
            sha256=held.upload.sha256,
            statement=STATEMENT,
        )
    )
    session.flush()
    audit.record("submission.sign", "submission", held.id, by, role=role)
    to_check = []
    if next_role(held) is None:
        _send(held)
        to_check = rechecks.send_back(held)
    session.commit()
    rechecks.enqueue(to_check)
    if held.state is State.ACCEPTED:
        queue.enqueue("load_submission", held.id, held.attempts)
    return held


def _require(held: Submission, state: State) -> None:
    if held.state is not state:
        raise WrongState(held.state, State.SIGNED)


def _send(held: Submission) -> None:
    """Decide what a fully signed return waits for: an officer, or nothing."""
    held.move(State.SIGNED)
    held.to_decide = len(
        session.scalars(
            select(Finding.id).where(
                Finding.submission_id == held.id, Finding.answer_kind.is_not(None)
            )
        ).all()
    )
    held.move(State.IN_REVIEW if held.to_decide or _is_sampled(held) else State.ACCEPTED)


def _is_sampled(held: Submission) -> bool:
    """Say whether a clean return goes to an officer all the same: a share, by its hash."""
    draw = int(hashlib.sha256(str(held.id).encode()).hexdigest()[:8], 16) % 10_000
    return draw < config.settings().sampled_share_percent * 100


def take_back(submission: Submission, *, by: Account) -> Submission:
    """Take back all signatures while nobody has decided anything. Raises WrongState."""
    rechecks.take_turn([submission.unit_id])
    held = submissions.locked(submission.id)
    standing = given(held)
    to_check = []
    if held.state is not State.TO_SIGN:
        held.move(State.TO_SIGN)
        to_check = rechecks.send_back(held)
    for signature in standing:
        session.add(
            Signature(
                submission_id=held.id,
                role=signature.role,
                signed_by=by.id,
                sha256=signature.sha256,
                statement="Taken back.",
                takes_back_id=signature.id,
            )
        )
    held.to_decide = 0
    audit.record("submission.take_back", "submission", held.id, by)
    session.commit()
    rechecks.enqueue(to_check)
    return held


def receipt(submission: Submission) -> Receipt | None:
    """Return the receipt of a return that all have signed; None before."""
    signatures = given(submission)
    if not signatures or next_role(submission) is not None:
        return None
    return Receipt(
        submission.reference,
        signatures[-1].signed_at,
        submission.upload.sha256,
        signatures,
    )


def receipt_for(submission: Submission) -> Receipt:
    """Return the receipt of a return. Raises NotSignedYet."""
    found = receipt(submission) if submission.form else None
    if found is None:
        raise NotSignedYet(submission.id)
    return found
