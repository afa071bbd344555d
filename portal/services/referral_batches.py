"""Files of referrals: taken in encrypted, and found again."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import PurePath
from typing import IO, BinaryIO, cast
from uuid import UUID

from sqlalchemy import func, select, update

import config
from config import failpoints
from portal import access, queue, scanner, store
from portal.database import session, turns
from portal.models.accounts import Account
from portal.models.base import new_id, now
from portal.models.referrals import BatchState, Mode, ReferralBatch
from portal.services import audit, catalogue, idempotency, references, sealing
from schemas.catalogue import REFERRAL
from validator.rowspecimen import written

DONE = (BatchState.REFUSED, BatchState.NOT_TAKEN, BatchState.TAKEN_IN_PART, BatchState.TAKEN)
KIND = "referrals"
KINDS = {".csv": "csv", ".txt": "csv", ".xlsm": "xlsm"}
"""How what is handed back is called, by how the file was called; else a workbook."""
PATIENCE_TIMES = 15
"""A file of many rows may take so many times as long as a return before it is taken for lost."""
_LISTED = 100


class NoSuchBatch(Exception):
    """No such file of referrals, or another organisation's. The two look alike on purpose."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How a file is sent: what is to become of it, by which way, under which key."""

    mode: Mode
    filename: str = ""
    channel: str = "page"
    sent_key: str | None = None
    read_as: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file that was sent; `again` where the same file had come before."""

    batch: ReferralBatch
    again: bool = False


def receive(stream: IO[bytes], how: Sending, *, sender: Account) -> Received:
    """Take in a file of referrals: store encrypted, row and key, commit, queue, in this order.

    Raises:
        store.TooBig: the file is over the limit; nothing of it is kept.
        idempotency.KeyUsedOtherwise: its idempotency key came with another file.
        NoSuchBatch: the sender belongs to no organisation that refers.
    """
    limit = sealing.sealed_bytes(config.settings().max_referrals_mb * 1024 * 1024)
    data_key = sealing.new_key()
    sealed = sealing.Sealing(stream, data_key)
    kept = store.files().put(cast(BinaryIO, sealed), kind=KIND, limit_bytes=limit)
    failpoints.reach("referrals-store-commit")
    mac = sealed.digest.digest()
    if earlier := _earlier(mac, how, sender):
        store.files().delete(kept.key)
        if earlier.mac != mac:
            raise idempotency.KeyUsedOtherwise(how.sent_key)
        return Received(earlier, again=True)
    batch = ReferralBatch(
        id=new_id(),
        reference=references.new("B"),
        organisation_id=_organisation_of(sender),
        sent_by=sender.id,
        sent_key=how.sent_key,
        channel=how.channel,
        mode=how.mode,
        key=kept.key,
        size=sealed.size,
        mac=mac,
        kind=KINDS.get(PurePath(how.filename).suffix.lower(), "xlsx"),
        read_as=how.read_as,
    )
    session.add(batch)
    sealing.keep_key(batch.id, data_key)
    session.flush()
    audit.record("referrals.send", "referral_batch", batch.id, sender, mode=how.mode)
    session.commit()
    queue.enqueue("take_referrals", batch.id, batch.attempts)
    return Received(batch)


def _earlier(mac: bytes, how: Sending, sender: Account) -> ReferralBatch | None:
    """Return what the same key or, without one that is known, the same file led to before."""
    said = (mac.hex(),) if how.sent_key is None else (mac.hex(), how.sent_key)
    turns.take(*(("referrals", sender.id, one) for one in said))
    mine = select(ReferralBatch).where(ReferralBatch.sent_by == sender.id)
    if how.sent_key is not None:
        known = session.scalars(mine.where(ReferralBatch.sent_key == how.sent_key)).first()
        if known is not None:
            return known
    # A file that was not taken may be sent again to be taken otherwise, or read otherwise.
    done = ReferralBatch.state.not_in((BatchState.REFUSED, BatchState.NOT_TAKEN))
    same = mine.where(ReferralBatch.mac == mac, done, ReferralBatch.erased_at.is_(None))
    return session.scalars(same.order_by(ReferralBatch.created_at.desc())).first()


def _organisation_of(sender: Account) -> UUID:
    organisations = access.organisations_visible(sender, "referral.send")
    found = session.scalars(organisations.limit(1)).first()
    if found is None:
        raise NoSuchBatch(sender.id)
    return found


def find(batch_id: UUID, *, viewer: Account) -> ReferralBatch:
    """Return a file of the viewer's organisation. Raises NoSuchBatch."""
    found = session.get(ReferralBatch, batch_id, populate_existing=True)
    if found is None or not access.may_see(
        viewer, "referral.send", organisation_id=found.organisation_id
    ):
        raise NoSuchBatch(batch_id)
    return found


