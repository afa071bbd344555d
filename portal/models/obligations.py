"""What a unit owes: a form for a period by a date."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, Keyed
from portal.models.organisations import Unit

PERIOD = "~ '^20[0-9]{2}-[0-9]{2}Q[1-4]$'"


class Obligation(Keyed, Base):
    """A unit owes a form for a period by a date. How it stands is computed, never stored."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("unit_id", "form", "period"),
        CheckConstraint(f"period {PERIOD}", name="period"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    form: Mapped[str]
    period: Mapped[str] = mapped_column(index=True)
    due: Mapped[date] = mapped_column(index=True)
    excused_reason: Mapped[str | None]
    unit: Mapped[Unit] = relationship()
