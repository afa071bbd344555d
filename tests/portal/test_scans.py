"""No file is opened, read or handed out before a real clamd called it clean."""

import io
import re
import shutil
import socket
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from jobs import take_referrals, validate_submission
from jobs.sweep import sweep
from portal import database, scanner
from portal.database import session
from portal.models import Scan, Scanned, State, Submission
from portal.models.referrals import Mode, ReferralBatch
from portal.services import referral_batches, scans, submissions, verdicts
from portal.services.referral_batches import Sending
from tests.conftest import short_folder
from tests.portal.clamav import EICAR, LIMIT_BYTES, Clamd
from tests.referring import Referring, rows
from tests.walk import Sector, work

pytestmark = pytest.mark.database
NOBODY = "/tmp/no-scanner-listens-here.sock"


@pytest.fixture(scope="module")
def clamd():
    folder = short_folder()
    found = Clamd(folder)
    found.start()
    yield found
    found.stop()
    shutil.rmtree(folder)


@pytest.fixture
def sector(app, clamd, settle):
    settle(CLAMD=clamd.socket, SWEEP_SECONDS="0.001")
    return Sector()


def packed(**files):
    """Return a ZIP of files, deflated."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in files.items():
            parcel.writestr(f"{name}.xlsx", content)
    return made.getvalue()


def rules(submission):
    return [finding["rule"] for finding in verdicts.of(submission)["findings"]]


@pytest.mark.parametrize("place", ["{0.socket}", "127.0.0.1:{0.port}"])
def test_the_scanner_is_asked_over_a_socket_and_over_a_port(clamd, settle, place):
    settle(CLAMD=place.format(clamd))

    assert scanner.scan(io.BytesIO(b"a clean file")) is None
    assert scanner.scan(io.BytesIO()) is None
    assert scanner.scan(io.BytesIO(b"before " + EICAR + b" after")) == "Own.Eicar.UNOFFICIAL"
    assert scanner.scan(io.BytesIO(packed(inside=EICAR))) == "Own.Eicar.UNOFFICIAL"
    assert scanner.version().startswith("ClamAV")


@pytest.mark.parametrize("place", [NOBODY, "127.0.0.1:9"])
def test_a_scanner_that_is_down_is_never_an_all_clear(settle, place):
    settle(CLAMD=place)

    with pytest.raises(scanner.ScannerDown):
        scanner.scan(io.BytesIO(b"a clean file"))


@pytest.mark.parametrize("size", [LIMIT_BYTES + 1, 5 * LIMIT_BYTES])
def test_a_file_over_the_scanners_limit_is_never_an_all_clear(clamd, settle, size):
    settle(CLAMD=clamd.socket)

    with pytest.raises(scanner.TooBigToScan):
        scanner.scan(io.BytesIO(b"x" * size))


def test_a_file_is_passed_on_to_the_scanner_in_small_pieces(clamd, settle):
    settle(CLAMD=clamd.socket)
    asked = []

    class Watched(io.BytesIO):
        def read(self, size=-1):
            asked.append(size)
            return super().read(size)

    scanner.scan(Watched(bytes(LIMIT_BYTES)))

    assert set(asked) == {scanner.CHUNK}


def test_a_clean_file_is_scanned_once_and_checked(sector, db):
    sent = sector.send()

    assert sent.state is State.TO_SIGN
    assert db.get(Scan, sent.upload_id).answer is Scanned.CLEAN


@pytest.mark.parametrize("data", [EICAR, packed(a=b"clean", b=EICAR)], ids=["plain", "zip"])
def test_what_the_scanner_finds_is_refused_in_words_and_kept_apart(sector, enter, db, data):
    sent = sector.send(data, filename="march.zip")

    assert (sent.state, rules(sent)) == (State.REFUSED, ["V.infected"])
    assert db.get(Scan, sent.upload_id).found == "Own.Eicar.UNOFFICIAL"
    visitor = enter(sector.user)
    page = visitor.visit(f"/returns/{sent.id}")
    assert "found Own.Eicar.UNOFFICIAL in this file" in page.text
    assert not [words for words in page.links if "as you sent it" in words]
    refused = visitor.visit(f"/returns/{sent.id}/file", expect=409)
    assert refused.h1 == "This file is not handed out"


def test_a_file_too_big_to_scan_is_refused_in_words(sector, enter):
    sent = sector.send(b"x" * (LIMIT_BYTES + 1), filename="march.csv")

    assert (sent.state, rules(sent)) == (State.REFUSED, ["V.scan_too_big"])
    visitor = enter(sector.user)
    assert "too large for the malware scanner" in visitor.visit(f"/returns/{sent.id}").text
    visitor.visit(f"/returns/{sent.id}/file", expect=409)


def now_of(submission_id):
    """Return how a submission stands now, and how often it was tried."""
    found = session.get_one(Submission, submission_id, populate_existing=True)
    return found.state, found.attempts, found.verdict_key is not None


def test_while_the_scanner_is_down_a_file_waits_unopened_and_no_attempt_is_counted(
    sector, settle, clamd
):
    settle(CLAMD=NOBODY)
    sent = sector.send().id
    sweep()
    work()
    assert now_of(sent) == (State.RECEIVED, 0, False)

    settle(CLAMD=clamd.socket)
    sweep()
    work()

    assert now_of(sent) == (State.TO_SIGN, 1, True)


@contextmanager
def silent(settle):
    """Be a scanner that takes every word and never answers; a transaction ends before it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settle(CLAMD=f"127.0.0.1:{listener.getsockname()[1]}", CLAMD_TIMEOUT_S=0.6)
        session.execute(text("SET idle_in_transaction_session_timeout = '200ms'"))
        session.commit()
        yield
    database.forget()  # with its connection, which is less patient than others


