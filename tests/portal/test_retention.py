"""What was kept as long as the settings say is erased by the sweep, and said so in the trail."""

import os
from io import BytesIO

import pytest
from sqlalchemy import update

from jobs.sweep import sweep
from portal import store as stores
from portal.models import Account, Audit, DataKey, ReferralBatch, State, Submission
from portal.models.base import now
from portal.models.referrals import ReferralState
from portal.services import erasures, referrals, retention, scans, submissions, verdicts, work
from tests.conftest import connected
from tests.portal.test_parcels import sent, zipped
from tests.referring import Referring, rows, taken
from tests.walk import Sector
from tests.walk import work as worked

pytestmark = pytest.mark.database
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture
def referring(db, queue_server, store):
    return Referring()


@pytest.fixture
def sector(db, queue_server, store):
    return Sector()


def aged(migrated, table, days):
    """Let every row of a table have stood as it stands for so many days."""
    with connected(migrated, "esubmit_owner") as owner:
        owner.execute(f"UPDATE {table} SET state_since = now() - interval '{days} days'")


def erased_because(db):
    db.expire_all()
    lines = db.query(Audit).filter(Audit.act.in_(("referral.erase", "file.erase")))
    return [line.detail["because"] for line in lines]


def test_further_places_of_a_version_that_is_over_go_and_its_verdict_stays(
    sector, migrated, db, store
):
    submission = sector.send(R030__quarter=999)
    sent, place = submission.id, verdicts.lines_key(submission.verdict_key)
    stores.put_bytes(place, b"")
    os.utime(stores.files().root / place, (0, 0))
    for state, days, there in (("to_correct", 31, True), ("superseded", 29, True)):
        db.execute(update(Submission).values(state=state))
        db.commit()
        aged(migrated, "submission", days)
        sweep()
        assert stores.has(place) is there

    aged(migrated, "submission", 31)

    assert sweep()["due"] == 1
    assert not stores.has(place)
    submission = db.get_one(Submission, sent)
    assert [*verdicts.lines(submission)] == []
    assert verdicts.of(submission)["findings"]


def test_a_referral_is_erased_when_its_time_is_over_and_not_before(referring, migrated, db, settle):
    settle(REFERRAL_KEEP_DAYS=100)
    referring.send(rows({}, {"service": "ELD"}))

    aged(migrated, "referral", 99)
    assert sweep()["due"] == 0
    aged(migrated, "referral", 101)
    assert sweep()["due"] == 2

    assert {one.state for one in taken(db)} == {ReferralState.ERASED}
    assert db.query(DataKey).count() == 0
    assert erased_because(db) == ["retention"] * 2
    assert [p for p in stores.files().root.glob("*/**/*") if p.is_file()] == []


def test_a_refused_file_of_referrals_is_erased_sooner(referring, migrated, db, settle):
    settle(REFUSED_KEEP_DAYS=30)
    batch = referring.send(b"%PDF-1.7", filename="a.pdf")
    key = batch.key
    assert stores.has(key)

    aged(migrated, "referral_batch", 31)
    assert (sweep()["due"], sweep()["due"]) == (1, 0)

    assert not stores.has(key) and db.query(DataKey).count() == 0
    assert db.query(Audit).filter_by(act="referrals.erase").count() == 1


def test_what_a_round_that_was_cut_off_left_is_deleted_by_the_next(referring, migrated, db):
    key = referring.send(b"%PDF-1.7", filename="a.pdf").key
    aged(migrated, "referral_batch", 31)
    root = stores.files().root
    assert retention.erase_due() == 1
    left = [place for place in root.glob("*/**/*") if place.is_file()]

    assert stores.has(key) and len(left) == 2
    assert (erasures.finish(), erasures.finish()) == (1, 0)
    assert [place for place in root.glob("*/**/*") if place.is_file()] == []


def test_answers_to_every_attempt_are_deleted(referring, migrated, db):
    batch = referring.send(b"%PDF-1.7", filename="a.pdf")
    earlier = f"answers/{batch.id}/7/document"
    stores.put_bytes(earlier, b"of an attempt before it was tried again")

    aged(migrated, "referral_batch", 31)
    sweep()

    assert not stores.has(earlier)


