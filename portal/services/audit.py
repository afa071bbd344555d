"""The audit trail: who did what to which thing. It is only ever added to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.database import session
from portal.models import Account, Audit

address: ContextVar[str | None] = ContextVar("address", default=None)
"""Where the request comes from; the pages set it, jobs have none."""


def record(
    act: str, noun: str, noun_id: UUID | str | None, account: Account | None, **detail: Any
) -> None:
    """Add one line to the trail, in the transaction of what it tells of.

    The detail holds ids, words and hashes; never a cell's content, a password or a name.
    """
    session.add(
        Audit(
            act=act,
            noun=noun,
            noun_id=None if noun_id is None else str(noun_id),
            account_id=account.id if account else None,
            detail=detail,
            ip=address.get(),
        )
    )


@contextmanager
def asked_from(place: str | None) -> Iterator[None]:
    """Record what is done meanwhile as asked from an address: a job answers a request."""
    before = address.set(place)
    try:
        yield
    finally:
        address.reset(before)


def note_view(noun: str, noun_id: UUID | str | None, by: Account, **detail: Any) -> None:
    """Put into the trail that somebody looked at something restricted."""
    record(f"{noun}.view", noun, noun_id, by, **detail)
    session.commit()


def trail(noun: str, noun_id: UUID | str) -> Sequence[Audit]:
    """Return all that was done to one thing, the first first."""
    return session.scalars(
        select(Audit).where(Audit.noun == noun, Audit.noun_id == str(noun_id)).order_by(Audit.id)
    ).all()
