"""What is owed, to whom it is shown, and how it stands: computed, never stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, joinedload

from portal import access
from portal.database import session
from portal.models import Account, Obligation, State, Submission, Unit, UnitDetail
from portal.services import catalogue, organisations
from schemas.periods import Period

NO_ANSWER = (State.REFUSED, State.SUPERSEDED, State.WITHDRAWN)
"""A submission in one of these leaves the obligation as if nothing had come."""

WITH_OTHERS = (State.RECEIVED, State.CHECKING, State.SIGNED, State.IN_REVIEW, State.ACCEPTED)
SENT = (State.SIGNED, State.IN_REVIEW, State.ACCEPTED, State.LOADED)


class NoSuchObligation(Exception):
    """Nothing of the kind is owed, or it is not the viewer's to see."""


class Standing(StrEnum):
    """How an obligation stands to which nothing has come."""

    NOT_YET_DUE = "not_yet_due"
    DUE = "due"
    OVERDUE = "overdue"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation, the latest submission for it, and how it stands on a day."""

    obligation: Obligation
    submission: Submission | None
    standing: Standing | State
    unit: UnitDetail | None
    today: date

    @property
    def late(self) -> bool:
        """Whether its day has passed and it is not sent."""
        settled = self.standing is Standing.EXCUSED or self.standing in SENT
        return not settled and self.today > self.obligation.due

    @property
    def group(self) -> str:
        """Which part of a desk it belongs to: to_do, with_others, later or done."""
        if self.standing is Standing.NOT_YET_DUE:
            return "later"
        if self.standing in WITH_OTHERS:
            return "with_others"
        return "done" if self.standing in (State.LOADED, Standing.EXCUSED) else "to_do"


def standing(
    obligation: Obligation, submission: Submission | None, today: date
) -> Standing | State:
    """Say how an obligation stands: by its submission where one came, else by the clock."""
    if submission is not None and submission.state not in NO_ANSWER:
        return submission.state
    if obligation.excused_reason is not None:
        return Standing.EXCUSED
    if today > obligation.due:
        return Standing.OVERDUE
    ended = today > Period.parse(obligation.period).end
    return Standing.DUE if ended else Standing.NOT_YET_DUE


def owed(viewer: Account, today: date, *, done: bool = False, limit: int = 1000) -> list[Owed]:
    """Return what the viewer's units still owe, the nearest due first; five queries.

    Of a form that is retired nothing is owed to which nothing came.

    Args:
        viewer: whose right to see decides.
        today: a Hong Kong day.
        done: what is accepted or excused instead, the latest due first.
        limit: at most so many.
    """
    units = access.units_visible(viewer, "obligation.see")
    latest = (
        select(Submission.state)
        .where(Submission.obligation_id == Obligation.id, Submission.state.not_in(NO_ANSWER))
        .order_by(Submission.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    excused = latest.is_(None) & Obligation.excused_reason.is_not(None)
    is_done = excused | (func.coalesce(latest, State.RECEIVED) == State.LOADED)
    due = Obligation.due.desc() if done else Obligation.due
    found = session.scalars(
        select(Obligation)
        .join(Obligation.unit)
        .where(Obligation.unit_id.in_(units), is_done if done else ~is_done)
        .where(sent_for() | asked_for())
        .order_by(due, Unit.code, Obligation.form)
        .limit(limit)
        .options(joinedload(Obligation.unit))
    )
    return standing_of(found.all(), today)


def sent_for() -> ColumnElement[bool]:
    """Return the condition that something came for an obligation that answers it."""
    return exists().where(
        Submission.obligation_id == Obligation.id, Submission.state.not_in(NO_ANSWER)
    )


def asked_for() -> ColumnElement[bool]:
    """Return the condition that a form of obligations is not retired."""
    return Obligation.form.not_in(catalogue.current().retired)


def standing_of(found: Sequence[Obligation], today: date) -> list[Owed]:
    """Return obligations, their unit loaded, each with how it stands; two queries."""
    latest = _latest([obligation.id for obligation in found])
    details = organisations.unit_details((o.unit_id for o in found), today)
    return [
        Owed(
            obligation,
            latest.get(obligation.id),
            standing(obligation, latest.get(obligation.id), today),
            details.get(obligation.unit_id),
            today,
        )
        for obligation in found
    ]


def _latest(obligation_ids: Sequence[UUID]) -> dict[UUID, Submission]:
    """Return the latest submission for each obligation that answers it."""
    rows = session.scalars(
        select(Submission)
        .where(Submission.obligation_id.in_(obligation_ids))
        .where(Submission.state.not_in(NO_ANSWER))
        .ext(distinct_on(Submission.obligation_id))
        .order_by(Submission.obligation_id, Submission.version.desc())
        .options(joinedload(Submission.upload))
    )
    return {row.obligation_id: row for row in rows if row.obligation_id is not None}


def find(unit_code: str, form: str, period: str) -> Obligation:
    """Return what a unit owes. Raises NoSuchObligation."""
    found = session.scalars(
        select(Obligation)
        .join(Obligation.unit)
        .where(Unit.code == unit_code, Obligation.form == form, Obligation.period == period)
    ).one_or_none()
    if found is None:
        raise NoSuchObligation(unit_code, form, period)
    return found


def show(obligation_id: UUID, *, viewer: Account, today: date) -> Owed:
    """Return one obligation that the viewer may see, with how it stands.

    Raises:
        NoSuchObligation: no such id, or another organisation's.
    """
    found = session.get(Obligation, obligation_id, options=[joinedload(Obligation.unit)])
    if found is None or not access.may_see(viewer, "obligation.see", unit_id=found.unit_id):
        raise NoSuchObligation(obligation_id)
    return standing_of([found], today)[0]


def past_without_load(periods: Collection[str]) -> list[Obligation]:
    """Return what of some periods is not in the figures yet, unit by unit, the earliest first."""
    loaded = aliased(Submission)
    return list(
        session.scalars(
            select(Obligation)
            .join(Obligation.unit)
            .outerjoin(
                loaded,
                (loaded.obligation_id == Obligation.id) & (loaded.state == State.LOADED),
            )
            .where(loaded.id.is_(None), Obligation.period.in_(periods))
            .order_by(Unit.code, Obligation.form, Obligation.period)
            .options(joinedload(Obligation.unit))
        )
    )
