"""The names of queues and jobs as data, and how an id gets into a queue.

A queue that is down never fails the caller: what waits is a row of the database, and the sweep
queues it when the server is back.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

import config

log = logging.getLogger(__name__)

QUICK = "quick"
LONG = "long"
QUEUES = (QUICK, LONG)
FAILED_TTL_S = 60  # a failed id stays taken this long; then the sweep can queue it again
SILENT_FOR = timedelta(seconds=20)  # twice what a worker lets pass between two signs of life


@dataclass(frozen=True, slots=True)
class Work:
    """A function that a worker runs with an id: where it is, in which queue, for how long."""

    function: str
    queue: str
    timeout_s: int


JOBS = {
    "validate_submission": Work("jobs.validate_submission.run", QUICK, 120),
    "take_referrals": Work("jobs.take_referrals.run", LONG, 900),
    "load_submission": Work("jobs.load_submission.run", LONG, 300),
    "try_form": Work("jobs.try_form.run", LONG, 1800),
}


@cache
def connection() -> Redis:
    """Return a connection that gives up at once: a page must not wait for a queue that is down."""
    return Redis.from_url(
        config.settings().redis_url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=2,
        socket_connect_timeout=1,
    )


def queue(name: str, server: Redis | None = None) -> Queue:
    """Return a queue; a worker brings a server connection of its own, which may wait."""
    return Queue(name, connection=server or connection(), serializer=JSONSerializer)


def enqueue(job: str, row_id: UUID, attempt: int) -> bool:
    """Queue the id of a row for its attempt, once; return whether it is in the queue.

    Raises:
        KeyError: there is no such job.
    """
    work = JOBS[job]
    job_id = f"{job}-{row_id}-{attempt}"
    try:
        try:
            _put(work, job_id, row_id)
        except DuplicateJobError:
            if _lives(work, job_id):
                return True
            Job.fetch(job_id, connection(), JSONSerializer).delete()
            _put(work, job_id, row_id)
    except (DuplicateJobError, NoSuchJobError):
        return True  # somebody else was at it in this very moment
    except RedisError as error:
        log.warning("%s %s waits for the queue: %s", job, row_id, error)
        return False
    return True


def _put(work: Work, job_id: str, row_id: UUID) -> None:
    queue(work.queue).enqueue(
        work.function,
        str(row_id),
        job_id=job_id,
        unique=True,
        job_timeout=work.timeout_s,
        result_ttl=0,
        failure_ttl=FAILED_TTL_S,
    )


def _lives(work: Work, job_id: str) -> bool:
    """Say whether a job of this name will still run, or runs.

    One whose worker was killed keeps its name: it failed, or is started by nobody, or was taken
    from the queue and put nowhere.
    """
    known = Job.fetch(job_id, connection(), JSONSerializer)
    status = known.get_status()
    if status == JobStatus.QUEUED:
        return known.get_position() is not None
    if status == JobStatus.STARTED and known.last_heartbeat:
        silent = datetime.now(UTC) - known.last_heartbeat.astimezone(UTC)
        return silent < SILENT_FOR
    return False


def empty() -> None:
    """Take out all that is queued: what still waits is a row, and the sweep queues it again."""
    try:
        for name in QUEUES:
            queue(name).empty()
    except RedisError as error:
        log.warning("the queues could not be emptied: %s", error)


def version() -> str:
    """Return the server's name and version. Raises RedisError."""
    told: dict[str, Any] = connection().info("server")
    if "valkey_version" in told:
        return f"Valkey {told['valkey_version']}"
    return f"Redis {told['redis_version']}"


def serving() -> dict[str, int]:
    """Return how many workers serve each queue. Raises RedisError."""
    return {name: Worker.count(queue=queue(name)) for name in QUEUES}


@dataclass(frozen=True, slots=True)
class Line:
    """A queue as people see it: ids that wait, jobs that run, workers that serve it."""

    name: str
    waiting: int
    running: int
    workers: int


def summary() -> list[Line]:
    """Return every queue; none where the server does not answer."""
    try:
        workers = serving()
        return [
            Line(name, queue(name).count, queue(name).started_job_registry.count, workers[name])
            for name in QUEUES
        ]
    except RedisError:
        return []


def depth() -> dict[str, int | None]:
    """Return how many ids wait in each queue; None where the server does not answer."""
    try:
        return {name: queue(name).count for name in QUEUES}
    except RedisError:
        return dict.fromkeys(QUEUES)
