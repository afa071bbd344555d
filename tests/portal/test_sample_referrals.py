"""The sample's referrals: plainly invented, made once, seen by their posts."""

import pytest
from sqlalchemy import func, select

from portal.models import Account, Referral, ReferralBatch
from portal.models.referrals import BatchState
from portal.services import catalogue, referral_rows, referrals, sample_referrals, sample_sector
from validator.rowspecimen import NOT_ISSUED

pytestmark = pytest.mark.database


@pytest.fixture
def made(db, queue_server, store):
    catalogue.import_packaged()
    sample_sector.make(2, 2, quarters=0)
    sample_referrals.make()


def viewer(db, name):
    return db.scalars(select(Account).where(Account.name == name)).one()


def test_each_post_has_something_to_see(made, db):
    seen = {
        name: referrals.listed(viewer(db, name))[1]
        for name in ("referrer", "referrer2", "case.officer", "case.officer2")
    }

    assert seen["referrer"] == 37
    assert seen["referrer2"] == 0
    assert seen["case.officer"] + seen["case.officer2"] == 37
    assert db.scalars(select(ReferralBatch.state)).all() == [BatchState.TAKEN_IN_PART]


def test_everybody_is_invented(made, db):
    said = [referral_rows.unsealed(one) for one in db.scalars(select(Referral))]

    assert {one["document_number"][0] for one in said} == {NOT_ISSUED}
    assert {one["phone"][:4] for one in said} == {"2000"}


def test_making_them_again_adds_nothing(made, db):
    tables = (Account, Referral, ReferralBatch)
    before = [db.scalar(select(func.count()).select_from(table)) for table in tables]

    sample_referrals.make()

    assert [db.scalar(select(func.count()).select_from(table)) for table in tables] == before
