"""Seals over the audit trail: made by the sweep, and looked at by whoever doubts it."""

from dataclasses import dataclass

from psycopg.errors import LockNotAvailable
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.database import session
from portal.models import Audit, AuditSeal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the seals say: the lines that hold, the last seal, and each fault in words."""

    sealed: int
    unsealed: int
    digest: str
    faults: list[str]


def seal() -> int:
    """Seal the lines since the last seal; return how many, 0 where some are still on their way."""
    try:
        found = session.scalar(select(func.seal_audit()))
        session.commit()
    except OperationalError as error:
        session.rollback()
        if not isinstance(error.orig, LockNotAvailable):
            raise
        return 0
    return int(found or 0)


def verify(noted: str = "") -> Verdict:
    """Reckon every seal anew from the lines, and compare.

    Args:
        noted: the digest of a seal that somebody wrote down earlier; it must be among them.
    """
    up_to, digest, lines, faults = 0, "", 0, []
    kept = session.scalars(select(AuditSeal).order_by(AuditSeal.id)).all()
    for one in kept:
        within = (Audit.id > up_to) & (Audit.id <= one.up_to)
        found = session.scalar(select(func.count()).select_from(Audit).where(within)) or 0
        reckoned = session.scalar(select(func.audit_digest(up_to, one.up_to, digest)))
        if found != one.lines:
            faults.append(f"seal {one.id}: {found} lines up to {one.up_to}, but {one.lines} sealed")
        elif reckoned != one.digest:
            faults.append(f"seal {one.id}: a line between {up_to} and {one.up_to} was changed")
        up_to, digest, lines = one.up_to, one.digest, lines + found
    if noted and noted not in {one.digest for one in kept}:
        faults.append("the seal that was noted is not among the seals: the trail was made anew")
    rest = select(func.count()).select_from(Audit).where(Audit.id > up_to)
    return Verdict(lines, session.scalar(rest) or 0, digest, faults)
