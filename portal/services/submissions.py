"""Returns that were sent: taken in, found again, and put beside their earlier versions."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, BinaryIO, cast
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

import config
from config import failpoints
from portal import access, queue, store
from portal.database import session, turns
from portal.models.accounts import Account
from portal.models.base import new_id
from portal.models.obligations import Obligation
from portal.models.states import State
from portal.models.submissions import Submission, Upload
from portal.services import audit, idempotency, scans, sealing
from validator.identity import masked

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE = re.compile(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}")
_WAITS = {"ScannerDown": "waits_for_scanner", "StoreDown": "waits_for_store"}
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
REFERRALS_HERE = "referrals_here"
"""What a file of referrals that came as a return is refused, and erased, for."""
_GONE = (State.SUPERSEDED, State.WITHDRAWN)


class NoSuchSubmission(Exception):
    """No such submission, or another organisation's. The two look alike on purpose."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file that was sent; `again` where the same file had come before."""

    submission: Submission
    again: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is in the store, encrypted, and its key; neither is on record yet."""

    upload: Upload
    data_key: bytes


def receive(
    stream: IO[bytes],
    *,
    filename: str,
    sender: Account,
    channel: str = "page",
    sent_key: str | None = None,
) -> Received:
    """Take in one file: store, row, commit, queue, in this order.

    Once this returns, the file is on disk and its row in the database, whatever dies next.

    Raises:
        store.TooBig: the file is over the limit; nothing of it is kept.
        idempotency.KeyUsedOtherwise: its idempotency key came with another file.
    """
    one = stored(stream, filename=filename, sender=sender, channel=channel)
    failpoints.reach("store-commit")
    received = _answered(one, sender, sent_key)
    session.commit()
    if not received.again:
        failpoints.reach("commit-queue")
        queue.enqueue("validate_submission", received.submission.id, received.submission.attempts)
    return received


def _answered(one: Stored, sender: Account, sent_key: str | None) -> Received:
    """Keep a stored file, unless its key came before. Raises KeyUsedOtherwise."""
    if sent_key is None:
        return keep([one], sender)[0]
    upload, sha256 = one.upload, one.upload.sha256
    try:
        known = idempotency.answer_for(sender, sent_key, sha256)
    except idempotency.KeyUsedOtherwise:
        store.files().delete(upload.key)
        raise
    if known is not None:
        store.files().delete(upload.key)
        return Received(known, again=True)
    (received,) = keep([one], sender)
    idempotency.remember(sender, sent_key, sha256, received.submission)
    return received


def stored(stream: IO[bytes], *, filename: str, sender: Account, channel: str) -> Stored:
    """Put a file into the store, encrypted and fsynced; row and key are not yet kept.

    Raises:
        store.TooBig: the file is over the limit; nothing of it is kept.
    """
    limit = sealing.sealed_bytes(config.settings().max_upload_mb * 1024 * 1024)
    data_key = sealing.new_key()
    sealed = sealing.Sealing(stream, data_key)
    kept = store.files().put(cast(BinaryIO, sealed), kind="uploads", limit_bytes=limit)
    upload = Upload(
        id=new_id(),
        key=kept.key,
        sha256=sealed.sha256.hexdigest(),
        sealed_sha256=kept.sha256,
        size=sealed.size,
        filename=shown_name(filename),
        sent_by=sender.id,
        channel=channel,
    )
    return Stored(upload, data_key)


def keep(files: Sequence[Stored], sender: Account) -> list[Received]:
    """Make a submission of each stored file, unless its very bytes came before and still stand."""
    uploads = [one.upload for one in files]
    turns.take(*(("upload", sender.id, upload.sha256) for upload in uploads))
    return [_keep(one, sender) for one in files]


def _keep(one: Stored, sender: Account) -> Received:
    upload = one.upload
    if earlier := _same_file(upload.sha256, sender):
        store.files().delete(upload.key)
        return Received(earlier, again=True)
    submission = Submission(upload=upload, reference=_reference())
    session.add(submission)
    sealing.keep_key(upload.id, one.data_key)
    session.flush()
    audit.record("submission.send", "submission", submission.id, sender, sha256=upload.sha256)
    return Received(submission)


def read_as(submission: Submission, encoding: str, *, by: Account) -> Submission:
    """Have a CSV that could be read in two ways read in the one that its sender names.

    The refused submission is set aside for a new one of the same file. Raises WrongState.
    """
    return sent_anew(locked(submission.id), by=by, read_as=encoding)


def sent_anew(held: Submission, *, by: Account, read_as: str | None) -> Submission:
    """Set a refused submission aside for a new one of the same file.

    Raises:
        WrongState: it is not refused.
        scans.ContentErased: the file is no longer kept.
    """
    if held.upload.erased_at:
        raise scans.ContentErased(held.upload_id)
    held.move(State.SUPERSEDED)
    again = Submission(upload=held.upload, reference=_reference(), read_as=read_as)
    session.add(again)
    session.flush()
    audit.record("submission.send", "submission", again.id, by, read_as=read_as)
    session.commit()
    queue.enqueue("validate_submission", again.id, again.attempts)
    return again


def _same_file(sha256: str, sender: Account) -> Submission | None:
    """Return the sender's earlier submission of the very same bytes that still stands."""
    # What a file was refused for may be otherwise by now, as what its unit owes.
    stands = Upload.erased_at.is_(None) & (Submission.state != State.REFUSED)
    return session.scalars(
        select(Submission)
        .join(Submission.upload)
        .where(Upload.sha256 == sha256, Upload.sent_by == sender.id)
        .where(Submission.state.not_in(_GONE))
        .where(stands | (Upload.erased_because == REFERRALS_HERE))
        .order_by(Submission.created_at.desc())
    ).first()


