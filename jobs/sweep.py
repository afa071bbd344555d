"""The sweep: queues again what waits, and clears away what nobody owns. Loses nothing itself.

It looks at rows and not at the queue, so that a queue that was lost or was down costs a delay.
"""

import signal
import threading
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

import config
from portal import logs, queue, store
from portal.database import session, unit_of_work
from portal.models.base import now
from portal.models.states import State
from portal.models.submissions import Submission, Upload
from portal.services import (
    checks,
    erasures,
    links,
    lockouts,
    outbox,
    referral_batches,
    retention,
    seals,
    trials,
)

log = structlog.get_logger(__name__)
_ORPHAN_AGE = timedelta(days=1)


def sweep() -> dict[str, int]:
    """Go round once; return how much of each was found."""
    with unit_of_work():
        waiting = checks.set_back_lost()
        rows = session.execute(
            select(Submission.id, Submission.attempts, Submission.state).where(
                Submission.id.in_(waiting) | (Submission.state == State.ACCEPTED)
            )
        ).all()
        for submission_id, attempts, state in rows:
            if state is State.ACCEPTED:
                # A load that died keeps its name in the queue server for a while.
                queue.enqueue("load_submission", submission_id, int(now().timestamp()) // 60)
            else:
                queue.enqueue("validate_submission", submission_id, attempts)
        attempts_gone = lockouts.clear()
        return {
            "queued": len(rows) + referral_batches.queue_waiting() + trials.queue_waiting(),
            "attempts": attempts_gone,
            "asked": links.answer_asked(),
            "mails": outbox.send_due(),
            "sealed": seals.seal(),
            "due": retention.erase_due(),
            "erased": erasures.finish(),
            "orphans": _clear_orphans(),
        }


def _clear_orphans() -> int:
    """Delete uploaded files, a day old, that no row speaks of: they were never acknowledged."""
    aged = now() - _ORPHAN_AGE
    store.files().clear_unfinished(aged)
    gone = referral_batches.clear_orphans(aged)
    keys = set(store.keys("uploads", aged))
    if not keys:
        return gone
    known = set(session.scalars(select(Upload.key).where(Upload.key.in_(keys))))
    for key in keys - known:
        store.files().delete(key)
    return gone + len(keys - known)


def main() -> None:
    """Go round at the interval of the settings until told to stop."""
    logs.configure()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            found = sweep()
            log.info("swept", **found)
        except OperationalError:
            log.warning("the database does not answer; the next round tries again")
        except store.StoreTrouble as trouble:
            log.warning("the file store fails; the next round tries again", error=str(trouble))
        stop.wait(config.settings().sweep_seconds)


if __name__ == "__main__":
    main()
