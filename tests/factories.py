"""Small makers of rows. What a test does not say is filled in plausibly; each commits."""

from datetime import UTC, date, datetime
from functools import cache
from itertools import count

import pyotp
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from portal.database import session
from portal.models import (
    Account,
    AgreedLevel,
    Finding,
    Fsa,
    Membership,
    Obligation,
    Organisation,
    OrganisationDetail,
    Role,
    State,
    Submission,
    Unit,
    UnitDetail,
    Upload,
)
from portal.models.accounts import NGO_ROLES, UNIT_ROLES
from portal.services import second_factor
from schemas.periods import Period

PASSWORD = "a long sample password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
numbers = count(1)


def always():
    """Valid and known from long ago, without end."""
    return {
        "valid": Range(date(2020, 4, 1), None),
        "known": Range(datetime(2020, 4, 1, tzinfo=UTC), None),
    }


def keep(row):
    """Add a row and commit."""
    session.add(row)
    session.commit()
    return row


@cache
def cheap_hash(password):
    """Hash at a cost that a test can bear."""
    return HASHER.hash(password)


@cache
def sealed_secret():
    """Return the secret of every account's app here, as it is kept."""
    return second_factor.sealed(SECRET)


def code_of(name):
    """Return the code that an account's app shows, as if the last one was half a minute ago."""
    account = session.scalars(select(Account).where(Account.name == name)).one()
    account.totp_step = None
    session.commit()
    return pyotp.TOTP(second_factor.secret_of(account)).now()


def make_organisation(code=None, kind="ngo"):
    code = code or f"9{next(numbers):02d}"
    organisation = keep(Organisation(code=code, kind=kind))
    keep(
        OrganisationDetail(
            organisation_id=organisation.id,
            name_en=f"Sample Welfare Society {code}",
            name_zh=f"樣本福利會 {code}",
            **always(),
        )
    )
    return organisation


def make_unit(code=None, *, organisation=None, service_type="521", capacity=None):
    number = next(numbers)
    organisation = organisation or make_organisation()
    # Those of tests that name their own begin with a 9.
    unit = keep(Unit(code=code or f"8{number:03d}", organisation_id=organisation.id))
    keep(
        UnitDetail(
            unit_id=unit.id,
            name_en=f"Sample Unit {unit.code}",
            name_zh=f"樣本單位 {unit.code}",
            service_type=service_type,
            district="Sha Tin",
            capacity=capacity,
            **always(),
        )
    )
    return unit


def make_levels(unit, **levels):
    """Agree on levels with a unit: `make_levels(unit, OS1=160)`."""
    fsa = keep(Fsa(unit_id=unit.id, code="FSA", **always()))
    for standard, level in levels.items():
        keep(AgreedLevel(fsa_id=fsa.id, standard=standard, level=level, **always()))
    return fsa


def make_account(role=Role.UNIT_USER, *, unit=None, organisation=None, branch=None, **more):
    """Make an account with one role, for a unit or organisation of its own unless one is named."""
    name = f"{role}{next(numbers)}"
    scope = {"branch": branch}
    if role in UNIT_ROLES:
        scope["unit_id"] = (unit or make_unit()).id
    elif role in NGO_ROLES:
        scope["organisation_id"] = (organisation or make_organisation()).id
    more.setdefault("password_hash", cheap_hash(PASSWORD))
    more.setdefault("totp_secret", sealed_secret())
    words = {"post_en": f"Post {name}", "post_zh": f"職位 {name}"}
    account = Account(**{"name": name, **words, **more})
    account.memberships.append(Membership(role=role, **scope))
    return keep(account)


def make_obligation(unit=None, *, form="FAS-CASE-Q", period="2025-26Q3", **more):
    due = Period.parse(period).due()
    unit = unit or make_unit()
    row = {"unit_id": unit.id, "form": form, "period": period, "due": due}
    return keep(Obligation(**{**row, **more}))


def make_upload(sender=None, **more):
    number = next(numbers)
    row = {
        "key": f"uploads/test/{number}",
        "sha256": f"{number:064x}",
        "size": 1,
        "filename": "return.xlsx",
        "sent_by": (sender or make_account()).id,
    }
    return keep(Upload(**{**row, **more}))


def make_submission(obligation=None, *, state=State.TO_CORRECT, sender=None, **more):
    """Make a submission, of an obligation where one is given and else not yet recognised."""
    row = {"reference": f"R-TEST-{next(numbers):04d}", "state": state}
    row["upload_id"] = make_upload(sender).id
    if obligation is not None:
        row |= {"obligation_id": obligation.id, "unit_id": obligation.unit_id}
        row |= {"form": obligation.form, "period": obligation.period, "revision": 1}
    return keep(Submission(**{**row, **more}))


def make_finding(submission, *, rule="FAS-CASE-Q-010", severity="error", **more):
    number = next(numbers)
    row = {
        "submission_id": submission.id,
        "finding": f"F{number}",
        "rule": rule,
        "severity": severity,
        "fingerprint": f"print{number}",
        "answer_key": f"key{number}",
        "document": {},
    }
    return keep(Finding(**{**row, **more}))
