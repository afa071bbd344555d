"""The forms at run time: every text that ever held, never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Keyed, now, one_of


class FormRevision(Keyed, Base):
    """One text of a form spec. The newest approved one of a code holds."""

    __tablename__ = "form_revision"
    __table_args__ = (one_of("status", ("draft", "trial", "approved", "withdrawn")),)

    code: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    sha256: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    status: Mapped[str] = mapped_column(default="approved")
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
