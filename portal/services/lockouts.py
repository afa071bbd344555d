"""Lock-outs: wrong passwords and codes are counted, so that nobody can try them all.

Tries are counted for a name and the place they come from, so that nobody locks others out. Many
places against one name are counted together, by a larger measure; who then has to wait are only
browsers that the account never signed in with. Its own carry a signed mark, and have their own
count (OWASP's "device cookies").
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import case, delete, func, or_, update
from sqlalchemy.dialects.postgresql import insert

import config
from portal.database import session
from portal.models import SignInAttempt
from portal.models.base import now

ANYWHERE = "anywhere"
PLACES = 10  # so many places may each use up their tries before strange browsers have to wait
_NAMES_A_BROWSER = 12


class LockedOut(Exception):
    """Too many wrong passwords or codes for this name."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked until {until:%H:%M}")
        self.until = until


def count(name: str, *, ip: str, mark: str = "") -> None:
    """Count a try before it is looked at, so that many at once count as many.

    Raises:
        LockedOut: there were too many; the right words do not help before the lock ends.
    """
    most = config.settings().lockout_attempts
    for place in _places(name, ip, mark):
        # A place that is locked itself counts no further against the name.
        _count_at(_digest(name), place, most * PLACES if place == ANYWHERE else most)


def take_back(name: str, *, ip: str, mark: str = "") -> None:
    """Count a try less: it was right, though the account is not open yet."""
    less = func.greatest(SignInAttempt.failed - 1, 0)
    session.execute(
        update(SignInAttempt).where(_of(name, _places(name, ip, mark))).values(failed=less)
    )


def forget(name: str, *, ip: str, mark: str = "") -> None:
    """Forget the mistakes of a place: the account was opened from it."""
    places = [place for place in _places(name, ip, mark) if place != ANYWHERE]
    session.execute(delete(SignInAttempt).where(_of(name, places)))


def clear() -> int:
    """Remove the attempts that no lock depends on any more, and return how many."""
    lock = timedelta(minutes=config.settings().lockout_minutes)
    gone = session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.last_at < now() - lock)
        .returning(SignInAttempt.failed)
    ).all()
    session.commit()
    return len(gone)


def marked(name: str, mark: str = "") -> str:
    """Return the mark of a browser that a name was let in with, the earlier names kept."""
    known = _read(mark) or {"browser": secrets.token_urlsafe(12), "names": []}
    names = [one for one in known["names"] if one != _digest(name)]
    kept = [*names, _digest(name)][-_NAMES_A_BROWSER:]
    return str(_signer().dumps({**known, "names": kept}))


def _count_at(name_hash: str, place: str, most: int) -> None:
    lock = timedelta(minutes=config.settings().lockout_minutes)
    moment = now()
    kept = SignInAttempt
    over = kept.last_at < moment - lock
    row = {"name_hash": name_hash, "address": place, "failed": 1, "last_at": moment}
    attempt = session.execute(
        insert(kept)
        .values(row)
        .on_conflict_do_update(
            index_elements=[kept.name_hash, kept.address],
            set_={
                "failed": case((over, 1), else_=func.least(kept.failed + 1, most + 1)),
                "last_at": case((or_(over, kept.failed < most), moment), else_=kept.last_at),
            },
        )
        .returning(kept.failed, kept.last_at)
    ).one()
    session.commit()
    if attempt.failed > most:
        raise LockedOut(attempt.last_at + lock)


def _places(name: str, ip: str, mark: str) -> list[str]:
    """Return what a try counts for: the known browser alone, else the address and the name."""
    known = _read(mark)
    if known and _digest(name) in known["names"]:
        return [f"browser:{known['browser']}"]
    return [ip, ANYWHERE]


def _of(name: str, places: Iterable[str]) -> Any:
    return (SignInAttempt.name_hash == _digest(name)) & SignInAttempt.address.in_(list(places))


def _read(mark: str) -> dict[str, Any] | None:
    try:
        return dict(_signer().loads(mark)) if mark else None
    except BadSignature:
        return None


def _signer() -> URLSafeSerializer:
    key = config.settings().secret_key.get_secret_value()
    return URLSafeSerializer(key, salt="a browser that was let in")


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
