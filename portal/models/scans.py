"""What the malware scanner said of a file."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, OneOf, now, one_of


class Scanned(StrEnum):
    """How a scan ended. Only what is clean is ever opened."""

    CLEAN = "clean"
    FOUND = "found"
    TOO_BIG = "too_big"


class Scan(Base):
    """The scan of one file as it was sent; a file is scanned once."""

    __tablename__ = "scan"
    __table_args__ = (one_of("answer", Scanned),)

    upload_id: Mapped[UUID] = mapped_column(ForeignKey("upload.id"), primary_key=True)
    answer: Mapped[Scanned] = mapped_column(OneOf(Scanned))
    found: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)
