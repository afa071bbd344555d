"""Lists that come in pages: what is wanted, and after which entry the page begins.

A page of the API is found by the entry before it, not by a number of entries to leap over, so
that what comes in meanwhile neither repeats an entry nor hides one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload

from portal import access
from portal.database import session
from portal.models import (
    Account,
    Obligation,
    Referral,
    ReferralBatch,
    Submission,
    Unit,
    Upload,
)
from portal.services import obligations, referrals
from portal.services import submissions as returns
from portal.services.obligations import NoSuchObligation, Owed
from portal.services.orders import Order, leaf

Listed = TypeVar("Listed", Submission, Referral)
SCANNED = 500  # obligations looked at for one page: how they stand is computed, not stored
PAGE = 50  # returns of one page
ORDERS = {
    "file": Upload.filename,
    "form": Submission.form,
    "sent": Submission.created_at,
    "standing": Submission.state,
}
LATEST = Order("sent", down=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionsWanted:
    """Which versions of returns; the page begins after the one that `cursor` names."""

    since: datetime | None = None
    state: str | None = None
    form: str | None = None
    unit: str | None = None
    period: str | None = None
    cursor: UUID | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralsWanted:
    """Which referrals; the page begins after the one that `cursor` names."""

    since: datetime | None = None
    state: str | None = None
    cursor: UUID | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationsWanted:
    """Which obligations; the page begins after the one that `cursor` names."""

    form: str | None = None
    unit: str | None = None
    period: str | None = None
    standing: str | None = None
    cursor: UUID | None = None
    limit: int = 100


def sent(
    viewer: Account, *, page: int = 1, order: Order = LATEST, most: int = PAGE
) -> tuple[Sequence[Submission], int]:
    """Return one page of the returns that the viewer may see, and how many there are."""
    asked = returns.visible(viewer).join(Submission.upload)
    total = session.scalar(asked.with_only_columns(func.count(Submission.id))) or 0
    ordered = asked.order_by(order.of(ORDERS), Submission.created_at.desc(), Submission.id.desc())
    shown = ordered.options(contains_eager(Submission.upload), joinedload(Submission.unit))
    page, _ = leaf(page, total, most)
    found = session.scalars(shown.limit(most).offset((page - 1) * most))
    return found.all(), total


def submissions(
    viewer: Account, wanted: SubmissionsWanted
) -> tuple[Sequence[Submission], UUID | None]:
    """Return versions that the viewer may see, the latest first, and the next page's cursor.

    Raises:
        NoSuchSubmission: the cursor names none of the viewer's.
    """
    statement = returns.visible(viewer).options(
        joinedload(Submission.upload), joinedload(Submission.unit)
    )
    if wanted.since:
        statement = statement.where(Submission.state_since > wanted.since)
    if wanted.unit:
        statement = statement.where(Submission.unit.has(Unit.code == wanted.unit))
    for column in ("state", "form", "period"):
        if word := getattr(wanted, column):
            statement = statement.where(getattr(Submission, column) == word)
    last = returns.find(wanted.cursor, viewer=viewer) if wanted.cursor else None
    return _page(statement, Submission, after=last, limit=wanted.limit)


def referred(viewer: Account, wanted: ReferralsWanted) -> tuple[Sequence[Referral], UUID | None]:
    """Return referrals that the viewer may see, the latest first, and the next page's cursor.

    Raises:
        NoSuchReferral: the cursor names none of the viewer's.
    """
    statement = select(Referral).where(referrals.visible(viewer))
    if wanted.since:
        # The rows of a file are there at its end, and not at the moment that each was written.
        came = Referral.batch.has(ReferralBatch.state_since > wanted.since)
        statement = statement.where((Referral.state_since > wanted.since) | came)
    if wanted.state:
        statement = statement.where(Referral.state == wanted.state)
    last = referrals.seen(wanted.cursor, viewer) if wanted.cursor else None
    return _page(statement, Referral, after=last, limit=wanted.limit)


def _page(
    statement: Select[Listed], table: type[Listed], *, after: Listed | None, limit: int
) -> tuple[Sequence[Listed], UUID | None]:
    """Return the page that begins after an entry, the latest first, and the next one's cursor."""
    place = (table.created_at, table.id)
    if after is not None:
        statement = statement.where(tuple_(*place) < tuple_(after.created_at, after.id))
    statement = statement.order_by(*(column.desc() for column in place))
    found = session.scalars(statement.limit(limit + 1)).all()
    shown = found[:limit]
    return shown, shown[-1].id if len(found) > limit else None


def owed(
    viewer: Account, wanted: ObligationsWanted, *, today: date
) -> tuple[list[Owed], UUID | None]:
    """Return what the viewer's units owe, the nearest due first, and the next page's cursor.

    Raises:
        NoSuchObligation: the cursor names none of the viewer's.
    """
    looked_at = SCANNED if wanted.standing else wanted.limit
    asked = _obligations(viewer, wanted).where(obligations.sent_for() | obligations.asked_for())
    rows = session.scalars(asked.limit(looked_at + 1)).all()
    standing = obligations.standing_of(rows[:looked_at], today)
    found = [one for one in standing if wanted.standing in (None, one.standing)]
    shown = found[: wanted.limit]
    if len(found) > wanted.limit:
        return shown, shown[-1].obligation.id
    return shown, rows[looked_at - 1].id if len(rows) > looked_at else None


def _obligations(viewer: Account, wanted: ObligationsWanted) -> Select[Obligation]:
    units = access.units_visible(viewer, "obligation.see")
    statement = select(Obligation).join(Obligation.unit).where(Obligation.unit_id.in_(units))
    if wanted.unit:
        statement = statement.where(Unit.code == wanted.unit)
    for column in ("form", "period"):
        if word := getattr(wanted, column):
            statement = statement.where(getattr(Obligation, column) == word)
    place = (Obligation.due, Unit.code, Obligation.form, Obligation.id)
    if wanted.cursor:
        last = session.get(Obligation, wanted.cursor, options=[joinedload(Obligation.unit)])
        if last is None or not access.may_see(viewer, "obligation.see", unit_id=last.unit_id):
            raise NoSuchObligation(wanted.cursor)
        before = tuple_(last.due, last.unit.code, last.form, last.id)
        statement = statement.where(tuple_(*place) > before)
    return statement.order_by(*place).options(joinedload(Obligation.unit))