def find_own(batch_id: UUID, *, viewer: Account) -> ReferralBatch:
    """Return a file that the viewer sent: its content goes back to nobody else.

    Raises:
        NoSuchBatch: not there, or somebody else's.
    """
    found = find(batch_id, viewer=viewer)
    if found.sent_by != viewer.id:
        raise NoSuchBatch(batch_id)
    return found


def recent(viewer: Account, *, since: datetime | None = None) -> Sequence[ReferralBatch]:
    """Return the files of the viewer's organisation, the latest first."""
    mine = access.organisations_visible(viewer, "referral.send")
    found = select(ReferralBatch).where(ReferralBatch.organisation_id.in_(mine))
    if since is not None:
        found = found.where(ReferralBatch.created_at > since)
    return session.scalars(found.order_by(ReferralBatch.created_at.desc()).limit(_LISTED)).all()


def count(viewer: Account) -> int:
    """Return how many files the viewer's organisation has sent."""
    mine = access.organisations_visible(viewer, "referral.send")
    found = select(func.count()).select_from(ReferralBatch)
    return session.scalar(found.where(ReferralBatch.organisation_id.in_(mine))) or 0


def open_sealed(batch: ReferralBatch) -> BinaryIO:
    """Open a file as it is kept, encrypted."""
    return store.files().open(batch.key)


def read_again(batch: ReferralBatch, encoding: str, *, by: Account) -> ReferralBatch:
    """Have a CSV that was refused as it could be read in two ways read in the one named."""
    how = Sending(batch.mode, f"rows.{batch.kind}", batch.channel, read_as=encoding)
    with open_sealed(batch) as sealed:
        again = sealing.unsealing(sealed, sealing.key_of(batch.id))
        return receive(again, how, sender=by).batch


def blank(code: str) -> bytes:
    """Return the blank workbook of a referral form. Raises NoSuchForm."""
    spec = catalogue.form(code)
    if spec.kind != REFERRAL:
        raise catalogue.NoSuchForm(code)
    return written(spec, [], "xlsx")


def as_file(rows: Sequence[dict[str, str]]) -> bytes:
    """Return rows that came one by one as the file that they would be."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    buffer = StringIO()
    csv.writer(buffer).writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    return buffer.getvalue().encode()


def locked(batch_id: UUID) -> ReferralBatch:
    """Return a file's row, locked until the transaction ends."""
    return session.get_one(
        ReferralBatch, batch_id, with_for_update={"of": ReferralBatch}, populate_existing=True
    )


def begin(batch_id: UUID) -> ReferralBatch | None:
    """Take a received file for checking; None where somebody else did or it is done."""
    batch = session.scalars(
        select(ReferralBatch)
        .where(ReferralBatch.id == batch_id, ReferralBatch.state == BatchState.RECEIVED)
        .with_for_update(skip_locked=True, of=ReferralBatch)
    ).one_or_none()
    if batch is None:
        return None
    batch.state, batch.state_since = BatchState.CHECKING, now()
    batch.attempts += 1
    batch.last_failure = None
    patience = config.settings().lost_check_s * PATIENCE_TIMES + scanner.patience_s()
    batch.next_try_at = now() + timedelta(seconds=patience)
    session.commit()
    return batch


def queue_waiting() -> int:
    """Set files whose process died back to received, and queue all that wait; return how many."""
    session.execute(
        update(ReferralBatch)
        .where(ReferralBatch.state == BatchState.CHECKING, ReferralBatch.next_try_at < now())
        .values(state=BatchState.RECEIVED, next_try_at=now())
    )
    session.commit()
    rows = session.execute(
        select(ReferralBatch.id, ReferralBatch.attempts)
        .where(ReferralBatch.state == BatchState.RECEIVED, ReferralBatch.next_try_at <= now())
        .limit(_LISTED)
    ).all()
    for batch_id, attempts in rows:
        queue.enqueue("take_referrals", batch_id, attempts)
    return len(rows)


def clear_orphans(aged: datetime) -> int:
    """Delete files, kept before a moment, that no row speaks of; return how many."""
    keys = set(store.files().keys(KIND, aged))
    if keys:
        keys -= set(session.scalars(select(ReferralBatch.key).where(ReferralBatch.key.in_(keys))))
    for key in keys:
        store.files().delete(key)
    return len(keys)
