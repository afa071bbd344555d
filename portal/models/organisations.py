"""Who reports: organisations, their units, and what was agreed with them, each with its time."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, Dated, Keyed, no_overlap, one_of

KINDS = ("ngo", "swd", "bureau", "department", "hospital")


class Organisation(Keyed, Base):
    """An NGO, the department itself, or another body that refers people to it."""

    __tablename__ = "organisation"
    __table_args__ = (one_of("kind", KINDS),)

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="ngo")


class OrganisationDetail(Keyed, Dated, Base):
    """What an organisation is called."""

    __tablename__ = "organisation_detail"
    __table_args__ = no_overlap("organisation_detail", "organisation_id")

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    name_en: Mapped[str]
    name_zh: Mapped[str]


class Unit(Keyed, Base):
    """A service unit: what owes returns."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation] = relationship()


class UnitDetail(Keyed, Dated, Base):
    """What a unit is called, what service it gives and where, and for how many at a time."""

    __tablename__ = "unit_detail"
    __table_args__ = no_overlap("unit_detail", "unit_id")

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    name_en: Mapped[str]
    name_zh: Mapped[str]
    service_type: Mapped[str]
    district: Mapped[str]
    capacity: Mapped[int | None]


class Fsa(Keyed, Dated, Base):
    """A Funding and Service Agreement of a unit."""

    __tablename__ = "fsa"
    __table_args__ = no_overlap("fsa", "unit_id", "code")

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str]


class AgreedLevel(Keyed, Dated, Base):
    """The level agreed for one OS or OC standard of an FSA, for a year."""

    __tablename__ = "agreed_level"
    __table_args__ = no_overlap("agreed_level", "fsa_id", "standard")

    fsa_id: Mapped[UUID] = mapped_column(ForeignKey("fsa.id"))
    standard: Mapped[str]
    level: Mapped[Decimal]
