"""Load an accepted return into the performance store."""

from uuid import UUID

from portal.database import unit_of_work
from portal.services import loads, rechecks


def run(submission_id: str) -> None:
    """Load the return, if it is accepted and no other process has it.

    Whoever was checked against its figures as signed is then checked anew.
    """
    with unit_of_work():
        if loads.load([UUID(submission_id)]):
            rechecks.after_load(UUID(submission_id))
