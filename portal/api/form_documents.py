"""What the API answers about forms: one model a document."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from portal.api.documents import Document, Words
from portal.models.catalogue import FormStatus
from schemas.spec import Severity


class Form(Document):
    """A form: in force, or retired and as it was last."""

    code: str
    status: Literal["active", "retired"]
    kind: str
    title: Words
    programme: Words
    service: str
    revision: int = Field(ge=1)
    due_day: int = Field(description="Day of the month after the quarter on which it is due")
    signers: list[str] = Field(description="Who signs, in this order")
    rules: int = Field(ge=0, description="How many conditions a return of it is checked for")


class FormStep(Document):
    """A step in the life of one text of a form."""

    revision: int = Field(ge=1)
    text: str = Field(description="SHA-256 of the text, by which its steps belong together")
    status: FormStatus = Field(description="What the text came to by this step")
    at: datetime
    by: Words | None = Field(description="The post that took it; null for the program")
    reason: str


class FormRule(Document):
    """A rule of a form, as it is in force for a quarter."""

    rule: str = Field(description="Its id, or the place of the line from which it follows")
    severity: Severity
    sentences: list[Words] = Field(description="What it demands")
