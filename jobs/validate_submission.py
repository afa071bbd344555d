"""Check a received file."""

from uuid import UUID

from portal.database import unit_of_work
from portal.services import checks


def run(submission_id: str) -> None:
    """Check the submission's file against its form. May run twice: only one run takes it."""
    with unit_of_work():
        submission = checks.begin(UUID(submission_id))
        if submission is not None:
            checks.record(submission, checks.check(submission))
