"""Referrals: the files they came in, each person referred, and the keys that open them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Keyed, OneOf, now, one_of
from portal.models.organisations import Organisation, Unit


class BatchState(StrEnum):
    """Where a file of referrals stands."""

    RECEIVED = "received"
    CHECKING = "checking"
    REFUSED = "refused"
    NOT_TAKEN = "not_taken"
    TAKEN_IN_PART = "taken_in_part"
    TAKEN = "taken"


class ReferralState(StrEnum):
    """Where a referral stands."""

    WAITING = "waiting"
    TAKEN_UP = "taken_up"
    ERASED = "erased"


class Mode(StrEnum):
    """What is to become of the good rows of a file that has wrong ones."""

    GOOD_ROWS = "good_rows"
    ALL_OR_NOTHING = "all_or_nothing"


class DataKey(Base):
    """The wrapped key of one thing: a file that was sent, or one referral. Deleted to erase it."""

    __tablename__ = "data_key"

    thing_id: Mapped[UUID] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(index=True)
    wrapped: Mapped[bytes]


class ReferralOffice(Keyed, Base):
    """Which office takes in the referrals for a service; without one, those of no other."""

    __tablename__ = "referral_office"
    __table_args__ = (UniqueConstraint("service", "district", postgresql_nulls_not_distinct=True),)

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    service: Mapped[str | None]
    district: Mapped[str | None]


class ReferralBatch(Keyed, Base):
    """One file of referrals as it was sent, encrypted; and how it was answered.

    Neither the file's name nor its hash is kept, since both may tell of a person; `mac` is a
    hash under a key of the settings.

    Attributes:
        erased_at: since when nobody can read it or its answers: their key is destroyed.
        deleted_at: when the store had deleted them.
    """

    __tablename__ = "referral_batch"
    __table_args__ = (
        one_of("state", BatchState),
        one_of("mode", Mode),
        one_of("channel", ("page", "api")),
        UniqueConstraint("sent_by", "sent_key"),
        Index(
            "referral_batch_waiting_idx",
            "next_try_at",
            postgresql_where=text("state IN ('received', 'checking')"),
        ),
        Index("referral_batch_due_idx", "state_since", postgresql_where=text("erased_at IS NULL")),
        Index(
            "referral_batch_to_delete_idx",
            "erased_at",
            postgresql_where=text("erased_at IS NOT NULL AND deleted_at IS NULL"),
        ),
    )

    reference: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    sent_key: Mapped[str | None]
    channel: Mapped[str] = mapped_column(default="page")
    mode: Mapped[Mode] = mapped_column(OneOf(Mode))
    key: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes] = mapped_column(index=True)
    kind: Mapped[str]
    read_as: Mapped[str | None]
    form: Mapped[str | None]
    state: Mapped[BatchState] = mapped_column(OneOf(BatchState), default=BatchState.RECEIVED)
    state_since: Mapped[datetime] = mapped_column(default=now)
    answer_key: Mapped[str | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=now)
    last_failure: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    erased_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    sender: Mapped[Account] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Referral(Keyed, Base):
    """One person referred. `sealed` is each personal field, encrypted under the row's data key.

    `identity_mac` tells that the same referral came before, `content_mac` that it says the same.
    """

    __tablename__ = "referral"
    __table_args__ = (
        one_of("state", ReferralState),
        one_of("urgency", ("U", "N")),
        CheckConstraint("(state = 'erased') = (erased_at IS NOT NULL)", name="erased"),
        UniqueConstraint("organisation_id", "identity_mac"),
        Index("referral_office_idx", "office_id", "state", "created_at"),
        Index("referral_organisation_idx", "organisation_id", "created_at"),
        Index("referral_due_idx", "state_since", postgresql_where=text("erased_at IS NULL")),
    )

    reference: Mapped[str] = mapped_column(unique=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("referral_batch.id"), index=True)
    row: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    form: Mapped[str]
    service: Mapped[str]
    district: Mapped[str]
    urgency: Mapped[str]
    referred_on: Mapped[date]
    state: Mapped[ReferralState] = mapped_column(
        OneOf(ReferralState), default=ReferralState.WAITING
    )
    state_since: Mapped[datetime] = mapped_column(default=now)
    sealed: Mapped[dict[str, Any]]
    identity_mac: Mapped[bytes | None]
    content_mac: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    erased_at: Mapped[datetime | None]
    organisation: Mapped[Organisation] = relationship()
    office: Mapped[Unit | None] = relationship()
    batch: Mapped[ReferralBatch] = relationship()
