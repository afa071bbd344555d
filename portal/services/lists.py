"""Lists that come in pages: what is wanted, and after which entry the page begins.

A page is found by the entry before it, not by a number of entries to leap over, so that what
comes in meanwhile neither repeats an entry nor hides one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload

from portal import access
from portal.database import session
from portal.models import Account, Obligation, Submission, Unit
from portal.services import obligations
from portal.services import submissions as returns
from portal.services.obligations import NoSuchObligation, Owed

SCANNED = 500  # obligations looked at for one page: how they stand is computed, not stored


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
class ObligationsWanted:
    """Which obligations; the page begins after the one that `cursor` names."""

    form: str | None = None
    unit: str | None = None
    period: str | None = None
    standing: str | None = None
    cursor: UUID | None = None
    limit: int = 100


def submissions(
    viewer: Account, wanted: SubmissionsWanted
) -> tuple[Sequence[Submission], UUID | None]:
    """Return versions that the viewer may see, the latest first, and the next page's cursor.

    Raises:
        NoSuchSubmission: the cursor names none of the viewer's.
    """
    place = tuple_(Submission.created_at, Submission.id)
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
    if wanted.cursor:
        last = returns.find(wanted.cursor, viewer=viewer)
        statement = statement.where(place < tuple_(last.created_at, last.id))
    statement = statement.order_by(Submission.created_at.desc(), Submission.id.desc())
    found = session.scalars(statement.limit(wanted.limit + 1)).all()
    shown = found[: wanted.limit]
    return shown, shown[-1].id if len(found) > wanted.limit else None


def owed(
    viewer: Account, wanted: ObligationsWanted, *, today: date
) -> tuple[list[Owed], UUID | None]:
    """Return what the viewer's units owe, the nearest due first, and the next page's cursor.

    Raises:
        NoSuchObligation: the cursor names none of the viewer's.
    """
    looked_at = SCANNED if wanted.standing else wanted.limit
    rows = session.scalars(_obligations(viewer, wanted).limit(looked_at + 1)).all()
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
