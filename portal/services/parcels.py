"""A ZIP of many units' files: unpacked into submissions, each with its own answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import config
from config import failpoints
from portal import queue
from portal.database import session
from portal.models.accounts import Account
from portal.models.states import State
from portal.models.submissions import ParcelFile, Submission
from portal.services import audit, scans, submissions
from validator.belong import refusal
from validator.confine import Done, confined
from validator.read import parcel as reader
from validator.read.sheet import Refused
from validator.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a ZIP holds: the names of its files, in its own order."""

    names: tuple[str, ...]


def is_inside(submission: Submission) -> bool:
    """Say whether a file came in a parcel."""
    statement = select(ParcelFile.parcel_id).where(ParcelFile.submission_id == submission.id)
    return session.scalars(statement.limit(1)).first() is not None


def unpack(submission: Submission, parcel: Parcel) -> Verdict | None:
    """Make a submission of each file; all of them or none. Return a verdict where it cannot be.

    Each file is inflated in a child process; the transaction begins when all are in the store.
    """
    sender = session.get_one(Account, submission.upload.sent_by)
    channel, data = submission.upload.channel, scans.contents(submission.upload)
    made = []
    for name in parcel.names:
        content = _content(data, name)
        if content is None:
            return Verdict([refusal("damaged")])
        made.append(
            submissions.stored(BytesIO(content), filename=name, sender=sender, channel=channel)
        )
    failpoints.reach("mid-unpack")
    held = submissions.locked(submission.id)
    if held.state is not State.CHECKING:
        session.rollback()
        return None
    received = submissions.keep(made, sender)
    for position, (name, one) in enumerate(zip(parcel.names, received, strict=True)):
        session.add(
            ParcelFile(
                parcel_id=held.id,
                position=position,
                filename=submissions.shown_name(name),
                submission_id=one.submission.id,
            )
        )
    held.next_try_at = None
    held.move(State.UNPACKED)
    audit.record("submission.unpack", "submission", held.id, None, files=len(received))
    session.commit()
    for one in received:
        if not one.again:
            queue.enqueue("validate_submission", one.submission.id, one.submission.attempts)
    return None


def _content(data: bytes, name: str) -> bytes | None:
    settings = config.settings()
    session.commit()  # the server ends a transaction that stands idle while children work
    done = confined(
        _member,
        data,
        name,
        timeout_s=settings.check_timeout_s,
        memory_mb=settings.check_memory_mb,
    )
    return done.value if isinstance(done, Done) else None


def _member(data: bytes, name: str) -> bytes | None:
    try:
        return reader.member(data, name)
    except Refused:
        return None


def files(submission: Submission) -> Sequence[ParcelFile]:
    """Return a parcel's files in its own order, each with the submission that answers it."""
    return session.scalars(
        select(ParcelFile)
        .options(joinedload(ParcelFile.submission))
        .where(ParcelFile.parcel_id == submission.id)
        .order_by(ParcelFile.position)
    ).all()
