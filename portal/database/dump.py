"""All tables out of a database at one moment, and into an empty one: by COPY, as the owner."""

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection as Plain
from psycopg import IsolationLevel, sql
from sqlalchemy import Connection

import config
from portal.database import migrate
from portal.models import Base

CHUNK = 1 << 20
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
    ORDER BY ordinal_position
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
NUMBERED = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'YES'
"""


class UnknownTables(Exception):
    """The database has tables that this program does not know: it would leave them out."""


@dataclass(frozen=True, slots=True)
class Dumped:
    """One table as a file: its columns, its rows, the hash of the file."""

    columns: list[str]
    rows: int
    sha256: str


def names() -> list[str]:
    """Return the tables, each after those that it refers to."""
    return [table.name for table in Base.metadata.sorted_tables]


@contextmanager
def snapshot(url: str | None = None) -> Iterator[Plain[Any]]:
    """Give a connection that sees one moment of the database, whatever others write meanwhile.

    Raises:
        UnknownTables: there are tables besides those of the program.
    """
    with migrate.connected(url or config.settings().database_owner_url) as connection:
        plain = plainly(connection)
        plain.rollback()
        plain.isolation_level = IsolationLevel.REPEATABLE_READ
        plain.read_only = True
        # Rows that a policy would hide from us are an error, not a gap.
        plain.execute("SET row_security = off")
        found = {name for (name,) in plain.execute(TABLES)}
        if unknown := found - {*names(), "alembic_version"}:
            raise UnknownTables(", ".join(sorted(unknown)))
        yield plain
        plain.rollback()


def plainly(connection: Connection) -> Plain[Any]:
    """Return psycopg's own connection, for COPY."""
    plain: Plain[Any] = connection.connection.driver_connection  # type: ignore[assignment] # ours
    return plain


def write(plain: Plain[Any], table: str, place: Path) -> Dumped:
    """Write a table into a file of its own."""
    columns = [name for (name,) in plain.execute(COLUMNS, [table])]
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _listed(columns))
    with plain.cursor() as cursor, place.open("wb") as file:
        with (
            gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
            cursor.copy(statement) as rows,
        ):
            for chunk in rows:
                packed.write(chunk)
        count = cursor.rowcount
    return Dumped(columns, count, hash_of(place))


def read(plain: Plain[Any], table: str, place: Path, *, columns: list[str]) -> int:
    """Put a file's rows into a table, and let its numbers go on after them; return how many."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _listed(columns))
    with plain.cursor() as cursor:
        with gzip.open(place, "rb") as packed, cursor.copy(statement) as rows:
            while chunk := packed.read(CHUNK):
                rows.write(chunk)
        count = cursor.rowcount
        for (column,) in cursor.execute(NUMBERED, [table]).fetchall():
            go_on = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), max({})) FROM {}")
            ours = go_on.format(sql.Identifier(column), sql.Identifier(table))
            cursor.execute(ours, [table, column])
    return count


def hash_of(place: Path) -> str:
    """Return the hash of a file."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
