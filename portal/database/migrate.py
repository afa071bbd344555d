"""Bring the database to the version that this program expects."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text

import config
from portal.database import driven
from portal.database.migrations import FOLDER

# Any number that nobody else takes: two processes that migrate at once go one after the other.
LOCK = 7_201_375


def script() -> ScriptDirectory:
    """Return the packaged migrations."""
    return ScriptDirectory(str(FOLDER))


def head() -> str | None:
    """Return the version that this program expects."""
    return script().get_current_head()


def current(url: str | None = None) -> str | None:
    """Return the version that the database has, None where it is empty."""
    with connected(url or config.settings().database_url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(url: str | None = None, *, to: str = "head") -> None:
    """Run the migrations that are missing, as the owner, all of them or none.

    Raises:
        sqlalchemy.exc.OperationalError: a table is held by somebody else for longer than 4 s.
    """
    with connected(url or config.settings().database_owner_url) as connection:
        run(connection, to=to)
        connection.commit()


def run(connection: Connection, *, to: str) -> None:
    """Run the migrations that are missing, in the transaction of a connection."""
    steps = script()

    def missing(version: Any, _context: MigrationContext) -> Any:
        return steps._upgrade_revs(to, version)

    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    # Waiting longer would make everybody else wait behind the migration.
    connection.execute(text("SET LOCAL lock_timeout = '4s'"))
    with EnvironmentContext(Config(), steps, fn=missing) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Give a connection of its own, outside of the application's pool and limits."""
    engine = create_engine(driven(url), poolclass=NullPool, connect_args={"connect_timeout": 5})
    with engine.connect() as connection:
        yield connection
