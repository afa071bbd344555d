"""Everything done, only ever added to; and when each recurring work last ran."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, now


class Audit(Base):
    """One thing done: who, what, to which thing, when, from where."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_thing_idx", "noun", "noun_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    act: Mapped[str]
    noun: Mapped[str]
    noun_id: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ip: Mapped[str | None]


class AuditSeal(Base):
    """A hash over the lines since the last seal, and over that seal. The database makes it."""

    __tablename__ = "audit_seal"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    up_to: Mapped[int] = mapped_column(BigInteger, unique=True)
    lines: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    sealed_at: Mapped[datetime]


class Tick(Base):
    """When a recurring piece of work last ran."""

    __tablename__ = "tick"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_run: Mapped[datetime]
