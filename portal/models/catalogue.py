"""The forms at run time: every text that ever was, and each step of its life."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Keyed, OneOf, now, one_of


class FormStatus(StrEnum):
    """How a text stands: being written, tried beside the one in force, in force, no longer."""

    DRAFT = "draft"
    TRIAL = "trial"
    ACTIVE = "active"
    RETIRED = "retired"


_ = FormStatus

STEPS: dict[FormStatus, frozenset[FormStatus]] = {
    _.DRAFT: frozenset({_.TRIAL, _.ACTIVE, _.RETIRED}),
    _.TRIAL: frozenset({_.ACTIVE, _.RETIRED}),
    _.ACTIVE: frozenset({_.RETIRED}),
    # A text that was set aside, or replaced, begins anew as a draft.
    _.RETIRED: frozenset({_.DRAFT}),
}


class WrongStep(Exception):
    """A form's text cannot go from how it stands to what is wanted."""

    def __init__(self, status: FormStatus, to: FormStatus) -> None:
        super().__init__(f"{status} cannot become {to}")
        self.status = status
        self.to = to


class FormRevision(Keyed, Base):
    """One step in the life of one text of a form. Rows are only added, so a text has several.

    The last row of a text, which its hash names, says how it stands; of a code the text that
    became active last is in force.

    Attributes:
        set_by: who took the step: of an active text, who approved it. None for the program, which
            takes in the texts that come with it.
        reason: why, where a person has to say so.
    """

    __tablename__ = "form_revision"
    __table_args__ = (one_of("status", FormStatus),)

    code: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    status: Mapped[FormStatus] = mapped_column(OneOf(FormStatus), default=FormStatus.ACTIVE)
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[Account | None] = relationship()
