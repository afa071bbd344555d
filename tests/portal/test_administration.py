"""What who administers the system sees: parts, work, outbox, settings; and tries again."""

import pytest
from rq.serializers import JSONSerializer

import config
from jobs.sweep import sweep
from jobs.worker import DiesWithParent, note_failure
from portal import advice as advice_words
from portal import database, queue
from portal import store as stores
from portal.database import session
from portal.models import Account, Audit, Mail, Role, State, Submission
from portal.models.base import now
from portal.models.referrals import ReferralBatch
from portal.services import checks, mails, outbox, parts, referral_batches, work
from tests import factories
from tests.pages import Visitor
from tests.portal.post import Box, served
from tests.walk import Sector
from tests.walk import work as work_off

pytestmark = pytest.mark.database
LINK = "https://portal.example/links/opens-an-account"


@pytest.fixture
def admin(app):
    """Whoever administers the system, at a browser."""
    visitor = Visitor(app)
    visitor.sign_in(factories.make_account(Role.SYSTEM_ADMIN).name)
    return visitor


def advice():
    """Return what would be better, by part."""
    return {part.name: part.advice for part in parts.all_parts()}


def test_the_first_page_shows_each_part_with_what_would_be_better(admin):
    page = admin.visit("/")

    assert page.h1 == "Standing parts"
    assert [row[0] for row in page.rows] == ["Database", "Queue", "Files", "Malware scan", "Mail"]
    assert "Files are not scanned for malware: set ESUBMIT_CLAMD." in page.text
    assert "Mails are written into a folder and sent to nobody: set ESUBMIT_SMTP_URL." in page.text
    versions = dict(zip([row[0] for row in page.rows], [row[3] for row in page.rows], strict=True))
    assert versions["Database"].startswith("PostgreSQL 18")
    assert versions["Queue"].startswith("Valkey 9")


def test_every_advice_has_its_words():
    assert set(parts.ADVICE) == set(advice_words.ADVICE)


def test_a_bucket_without_versions_is_told_and_one_with_them_is_not(db, queue_server, s3_store, s3):
    assert advice()["files"] == ("files_no_versions",)

    s3.put_bucket_versioning(Bucket="esubmit-files", VersioningConfiguration={"Status": "Enabled"})

    assert advice()["files"] == ()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"S3_ENDPOINT": "http://127.0.0.1:9"}, "files_down"),
        ({"FILES": "s3://no-such-bucket"}, "files_no_bucket"),
    ],
)
def test_what_ails_the_store_is_told(db, queue_server, s3_store, settle, wrong, told):
    settle(**wrong)
    stores.files.cache_clear()

    (files,) = [part for part in parts.all_parts() if part.name == "files"]

    assert (files.standing, files.advice) == ("down", (told,))


def test_a_role_that_may_too_much_and_a_database_that_is_older_are_told(db, migrated, settle):
    settle(DATABASE_URL=migrated.url("esubmit_owner"), REDIS_URL="unix:///tmp/nobody.sock")
    queue.connection.cache_clear()
    database.forget()

    found = advice()

    database.forget()
    queue.connection.cache_clear()
    assert "database_too_much" in found["database"]
    assert found["queue"] == ("queue_down",)


def test_no_password_is_on_any_page(admin, settle):
    settle(SMTP_URL="smtp://post:hush@mail.example:25", S3_SECRET="hush", S3_KEY_ID="K1")

    pages = [admin.visit(f"/administration{path}") for path in ("", "/settings")]

    assert "smtp://post:(hidden)@mail.example:25" in pages[1].text
    assert not [page for page in pages if "hush" in page.whole_text]
    assert config.settings().secret_key.get_secret_value() not in pages[1].text


def test_work_that_waits_is_listed_by_reference_and_can_be_tried_at_once(admin):
    sector = Sector()
    row = factories.make_submission(sector.owed, state=State.RECEIVED)
    reference, wanted = row.reference, row.id

    page = admin.visit("/administration/work")
    assert reference in page.text and "9101" not in page.text
    page = admin.submit("Try again " + reference)

    assert page.flashes == ["It is tried again now."]
    assert queue.queue("quick").count == 1
    (told,) = session.query(Audit).where(Audit.act == "work.retry")
    assert told.noun_id == str(wanted)


def test_why_a_job_failed_is_noted_by_its_kind_alone(app):
    sector = Sector()
    row = factories.make_submission(sector.owed, state=State.ACCEPTED)
    queue.enqueue("load_submission", row.id, 0)
    waiting = queue.queue("long")
    worker = DiesWithParent([waiting], connection=waiting.connection, serializer=JSONSerializer)
    worker.push_exc_handler(note_failure)

    worker.work(burst=True, logging_level="CRITICAL")  # its file is not there

    session.expire_all()
    (piece,) = work.listed()
    assert (piece.standing, piece.job) == ("failing", "load_submission")
    assert piece.last_failure.isidentifier()


