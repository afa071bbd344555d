"""Files that must not be kept: referrals sent as returns, what was kept long enough, their ZIPs.

Erasing destroys the file's key; then the store deletes what it opened.

What is to be erased is put on record with the verdict that says so, and deleted after it: a process
that dies in between leaves a row that the sweep finishes.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from config import failpoints
from portal import store
from portal.database import session
from portal.models.base import now
from portal.models.referrals import BatchState, ReferralBatch
from portal.models.submissions import ParcelFile, Submission, Upload
from portal.services import audit, referral_answers, sealing
from portal.services.submissions import REFERRALS_HERE
from validator.verdict import Verdict

_WAITS = (BatchState.RECEIVED, BatchState.CHECKING)


def ask(held: Submission, verdict: Verdict) -> None:
    """Put on record, in the verdict's transaction, that a file of referrals is to be erased."""
    if any(one.rule == f"V.{REFERRALS_HERE}" for one in verdict.findings):
        mark(held.upload, REFERRALS_HERE)


def finish() -> int:
    """Delete every file that is to be erased, and return how many. May run twice, or at once."""
    for parcel in session.scalars(_parcels()).all():
        mark(parcel, _because(parcel))
    session.commit()
    failpoints.reach("verdict-erase")
    waiting = session.scalars(
        select(Upload).where(Upload.erased_at.is_not(None), Upload.deleted_at.is_(None))
    ).all()
    for upload in waiting:
        store.files().erase(upload.key)
        upload.deleted_at = now()
        session.commit()
    return len(waiting) + _finish_batches()


def _finish_batches() -> int:
    waiting = session.scalars(
        select(ReferralBatch).where(
            ReferralBatch.erased_at.is_not(None), ReferralBatch.deleted_at.is_(None)
        )
    ).all()
    for batch in waiting:
        store.files().erase(batch.key)
        referral_answers.clear(batch)
        batch.deleted_at = now()
        session.commit()
    return len(waiting)


def _parcels() -> Select[Upload]:
    """Ask for the ZIPs that hold an erased file and are not erased themselves."""
    parcel, member, inside = aliased(Submission), aliased(Submission), aliased(Upload)
    return (
        select(Upload)
        .join(parcel, parcel.upload_id == Upload.id)
        .join(ParcelFile, ParcelFile.parcel_id == parcel.id)
        .join(member, member.id == ParcelFile.submission_id)
        .join(inside, inside.id == member.upload_id)
        .where(Upload.erased_at.is_(None), inside.erased_at.is_not(None))
        .distinct()
    )


def _because(parcel: Upload) -> str:
    """Return what a ZIP is erased for: the gravest of what its files were."""
    reasons = session.scalars(
        select(Upload.erased_because)
        .join(Submission, Submission.upload_id == Upload.id)
        .join(ParcelFile, ParcelFile.submission_id == Submission.id)
        .join(_parcel := aliased(Submission), _parcel.id == ParcelFile.parcel_id)
        .where(_parcel.upload_id == parcel.id, Upload.erased_at.is_not(None))
    ).all()
    return REFERRALS_HERE if REFERRALS_HERE in reasons else str(reasons[0])


def mark(upload: Upload, because: str) -> None:
    """Put on record that a file is to be erased, and destroy its key, in one transaction."""
    if upload.erased_at is None:
        upload.erased_at, upload.erased_because = now(), because
        sealing.destroy_key(upload.id)
        audit.record("file.erase", "file", upload.id, None, because=because)


def mark_batch(batch: ReferralBatch, because: str) -> None:
    """Put on record that a file of referrals and its answers are to be erased; destroy their key.

    One that was not checked yet is refused: nobody can read it any more.
    """
    if batch.erased_at is None:
        batch.erased_at = now()
        if batch.state in _WAITS:
            batch.state, batch.state_since, batch.next_try_at = BatchState.REFUSED, now(), None
        sealing.destroy_key(batch.id)
        audit.record("referrals.erase", "referral_batch", batch.id, None, because=because)
