"""Keys that senders give with a request, so that sending it twice is sending it once."""

from portal.database import session, turns
from portal.models.accounts import Account, Idempotency
from portal.models.submissions import Submission


class KeyUsedOtherwise(Exception):
    """The same key came with another file."""


def answer_for(account: Account, key: str, request_hash: str) -> Submission | None:
    """Return what the same request led to before.

    None where the key is new: it is then this transaction's until it ends.

    Raises:
        KeyUsedOtherwise: the key came with another file.
    """
    turns.take(("key", account.id, key[:200]))
    known = session.get(Idempotency, (account.id, key[:200]))
    if known is None:
        return None
    if known.request_hash != request_hash:
        raise KeyUsedOtherwise(key)
    return session.get_one(Submission, known.submission_id)


def remember(account: Account, key: str, request_hash: str, submission: Submission) -> None:
    """Keep what a request led to, in the transaction of that."""
    session.add(
        Idempotency(
            account_id=account.id,
            key=key[:200],
            request_hash=request_hash,
            submission_id=submission.id,
        )
    )
