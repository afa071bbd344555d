"""Keys that senders give with a request, so that sending it twice is sending it once."""

from sqlalchemy.dialects.postgresql import insert

from portal.database import session
from portal.models.accounts import Account, Idempotency
from portal.models.submissions import Submission


class KeyUsedOtherwise(Exception):
    """The same key came with another file."""


def answer_for(account: Account, key: str, request_hash: str) -> Submission | None:
    """Return what the same request led to before; None where the key is new.

    Raises:
        KeyUsedOtherwise: the key came with another file.
    """
    known = session.get(Idempotency, (account.id, key[:200]))
    if known is None:
        return None
    if known.request_hash != request_hash:
        raise KeyUsedOtherwise(key)
    return session.get_one(Submission, known.submission_id)


def remember(account: Account, key: str, request_hash: str, submission: Submission) -> None:
    """Keep what a request led to."""
    row = {
        "account_id": account.id,
        "key": key[:200],
        "request_hash": request_hash,
        "submission_id": submission.id,
    }
    session.execute(insert(Idempotency).values(row).on_conflict_do_nothing())
    session.commit()
