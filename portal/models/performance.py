"""What is known: loads, their facts, and the results against agreed levels. Only ever added to."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, Keyed, now
from portal.models.submissions import Submission


class Load(Keyed, Base):
    """One return taken into the performance store, all of it or nothing."""

    __tablename__ = "load"

    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), unique=True)
    supersedes_id: Mapped[UUID | None] = mapped_column(ForeignKey("load.id"), unique=True)
    loaded_at: Mapped[datetime] = mapped_column(default=now)
    submission: Mapped[Submission] = relationship()


class Fact(Base):
    """One loaded value, and the cell it came from. No month: it is of the whole period."""

    __tablename__ = "fact"
    __table_args__ = (
        # One value of an item in a load, also where the month is not given.
        Index(
            "fact_value_key",
            "load_id",
            "item",
            "month",
            "breakdown",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("fact_item_idx", "unit_id", "item", "period"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    load_id: Mapped[UUID] = mapped_column(ForeignKey("load.id"))
    # No foreign key: the load's submission holds the unit already, and a quarter is COPYed in.
    unit_id: Mapped[UUID]
    item: Mapped[str]
    period: Mapped[str]
    month: Mapped[int | None] = mapped_column(SmallInteger)
    breakdown: Mapped[str] = mapped_column(default="")
    value: Mapped[Decimal]
    sheet: Mapped[str | None]
    a1: Mapped[str | None]


class Result(Base):
    """One OS or OC figure of a load: a rate keeps its two parts."""

    __tablename__ = "result"
    __table_args__ = (Index("result_standard_idx", "unit_id", "period", "standard"),)

    load_id: Mapped[UUID] = mapped_column(ForeignKey("load.id"), primary_key=True)
    standard: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[UUID]
    period: Mapped[str]
    numerator: Mapped[Decimal]
    denominator: Mapped[Decimal | None]
    cells: Mapped[list[Any]]
