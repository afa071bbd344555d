"""The tables, one module a noun."""

from portal.models.accounts import (
    Account,
    ApiToken,
    Idempotency,
    Membership,
    Role,
    SignInAttempt,
)
from portal.models.audit import Audit, AuditSeal, Tick
from portal.models.base import Base, new_id
from portal.models.catalogue import FormRevision, FormStatus
from portal.models.obligations import Obligation
from portal.models.organisations import (
    AgreedLevel,
    Fsa,
    Organisation,
    OrganisationDetail,
    Unit,
    UnitDetail,
)
from portal.models.people import FactorReset, Mail, MailedLink, OneTimeCode, RecoveryAsked
from portal.models.performance import Fact, Load, Result
from portal.models.referrals import DataKey, Referral, ReferralBatch, ReferralOffice
from portal.models.registers import RegisterEntry, SentKey
from portal.models.reviews import Decision, Finding, Signature
from portal.models.scans import Scan, Scanned
from portal.models.states import MOVES, Outcome, State, WrongState
from portal.models.submissions import ParcelFile, Submission, Upload

__all__ = [
    "MOVES",
    "Account",
    "AgreedLevel",
    "ApiToken",
    "Audit",
    "AuditSeal",
    "Base",
    "DataKey",
    "Decision",
    "Fact",
    "FactorReset",
    "Finding",
    "FormRevision",
    "FormStatus",
    "Fsa",
    "Idempotency",
    "Load",
    "Mail",
    "MailedLink",
    "Membership",
    "Obligation",
    "OneTimeCode",
    "Organisation",
    "OrganisationDetail",
    "Outcome",
    "ParcelFile",
    "RecoveryAsked",
    "Referral",
    "ReferralBatch",
    "ReferralOffice",
    "RegisterEntry",
    "Result",
    "Role",
    "Scan",
    "Scanned",
    "SentKey",
    "SignInAttempt",
    "Signature",
    "State",
    "Submission",
    "Tick",
    "Unit",
    "UnitDetail",
    "Upload",
    "WrongState",
    "new_id",
]
