"""A post's desk: what is to do, what is with others, what comes later, what is done."""

from dataclasses import dataclass
from datetime import date

from portal.access import rights_of
from portal.models.accounts import Account
from portal.models.states import State
from portal.services import obligations, signatures
from portal.services.obligations import Owed

MOST, MOST_DONE = 1000, 100
"""Lines of a desk: of what is owed, and of what is done."""


@dataclass(frozen=True, slots=True)
class Line:
    """One return that is owed, and what this post does next: send, correct, answer, sign, or ""."""

    owed: Owed
    action: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The groups, the nearest due first; what is done, the latest first.

    What comes later is owed for a quarter that is not over yet. `cut` says that more is owed than
    a page holds, `done_cut` that more is done.
    """

    to_do: list[Line]
    with_others: list[Line]
    later: list[Line]
    done: list[Line]
    cut: bool
    done_cut: bool


def of(account: Account, today: date, *, most: int = MOST, most_done: int = MOST_DONE) -> Desk:
    """Return the desk of an account for a Hong Kong day."""
    owed = obligations.owed(account, today, limit=most + 1)
    done = obligations.owed(account, today, done=True, limit=most_done + 1)
    lines = [Line(one, action(account, one)) for one in owed[:most]]
    idle = [line for line in lines if not line.action]
    return Desk(
        to_do=[line for line in lines if line.action],
        with_others=[line for line in idle if line.owed.group in ("to_do", "with_others")],
        later=[line for line in idle if line.owed.group == "later"],
        done=[Line(one, "") for one in done[:most_done]],
        cut=len(owed) > most,
        done_cut=len(done) > most_done,
    )


def action(account: Account, owed: Owed) -> str:
    """Return what the account does next with a return; "" where it is somebody else's turn."""
    sends = "submission.send" in rights_of(account)
    match owed.standing:
        case State.TO_CORRECT | State.RETURNED:
            return "correct" if sends else ""
        case State.TO_EXPLAIN:
            return "answer" if sends else ""
        case State.TO_SIGN:
            mine = owed.submission is not None and signatures.may_sign(owed.submission, account)
            return "sign" if mine else ""
        case obligations.Standing.DUE | obligations.Standing.OVERDUE:
            return "send" if sends else ""
    return ""