def test_a_return_waits_for_a_scanner_that_hangs_and_no_attempt_is_counted(sector, settle):
    data = io.BytesIO(b"a clean file")
    sent = submissions.receive(data, filename="a.csv", sender=sector.user).submission.id

    with silent(settle):
        validate_submission.run(str(sent))

    assert now_of(sent) == (State.RECEIVED, 0, False)


def test_referrals_wait_for_a_scanner_that_hangs_and_no_attempt_is_counted(app, settle):
    referring, how = Referring(), Sending(Mode.GOOD_ROWS, "a.csv")
    data = io.BytesIO(rows({}))
    sent = referral_batches.receive(data, how, sender=referring.referrer).batch.id

    with silent(settle):
        take_referrals.run(str(sent))

    held = session.get_one(ReferralBatch, sent, populate_existing=True)
    assert (held.state, held.attempts, held.last_failure) == ("received", 0, "ScannerDown")


def test_a_page_says_that_a_file_waits_for_the_scanner(sector, enter, settle):
    settle(CLAMD=NOBODY)
    visitor = enter(sector.user)
    sent = sector.send().id

    assert "Waiting for the malware scanner" in visitor.visit(f"/returns/{sent}").text
    stage = visitor.client.get(f"/returns/{sent}/stage").json
    assert (stage["words"], stage["done"]) == ("Waiting for the malware scanner", False)
    page = visitor.visit(f"/returns/{sent}/file", expect=503)
    assert page.h1 == "This file waits for the malware scanner"


def test_a_file_from_before_the_scanner_is_scanned_when_it_is_handed_out(
    sector, enter, settle, clamd
):
    settle(CLAMD="")
    sent = sector.send(EICAR, filename="old.csv")
    visitor = enter(sector.user)
    assert visitor.client.get(f"/returns/{sent.id}/file").data == EICAR

    settle(CLAMD=clamd.socket)

    visitor.visit(f"/returns/{sent.id}/file", expect=409)


def test_a_marked_copy_of_a_file_that_was_never_scanned_waits_for_the_scanner_too(
    sector, enter, settle, clamd
):
    settle(CLAMD="")
    sent = sector.send(R030__quarter=999).id
    visitor = enter(sector.user)
    assert visitor.client.get(f"/returns/{sent}/marked").status_code == 200

    settle(CLAMD=NOBODY)
    visitor.visit(f"/returns/{sent}/marked", expect=503)

    settle(CLAMD=clamd.socket)
    assert visitor.client.get(f"/returns/{sent}/marked").status_code == 200


def test_files_of_a_zip_are_scanned_each_by_itself_too(sector, db):
    parcel = sector.send(packed(a=sector.workbook(), b=b"no workbook"), filename="two.zip")

    assert parcel.state is State.UNPACKED
    assert [scan.answer for scan in db.query(Scan)] == [Scanned.CLEAN] * 3


def test_what_was_found_stays_apart_when_the_scanner_is_switched_off(sector, settle):
    sent = sector.send(EICAR, filename="march.csv")

    settle(CLAMD="")

    with pytest.raises(scans.Quarantined):
        submissions.open_file(sent)


def test_the_portal_is_ready_while_the_scanner_is_down_and_says_what_follows(app, settle):
    settle(CLAMD=NOBODY)

    answer = app.test_client().get("/readyz")

    assert answer.status_code == 200
    assert "wait, unopened" in answer.json["parts"]["scanner"]["effect"]


def test_the_application_cannot_change_what_the_scanner_said(sector, db):
    sector.send(EICAR, filename="march.csv")

    with pytest.raises(ProgrammingError, match="permission denied"):
        db.execute(text("UPDATE scan SET answer = 'clean'"))


def test_nothing_but_the_scans_gets_at_a_sent_file():
    root = Path(scans.__file__).parents[2]
    modules = [p for room in ("portal", "jobs") for p in (root / room).rglob("*.py")]

    readers = [p.name for p in modules if re.search(r"open\([^)]*upload\.key", p.read_text())]

    assert readers == ["scans.py"]
