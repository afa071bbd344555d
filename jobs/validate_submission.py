"""Check a received file."""

from uuid import UUID

import structlog

from portal import logs
from portal.database import unit_of_work
from portal.scanner import ScannerDown
from portal.services import checks, erasures
from portal.store import StoreTrouble

PARTS_DOWN = (ScannerDown, StoreTrouble)  # the file waits; that is no fault of its own
log = structlog.get_logger(__name__)


def run(submission_id: str) -> None:
    """Check the submission's file against its form. May run twice: only one run takes it."""
    with unit_of_work():
        submission = checks.begin(UUID(submission_id))
        if submission is None:
            return
        logs.bind_submission(submission.reference)
        try:
            verdict = checks.verdict_on(submission)
            if verdict is None:
                log.info("unpacked")
                erasures.finish()
                return
            checks.record(submission, verdict)
            erasures.finish()
        except PARTS_DOWN as error:
            checks.put_off(submission, type(error).__name__)
            log.warning("put off", error=type(error).__name__)
            return
        log.info("checked", outcome=verdict.outcome, attempt=submission.attempts, **verdict.counts)
