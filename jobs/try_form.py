"""Check the stored returns of a form by its text on trial."""

from uuid import UUID

from portal.database import unit_of_work
from portal.services import trials


def run(step_id: str) -> None:
    """Count what the text on trial would find otherwise than the one in force."""
    with unit_of_work():
        trials.check(UUID(step_id))
