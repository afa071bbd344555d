"""How people come in and come back: one-time codes, mailed links, resets; and mails to send."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Keyed, now, one_of


class OneTimeCode(Base):
    """A code for a lost phone; only its hash is kept, and it opens once."""

    __tablename__ = "one_time_code"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class MailedLink(Keyed, Base):
    """A link to set a password by, sent to an address; only its hash is kept."""

    __tablename__ = "mailed_link"
    __table_args__ = (one_of("purpose", ("invite", "recover")),)

    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(foreign_keys=[account_id])


class RecoveryAsked(Keyed, Base):
    """An address for which somebody asked to set a new password; gone once it was answered."""

    __tablename__ = "recovery_asked"

    email: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    asked_from: Mapped[str | None]


class FactorReset(Keyed, Base):
    """A second factor to be taken off an account: one person asks, another one confirms.

    With an address, the post is handed over to whoever reads mail there.
    """

    __tablename__ = "factor_reset"
    __table_args__ = (
        CheckConstraint("confirmed_by <> asked_by", name="two_persons"),
        CheckConstraint(
            "asked_by <> account_id AND confirmed_by <> account_id", name="not_oneself"
        ),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    new_email: Mapped[str | None]
    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    asker: Mapped[Account] = relationship(foreign_keys=[asked_by])


class Mail(Keyed, Base):
    """A mail that waits to be sent, or was."""

    __tablename__ = "mail"
    __table_args__ = (
        Index("mail_waiting_idx", "next_try_at", postgresql_where=text("sent_at IS NULL")),
    )

    sent_to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=now)
    last_failure: Mapped[str | None]
