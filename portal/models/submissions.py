"""What was sent: the file as it came, and the submission it became."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Keyed, OneOf, now, one_of
from portal.models.obligations import PERIOD, Obligation
from portal.models.organisations import Unit
from portal.models.states import CLOSED, MOVES, WAITING, Outcome, State, WrongState


def _in(states: tuple[State, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


class Upload(Keyed, Base):
    """One file as it was sent. It never changes, but its content may have to be erased.

    Attributes:
        sealed_sha256: the hash of what the store holds, encrypted under the file's own key; None
            where the file came before files were.
        erased_at: since when nobody gets its content; set with the verdict that says so.
        erased_because: it, or a file in the ZIP that it is, was referrals sent as a return, or was
            refused and kept as long as the settings say.
        deleted_at: when the store had deleted it.
    """

    __tablename__ = "upload"
    __table_args__ = (
        one_of("channel", ("page", "api")),
        Index(
            "upload_to_delete_idx",
            "erased_at",
            postgresql_where=text("erased_at IS NOT NULL AND deleted_at IS NULL"),
        ),
    )

    key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(index=True)
    sealed_sha256: Mapped[str | None]
    size: Mapped[int] = mapped_column(BigInteger)
    filename: Mapped[str]
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    channel: Mapped[str] = mapped_column(default="page")
    received_at: Mapped[datetime] = mapped_column(default=now)
    erased_at: Mapped[datetime | None]
    erased_because: Mapped[str | None]
    deleted_at: Mapped[datetime | None]
    sender: Mapped[Account] = relationship()


class Submission(Keyed, Base):
    """One file version for a unit, form and period."""

    __tablename__ = "submission"
    __table_args__ = (
        one_of("state", State),
        one_of("outcome", Outcome),
        CheckConstraint(f"period {PERIOD}", name="period"),
        Index(
            "submission_version_key",
            "obligation_id",
            "version",
            unique=True,
            postgresql_where=text("obligation_id IS NOT NULL"),
        ),
        # Deferred, so that in one transaction the later version is loaded and the former ends.
        ExcludeConstraint(
            ("obligation_id", "="),
            where=text("state = 'loaded'"),
            using="btree",
            deferrable=True,
            initially="DEFERRED",
            name="submission_one_loaded",
        ),
        Index(
            "submission_waiting_idx",
            "next_try_at",
            postgresql_where=text(f"state IN ({_in(WAITING)})"),
        ),
        Index(
            "submission_open_idx",
            "unit_id",
            "state",
            postgresql_where=text(f"state NOT IN ({_in(CLOSED)})"),
        ),
        Index(
            "submission_review_idx",
            "state_since",
            postgresql_where=text(f"state = '{State.IN_REVIEW}'"),
        ),
        Index(
            "submission_refused_idx",
            "state_since",
            postgresql_where=text(f"state = '{State.REFUSED}'"),
        ),
    )

    reference: Mapped[str] = mapped_column(unique=True)
    upload_id: Mapped[UUID] = mapped_column(ForeignKey("upload.id"), index=True)
    form: Mapped[str | None]
    revision: Mapped[int | None]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    period: Mapped[str | None]
    obligation_id: Mapped[UUID | None] = mapped_column(ForeignKey("obligation.id"))
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[State] = mapped_column(OneOf(State), default=State.RECEIVED)
    state_since: Mapped[datetime] = mapped_column(default=now)
    outcome: Mapped[Outcome | None] = mapped_column(OneOf(Outcome))
    verdict_key: Mapped[str | None]
    plan_hash: Mapped[str | None]
    engine_version: Mapped[str | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    to_decide: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=now)
    last_failure: Mapped[str | None]
    read_as: Mapped[str | None]
    previous_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    upload: Mapped[Upload] = relationship()
    unit: Mapped[Unit | None] = relationship()
    obligation: Mapped[Obligation | None] = relationship()
    previous: Mapped["Submission | None"] = relationship(remote_side="Submission.id")

    def move(self, to: State) -> None:
        """Go to another state. Hold the row's lock when others may move it too.

        Raises:
            WrongState: there is no move from here to there.
        """
        if to not in MOVES[self.state]:
            raise WrongState(self.state, to)
        self.state = to
        self.state_since = now()


class ParcelFile(Base):
    """One file of a ZIP, with the submission that answers it: its own, or an earlier one."""

    __tablename__ = "parcel_file"

    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    filename: Mapped[str]
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    submission: Mapped[Submission] = relationship(foreign_keys=[submission_id])
