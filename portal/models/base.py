"""What every table shares: ids, names of constraints, column types, and the two kinds of time."""

import os
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Dialect,
    MetaData,
    Numeric,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.dialects.postgresql import (
    DATERANGE,
    JSONB,
    TSTZRANGE,
    ExcludeConstraint,
    Range,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        UUID: Uuid,
        Decimal: Numeric,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        Range[date]: DATERANGE,
        Range[datetime]: TSTZRANGE,
    }


def new_id() -> UUID:
    """Make a UUID of version 7: it begins with the time, so new rows lie together in an index."""
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << 80 | int.from_bytes(os.urandom(10), "big")
    number = number & ~(0xF << 76) | 7 << 76
    return UUID(int=number & ~(3 << 62) | 2 << 62)


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


class Keyed:
    """A table whose rows are known by a UUID."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)


class Dated:
    """A row that holds for a span of days in the world, and was known for a span of time.

    `valid` is when it is so; `known` is when we held it to be so. A correction ends the old
    row's `known` and adds a new row, so that a report of last year can be made again.
    """

    valid: Mapped[Range[date]] = mapped_column(sort_order=90)
    known: Mapped[Range[datetime]] = mapped_column(
        default=lambda: Range(now(), None), sort_order=91
    )


def no_overlap(table: str, *columns: str) -> tuple[ExcludeConstraint, CheckConstraint]:
    """Forbid two rows of one thing that hold at the same time and are known at the same time."""
    same = [(column, "=") for column in columns]
    return (
        ExcludeConstraint(*same, ("valid", "&&"), ("known", "&&"), name=f"{table}_no_overlap"),
        CheckConstraint("NOT isempty(valid) AND NOT isempty(known)", name="dated"),
    )


class OneOf(TypeDecorator[StrEnum]):
    """A text column that holds one word of an enumeration; a CHECK of the table holds it too."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Give the word itself to the database."""
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """Give back the member."""
        return None if value is None else self.words(value)


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """Let a column hold nothing but these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
