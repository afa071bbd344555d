"""Rows of referrals on their way into the table: marked, encrypted under a key each, copied in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select

from portal.database import session
from portal.models.base import new_id, now
from portal.models.referrals import (
    Referral,
    ReferralBatch,
    ReferralOffice,
    ReferralState,
)
from portal.services import sealing
from schemas.spec import FormSpec
from validator.fields import Value

Values = tuple[Value | None, ...]
AT_ONCE = 5_000
IN_CLEAR = ("service", "district", "urgency", "referred_on")
"""What finds the referral its office and lists it; all else is encrypted, personal or not."""
_KEYS = ("thing_id", "key_id", "wrapped")
_COLUMNS = (
    *("id", "reference", "batch_id", "row", "organisation_id", "office_id", "form"),
    *(*IN_CLEAR, "state", "state_since", "sealed", "identity_mac", "content_mac", "created_at"),
)


@dataclass(slots=True)
class New:
    """A row to take: its number, values in the order of the form's fields, and its two marks."""

    row: int
    values: Values
    identity_mac: bytes
    content_mac: bytes
    id: UUID = field(default_factory=new_id)
    reference: str = ""


def marks(batch: ReferralBatch, spec: FormSpec, values: Values) -> tuple[bytes, bytes]:
    """Return what tells that the same referral came before, and that it says the same."""
    table = spec.lists[0]
    said = {one.key: _text(value) for one, value in zip(table.fields, values, strict=True)}
    whose = (batch.organisation_id.bytes, spec.code.encode())
    identity = sealing.fingerprint(*whose, *(said[key].upper() for key in table.known_by))
    return identity, sealing.fingerprint(*whose, *said.values())


def _text(value: Value | None) -> bytes:
    if value is None:
        return b""
    return (value.isoformat() if isinstance(value, date) else str(value)).encode()


def copy(batch: ReferralBatch, spec: FormSpec, rows: Sequence[New]) -> None:
    """Write rows by COPY with their keys, on the session's connection and in its transaction.

    They go in by their marks, so that two files with the same rows never wait for each other.
    """
    rows = sorted(rows, key=lambda one: one.identity_mac)
    offices = _Offices()
    driver = session.connection().connection.driver_connection
    assert driver is not None
    for at in range(0, len(rows), AT_ONCE):
        chunk = rows[at : at + AT_ONCE]
        keys = {one.id: sealing.new_key() for one in chunk}
        with driver.cursor() as cursor:
            with cursor.copy(f"COPY data_key ({', '.join(_KEYS)}) FROM STDIN") as out:
                for thing, key in keys.items():
                    kept = sealing.wrap(key, thing)
                    out.write_row((thing, kept.key_id, kept.wrapped))
            with cursor.copy(f"COPY referral ({_quoted(_COLUMNS)}) FROM STDIN") as out:
                for row in _rows(batch, spec, chunk, keys=keys, offices=offices):
                    out.write_row(row)


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _rows(
    batch: ReferralBatch,
    spec: FormSpec,
    chunk: Sequence[New],
    *,
    keys: dict[UUID, bytes],
    offices: "_Offices",
) -> Iterator[tuple[object, ...]]:
    names = [one.key for one in spec.lists[0].fields]
    at = now()
    for one in chunk:
        said = dict(zip(names, one.values, strict=True))
        clear = [said.pop(name) for name in IN_CLEAR]
        yield (
            *(one.id, one.reference, batch.id, one.row, batch.organisation_id),
            *(offices.of(str(clear[0]), str(clear[1])), spec.code, *clear),
            *(ReferralState.WAITING.value, at, Jsonb(sealed(said, keys[one.id]))),
            *(one.identity_mac, one.content_mac, at),
        )


def sealed(said: dict[str, Value | None], data_key: bytes) -> dict[str, str]:
    """Return each field that says anything, encrypted for its own place, as hex."""
    return {
        name: sealing.seal(data_key, _text(value), name).hex()
        for name, value in said.items()
        if value is not None
    }


def unsealed(referral: Referral) -> dict[str, str]:
    """Return what a referral says of the person. Raises sealing.Erased."""
    data_key = sealing.key_of(referral.id)
    return {
        name: sealing.unseal(data_key, bytes.fromhex(text), name).decode()
        for name, text in referral.sealed.items()
    }


class _Offices:
    """The offices that take in referrals: of a service and district, of a service, of the rest."""

    def __init__(self) -> None:
        rows = session.execute(
            select(ReferralOffice.service, ReferralOffice.district, ReferralOffice.unit_id)
        )
        self.known = {(service, district): unit for service, district, unit in rows}

    def of(self, service: str, district: str) -> UUID | None:
        """Return the office for a service in a district; None where there is none at all."""
        for place in ((service, district), (service, None), (None, None)):
            if place in self.known:
                return self.known[place]
        return None
