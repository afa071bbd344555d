"""What a request may hold, typed strictly; each parameter says what it must be."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.fields import FieldInfo
from werkzeug.datastructures import FileStorage

from portal.api.documents import STANDINGS
from portal.models.referrals import Mode, ReferralState
from portal.models.states import State

OLDEST, LATEST = (datetime(year, 1, 1, tzinfo=UTC) for year in (2000, 2200))
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@dataclass(frozen=True, slots=True)
class Must:
    """What a parameter must be, for whoever sent something else."""

    words: LazyString

    @staticmethod
    def of(field: FieldInfo) -> LazyString:
        """Return what a field must be."""
        return next(one.words for one in field.metadata if isinstance(one, Must))


class Parameters(BaseModel):
    """What a request may hold in one of its parts, and nothing else; as it is, nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def moment(said: Any) -> datetime:
    """Read a time of RFC 3339. What lies before anything was sent means from the beginning."""
    match = _MOMENT.fullmatch(said) if isinstance(said, str) else None
    if match is None:
        raise ValueError(said)
    day, clock, seconds, fraction, zone = match.groups()
    if not OLDEST.year < int(day[:4]) < LATEST.year:
        return OLDEST if int(day[:4]) <= OLDEST.year else LATEST
    # RFC 3339 knows leap seconds, and more digits than Python.
    second = f"{min(int(seconds), 59):02d}{(fraction or '')[:7]}"
    return datetime.fromisoformat(f"{day}T{clock}:{second}{zone.upper()}")


def _digits(said: Any) -> int:
    if not isinstance(said, str) or not re.fullmatch("[1-9][0-9]{0,8}", said, re.ASCII):
        raise ValueError(said)
    return int(said)


def _id(said: Any) -> UUID:
    if not isinstance(said, str) or not _ID.fullmatch(said):
        raise ValueError(said)
    return UUID(said)


def _one_of(words: tuple[str, ...]) -> Any:
    def known(said: str) -> str:
        if said not in words:
            raise ValueError(said)
        return said

    return known


def _sent_file(said: Any) -> FileStorage:
    if not isinstance(said, FileStorage):
        raise ValueError(type(said))
    return said


Id = Annotated[UUID, BeforeValidator(_id)]
Moment = Annotated[
    datetime,
    PlainValidator(moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Since = Annotated[
    Moment | None,
    Must(_("A time with its zone, such as 2026-10-19T09:00:00+08:00.")),
]
Cursor = Annotated[Id | None, Must(_("The cursor of a `next` link of this operation."))]
Limit = Annotated[int, BeforeValidator(_digits), Must(_("A number from 1 to 200."))]
FormCode = Annotated[
    Annotated[str, Field(pattern="^[A-Z0-9][A-Z0-9-]{0,39}$")] | None,
    Must(_("The code of a form, such as HLS-MONTH-Q.")),
]
UnitCode = Annotated[
    Annotated[str, Field(pattern="^[A-Z0-9]{1,20}$")] | None,
    Must(_("The code of a unit, such as 9101.")),
]
PeriodId = Annotated[
    Annotated[str, Field(pattern="^20[0-9]{2}-[0-9]{2}Q[1-4]$")] | None,
    Must(_("A quarter, such as 2026-27Q2.")),
]


def word_of(words: tuple[str, ...]) -> Any:
    """Return the type of a parameter that is one word of a list."""
    one = Annotated[
        str, AfterValidator(_one_of(words)), Field(json_schema_extra={"enum": list(words)})
    ]
    return Annotated[one | None, Must(_("One of: %(words)s.", words=", ".join(words)))]


StateWord = word_of(tuple(State))
StandingWord = word_of(tuple(STANDINGS))
Severity = word_of(("reject", "error", "query", "note"))

ModeWord = word_of(tuple(Mode))
ReferralStateWord = word_of(tuple(ReferralState))

SentFile = Annotated[
    Any,
    PlainValidator(_sent_file),
    WithJsonSchema({"type": "string", "format": "binary"}),
    Must(_("One file, sent as multipart/form-data.")),
]


class Paged(Parameters):
    """Lists come in pages: follow the `next` link of the `Link` header until there is none."""

    cursor: Cursor = Field(None, description="Where the page begins; take it from a `next` link")
    limit: Limit = Field(100, ge=1, le=200, description="Most entries of a page")


class Once(Parameters):
    """The header that makes sending twice the same as sending once."""

    idempotency_key: Annotated[
        Annotated[str, Field(pattern="^[!-~]{1,200}$")] | None,
        Must(_("1 to 200 signs of ASCII without spaces, made anew for each file.")),
    ] = Field(
        None,
        alias="Idempotency-Key",
        description="The same key with the same file gets the first answer; with another file, 409",
    )
