"""A small sector, plainly invented: NGOs, units, agreed levels, what is owed, sample accounts.

Every id follows from a code, so that making the sector again adds only what is missing.
"""

import hashlib
import hmac
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range, insert

import config
from portal.access.token_scopes import SCOPES
from portal.database import session
from portal.models import (
    Account,
    AgreedLevel,
    Base,
    Fsa,
    Membership,
    Obligation,
    Organisation,
    OrganisationDetail,
    Role,
    Unit,
    UnitDetail,
)
from portal.services import accounts, obligations, tokens
from portal.services.sample_services import SERVICES, Service
from schemas.periods import Period

HONG_KONG = timezone(timedelta(hours=8))
HISTORY_FROM = date(2020, 4, 1)
KNOWN_FROM = datetime(2020, 4, 1, tzinfo=UTC)
FIRST_NGO = 901
FIRST_UNIT = 101
LAST_QUARTER = 4

DISTRICTS = ("Sham Shui Po", "Kwun Tong", "Sha Tin", "Tuen Mun", "Eastern", "Kwai Tsing")


LoadHistory = Callable[[Sequence[Obligation], int], None]


def make(
    ngos: int = 12,
    units: int = 60,
    *,
    quarters: int = 4,
    seed: int = 1,
    today: date | None = None,
    load_history: LoadHistory | None = None,
) -> None:
    """Make the sector, or what of it is missing.

    Args:
        ngos: how many NGOs.
        units: how many units; they go round the NGOs and the services in turn.
        quarters: how many quarters before the current one have a history.
        seed: what the agreed levels, and the history, are drawn from.
        today: the day in Hong Kong, unless it is another one.
        load_history: given the past obligations that are not in the figures yet and the seed,
            sends, signs and loads a return for each.
    """
    day = today or datetime.now(HONG_KONG).date()
    current = current_period(day)
    past = _before(current, quarters)
    _make_organisations(ngos)
    for number in range(units):
        _make_unit(number, ngos, random.Random(f"{seed}/{number}"), [*past, current])
    _make_accounts(units, ngos)
    session.commit()
    _make_token()
    if load_history is not None:
        load_history(obligations.past_without_load([period.id for period in past]), seed)


def current_period(today: date) -> Period:
    """Return the quarter whose return falls due next."""
    last = Period.of(today).previous()
    return last if today <= last.due() else last.next()


def sample_token() -> str:
    """Return the token of the first unit's user: it follows from the secret."""
    secret = config.settings().secret_key.get_secret_value().encode()
    return "esubmit_" + hmac.new(secret, b"sample token", hashlib.sha256).hexdigest()[:40]


def posts() -> list[Account]:
    """Return the sample accounts by name."""
    return list(session.scalars(select(Account).where(Account.is_sample).order_by(Account.name)))


def _before(current: Period, quarters: int) -> list[Period]:
    found = [current]
    for _ in range(quarters):
        found.insert(0, found[0].previous())
    return found[:-1]


def _id(table: type[Base], *words: object) -> UUID:
    """Return the id of a sample row: the same at each making."""
    return uuid5(NAMESPACE_URL, "/".join(("sample", table.__tablename__, *map(str, words))))


