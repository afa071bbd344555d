"""Check a received file of referrals and take its rows."""

from uuid import UUID

import structlog

from jobs.validate_submission import PARTS_DOWN
from portal import logs
from portal.database import unit_of_work
from portal.services import referral_batches, referral_checks

log = structlog.get_logger(__name__)


def run(batch_id: str) -> None:
    """Check the file and take its rows. May run twice: only one run takes it."""
    with unit_of_work():
        batch = referral_batches.begin(UUID(batch_id))
        if batch is None:
            return
        logs.bind_submission(batch.reference)
        try:
            referral_checks.run(batch)
        except PARTS_DOWN as error:
            referral_checks.put_off(UUID(batch_id), type(error).__name__)
            log.warning("put off", error=type(error).__name__)
            return
        log.info("referrals", state=batch.state, attempt=batch.attempts, **batch.counts)
