"""A file of referrals: good rows taken once and encrypted, wrong ones handed back, seen by few."""

import csv
import io

import openpyxl
import psycopg
import pytest
from sqlalchemy import select, text

from jobs.sweep import sweep
from portal import store as stores
from portal.models import Audit, DataKey, Referral, ReferralBatch, Role
from portal.models.referrals import BatchState, Mode, ReferralState
from portal.services import (
    erasures,
    idempotency,
    referral_answers,
    referral_batches,
    referral_rows,
    referrals,
    sealing,
)
from tests import factories
from tests.conftest import connected
from tests.referring import Referring, many, rows, taken
from tests.walk import work

pytestmark = pytest.mark.database
WRONG = {"service": "ELD", "phone": "12"}


@pytest.fixture
def referring(db, queue_server, store):
    return Referring()


def lines(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def handed_back(batch, *, by, only_wrong=False):
    return referral_answers.handed_back(batch, only_wrong=only_wrong, by=by).content


def test_good_rows_are_taken_each_with_a_reference_and_wrong_ones_told(referring, db):
    batch = referring.send(rows({}, WRONG, {"service": "ELD"}))

    assert batch.state is BatchState.TAKEN_IN_PART
    assert batch.counts == {"rows": 3, "taken": 2, "again": 0, "wrong": 1, "held": 0}
    assert [one.row for one in taken(db)] == [2, 4]
    assert {one.reference[:2] for one in taken(db)} == {"F-"}


def test_each_goes_to_the_office_of_its_service(referring, db):
    referring.send(rows({}, {"service": "ELD"}))

    assert [one.office_id for one in taken(db)] == [referring.family.id, referring.care.id]


def test_all_or_nothing_takes_nothing_while_a_row_is_wrong(referring, db):
    batch = referring.send(rows({}, WRONG), mode=Mode.ALL_OR_NOTHING)

    assert (batch.state, batch.counts["held"]) == (BatchState.NOT_TAKEN, 1)
    assert taken(db) == []

    assert referring.send(rows({}), mode=Mode.ALL_OR_NOTHING).state is BatchState.TAKEN


def test_a_corrected_file_takes_only_what_is_new(referring, db):
    referring.send(rows({}, WRONG))
    (first,) = taken(db)

    batch = referring.send(rows({}, {**WRONG, "phone": "20000002"}))

    assert batch.counts == {"rows": 2, "taken": 1, "again": 1, "wrong": 0, "held": 0}
    back = lines(handed_back(batch, by=referring.referrer))
    assert [line[-2] for line in back[1:]] == [first.reference, taken(db)[1].reference]


def test_a_row_that_was_taken_and_says_something_else_now_changes_nothing(referring, db):
    referring.send(rows({}))

    batch = referring.send(rows({"address": "1 Sample Street"}))

    assert (batch.state, batch.counts["wrong"], len(taken(db))) == (BatchState.NOT_TAKEN, 1, 1)
    (finding,) = referral_answers.answer(batch)["findings"]
    assert finding["rule"] == "REF-GENERAL.referred_on.differs"


def test_a_row_that_differs_from_another_by_the_size_of_letters_stands_twice(referring, db):
    small, capital = ({"document_type": "PASS", "document_number": no} for no in ("qx1", "QX1"))

    batch = referring.send(rows(small, capital))

    assert (batch.counts["taken"], batch.counts["wrong"], len(taken(db))) == (1, 1, 1)
    (finding,) = referral_answers.answer(batch)["findings"]
    assert finding["rule"] == "REF-GENERAL.referred_on.twice"


def test_the_very_same_file_is_answered_as_before(referring, db):
    first = referring.send(many(5))

    assert referring.send(many(5)).id == first.id
    assert len(list(stores.files().root.glob("referrals/*/*"))) == 1


def test_another_organisation_may_refer_the_same_person(referring, db):
    referring.send(rows({}))
    other = factories.make_account(Role.REFERRER)

    assert referring.send(rows({}), by=other).counts["taken"] == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_comes_back_as_it_was_sent_with_an_answer_on_each_row(referring, form):
    data = many(6, faults=2, form=form)

    batch = referring.send(data, filename=f"my.{form}")

    whole, wrong = (
        handed_back(batch, by=referring.referrer, only_wrong=only) for only in (False, True)
    )
    if form == "csv":
        assert [line[:-3] for line in lines(whole)] == lines(data)
        assert [line[-3] for line in lines(wrong)[1:]] == ["To correct 需更正"] * 2
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(whole)).worksheets[1]
        assert (sheet.max_row, sheet.cell(7, sheet.max_column - 1).value) == (7, "Taken 已接納")


def test_a_file_that_is_none_is_refused_with_what_to_do(referring):
    batch = referring.send(b"%PDF-1.7", filename="a.pdf")

    assert batch.state is BatchState.REFUSED
    (finding,) = referral_answers.answer(batch)["findings"]
    assert finding["severity"] == "reject"


def test_everything_that_is_personal_opens_with_its_own_key_alone(referring, db):
    referring.send(many(3))
    one, other, _ = taken(db)

    assert referral_rows.unsealed(one)["name_en"]
    assert len({row.wrapped for row in db.scalars(select(DataKey))}) == 4  # the file's own, too
    assert set(one.sealed) >= {"name_en", "name_zh", "document_number", "phone", "needs"}
    one.sealed = other.sealed
    with pytest.raises(sealing.Unreadable):
        referral_rows.unsealed(one)


