"""The standing parts, as who administers them sees them: state, version, place, and advice.

What would be better is a word of ADVICE here and a sentence in portal/advice.py.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from redis.exceptions import RedisError
from sqlalchemy import text

import config
from portal import post, queue, scanner, store
from portal.database import session
from portal.services import health, outbox

ADVICE = (
    "database_embedded",
    "database_older",
    "database_too_much",
    "queue_down",
    "queue_embedded",
    "queue_unserved",
    "files_folder",
    "files_down",
    "files_no_bucket",
    "files_no_versions",
    "files_refused",
    "scanner_down",
    "scanner_none",
    "mail_down",
    "mail_failed",
    "mail_files",
)
_TROUBLE = {store.NoSuchBucket: "files_no_bucket", store.StoreRefuses: "files_refused"}


@dataclass(frozen=True, slots=True)
class Part:
    """One standing part: `standing` is up, down or off; `kind` embedded, production or none."""

    name: str
    standing: str
    kind: str
    version: str = ""
    place: str = ""
    advice: tuple[str, ...] = ()


def all_parts() -> list[Part]:
    """Return every part, asked just now."""
    return [_database(), _queue(), _files(), _scanner(), _mail()]


def _database() -> Part:
    settings = config.settings()
    advice = {
        "database_embedded": settings.embedded_database,
        "database_older": not health.migrations_current(),
        "database_too_much": session.scalar(text(_TOO_MUCH)),
    }
    return Part(
        "database",
        "up",
        "embedded" if settings.embedded_database else "production",
        f"PostgreSQL {session.scalar(text('SHOW server_version'))}",
        config.shown_address(settings.database_url),
        tuple(word for word, holds in advice.items() if holds),
    )


_TOO_MUCH = """
    SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_tables WHERE tableowner = rolname)
    FROM pg_roles WHERE rolname = current_user
"""


def _queue() -> Part:
    settings = config.settings()
    kind = "embedded" if settings.embedded_queue else "production"
    advice = ("queue_embedded",) if settings.embedded_queue else ()
    place = config.shown_address(settings.redis_url)
    try:
        version, serving = queue.version(), queue.serving()
    except RedisError:
        return Part("queue", "down", kind, "", place, ("queue_down", *advice))
    if not all(serving.values()):
        advice = ("queue_unserved", *advice)
    return Part("queue", "up", kind, version, place, advice)


def _files() -> Part:
    place = config.settings().files
    kind = "production" if place.startswith("s3://") else "embedded"
    try:
        versions = store.files().keeps_versions()
        up = health.store_writable()
    except store.StoreTrouble as trouble:
        return Part("files", "down", kind, "", place, (_TROUBLE.get(type(trouble), "files_down"),))
    advice = {
        "files_down": not up,
        "files_no_versions": versions is False,
        "files_folder": versions is None,
    }
    found = tuple(word for word, holds in advice.items() if holds)
    return Part("files", "up" if up else "down", kind, "", place, found)


def _scanner() -> Part:
    place = config.settings().clamd
    if not place:
        return Part("scanner", "off", "none", advice=("scanner_none",))
    try:
        return Part("scanner", "up", "production", scanner.version(), place)
    except scanner.ScannerDown:
        return Part("scanner", "down", "production", "", place, ("scanner_down",))


def _mail() -> Part:
    counts, url = outbox.counts(), config.settings().smtp_url
    advice = ("mail_failed",) if counts["failed"] else ()
    if not url:
        place = str(post.folder())
        return Part("mail", "up", "embedded", "", place, (*advice, "mail_files"))
    parts = urlsplit(url)
    place = f"{parts.scheme}://{parts.hostname}:{parts.port or ''}".rstrip(":")
    try:
        post.knock()
    except post.PostDown:
        return Part("mail", "down", "production", "", place, ("mail_down", *advice))
    return Part("mail", "up", "production", "", place, advice)
