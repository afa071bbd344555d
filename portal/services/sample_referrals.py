"""Referrals of the sample sector: who refers, which offices take in, and a file of invented people.

Every id follows from a name, so that making them again adds only what is missing.
"""

from datetime import UTC, date, datetime
from io import BytesIO
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range, insert

from portal.database import session
from portal.models import (
    Account,
    Base,
    Membership,
    Organisation,
    OrganisationDetail,
    ReferralBatch,
    ReferralOffice,
    Role,
    Unit,
    UnitDetail,
)
from portal.models.referrals import Mode
from portal.services import catalogue, referral_batches, referral_checks
from portal.services.referral_batches import Sending
from validator.rowspecimen import row_specimen

SINCE = {
    "valid": Range(date(2020, 4, 1), None),
    "known": Range(datetime(2020, 4, 1, tzinfo=UTC), None),
}
FORM, ROWS, FAULTS = "REF-GENERAL", 40, 3
REFERRERS = (
    ("referrer", "H901", "hospital", "Sample Hospital", "樣本醫院", "Medical social worker"),
    ("referrer2", "B901", "bureau", "Sample Bureau", "樣本政策局", "Referral desk"),
)
OFFICES = (
    ("case.officer", "S901", "Sample Family Services Office", "樣本家庭服務辦事處", (None,)),
    ("case.officer2", "S902", "Sample Care Services Office", "樣本照顧服務辦事處", ("ELD", "REH")),
)


def make() -> None:
    """Make the posts and offices, and have the first referrer send a file; what is there stays."""
    password_hash = session.scalars(
        select(Account.password_hash).where(Account.name == "officer")
    ).one()
    for name, code, kind, name_en, name_zh, post in REFERRERS:
        organisation = _organisation(code, kind, name_en, name_zh)
        words = f"{post}, {name_en}", f"{name_zh} 轉介人員"
        _post(name, words, password_hash, role=Role.REFERRER, organisation_id=organisation)
    for name, code, name_en, name_zh, services in OFFICES:
        unit = _office(code, name_en, name_zh, services)
        words = f"Case officer, {name_en}", f"{name_zh} 個案主任"
        _post(name, words, password_hash, role=Role.CASE_OFFICER, unit_id=unit)
    session.commit()
    _send()


def _send() -> None:
    """Send one file, some rows of it wrong, and take it at once."""
    sender = session.scalars(select(Account).where(Account.name == REFERRERS[0][0])).one()
    if session.scalars(select(ReferralBatch.id).limit(1)).first() is not None:
        return
    made = row_specimen(catalogue.form(FORM), ROWS, faults=FAULTS)
    how = Sending(Mode.GOOD_ROWS, "sample.csv")
    batch = referral_batches.begin(
        referral_batches.receive(BytesIO(made.content), how, sender=sender).batch.id
    )
    if batch is not None:  # a worker that runs already may have been quicker
        referral_checks.run(batch)


def _id(table: type[Base], name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"sample/{table.__tablename__}/{name}")


def _add(table: type[Base], **row: object) -> UUID:
    """Add a row that is not there yet; return its id."""
    key = row.setdefault("id", _id(table, str(row.get("code", row.get("name")))))
    session.execute(insert(table).values(row).on_conflict_do_nothing())
    assert isinstance(key, UUID)
    return key


def _organisation(code: str, kind: str, name_en: str, name_zh: str) -> UUID:
    key = _add(Organisation, code=code, kind=kind)
    names = {"name_en": name_en, "name_zh": name_zh, **SINCE}
    _add(OrganisationDetail, id=_id(OrganisationDetail, code), organisation_id=key, **names)
    return key


def _office(code: str, name_en: str, name_zh: str, services: tuple[str | None, ...]) -> UUID:
    department = session.scalars(select(Organisation.id).where(Organisation.kind == "swd")).one()
    key = _add(Unit, code=code, organisation_id=department)
    names = {"name_en": name_en, "name_zh": name_zh, **SINCE}
    place = {"service_type": "REF", "district": "Wan Chai"}
    _add(UnitDetail, id=_id(UnitDetail, code), unit_id=key, **names, **place)
    for service in services:
        named = _id(ReferralOffice, f"{code}/{service}")
        _add(ReferralOffice, id=named, unit_id=key, service=service, district=None)
    return key


def _post(
    name: str, words: tuple[str, str], password_hash: str | None, *, role: Role, **scope: UUID
) -> None:
    post = {"post_en": words[0], "post_zh": words[1], "password_hash": password_hash}
    key = _add(Account, name=name, is_sample=True, **post)
    _add(Membership, id=_id(Membership, name), account_id=key, role=role, **scope)