def test_erasing_destroys_the_key_and_what_it_opened(referring, db):
    referring.send(rows({}))
    (one,) = taken(db)

    referrals.erase(one.id, by=None, because="retention")

    (gone,) = taken(db)
    assert (gone.state, gone.sealed, gone.identity_mac) == (ReferralState.ERASED, {}, None)
    assert db.get(DataKey, one.id) is None
    with pytest.raises(sealing.Erased):
        referrals.show(one.id, viewer=referring.referrer, reason="contact")


def test_erasing_takes_the_file_with_it_and_the_file_can_be_sent_again(referring, db):
    batch = referring.send(rows({}))

    referrals.erase(taken(db)[0].id, by=None, because="retention")
    erasures.finish()

    assert [path for path in stores.files().root.glob("*/**/*") if path.is_file()] == []
    with pytest.raises(sealing.Erased):
        sealing.key_of(batch.id)
    again = referring.send(rows({}))
    assert (again.id != batch.id, again.counts["taken"]) == (True, 1)


def test_a_file_of_exactly_the_limit_is_taken_in(referring, settle):
    settle(MAX_REFERRALS_MB=1)

    assert referring.send(b"x" * 1024 * 1024).size == 1024 * 1024
    with pytest.raises(stores.TooBig):
        referring.send(b"x" * (1024 * 1024 + 1))


def test_a_referral_is_seen_by_its_sender_and_its_office_and_by_nobody_else(referring, db):
    referring.send(rows({}))
    (one,) = taken(db)

    for viewer in (referring.referrer, referring.officer):
        assert referrals.find(one.id, viewer=viewer).id == one.id
        assert referrals.listed(viewer)[1] == 1
    others = [factories.make_account(role) for role in Role if role is not Role.CASE_OFFICER]
    for viewer in [referring.carer, *others]:
        assert referrals.listed(viewer) == ([], 0), viewer.name
        with pytest.raises(referrals.NoSuchReferral):
            referrals.find(one.id, viewer=viewer)


def test_every_view_is_on_record_and_every_show_with_its_reason(referring, db):
    referring.send(rows({}))
    (one,) = taken(db)

    referrals.find(one.id, viewer=referring.officer)
    referrals.show(one.id, viewer=referring.officer, reason="assess")

    trail = db.scalars(select(Audit).where(Audit.noun == "referral").order_by(Audit.id)).all()
    assert [(line.act, line.detail) for line in trail] == [
        ("referral.view", {}),
        ("referral.show", {"reason": "assess"}),
    ]


def test_nothing_is_shown_without_one_of_the_reasons(referring, db):
    referring.send(rows({}))

    with pytest.raises(referrals.NoReason):
        referrals.show(taken(db)[0].id, viewer=referring.officer, reason="curious")


def test_a_referral_is_taken_up_once_and_by_its_own_office(referring, db):
    referring.send(rows({}))
    (one,) = taken(db)

    with pytest.raises(referrals.NoSuchReferral):
        referrals.take_up(one.id, by=referring.carer)
    referrals.take_up(one.id, by=referring.officer)
    with pytest.raises(referrals.NotWaiting):
        referrals.take_up(one.id, by=referring.officer)


def test_a_file_goes_back_to_whoever_sent_it_alone(referring):
    colleague = factories.make_account(Role.REFERRER, organisation=referring.hospital)
    batch = referring.send(rows({}))

    assert referral_batches.find(batch.id, viewer=colleague).id == batch.id
    with pytest.raises(referral_batches.NoSuchBatch):
        referral_batches.find_own(batch.id, viewer=colleague)


def test_a_key_of_a_request_that_came_with_another_file_is_told(referring):
    referring.send(many(2), sent_key="k1")

    assert referring.send(many(2), sent_key="k1").counts["taken"] == 2
    with pytest.raises(idempotency.KeyUsedOtherwise):
        referring.send(many(3), sent_key="k1")


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM referral", "UPDATE referral SET service = 'X'", "DELETE FROM referral_batch"],
)
def test_the_application_cannot_change_or_delete_what_was_referred(db, migrated, statement):
    with (
        connected(migrated, "esubmit_app") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("column", ["referral.sealed", "data_key.wrapped", "referral_batch.mac"])
def test_the_reader_reads_nothing_that_is_personal(db, migrated, column):
    with (
        connected(migrated, "esubmit_reader") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"SELECT {column} FROM {column.split('.')[0]}")


@pytest.mark.slow
def test_a_year_of_referrals_is_taken_in_one_file(referring, db):
    batch = referring.send(many(150_000, faults=1_488))

    assert batch.counts["taken"] == 148_512
    assert db.scalar(text("SELECT count(*) FROM referral")) == 148_512
    assert db.scalar(select(Referral.id).limit(1)) is not None


def test_a_file_waits_unopened_while_the_scanner_does_not_answer(referring, settle, db):
    settle(CLAMD="/tmp/no-scanner-listens-here.sock", SWEEP_SECONDS="0.001")

    batch = referring.send(rows({}))
    assert (batch.state, batch.attempts) == (BatchState.RECEIVED, 0)

    settle(CLAMD="")
    sweep()
    work()
    (again,) = db.scalars(select(ReferralBatch))
    assert (again.state, again.attempts) == (BatchState.TAKEN, 1)
