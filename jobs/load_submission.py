"""Load an accepted return into the performance store."""

from uuid import UUID

from portal.database import unit_of_work
from portal.services import loads


def run(submission_id: str) -> None:
    """Load the return, if it is accepted and no other process has it."""
    with unit_of_work():
        loads.load([UUID(submission_id)])
