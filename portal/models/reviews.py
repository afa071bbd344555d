"""What people say to a verdict: answers to findings, decisions on them, signatures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, Keyed, now, one_of
from portal.models.submissions import Submission


class Finding(Keyed, Base):
    """A finding on which a person must act. All others are in the verdict alone."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("submission_id", "finding"),
        one_of("severity", ("reject", "error", "query", "note")),
        one_of("answer_kind", ("explain", "figure_is_right")),
        CheckConstraint(
            "(answer_kind IS NULL) = (answered_at IS NULL)"
            " AND (answer_kind IS NULL) = (answered_by IS NULL)",
            name="answered",
        ),
    )

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    finding: Mapped[str]
    rule: Mapped[str] = mapped_column(index=True)
    severity: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(index=True)
    answer_key: Mapped[str] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]
    answer_kind: Mapped[str | None]
    answer_reason: Mapped[str | None]
    answer_text: Mapped[str | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    submission: Mapped[Submission] = relationship()


class Decision(Keyed, Base):
    """What an officer decided on a finding. A second officer's row confirms the first one's."""

    __tablename__ = "decision"
    __table_args__ = (one_of("decision", ("accept", "return", "override")),)

    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), index=True)
    decision: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = mapped_column(default=now)
    confirms_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    finding: Mapped[Finding] = relationship()


class Signature(Keyed, Base):
    """A head's signature under a file. Taking it back is a further row that names it."""

    __tablename__ = "signature"
    __table_args__ = (one_of("role", ("unit_head", "ngo_head")),)

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    role: Mapped[str]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[datetime] = mapped_column(default=now)
    sha256: Mapped[str]
    statement: Mapped[str]
    takes_back_id: Mapped[UUID | None] = mapped_column(ForeignKey("signature.id"), unique=True)
    submission: Mapped[Submission] = relationship()
