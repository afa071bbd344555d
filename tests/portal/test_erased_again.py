"""What was erased is in no later backup; what an earlier one brings back is erased again."""

import pytest
from sqlalchemy import select

from portal.database import session
from portal.models import Referral
from portal.services import backups, referrals, restores, retention, sealing
from tests.portal.test_backups import elsewhere  # noqa: F401 - a fixture is known by its name
from tests.referring import Referring, rows, taken
from tests.walk import Sector

pytestmark = pytest.mark.database


@pytest.fixture
def referring(db, queue_server, store):
    return Referring()


def test_after_an_erasure_a_backup_is_whole_and_lacks_nothing(referring, db, tmp_path):
    Sector().send(rows({}), filename="r.csv")
    batch = referring.send(rows({}, {"service": "ELD"}))
    referrals.erase(taken(db)[0].id, by=None, because="retention")

    made = backups.make(tmp_path / "backup")

    assert batch.key not in made.files
    assert made.tables["data_key"]["rows"] == 1


def test_what_was_erased_since_a_backup_is_erased_again_when_it_is_restored(
    referring,
    db,
    elsewhere,  # noqa: F811 - it is the fixture
    tmp_path,
):
    referring.send(rows({}, {"service": "ELD"}))
    one, other = (referral.id for referral in taken(db))
    backups.make(tmp_path / "backup")
    referrals.erase(one, by=None, because="retention")
    ledger = retention.ledger()
    elsewhere()
    restores.restore(tmp_path / "backup")

    assert (retention.erase_again(ledger), retention.erase_again(ledger)) == (1, 0)

    assert ledger == [f"referral {one}"]
    session.expire_all()
    states = {referral.id: str(referral.state) for referral in session.scalars(select(Referral))}
    assert states == {one: "erased", other: "waiting"}
    with pytest.raises(sealing.Erased):
        sealing.key_of(one)


@pytest.mark.parametrize(
    "line", ["hello", "referral 12", "account 0198f2c4-0000-7000-8000-000000000000"]
)
def test_a_list_that_is_none_of_what_was_erased_is_told(db, line):
    with pytest.raises(retention.NoLedger):
        retention.erase_again([line])
