"""A worker: takes ids from one queue and runs the job of that name on each, in a fork."""

import contextlib
import ctypes
import signal
import sys
from typing import Any
from uuid import UUID

import structlog
from redis import Redis
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

import config
from portal import logs
from portal.database import unit_of_work
from portal.services import catalogue, submissions
from portal.services import work as pieces
from schemas.spec import FormSpec
from validator import words
from validator.plan import compile_plan
from validator.references import BadReference

log = structlog.get_logger(__name__)
_PR_SET_PDEATHSIG = 1
PLANS = 64
"""Forms and periods whose plans are kept ready: 1.3 KB a cell, 1.4 MB for a very large form."""


class DiesWithParent(Worker):
    """A worker whose work-horse is killed with it, so that no job runs on unwatched."""

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Run one job in the fork, tied to the worker's life."""
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        super().main_work_horse(job, queue)

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Log where a job failed, without the words of its exception: they may quote a cell."""
        log.error("job failed", job=job.id, exc_info=exc_info)
        silent = _silent(exc_info[0])
        super().handle_exception(job, type(silent), silent, exc_info[2])

    def handle_job_failure(  # type: ignore[override]  # RQ names all arguments when it calls
        self, job: Job, queue: Queue, **more: Any
    ) -> None:
        """Keep where a job failed in the queue server, again without words."""
        raised = sys.exc_info()[0]
        places = logs.without_words(more.pop("exc_string", ""))
        said = f"{places}\n{raised.__name__ if raised else 'failed'}"
        super().handle_job_failure(job, queue, exc_string=said, **more)


def _silent(kind: type[BaseException]) -> Exception:
    """Return an exception that is called as another one is, and says nothing."""
    made: Exception = type(kind.__name__, (Exception,), {})()
    return made


class Warm(DiesWithParent):
    """A worker that has at hand what every job needs, so that its forks begin with it."""

    def run_maintenance_tasks(self) -> None:
        """Clean up, load what is in force now, and be known to a queue server that forgot all."""
        super().run_maintenance_tasks()
        if not self.connection.hexists(self.key, "birth"):
            # What is left of it are signs of life; with them RQ takes us for another worker.
            self.connection.delete(self.key)
            self.register_birth()
        with contextlib.suppress(SQLAlchemyError):  # A job that needs the database says so.
            _warm()


def _warm() -> None:
    """Compile the plans of what came in last, so that no job and no child of it does so anew."""
    with unit_of_work():
        forms = catalogue.current()
        for form, period in submissions.latest_kinds(PLANS):
            if form in forms.specs:
                _compile(forms.specs[form], period)
    words.table()


def _compile(spec: FormSpec, period: str) -> None:
    """Compile one plan; one that cannot be keeps no other form from being checked."""
    try:
        compile_plan(spec, period)
    except BadReference:
        log.error("plan not compiled", form=spec.code, period=period)


def note_failure(job: Job, kind: type[BaseException], *_more: object) -> bool:
    """Put on record why a job failed, by the class of its exception; go on to RQ's own record."""
    with contextlib.suppress(SQLAlchemyError), unit_of_work():
        pieces.note_failure(UUID(str(job.args[0])), kind.__name__)
    return True


def work(queue_name: str) -> None:
    """Serve one queue until told to stop.

    One queue a worker: with several, RQ pops a job in a way that loses it if killed just then.
    """
    # Imported before the first fork, so that no job pays for it.
    import jobs.validate_submission  # noqa: F401  (see above)

    connection = Redis.from_url(config.settings().redis_url)
    queue = Queue(queue_name, connection=connection, serializer=JSONSerializer)
    worker = Warm(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=30,
        maintenance_interval=15,
        job_monitoring_interval=10,
    )
    worker.push_exc_handler(note_failure)
    worker.work(logging_level="WARNING", with_scheduler=False)


if __name__ == "__main__":
    logs.configure()
    work(sys.argv[1] if len(sys.argv) > 1 else "quick")