def _reference() -> str:
    code = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"R-{code[:4]}-{code[4:]}"


def shown_name(filename: str) -> str:
    """Return a file's name without folders; it is kept to be shown and for nothing else.

    Signs that nobody sees are left out: no database keeps a NUL, and a direction mark makes
    "exe.xlsx" of another file.
    """
    last = filename.replace("\\", "/").rpartition("/")[2]
    name = "".join(s for s in last if unicodedata.category(s) not in _UNSEEN)[:200] or "file"
    return masked(name) or name


def find(submission_id: UUID, *, viewer: Account, right: str = "submission.see") -> Submission:
    """Return a submission that the viewer may see.

    Raises:
        NoSuchSubmission: no such id, or not the viewer's to see.
    """
    found = session.get(
        Submission, submission_id, options=[joinedload(Submission.upload)], populate_existing=True
    )
    if found is None or not _may(viewer, found, right):
        raise NoSuchSubmission(submission_id)
    return found


def find_by_reference(reference: str, *, viewer: Account) -> Submission:
    """Return the submission with a reference, such as R-4F2C-9KQH. Raises NoSuchSubmission."""
    known = select(Submission.id).where(Submission.reference == reference)
    found = session.scalar(known) if _REFERENCE.fullmatch(reference) else None
    if found is None:
        raise NoSuchSubmission(reference)
    return find(found, viewer=viewer)


def _may(viewer: Account, submission: Submission, right: str) -> bool:
    if submission.unit_id is None:
        return submission.upload.sent_by == viewer.id
    return access.may_see(viewer, right, unit_id=submission.unit_id)


def open_file(submission: Submission) -> BinaryIO:
    """Open the file as it was sent. Raises as scans.opened."""
    return scans.opened(submission.upload)


def locked(submission_id: UUID) -> Submission:
    """Return a submission with its row locked until the transaction ends."""
    return session.get_one(
        Submission, submission_id, with_for_update={"of": Submission}, populate_existing=True
    )


def shown_state(submission: Submission) -> str:
    """Return how a submission stands for people: the state, or what it waits for meanwhile."""
    if submission.state is State.RECEIVED and submission.last_failure in _WAITS:
        return _WAITS[submission.last_failure]
    return submission.state


def versions(submission: Submission) -> Sequence[Submission]:
    """Return all versions for the same obligation, the first sent first."""
    if submission.obligation_id is None:
        return [submission]
    return session.scalars(
        select(Submission)
        .where(Submission.obligation_id == submission.obligation_id)
        .order_by(Submission.version)
    ).all()


def versions_for(obligation_id: UUID, *, viewer: Account) -> Sequence[Submission]:
    """Return all versions that were sent for an obligation, the first one first.

    Raises:
        NoSuchSubmission: no such obligation, or not one whose returns the viewer may see.
    """
    owed = session.get(Obligation, obligation_id)
    if owed is None or not access.may_see(viewer, "submission.see", unit_id=owed.unit_id):
        raise NoSuchSubmission(obligation_id)
    return session.scalars(
        visible(viewer)
        .where(Submission.obligation_id == obligation_id)
        .order_by(Submission.version)
        .options(joinedload(Submission.upload), joinedload(Submission.unit))
    ).all()


def latest_kinds(limit: int, *, among: int = 500) -> list[tuple[str, str]]:
    """Return the forms and periods that came in last, the most frequent of them first."""
    bound = Submission.form.is_not(None) & Submission.period.is_not(None)
    last = select(Submission.form, Submission.period).where(bound)
    found = last.order_by(Submission.id.desc()).limit(among).subquery()
    kinds = select(found.c.form, found.c.period).group_by(found.c.form, found.c.period)
    rows = session.execute(kinds.order_by(func.count().desc(), found.c.form).limit(limit))
    return [(form, period) for form, period in rows]


def visible(viewer: Account) -> Select[Submission]:
    """Return the question for every submission that the viewer may see."""
    units = access.units_visible(viewer, "submission.see")
    mine = Submission.upload.has(Upload.sent_by == viewer.id)
    return select(Submission).where(
        Submission.unit_id.in_(units) | (Submission.unit_id.is_(None) & mine)
    )


def withdraw(submission: Submission, *, by: Account) -> None:
    """Take a return back before anybody has decided on it. Raises WrongState."""
    held = locked(submission.id)
    held.move(State.WITHDRAWN)
    audit.record("submission.withdraw", "submission", held.id, by)
    session.commit()
