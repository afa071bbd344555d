"""Who may come in: accounts of posts, what they are members of, tokens, attempts to sign in."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, Keyed, OneOf, now, one_of


class Role(StrEnum):
    """What a post is to a unit, an NGO or the department."""

    UNIT_USER = "unit_user"
    UNIT_HEAD = "unit_head"
    NGO_HEAD = "ngo_head"
    NGO_ADMIN = "ngo_admin"
    NGO_READER = "ngo_reader"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    SWD_ADMIN = "swd_admin"
    SYSTEM_ADMIN = "system_admin"
    SENIOR_MANAGER = "senior_manager"
    AUDITOR = "auditor"
    FORM_MANAGER = "form_manager"
    REFERRER = "referrer"
    CASE_OFFICER = "case_officer"


UNIT_ROLES = (Role.UNIT_USER, Role.UNIT_HEAD, Role.CASE_OFFICER)
NGO_ROLES = (Role.NGO_HEAD, Role.NGO_ADMIN, Role.NGO_READER, Role.REFERRER)
DEPARTMENT_ROLES = tuple(role for role in Role if role not in UNIT_ROLES + NGO_ROLES)
BRANCH_ROLES = (
    *(role for role in DEPARTMENT_ROLES if role is not Role.SYSTEM_ADMIN),
    Role.CASE_OFFICER,
)


class Account(Keyed, Base):
    """A post that signs in. It answers what Flask-Login asks of a user."""

    __tablename__ = "account"
    __table_args__ = (
        # One spelling of a name, so that no two accounts differ in capitals alone.
        CheckConstraint("name = lower(name)", name="name_lower"),
        one_of("language", ("en", "zh-Hant")),
    )

    name: Mapped[str] = mapped_column(unique=True)
    post_en: Mapped[str]
    post_zh: Mapped[str]
    email: Mapped[str | None]
    password_hash: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    must_change: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="en")
    session_version: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="account", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.active

    @property
    def is_authenticated(self) -> bool:
        """Whether this is a signed-in person: an account always is."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Whether this is nobody: an account never is."""
        return False

    def get_id(self) -> str:
        """Return what the session cookie keeps; a new session_version ends all sessions."""
        return f"{self.id}:{self.session_version}"

    def post(self, language: str) -> str:
        """Return the name of the post in a language."""
        return self.post_zh if language.startswith("zh") else self.post_en


def _roles(words: tuple[Role, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _scoped() -> CheckConstraint:
    """Hold each role to its own kind of thing: a unit, an organisation, or all."""
    return CheckConstraint(
        f"role IN ({_roles(UNIT_ROLES)}) AND unit_id IS NOT NULL AND organisation_id IS NULL"
        f" OR role IN ({_roles(NGO_ROLES)}) AND unit_id IS NULL AND organisation_id IS NOT NULL"
        f" OR role IN ({_roles(DEPARTMENT_ROLES)})"
        " AND unit_id IS NULL AND organisation_id IS NULL",
        name="scoped",
    )


def _branched() -> CheckConstraint:
    """Let none but the department's posts belong to a branch."""
    return CheckConstraint(f"branch IS NULL OR role IN ({_roles(BRANCH_ROLES)})", name="branched")


class Membership(Keyed, Base):
    """One role of an account, for one unit, one organisation, or all.

    A post of the department belongs to a branch (a code of schemas), or to no single one.
    """

    __tablename__ = "membership"
    __table_args__ = (_scoped(), _branched())

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(OneOf(Role))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    branch: Mapped[str | None]
    account: Mapped[Account] = relationship(back_populates="memberships")

    @property
    def place(self) -> str:
        """Whose work it is, in one word: "unit:ID", "organisation:ID" or "department"."""
        if self.unit_id:
            return f"unit:{self.unit_id}"
        return f"organisation:{self.organisation_id}" if self.organisation_id else "department"


class SignInAttempt(Base):
    """Wrong passwords for one name from one address. Both decide, so nobody locks others out.

    The name is kept as a hash: people type passwords into the wrong field.
    """

    __tablename__ = "sign_in_attempt"

    name_hash: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)
    failed: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class ApiToken(Keyed, Base):
    """A bearer token of an account; only its hash is kept."""

    __tablename__ = "api_token"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()


class Idempotency(Base):
    """The key a sender gave with a request, so that sending it again gives the first answer."""

    __tablename__ = "idempotency"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