def test_what_another_sweep_has_in_hand_is_left_to_it(sector, migrated, db):
    sector.send(LOCKED, filename="locked.xlsx")
    aged(migrated, "submission", 31)

    with connected(migrated, "esubmit_owner") as other, other.transaction():
        other.execute("SELECT 1 FROM upload FOR UPDATE")
        assert retention.erase_due() == 0

    assert retention.erase_due() == 1


def test_a_referral_that_was_erased_is_not_erased_twice(referring, db):
    referring.send(rows({}))
    for _ in range(2):
        referrals.erase(taken(db)[0].id, by=None, because="retention")

    assert erased_because(db) == ["retention"]


def test_a_return_that_was_given_up_is_no_work_once_its_file_is_erased(
    sector, migrated, db, settle
):
    settle(MAX_ATTEMPTS=1)
    refused = sector.send(LOCKED, filename="locked.xlsx")
    db.execute(update(Submission).values(attempts=2))
    db.commit()
    assert [piece.id for piece in work.listed()] == [refused.id]

    aged(migrated, "submission", 31)
    sweep()

    assert (work.listed(), work.count()) == ([], 0)


@pytest.mark.parametrize(
    ("because", "rule"),
    [("restored", "V.erased"), ("referrals_here", "V.referrals_here")],
)
def test_a_file_that_was_erased_before_its_check_is_told_what_for(sector, db, because, rule):
    sent = submissions.receive(BytesIO(LOCKED), filename="l.xlsx", sender=sector.user).submission
    erasures.mark(sent.upload, because)
    db.commit()
    worked()

    db.expire_all()
    assert verdicts.of(sent)["findings"][0]["rule"] == rule


def test_a_refused_return_is_erased_and_one_that_stands_is_not(sector, migrated, db):
    refused, stands = sector.send(LOCKED, filename="locked.xlsx"), sector.send()
    assert (refused.state, stands.state) == (State.REFUSED, State.TO_SIGN)

    aged(migrated, "submission", 31)
    ids = [refused.id, stands.id]
    found = sweep()

    assert (found["due"], found["erased"]) == (1, 1)
    refused, stands = (db.get(Submission, one) for one in ids)
    assert (refused.upload.erased_because, stands.upload.erased_at) == ("retention", None)
    with pytest.raises(scans.ContentErased):
        scans.contents(refused.upload)
    assert scans.contents(stands.upload)


def test_the_zip_of_a_refused_return_goes_with_it(sector, migrated, db):
    parcel_id = sent(sector, zipped(a_xlsx=LOCKED, b_xlsx=sector.workbook())).id

    aged(migrated, "submission", 31)
    sweep()

    parcel = db.get(Submission, parcel_id)
    assert (parcel.upload.erased_because, stores.has(parcel.upload.key)) == ("retention", False)


def test_what_is_no_longer_kept_is_not_tried_again_and_may_be_sent_again(sector, migrated, db):
    refused_id, user_id = sector.send(LOCKED, filename="locked.xlsx").id, sector.user.id
    aged(migrated, "submission", 31)
    sweep()
    refused = db.get(Submission, refused_id)

    with pytest.raises(scans.ContentErased):
        submissions.read_as(refused, "big5hkscs", by=sector.user)
    db.rollback()
    sector.user = db.get(Account, user_id)
    again = sector.send(LOCKED, filename="locked.xlsx")

    assert (again.id != refused_id, again.state) == (True, State.REFUSED)
    assert verdicts.of(again)["findings"][0]["rule"] != "V.referrals_here"


def test_a_file_of_referrals_that_was_given_up_is_tried_again_from_the_page_of_work(
    referring, db, settle
):
    settle(MAX_ATTEMPTS=1)
    batch_id, officer_id = referring.send(rows({})).id, referring.officer.id
    gone = {"state": "received", "attempts": 1, "next_try_at": now(), "last_failure": "OSError"}
    db.execute(update(ReferralBatch).values(gone))
    db.commit()
    assert [(p.standing, p.last_failure) for p in work.listed()] == [("failing", "OSError")]

    sweep()
    worked()
    batch = db.get(ReferralBatch, batch_id)
    assert (batch.state, [p.standing for p in work.listed()]) == ("refused", ["given_up"])
    work.retry(batch_id, by=db.get(Account, officer_id))
    worked()

    batch = db.get(ReferralBatch, batch_id, populate_existing=True)
    assert (batch.state, batch.counts["again"], work.listed()) == ("taken", 1, [])
