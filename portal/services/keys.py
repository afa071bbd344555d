"""What stands once only: the keys of accepted returns, kept with the load that brought them.

A key may be what somebody typed of a person, so its fingerprint is kept, which tells that the same
stands elsewhere and nothing else; and only as long as the return is the one that counts.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, cast, delete, select

from portal.database import session
from portal.models import Load, SentKey, State, Submission, Unit
from portal.services import sealing
from schemas.periods import Period
from validator.keys import AGENCY, ALL


def add(load_id: UUID, document: Mapping[str, Any]) -> None:
    """Keep what an accepted return's verdict says of its keys."""
    for name, values in document.get("keys", {}).items():
        kept = {_kept(name, value) for value in values}
        session.add_all(SentKey(load_id=load_id, name=name, value=value) for value in kept)


def forget(load_id: UUID) -> None:
    """Keep the keys of a return no longer: a later version replaces it."""
    session.execute(delete(SentKey).where(SentKey.load_id == load_id))


def _kept(name: str, value: str) -> str:
    """Return a key as it is kept."""
    return sealing.fingerprint(b"stands once", name.encode(), value.encode()).hex()


def asked(
    unit: Unit, form: str, period: Period, values: Mapping[str, Collection[str]]
) -> dict[str, dict[str, str]]:
    """Return which asked values another accepted return of the form has, and how near it is.

    The period where it is the unit's own, else whether it is of its agency; not whose it is.
    One query for each name.
    """
    found: dict[str, dict[str, str]] = {name: {} for name in values}
    for name, its in values.items():
        if its:
            said = {_kept(name, value): value for value in its}
            near = _asked(unit, name, list(said), (form, period.id))
            found[name] = {said[value]: how for value, how in near.items()}
    return found


def _asked(unit: Unit, name: str, values: list[str], this: tuple[str, str]) -> dict[str, str]:
    form, period = this
    rows = session.execute(
        select(SentKey.value, Unit.id, Unit.organisation_id, Submission.period)
        .join(Load, Load.id == SentKey.load_id)
        .join(Submission, Submission.id == Load.submission_id)
        .join(Unit, Unit.id == Submission.unit_id)
        .where(SentKey.name == name, SentKey.value == any_(cast(values, ARRAY(Text))))
        .where(Submission.form == form, Submission.state == State.LOADED)
        .where((Submission.unit_id != unit.id) | (Submission.period != period))
        .order_by(Submission.period)
    ).all()
    found = {}
    # The nearest comes last, and stays.
    for value, unit_id, organisation_id, told in sorted(
        rows, key=lambda row: (row[1] == unit.id, row[2] == unit.organisation_id)
    ):
        near = AGENCY if organisation_id == unit.organisation_id else ALL
        found[value] = str(told) if unit_id == unit.id else near
    return found
