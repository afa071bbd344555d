"""Whether a database is fit for production."""

from __future__ import annotations

import psycopg
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import make_url

from config import Settings


class Unfit(Exception):
    """Production must not start; the message has every reason."""


def demand(settings: Settings) -> None:
    """Look at the settings, and in production at the database.

    Raises:
        Unfit: with every reason, each on a line of its own.
    """
    reasons = settings.refusals()
    if settings.production and not reasons:
        reasons = database_refusals(settings.database_url)
    refuse(reasons)


def refuse(reasons: list[str]) -> None:
    """Raise with every reason, if there is one.

    Raises:
        Unfit: with every reason.
    """
    if reasons:
        raise Unfit("\n".join(["Production does not start:", *(f"- {one}" for one in reasons)]))


def database_refusals(url: str) -> list[str]:
    """Return why a database must not hold what was acknowledged, or whom it would let in."""
    # Taken apart as the portal does it: libpq reads some signs of a password otherwise.
    _, parts = PGDialect_psycopg().create_connect_args(make_url(url))
    with psycopg.connect(**parts, connect_timeout=5) as connection:
        shown: dict[str, str] = dict(connection.execute(SETTINGS).fetchall())
        found = connection.execute("SELECT to_regclass('account') IS NOT NULL").fetchone()
        known = found is not None and found[0] and connection.execute(SAMPLE).fetchone()
    reasons = [
        f"PostgreSQL's {name} is off: a power cut would lose what was acknowledged"
        for name, value in shown.items()
        if value == "off"
    ]
    if known and known[0]:
        reasons.append("The database has sample accounts that may sign in: everybody knows them")
    return reasons


SETTINGS = """
    SELECT name, setting FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name
"""
SAMPLE = "SELECT EXISTS (SELECT FROM account WHERE is_sample AND active)"
