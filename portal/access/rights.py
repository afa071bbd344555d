"""Rights and roles as data."""

from dataclasses import dataclass
from enum import StrEnum

from portal.models import Account, Role
from portal.models.accounts import DEPARTMENT_ROLES, NGO_ROLES, UNIT_ROLES

RIGHTS = {
    "account.own": "keep one's own account: password, language",
    "token.own": "make, see and revoke one's own tokens for the API",
    "obligation.see": "see what is owed and how it stands",
    "organisation.see": "see organisations, units and what was agreed with them",
    "submission.see": "see returns, their verdicts and files",
    "submission.send": "send a return, or withdraw it",
    "submission.answer": "answer the findings of a return",
    "submission.sign": "sign a return when it is one's turn, or take the signature back",
    "review.see": "see exceptions and the decisions on them",
    "review.decide": "decide on an exception",
    "review.second": "confirm what another officer overrode",
    "performance.see": "see figures against agreed levels",
    "people.see": "see the accounts that one oversees, and who can sign for whom",
    "people.keep": "invite, change and suspend the accounts that one oversees",
    "people.confirm": "confirm, as the second person, a reset that another one asked for",
    "audit.see": "read the audit trail",
    "form.see": "see forms, their rules and their history",
    "form.keep": "draft a form, try it out, set a draft aside",
    "form.approve": "bring another officer's draft into force, retire a form",
    "referral.send": "send referrals, and see how each stands",
    "referral.see": "see referrals with what is personal masked",
    "referral.show": "see what is personal of a referral, for a reason",
    "referral.take_up": "take up the referrals of one's office",
    "settings.see": "see the standing parts, the queues and the settings",
    "work.retry": "have failed work, or a failed mail, tried again",
}

EVERYBODY = frozenset({"account.own"})
READING = EVERYBODY | {
    *("obligation.see", "organisation.see", "submission.see", "performance.see"),
    *("form.see", "token.own"),
}
OVERSEEING = frozenset({"people.see", "people.confirm"})
KEEPING = OVERSEEING | {"people.keep"}
SENDING = READING | {"submission.send", "submission.answer"}


class Reach(StrEnum):
    """For whose things a role holds its rights."""

    UNIT = "unit"
    ORGANISATION = "organisation"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Holding:
    """What a role may do, and for whose things."""

    reach: Reach
    rights: frozenset[str]


ROLES: dict[Role, Holding] = {
    Role.UNIT_USER: Holding(Reach.UNIT, SENDING),
    Role.UNIT_HEAD: Holding(Reach.UNIT, SENDING | {"submission.sign"}),
    Role.NGO_HEAD: Holding(Reach.ORGANISATION, READING | OVERSEEING | {"submission.sign"}),
    Role.NGO_ADMIN: Holding(Reach.ORGANISATION, READING | KEEPING),
    Role.NGO_READER: Holding(Reach.ORGANISATION, READING),
    Role.OFFICER: Holding(Reach.ALL, READING | {"review.see", "review.decide"}),
    Role.SUPERVISOR: Holding(
        Reach.ALL, READING | {"review.see", "review.decide", "review.second", "form.approve"}
    ),
    Role.SWD_ADMIN: Holding(Reach.ALL, EVERYBODY | KEEPING),
    Role.SYSTEM_ADMIN: Holding(Reach.ALL, EVERYBODY | KEEPING | {"settings.see", "work.retry"}),
    Role.SENIOR_MANAGER: Holding(Reach.ALL, READING),
    Role.AUDITOR: Holding(Reach.ALL, READING | {"review.see", "audit.see"}),
    Role.FORM_MANAGER: Holding(Reach.ALL, EVERYBODY | {"form.see", "form.keep", "form.approve"}),
    Role.REFERRER: Holding(
        Reach.ORGANISATION,
        EVERYBODY | {"token.own", "referral.send", "referral.see", "referral.show"},
    ),
    Role.CASE_OFFICER: Holding(
        Reach.UNIT, EVERYBODY | {"referral.see", "referral.show", "referral.take_up"}
    ),
}


_OF_NGOS = frozenset(UNIT_ROLES + NGO_ROLES) - {Role.CASE_OFFICER}
_OF_THE_DEPARTMENT = frozenset(DEPARTMENT_ROLES) - {Role.SWD_ADMIN, Role.SYSTEM_ADMIN}
OVERSEEN: dict[Role, frozenset[Role]] = {
    Role.NGO_HEAD: _OF_NGOS,
    Role.NGO_ADMIN: _OF_NGOS,
    Role.SWD_ADMIN: _OF_THE_DEPARTMENT
    | {Role.NGO_ADMIN, Role.NGO_HEAD, Role.REFERRER, Role.CASE_OFFICER},
    Role.SYSTEM_ADMIN: frozenset({Role.SWD_ADMIN, Role.SYSTEM_ADMIN}),
}
"""Whose accounts a role oversees, within its reach; it invites into the same roles."""


def rights_of(account: Account) -> frozenset[str]:
    """Return every right that an account holds for something; none when it may not be used."""
    if not account.active:
        return frozenset()
    held = [ROLES[membership.role].rights for membership in account.memberships]
    return frozenset().union(*held)
