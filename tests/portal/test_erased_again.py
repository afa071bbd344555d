"""What was erased is in no later backup; what an earlier one brings back is erased again."""

from io import BytesIO

import pytest
from click.testing import CliRunner
from sqlalchemy import select

import config
from portal import store as stores
from portal.cli.backup import restore
from portal.database import migrate, session
from portal.models import Referral, ReferralBatch
from portal.models.referrals import BatchState, Mode
from portal.services import (
    backups,
    erasures,
    referral_batches,
    referrals,
    restores,
    retention,
    sealing,
)
from portal.services.referral_batches import Sending
from tests.portal.test_backups import elsewhere  # noqa: F401 - a fixture is known by its name
from tests.referring import Referring, rows, taken
from tests.walk import Sector, work

pytestmark = pytest.mark.database


@pytest.fixture
def referring(db, queue_server, store):
    return Referring()


def test_after_an_erasure_a_backup_is_whole_and_lacks_nothing(referring, db, tmp_path):
    Sector().send(rows({}), filename="r.csv")
    batch = referring.send(rows({}, {"service": "ELD"}))
    referrals.erase(taken(db)[0].id, by=None, because="retention")
    erasures.finish()

    made = backups.make(tmp_path / "backup")

    assert batch.key not in made.files
    assert made.tables["data_key"]["rows"] == 1


def test_what_was_erased_since_a_backup_is_erased_again_when_it_is_restored(
    referring,
    db,
    elsewhere,  # noqa: F811 - it is the fixture
    tmp_path,
):
    batch_id = referring.send(rows({}, {"service": "ELD"})).id
    one, other = (referral.id for referral in taken(db))
    backups.make(tmp_path / "backup")
    referrals.erase(one, by=None, because="retention")
    lines = retention.ledger()
    elsewhere()
    restores.restore(tmp_path / "backup")

    ledger = retention.read(lines)
    assert (retention.erase_again(ledger), retention.erase_again(ledger)) == (1, 0)

    assert lines == [f"referral {one}", f"referral_batch {batch_id}"]
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
        retention.read([line])


def test_a_bad_list_is_told_before_anything_is_restored(
    referring,
    elsewhere,  # noqa: F811 - it is the fixture
    tmp_path,
):
    referring.send(rows({}))
    backups.make(tmp_path / "backup")
    (tmp_path / "erased").write_bytes(b"hello\xff\n")
    elsewhere()

    words = [str(tmp_path / "backup"), "--erased", str(tmp_path / "erased")]
    said = CliRunner().invoke(restore, words)

    assert (said.exit_code, "Nothing was restored" in said.output) == (1, True)
    assert migrate.current(config.settings().database_owner_url) is None


def test_a_file_that_was_not_yet_answered_in_the_backup_is_erased_and_waits_no_longer(
    referring,
    db,
    elsewhere,  # noqa: F811 - it is the fixture
    tmp_path,
):
    how = Sending(Mode.GOOD_ROWS, "a.csv")
    received = referral_batches.receive(BytesIO(rows({})), how, sender=referring.referrer)
    backups.make(tmp_path / "backup")
    batch_id, key = received.batch.id, received.batch.key
    work()
    referrals.erase(taken(db)[0].id, by=None, because="retention")
    lines = retention.ledger()
    elsewhere()
    restores.restore(tmp_path / "backup")
    assert stores.has(key)

    assert retention.erase_again(retention.read(lines)) == 1
    erasures.finish()

    batch = session.get(ReferralBatch, batch_id)
    assert (batch.state, stores.has(key)) == (BatchState.REFUSED, False)
    assert referral_batches.queue_waiting() == 0