def test_a_check_that_was_given_up_begins_anew_as_a_submission_of_its_own(app, settle):
    sector = Sector()
    settle(MAX_ATTEMPTS=1)
    sent = sector.send()
    session.query(Submission).update({
        "state": "received",
        "verdict_key": None,
        "next_try_at": now(),
    })
    session.commit()
    sent_id = sent.id
    sweep()
    work_off()
    (piece,) = work.listed()
    assert (piece.standing, piece.job) == ("given_up", "validate_submission")

    work.retry(sent_id, by=factories.make_account(Role.SYSTEM_ADMIN))
    work_off()

    states = {row.id: row.state for row in session.query(Submission)}
    assert states.pop(sent_id) is State.SUPERSEDED
    assert list(states.values()) == [State.TO_SIGN]


def make_batch(state):
    """Make a file of referrals, as a row alone."""
    referrer = factories.make_account(Role.REFERRER)
    return factories.keep(
        ReferralBatch(
            reference="B-TEST-0001",
            organisation_id=referrer.memberships[0].organisation_id,
            sent_by=referrer.id,
            mode="good_rows",
            key="referrals/2026-01/none",
            size=1,
            mac=b"mac",
            kind="csv",
            state=state,
        )
    )


@pytest.mark.parametrize(("state", "standing"), [("received", "waiting"), ("checking", "running")])
def test_a_file_of_referrals_on_its_way_is_work_too(app, state, standing):
    batch = make_batch(state)
    administrator = factories.make_account(Role.SYSTEM_ADMIN)

    (piece,) = work.listed()
    assert (piece.job, piece.standing, work.count()) == ("take_referrals", standing, 1)
    if standing == "waiting":
        work.retry(batch.id, by=administrator)
        assert queue.queue("long").count == 1
    else:
        with pytest.raises(work.NoSuchWork):
            work.retry(batch.id, by=administrator)


def test_what_failed_and_is_begun_again_runs_and_is_not_tried_again_meanwhile(app):
    batch_id = make_batch("received").id
    sent_id = factories.make_submission(Sector().owed, state=State.RECEIVED).id
    for row_id, begin in ((batch_id, referral_batches.begin), (sent_id, checks.begin)):
        work.note_failure(row_id, "OSError")
        assert begin(row_id) is not None

    assert [piece.standing for piece in work.listed()] == ["running", "running"]
    for row_id in (batch_id, sent_id):
        with pytest.raises(work.NoSuchWork):
            work.retry(row_id, by=factories.make_account(Role.SYSTEM_ADMIN))


@pytest.mark.parametrize("state", [State.LOADED, State.CHECKING, State.REFUSED])
def test_what_is_done_or_runs_just_now_is_not_tried_again(app, state):
    row = factories.make_submission(Sector().owed, state=state)

    with pytest.raises(work.NoSuchWork):
        work.retry(row.id, by=factories.make_account(Role.SYSTEM_ADMIN))


def test_the_outbox_shows_how_each_mail_stands_and_tries_again(admin, settle):
    mails.write("invite", Account(name="unit101.user", email="nobody@unit.example"), link=LINK)
    session.commit()
    session.query(Mail).one().next_try_at = None
    session.commit()

    page = admin.visit("/administration/outbox?standing=failed")
    assert "0 waiting, 1 failed, 0 sent." in page.text
    assert LINK not in page.whole_text
    admin.submit("Try again nobody@unit.example")

    assert outbox.counts() == {"waiting": 1, "failed": 0, "sent": 0}


def test_a_mail_server_that_is_down_is_told_with_what_it_means(admin, settle):
    controller, port = served(Box())
    settle(SMTP_URL=f"smtp://127.0.0.1:{port}")
    assert admin.visit("/administration").rows[-1][1] == "Working"

    controller.stop()

    page = admin.visit("/administration")
    assert page.rows[-1][1] == "Not working"
    assert "Mails wait, and are sent when it does." in page.text


def test_in_sample_mode_the_text_of_a_mail_can_be_read_since_there_is_no_mailbox(
    admin, settle, tmp_path
):
    settle(HOME=tmp_path)
    mails.write("invite", Account(name="unit101.user", email="worker@unit.example"), link=LINK)
    session.commit()
    outbox.send_due()

    page = admin.visit("/administration/outbox")
    (address,) = [to for words, to in page.links.items() if words.startswith("Read")]
    assert LINK in admin.visit(address).text
    assert admin.page.tree.xpath("//nav//a[@aria-current]")[0].text == "Outbox"

    settle(MODE="production", SECRET_KEY="s" * 40)
    admin.visit(address, expect=404)
