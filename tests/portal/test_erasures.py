"""Referrals sent as returns are refused, and nothing of them is kept: not the file, not the ZIP."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import text

from jobs.sweep import sweep
from portal import store as stores
from portal.models import Audit, State, Upload
from portal.models.base import now
from portal.services import checks, markups, parcels, scans, submissions, tokens, verdicts
from tests.canary import NAME_EN, NAME_ZH, PHONE, ROW, seen_in
from tests.pages import Visitor
from tests.portal.test_parcels import sent, zipped
from tests.referring import rows
from tests.walk import Sector

pytestmark = pytest.mark.database
REFERRALS = rows(ROW)
BIG5 = REFERRALS.decode("utf-8-sig").encode("big5hkscs")


@pytest.fixture
def sector(app, settle):
    settle(SWEEP_SECONDS="0.001")
    return Sector()


def rules(submission):
    return [finding["rule"] for finding in verdicts.of(submission)["findings"]]


def kept():
    """Return every byte of every kind that the file store holds."""
    found = []
    for kind in ("uploads", "verdicts", "marked"):
        for key in stores.keys(kind, now()):
            with stores.open(key) as stream:
                found.append(stream.read())
    return found


@pytest.mark.parametrize(
    ("data", "filename"),
    [(REFERRALS, "r.csv"), (BIG5, "big5.csv"), (rows(ROW, form="xlsx"), "r.xlsx")],
    ids=["csv", "big5", "xlsx"],  # by its bytes, which have the time, a test would be another
)
def test_referrals_sent_as_a_return_are_refused_and_erased(sector, data, filename):
    submission = sector.send(data, filename=filename)

    assert (submission.state, rules(submission)) == (State.REFUSED, ["V.referrals_here"])
    assert not stores.has(submission.upload.key)
    assert submission.upload.erased_at and submission.upload.deleted_at
    assert (submission.upload.size, submission.upload.filename) == (len(data), filename)


def test_nothing_of_the_person_is_in_store_or_database(sector, db):
    sent(sector, zipped(a_csv=REFERRALS, b_xlsx=rows(ROW, form="xlsx")))

    tables = ("upload", "submission", "parcel_file", "finding", "audit")
    lines = [str(db.execute(text(f"SELECT * FROM {table}")).all()) for table in tables]
    assert set().union(*map(seen_in, kept())) == set()
    assert seen_in("".join(lines).encode()) == set()
    assert [entry.detail for entry in db.query(Audit).filter_by(act="file.erase")] == [
        {"because": "referrals_here"}
    ] * 3


def test_a_zip_with_referrals_in_it_is_erased_and_the_others_stand(sector):
    parcel = sent(sector, zipped(a_csv=REFERRALS, b_xlsx=sector.workbook()))

    states = {file.filename: file.submission.state for file in parcels.files(parcel)}
    assert states == {"a.csv": State.REFUSED, "b.xlsx": State.TO_SIGN}
    there = [stores.has(file.submission.upload.key) for file in parcels.files(parcel)]
    assert (stores.has(parcel.upload.key), there) == (False, [False, True])


def test_a_zip_with_referrals_that_came_before_is_erased_too(sector):
    sector.send(REFERRALS, filename="r.csv")

    parcel = sent(sector, zipped(a_csv=REFERRALS, b_xlsx=sector.workbook()))

    assert parcel.upload.deleted_at and not stores.has(parcel.upload.key)


def test_a_process_that_died_before_the_erasure_leaves_it_to_the_sweep(sector, db):
    sent = submissions.receive(BytesIO(REFERRALS), filename="r.csv", sender=sector.user)
    checks.record(checks.begin(sent.submission.id), checks.verdict_on(sent.submission))
    key, upload_id = sent.submission.upload.key, sent.submission.upload_id
    assert stores.has(key) and sent.submission.upload.deleted_at is None

    assert (sweep()["erased"], sweep()["erased"]) == (1, 0)

    assert not stores.has(key) and db.get(Upload, upload_id).deleted_at


def test_the_page_says_where_to_send_it_and_offers_no_file(app, sector):
    submission = sector.send(REFERRALS, filename="r.csv")
    visitor = Visitor(app)
    visitor.sign_in(sector.user.name)

    page = visitor.visit(f"/returns/{submission.id}")

    assert "its content was not kept" in page.text and "Send it under Referrals" in page.text
    assert not [words for words in page.links if "as you sent it" in words or "corrected" in words]
    for part in ("file", "marked"):
        gone = visitor.visit(f"/returns/{submission.id}/{part}", expect=410)
        assert gone.h1 == "The content of this file was erased"


def test_the_page_and_the_api_say_that_the_zip_is_gone(app, sector):
    parcel = sent(sector, zipped(a_csv=REFERRALS, b_xlsx=sector.workbook()))
    visitor = Visitor(app)
    visitor.sign_in(sector.user.name)
    token = tokens.token_for(sector.user, label="test")

    page = visitor.visit(f"/returns/{parcel.id}")
    answer = app.test_client().get(
        f"/api/v1/submissions/{parcel.id}/file", headers={"Authorization": f"Bearer {token}"}
    )

    assert "The ZIP itself was erased" in page.text
    assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
    assert "referrals sent as returns" in answer.json["words"]["en"]["detail"]


def test_a_return_that_names_no_form_is_not_taken_for_referrals(sector):
    submission = sector.send(b"Service,District,Urgency,Date\nFAM,KT,U,1\n", filename="x.csv")

    assert submission.state is State.REFUSED
    assert "V.referrals_here" not in rules(submission)
    assert stores.has(submission.upload.key)


WITH_A_SHEET = "a valid return with a sheet of referrals"
KEPT_APART = {
    "locked": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + REFERRALS, "locked.xlsx"),
    "damaged": (rows(ROW, form="xlsx")[:-40] + REFERRALS, "cut.xlsx"),
    "two known columns": (f"Name in English,Phone\n{NAME_EN},{PHONE}\n".encode(), "few.csv"),
    "a text": (f"Dear all, {NAME_EN} {NAME_ZH} {PHONE}".encode(), "letter.xlsx"),
    WITH_A_SHEET: (None, "return.xlsx"),
}


def with_a_sheet_of_referrals(data):
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book.create_sheet("Persons")
    for line in (list(ROW), list(ROW.values())):
        sheet.append(line)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("kind", KEPT_APART)
def test_persons_in_a_file_that_is_not_known_as_referrals_lie_encrypted(sector, kind):
    data, filename = KEPT_APART[kind]
    data = data or with_a_sheet_of_referrals(sector.workbook(R030__quarter=999))
    assert seen_in(data)

    submission = sector.send(data, filename=filename)

    assert stores.has(submission.upload.key) and scans.contents(submission.upload) == data
    assert set().union(*map(seen_in, kept())) == set()


def test_a_marked_copy_lies_encrypted_and_is_handed_out_plain(sector):
    data = with_a_sheet_of_referrals(sector.workbook(R030__quarter=999))

    submission = sector.send(data)

    assert list(stores.keys("marked", now()))
    assert set().union(*map(seen_in, kept())) == set()
    with markups.open_marked(submission) as marked:
        assert seen_in(marked.read())


def test_a_file_that_came_before_files_were_encrypted_is_still_read(sector, db):
    submission = sector.send(b"no return", filename="x.csv")
    stores.put_bytes(submission.upload.key, b"as it came")
    submission.upload.sealed_sha256 = None

    with db.no_autoflush:
        assert scans.contents(submission.upload) == b"as it came"
