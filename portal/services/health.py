"""Whether the portal can serve: its parts, what waits, and for how long."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal import queue, scanner, store
from portal.database import migrate, session
from portal.models.states import WAITING, State
from portal.models.submissions import Submission


@dataclass(frozen=True, slots=True)
class Part:
    """A standing part: whether it works, whether serving needs it, what follows if it does not."""

    name: str
    up: bool
    needed: bool = True
    effect: str = ""

    def as_document(self) -> dict[str, str]:
        """Return the part as JSON says it."""
        document = {"state": "up" if self.up else "down"}
        return document if self.up or not self.effect else {**document, "effect": self.effect}


def parts() -> list[Part]:
    """Return every part that serving uses, asked just now."""
    return [
        Part("database", database_answers()),
        Part("migrations", migrations_current()),
        Part("store", store_writable()),
        Part(
            "queue",
            None not in queue.depth().values(),
            needed=False,
            effect="uploads are still taken; they are checked when the queue is back",
        ),
        *([_scanner()] if scanner.chosen() else []),
    ]


def _scanner() -> Part:
    return Part(
        "scanner",
        scanner_answers(),
        needed=False,
        effect="uploads are still taken; they wait, unopened, until the scanner is back",
    )


def database_answers() -> bool:
    """Say whether the database answers a question."""
    try:
        return session.scalar(select(1)) == 1
    except SQLAlchemyError:
        session.rollback()
        return False


def migrations_current() -> bool:
    """Say whether the database has the version that this program expects."""
    try:
        version = session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        session.rollback()
        return False
    return bool(version == _head())


def store_writable() -> bool:
    """Say whether the file store takes a file."""
    try:
        store.files().try_out()
    except (OSError, store.StoreTrouble):
        return False
    return True


def scanner_answers() -> bool:
    """Say whether the malware scanner answers."""
    try:
        return bool(scanner.version())
    except scanner.ScannerDown:
        return False


def submissions_by_state() -> dict[State, int]:
    """Count the submissions in each state, those with none too."""
    counted = select(Submission.state, func.count()).group_by(Submission.state)
    found = {state: count for state, count in session.execute(counted)}
    return {state: found.get(state, 0) for state in State}


def oldest_waiting_s() -> float:
    """Return for how many seconds the oldest submission has waited for the machine's next step."""
    waiting = select(func.min(Submission.state_since)).where(Submission.state.in_(WAITING))
    since = session.scalar(waiting)
    return (datetime.now(UTC) - since).total_seconds() if since else 0.0


@cache
def _head() -> str | None:
    return migrate.head()
