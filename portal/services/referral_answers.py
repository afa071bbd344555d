"""How files of referrals were answered: kept encrypted, and handed back to their senders."""

import gzip
import json
from datetime import timedelta
from typing import Any, NamedTuple

from portal import store
from portal.database import session
from portal.models.accounts import Account
from portal.models.base import now
from portal.models.referrals import BatchState, ReferralBatch
from portal.services import audit, sealing, verdicts

OWN, COPY, WRONG = "own", "file", "wrong"
"""The sender's own workbook marked, or a new file of its rows; and the wrong rows alone."""
_FOLDER = "answers"


class NotAnswered(Exception):
    """The file has no such answer: it waits, was refused, or has no wrong rows."""


class HandedBack(NamedTuple):
    """A file that goes back to its sender, and the ending of its name."""

    content: bytes
    ending: str


def keep(batch: ReferralBatch, data_key: bytes, parts: dict[str, bytes]) -> str:
    """Keep the parts of an answer, encrypted; return the key under which they are."""
    answer_key = f"{_FOLDER}/{batch.id}/{batch.attempts}"
    for name, part in parts.items():
        place = f"{answer_key}/{name}"
        store.files().put_bytes(place, sealing.seal(data_key, gzip.compress(part, 5), place))
    return answer_key


def answer(batch: ReferralBatch) -> dict[str, Any]:
    """Return the findings of a file and how many rows there are of each kind.

    Raises:
        NotAnswered: it is not checked yet.
    """
    document: dict[str, Any] = json.loads(_part(batch, "document"))
    return document


def handed_back(batch: ReferralBatch, *, only_wrong: bool, by: Account) -> HandedBack:
    """Return the sender's file with an answer on each row, or its wrong rows alone; audited.

    Raises:
        NoVerdictYet: the file is not checked yet.
        NotAnswered: it is, and there is no such file to hand back.
    """
    if batch.state in (BatchState.RECEIVED, BatchState.CHECKING):
        raise verdicts.NoVerdictYet(batch.id)
    whole = OWN if answer(batch).get("own") else COPY
    part = WRONG if only_wrong else whole
    found = HandedBack(_part(batch, part), _ending(batch, part))
    audit.record("referrals.hand_back", "referral_batch", batch.id, by, part=part)
    session.commit()
    return found


def _ending(batch: ReferralBatch, part: str) -> str:
    if part == OWN:
        return "xlsm" if batch.kind == "xlsm" else "xlsx"
    return "csv" if batch.kind == "csv" else "xlsx"


def _part(batch: ReferralBatch, name: str) -> bytes:
    data_key, place = sealing.key_of(batch.id), f"{batch.answer_key}/{name}"
    try:
        with store.files().open(place) as stream:
            sealed = stream.read()
    except store.NoSuchKey as error:
        raise NotAnswered(batch.id) from error
    return gzip.decompress(sealing.unseal(data_key, sealed, place))


def clear(batch: ReferralBatch) -> None:
    """Delete all answers to a file that was erased, those of earlier attempts, too."""
    for key in list(store.keys(f"{_FOLDER}/{batch.id}", now() + timedelta(days=1))):
        store.files().erase(key)
