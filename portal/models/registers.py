"""What entries of returns are looked up in: registers, and the keys of accepted returns."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Dated, Keyed, one_of

REGISTERS = ("staff", "cases")
"""Those that are kept as they are given; that of units is the units themselves."""


class RegisterEntry(Keyed, Dated, Base):
    """An id of a register, in force on some days; of one unit, or of every one. No names."""

    __tablename__ = "register_entry"
    __table_args__ = (
        one_of("register", REGISTERS),
        CheckConstraint("NOT isempty(valid) AND NOT isempty(known)", name="dated"),
        Index("register_entry_register_key_idx", "register", "key"),
    )

    register: Mapped[str]
    key: Mapped[str]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))


class SentKey(Base):
    """What an accepted return says in a cell or a field of which each says what stands once."""

    __tablename__ = "sent_key"
    __table_args__ = (Index("sent_key_name_value_idx", "name", "value"),)

    load_id: Mapped[UUID] = mapped_column(ForeignKey("load.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
