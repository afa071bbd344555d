"""What the API answers with: one model a document, which makes the document and its schema."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from portal.models.referrals import BatchState, Mode, ReferralState
from portal.models.states import Outcome, State
from portal.services.obligations import Standing

STANDINGS = tuple(dict.fromkeys([*Standing, *State]))


class Document(BaseModel):
    """What is answered as JSON. A member that was not set is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def as_json(self) -> dict[str, Any]:
        """Return the members that were set, as JSON has them."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class Words(Document):
    """The same words in both languages."""

    en: str
    zh: str = Field(alias="zh-Hant")


class Place(Document):
    """A cell, by its address and by its row and column in the form."""

    sheet: str | None = Field(description="Name of the sheet; null in CSV")
    a1: str = Field(description="Address of the cell; empty where the cell was not found")
    code: str
    label: Words


class Suggestion(Document):
    """A value for a cell that would clear findings."""

    cell: str
    value: str
    clears: list[str]
    slip: str | None = Field(
        default=None,
        description="How it may have been mistyped: swapped, doubled, too_many, too_few or minus",
    )


class Finding(Document):
    """One problem at one place of a file: where, what is wrong, what to do."""

    id: str = Field(pattern="^F[1-9][0-9]*$")
    rule: str
    kind: str
    title: Words
    severity: str = Field(json_schema_extra={"enum": ["reject", "error", "query", "note"]})
    outcome: str = Field(json_schema_extra={"enum": ["fail", "cannot_check"]})
    address: Place | None = Field(description="The cell to look at first; null for the whole file")
    places: list[Place] = Field(
        description="The first 200 cells with this problem; the first is address"
    )
    further: int = Field(ge=0, description="How many more cells have it")
    cells: list[Place] = Field(description="The first 200 cells of the relation")
    raw: str | None
    value: str | None
    expected: str | None
    difference: str | None
    tolerance: str | None
    message: Words
    hint: Words
    cause: str | None = Field(description="Id of the finding it follows from")
    blocked_by: str | None = Field(description="Id of the finding that keeps it unchecked")
    suggestion: Suggestion | None
    fingerprint: str = Field(description="The same finding in the next version")
    answer_key: str = Field(description="The same question next quarter")


@dataclass(frozen=True, slots=True)
class DescribedBy:
    """Marks what is handed on as it was kept, and is described by a model all the same."""

    model: type[BaseModel]

    def __get_pydantic_json_schema__(
        self, _core_schema: CoreSchema, describe: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return describe(self.model.__pydantic_core_schema__)


Kept = Annotated[dict[str, Any], DescribedBy(Finding)]


class Counts(Document):
    """How many findings of each severity, cells concerned, and checks that had to wait."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    reject: int = Field(0, ge=0)
    error: int = Field(0, ge=0)
    query: int = Field(0, ge=0)
    note: int = Field(0, ge=0)
    cells: int = Field(0, ge=0)
    cannot_check: int = Field(0, ge=0)


class File(Document):
    """The file as it was sent."""

    name: str
    size: int = Field(ge=0, description="Bytes")
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class SubmissionSummary(Document):
    """One version of a return: what it was recognised as and where it stands."""

    id: UUID
    reference: str = Field(description="What to quote, such as R-4F2C-9KQH")
    state: State
    state_since: datetime
    outcome: Outcome | None = Field(description="How the check went; null before it")
    form: str | None
    revision: int | None
    unit: str | None
    period: str | None = Field(description="Quarter, such as 2026-27Q2")
    version: int = Field(ge=1)
    counts: Counts | None
    file: File
    created_at: datetime


class Member(SubmissionSummary):
    """One file of a ZIP, by its name in it."""

    name: str


class Submission(SubmissionSummary):
    """A version of a return, with its findings once it is checked; a ZIP, with its files."""

    findings: list[Kept] = []
    files: list[Member] = []
    marked: str = Field("", description="Address of the marked copy, where there is one")


class Signed(Document):
    """One signature, by the post's role."""

    role: str
    signed_at: datetime
    statement: str


class Receipt(Document):
    """The proof that a return was sent."""

    reference: str
    submission: UUID
    form: str
    unit: str
    period: str
    version: int = Field(ge=1)
    signed_at: datetime
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    signatures: list[Signed]


class Obligation(Document):
    """A form that a unit owes for a quarter, and how that stands today."""

    id: UUID
    form: str
    unit: str
    period: str
    due: date
    standing: str = Field(json_schema_extra={"enum": list(STANDINGS)})
    late: bool = Field(description="Its day has passed and it is not sent")
    submission: UUID | None = Field(description="The version that answers it; null where none does")


class RowCounts(Document):
    """How many rows: taken now, taken before, to correct, good but held back for others."""

    rows: int = Field(ge=0)
    taken: int = Field(ge=0)
    again: int = Field(ge=0)
    wrong: int = Field(ge=0)
    held: int = Field(ge=0)


class RowFinding(Document):
    """One kind of fault in a file of rows, with the address of each cell; no cell is quoted."""

    rule: str
    severity: str = Field(json_schema_extra={"enum": ["reject", "error", "query", "note"]})
    places: list[str] = Field(description="The first 200")
    further: int = Field(0, ge=0, description="How many more cells have it")
    message: Words
    hint: Words


class ReferralBatch(Document):
    """A file of referrals, and how its rows were answered."""

    id: UUID
    reference: str
    form: str | None
    mode: Mode
    state: BatchState
    state_since: datetime
    counts: RowCounts | None
    created_at: datetime
    own_workbook: bool | None = None
    findings: list[RowFinding] = []


class Referral(Document):
    """How one referral stands; nothing of the person."""

    id: UUID
    reference: str
    form: str
    service: str
    district: str
    urgency: str
    referred_on: date
    state: ReferralState
    state_since: datetime
    file: UUID
    created_at: datetime


class Mistake(Document):
    """One part of a request that is not as its operation documents it."""

    part: str = Field(json_schema_extra={"enum": ["query", "header", "body"]})
    name: str
    words: Words


class Said(Document):
    """A problem in the words of one language."""

    title: str
    detail: str
    to_do: str


class BothSaid(Document):
    """A problem in the words of both languages."""

    en: Said
    zh: Said = Field(alias="zh-Hant")


class Problem(Document):
    """A problem of RFC 9457: what happened, what is kept, what to do, and what to quote."""

    type: str
    status: int = Field(ge=400, le=599)
    title: str
    detail: str
    words: BothSaid
    reference: str = Field(description="What to quote to the helpdesk")
    scope: str = Field("", description="With 403: the scope that the token lacks")
    mistakes: list[Mistake] = Field([], description="With 400: each part to mend")


def json_of(documents: Iterable[Document]) -> list[dict[str, Any]]:
    """Return documents as JSON has them."""
    return [document.as_json() for document in documents]
