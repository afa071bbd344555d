"""Registers: what administrators give of staff and cases, and what a return asks of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, CollectionAggregate, ColumnElement, Text, any_, cast, func, select
from sqlalchemy.dialects.postgresql import Range

from portal.database import session, turns
from portal.models import RegisterEntry, Unit, UnitDetail
from portal.models.base import Dated, now
from portal.services import audit
from schemas.periods import Period
from validator.context import Span
from validator.keys import as_key
from validator.registers import BadRegister, Entry, overlapping

_Row = tuple[str, UUID | None, date | None, date | None]
"""Id, unit, and the days from which and before which it is in force."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in a register changed: how many entries are new, ended, and as they were."""

    new: int
    ended: int
    kept: int


def asked(unit: Unit, ids: Mapping[str, Collection[str]]) -> dict[str, dict[str, tuple[Span, ...]]]:
    """Return of each register the asked ids that it has for a unit, with their days.

    A register that nobody has given yet is not there: what it would say is not known.
    """
    found = {}
    for register, keys in ids.items():
        rows = _units(keys) if register == "units" else _entries(register, unit, keys)
        if rows is not None:
            told: dict[str, tuple[Span, ...]] = {}
            for key, valid in rows:
                told[as_key(key)] = (*told.get(as_key(key), ()), _span(valid))
            found[register] = told
    return found


def rolls(unit: Unit, names: Iterable[str], period: Period) -> dict[str, list[str]]:
    """Return of each register all ids that are of a unit on the last day of a period, in order.

    Of the register of units these are the units of its agency. A register that nobody has given
    yet is not there; in one that has an entry for every unit, that is of no unit in particular.
    """
    found = {}
    for register in names:
        if register == "units":
            chosen = (
                select(Unit.code)
                .join(UnitDetail, UnitDetail.unit_id == Unit.id)
                .where(Unit.organisation_id == unit.organisation_id, _is_known(UnitDetail))
                .where(UnitDetail.valid.contains(period.end))
            )
        elif _is_given(register):
            chosen = select(RegisterEntry.key).where(
                RegisterEntry.register == register,
                RegisterEntry.unit_id == unit.id,
                RegisterEntry.valid.contains(period.end),
                _is_known(RegisterEntry),
            )
        else:
            continue
        found[register] = sorted(map(as_key, session.scalars(chosen)))
    return found


def _is_given(register: str) -> bool:
    known = select(RegisterEntry.id).where(
        RegisterEntry.register == register, _is_known(RegisterEntry)
    )
    return session.scalars(known.limit(1)).first() is not None


def _units(keys: Collection[str]) -> Iterable[tuple[str, Range[date]]]:
    return [
        (code, valid)
        for code, valid in session.execute(
            select(Unit.code, UnitDetail.valid)
            .join(UnitDetail, UnitDetail.unit_id == Unit.id)
            .where(func.lower(Unit.code) == _any(keys), _is_known(UnitDetail))
            .order_by(Unit.code, UnitDetail.valid)
        )
    ]


def _entries(
    register: str, unit: Unit, keys: Collection[str]
) -> Iterable[tuple[str, Range[date]]] | None:
    if not _is_given(register):
        return None
    of_unit = RegisterEntry.unit_id.is_(None) | (RegisterEntry.unit_id == unit.id)
    rows = session.scalars(
        select(RegisterEntry)
        .where(RegisterEntry.register == register, _is_known(RegisterEntry))
        .where(of_unit, RegisterEntry.key == _any(keys))
        .order_by(RegisterEntry.key, RegisterEntry.valid)
    )
    return [(row.key, row.valid) for row in rows]


def _any(keys: Collection[str]) -> CollectionAggregate[bool]:
    """Return keys as one parameter, however many they are."""
    return any_(cast(sorted(keys), ARRAY(Text)))


def _is_known(table: type[Dated]) -> ColumnElement[bool]:
    return table.known.contains(now())


def _span(valid: Range[date]) -> Span:
    last = valid.upper - timedelta(days=1) if valid.upper else None
    return Span(
        valid.lower.isoformat() if valid.lower else None, last.isoformat() if last else None
    )


def take_in(register: str, entries: list[Entry]) -> Taken:
    """Let a register be as a file says, from now on; what it was before stays on record.

    Raises:
        BadRegister: an entry is of a unit that is not there, or stands twice; nothing is changed.
    """
    turns.take(("register", register))
    units = {code: unit_id for code, unit_id in session.execute(select(Unit.code, Unit.id))}
    problems = [
        f"line {one.line}: there is no unit '{one.unit}'"
        for one in entries
        if one.unit and one.unit not in units
    ]
    problems += overlapping(entries)
    if problems:
        raise BadRegister(problems)
    wanted = {(one.key, units.get(one.unit), *_ends(one.span)) for one in entries}
    current = session.scalars(
        select(RegisterEntry).where(RegisterEntry.register == register, _is_known(RegisterEntry))
    ).all()
    held = {(row.key, row.unit_id, row.valid.lower, row.valid.upper): row for row in current}
    return _changed(register, wanted, held)


def _changed(register: str, wanted: set[_Row], held: dict[_Row, RegisterEntry]) -> Taken:
    """End the entries that are no longer there, add those that are new, and commit."""
    moment = now()
    ended = [row for said, row in held.items() if said not in wanted]
    for row in ended:
        row.known = Range(row.known.lower, moment)
    new = [
        RegisterEntry(
            register=register,
            key=key,
            unit_id=unit_id,
            valid=Range(since, until),
            known=Range(moment, None),
        )
        for key, unit_id, since, until in sorted(wanted - held.keys(), key=repr)
    ]
    session.add_all(new)
    taken = Taken(len(new), len(ended), len(held) - len(ended))
    audit.record("register.take_in", "register", register, None, new=taken.new, ended=taken.ended)
    session.commit()
    return taken


def _ends(span: Span) -> tuple[date | None, date | None]:
    """Return the first day of a span, and the day after its last."""
    last = date.fromisoformat(span.until) + timedelta(days=1) if span.until else None
    return date.fromisoformat(span.since) if span.since else None, last
