"""The engine, and the session that services change and commit."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.orm import Session, scoped_session, sessionmaker

import config

STATEMENT_TIMEOUT_S = 15  # a page has given up by then; a job that needs longer says SET LOCAL


def driven(url: str) -> URL:
    """Return a database's address with our driver named, whatever way it was written."""
    return make_url(url).set(drivername="postgresql+psycopg")


@cache
def engine() -> Engine:
    """Return the engine on which the application works, as the role that owns nothing."""
    settings = config.settings()
    return create_engine(
        driven(settings.database_url),
        # A connection that died with a restart of the database is found before it is used.
        pool_pre_ping=True,
        pool_size=settings.web_threads + 1,
        pool_timeout=5,
        pool_recycle=1800,
        connect_args={
            "connect_timeout": 5,
            "application_name": "esubmit",
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_S}s"
            " -c idle_in_transaction_session_timeout=60s -c timezone=UTC",
        },
    )


class _Session(Session):
    """A session that finds the engine when it first needs it, so that importing opens nothing."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        return engine()


session = scoped_session(sessionmaker(class_=_Session))


@contextmanager
def unit_of_work() -> Iterator[scoped_session[_Session]]:
    """Give the session to a job or a command, and take it away at the end.

    What was not committed is rolled back, also when all went well: services commit.
    """
    try:
        yield session
    finally:
        session.remove()


def forget() -> None:
    """Close what is open and read the settings anew at the next use."""
    session.remove()
    if engine.cache_info().currsize:
        engine().dispose()
    engine.cache_clear()


_of_parent: list[object] = []


def _leave_to_parent() -> None:
    """Let go of the parent's connections without a word to the server: they are still its own.

    They are held on to: a session that is thrown away rolls back, on the parent's own socket.
    """
    if session.registry.has():
        _of_parent.append(session.registry())
        session.registry.clear()
    if engine.cache_info().currsize:
        _of_parent.append(engine().pool)
        engine().dispose(close=False)


os.register_at_fork(after_in_child=_leave_to_parent)
