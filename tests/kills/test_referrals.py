"""A file of referrals whose worker is killed in mid-load is taken once, all of it."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.models import DataKey, Referral, ReferralBatch
from portal.models.referrals import BatchState, Mode
from portal.services import referral_batches
from tests import referring
from tests.kills import processes
from tests.kills.test_failpoints import swept

pytestmark = [pytest.mark.database, pytest.mark.kills]


@pytest.fixture
def waiting(db, queue_server, store, settle):
    """A file of referrals that waits to be taken: 180 good rows, 20 wrong ones."""
    settle(LOST_CHECK_S=0.01)
    how = referral_batches.Sending(Mode.GOOD_ROWS, "rows.csv")
    data = BytesIO(referring.many(200, faults=20))
    return referral_batches.receive(data, how, sender=referring.Referring().referrer).batch


def test_killed_in_taking_referrals_each_is_there_once(waiting, db, tmp_path):
    worker = processes.started("jobs.worker", "long", failpoint="mid-take", log=tmp_path / "log")
    processes.fired(tmp_path / "log", "mid-take")
    processes.ended(worker)
    assert db.scalar(select(func.count()).select_from(Referral)) == 0

    swept()

    batch = db.scalars(select(ReferralBatch)).one()
    assert (batch.state, batch.attempts) == (BatchState.TAKEN_IN_PART, 2)
    assert db.scalar(select(func.count()).select_from(Referral)) == 180
    assert db.scalar(select(func.count()).select_from(DataKey)) == 181