def _add(table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Add the rows that are not there yet."""
    listed = list(rows)
    if listed:
        session.execute(insert(table).on_conflict_do_nothing(), listed)


def _always() -> dict[str, Any]:
    return {"valid": Range(HISTORY_FROM, None), "known": Range(KNOWN_FROM, None)}


def _ngo(number: int) -> UUID:
    return _id(Organisation, FIRST_NGO + number)


def _unit(number: int) -> UUID:
    return _id(Unit, _unit_code(number))


def _unit_code(number: int) -> str:
    return f"9{FIRST_UNIT + number}"


def _make_organisations(ngos: int) -> None:
    names = [
        (_ngo(number), str(FIRST_NGO + number), "ngo", f"{number + 1:02d}")
        for number in range(ngos)
    ]
    rows = [{"id": key, "code": code, "kind": kind} for key, code, kind, _ in names]
    department = _id(Organisation, "SWD")
    _add(Organisation, [*rows, {"id": department, "code": "SWD", "kind": "swd"}])
    details = [
        _organisation_detail(key, f"Sample Welfare Society {number}", f"樣本福利會 {number}")
        for key, _, _, number in names
    ]
    details.append(
        _organisation_detail(department, "Sample Department (SWD)", "樣本部門（社會福利署）")
    )
    _add(OrganisationDetail, details)


def _organisation_detail(organisation_id: UUID, name_en: str, name_zh: str) -> dict[str, Any]:
    return {
        "id": _id(OrganisationDetail, organisation_id),
        "organisation_id": organisation_id,
        "name_en": name_en,
        "name_zh": name_zh,
        **_always(),
    }


def _make_unit(number: int, ngos: int, chance: random.Random, periods: list[Period]) -> None:
    """Make a unit with its agreement and all that it owes."""
    key, service = _unit(number), SERVICES[number % len(SERVICES)]
    shown = FIRST_UNIT + number
    _add(Unit, [{"id": key, "code": _unit_code(number), "organisation_id": _ngo(number % ngos)}])
    detail = {
        "id": _id(UnitDetail, key),
        "unit_id": key,
        "name_en": f"Sample Unit {shown} ({service.name_en})",
        "name_zh": f"樣本單位 {shown}（{service.name_zh}）",
        "service_type": service.code,
        "district": DISTRICTS[number % len(DISTRICTS)],
        "capacity": 20 + number % 7 * 10,
    }
    _add(UnitDetail, [{**detail, **_always()}])
    _make_agreement(key, service, chance)
    owed = (
        {
            "id": _id(Obligation, key, service.form, period.id),
            "unit_id": key,
            "form": service.form,
            "period": period.id,
            "due": period.due(),
        }
        for period in periods
        if not service.yearly or period.quarter == LAST_QUARTER
    )
    _add(Obligation, owed)


def _make_agreement(unit_id: UUID, service: Service, chance: random.Random) -> None:
    fsa = _id(Fsa, unit_id)
    _add(Fsa, [{"id": fsa, "unit_id": unit_id, "code": f"FSA-{service.code}", **_always()}])
    levels = (
        {
            "id": _id(AgreedLevel, fsa, standard),
            "fsa_id": fsa,
            "standard": standard,
            "level": Decimal(level + 10 * chance.randint(-2, 2) * (standard in service.varied)),
            **_always(),
        }
        for standard, level in service.levels.items()
    )
    _add(AgreedLevel, levels)


def _make_accounts(units: int, ngos: int) -> None:
    """Make the posts: two a unit, two an NGO, and the department's."""
    password_hash = _password_hash()
    for number in range(units):
        unit = FIRST_UNIT + number
        for role, name, en, zh in (
            (Role.UNIT_USER, "user", "Unit user", "職員"),
            (Role.UNIT_HEAD, "head", "Unit head", "主管"),
        ):
            post = f"{en}, Sample Unit {unit}", f"樣本單位 {unit} {zh}"
            _post(f"unit{unit}.{name}", post, role, password_hash, unit_id=_unit(number))
    for number in range(ngos):
        society = f"{number + 1:02d}"
        for role, name, en, zh in (
            (Role.NGO_HEAD, "head", "NGO head", "總監"),
            (Role.NGO_ADMIN, "admin", "NGO administrator", "帳戶管理員"),
        ):
            post = f"{en}, Sample Welfare Society {society}", f"樣本福利會 {society} {zh}"
            _post(f"ngo{society}.{name}", post, role, password_hash, organisation_id=_ngo(number))
    _make_department(password_hash)
    if units > 1:
        words = "Unit head of two units, sample", "樣本兩單位主管"
        key = _post("units.head", words, Role.UNIT_HEAD, password_hash, unit_id=_unit(0))
        second = {"id": _id(Membership, "units.head/2"), "account_id": key}
        _add(Membership, [{**second, "role": Role.UNIT_HEAD, "unit_id": _unit(1)}])


def _make_department(password_hash: str) -> None:
    for name, role, en, zh in (
        ("officer", Role.OFFICER, "Officer 1, sample", "樣本主任一"),
        ("officer2", Role.OFFICER, "Officer 2, sample", "樣本主任二"),
        ("supervisor", Role.SUPERVISOR, "Supervisor, sample", "樣本高級主任"),
        ("swdadmin", Role.SWD_ADMIN, "SWD administrator 1, sample", "樣本社署管理員一"),
        ("swdadmin2", Role.SWD_ADMIN, "SWD administrator 2, sample", "樣本社署管理員二"),
        ("admin", Role.SYSTEM_ADMIN, "System administrator, sample", "樣本系統管理員"),
        ("auditor", Role.AUDITOR, "Auditor, sample", "樣本審計員"),
        ("manager", Role.SENIOR_MANAGER, "Senior manager, sample", "樣本高層管理"),
        ("forms", Role.FORM_MANAGER, "Form manager 1, sample", "樣本表格管理員一"),
        ("forms2", Role.FORM_MANAGER, "Form manager 2, sample", "樣本表格管理員二"),
    ):
        _post(name, (en, zh), role, password_hash)
    for name, role, en, zh in (
        ("eld.swdadmin", Role.SWD_ADMIN, "SWD administrator, Elderly, sample", "樣本安老科管理員"),
        ("eld.officer", Role.OFFICER, "Officer, Elderly, sample", "樣本安老科主任"),
    ):
        _post(name, (en, zh), role, password_hash, branch="ELD")


def _password_hash() -> str:
    """Return the hash that sample accounts have already, else a new one of the password."""
    known = session.scalar(select(Account.password_hash).where(Account.name == "officer"))
    return known or accounts.hashed(config.settings().sample_password.get_secret_value())


def _post(
    name: str, words: tuple[str, str], role: Role, password_hash: str, **scope: object
) -> UUID:
    key = _id(Account, name)
    account = {
        "id": key,
        "name": name,
        "post_en": words[0],
        "post_zh": words[1],
        "password_hash": password_hash,
        "is_sample": True,
    }
    _add(Account, [account])
    membership = {"id": _id(Membership, name), "account_id": key, "role": role}
    _add(Membership, [{**membership, **scope}])
    return key


def _make_token() -> None:
    """Give the first unit's user the token that follows from the secret, for all scopes."""
    name = f"unit{FIRST_UNIT}.user"
    account = session.scalars(select(Account).where(Account.name == name)).one_or_none()
    kept = tokens.opened_by(sample_token())
    if kept is not None:
        kept.scopes = sorted(SCOPES)
        session.commit()
    elif account is not None:
        tokens.token_for(account, label="sample", token=sample_token())
