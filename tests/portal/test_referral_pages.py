"""The pages of referrals: sent, answered, listed, masked, shown for a reason; in both languages."""

import io

import pytest
from sqlalchemy import select

from portal.intake import Intake
from portal.models import Audit, Referral, Role
from portal.models.referrals import Mode
from portal.services import referrals
from tests import factories
from tests.pages import Visitor
from tests.referring import Referring, many, rows, taken
from tests.walk import work

pytestmark = pytest.mark.database
WRONG = {"service": "ELD", "phone": "12"}


@pytest.fixture
def referring(app):
    return Referring()


@pytest.fixture
def enter(app):
    def entered(name):
        visitor = Visitor(app)
        visitor.sign_in(name)
        return visitor

    return entered


def sent(visitor, data, *, name="rows.csv", mode="good_rows", expect=200):
    visitor.visit("/referrals/files/new")
    file = (io.BytesIO(data), name)
    return visitor.submit("Send to be checked", rows=file, mode=mode, expect=expect)


def test_a_file_is_sent_followed_and_answered(referring, enter):
    visitor = enter(referring.names["referrer"])

    waiting = sent(visitor, rows({}, WRONG, {"service": "ELD"}))
    assert waiting.h1 == "Checking your file"
    work()
    page = visitor.visit(waiting.address)

    assert page.h1 == "2 taken, 1 to correct"
    assert "N3" in page.text
    back = visitor.client.get(page.links["Download the rows to correct"])
    assert back.data.decode("utf-8-sig").count("\r\n") == 2
    assert back.headers["Content-Disposition"].startswith("attachment; filename=B-")
    assert visitor.client.get(page.links["Your file with an answer on each row"]).status_code == 200


def test_nothing_is_sent_without_a_file_of_rows(referring, enter):
    visitor = enter(referring.names["referrer"])
    visitor.visit("/referrals/files/new")

    assert visitor.submit("Send to be checked", expect=400).errors == ["Choose a file"]
    page = sent(visitor, b"x", name="rows.pdf", expect=400)
    assert page.errors[0].startswith("The selected file must be a CSV or a workbook")


@pytest.mark.parametrize(
    ("changes", "mode", "heading"),
    [
        ([{}, {"service": "ELD"}], Mode.GOOD_ROWS, "2 taken, nothing to correct"),
        ([WRONG], Mode.GOOD_ROWS, "Nothing taken, 1 to correct"),
        ([{}, WRONG], Mode.ALL_OR_NOTHING, "Nothing taken, 1 to correct"),
    ],
)
def test_each_answer_says_how_many_were_taken(referring, enter, changes, mode, heading):
    batch = referring.send(rows(*changes), mode=mode)

    assert enter(referring.names["referrer"]).visit(f"/referrals/files/{batch.id}").h1 == heading


def test_a_file_that_could_not_be_taken_says_what_to_do(referring, enter):
    batch = referring.send(b"%PDF-1.7", filename="a.csv")

    page = enter(referring.names["referrer"]).visit(f"/referrals/files/{batch.id}")

    assert page.h1 == "The file could not be taken"
    assert "Send another file" in page.links


def test_the_list_shows_references_and_no_person(referring, enter):
    officer = enter(referring.names["officer"])
    referring.send(rows({}, {"service": "ELD", "urgency": "U", "urgent_reason": "invented"}))

    page = enter(referring.names["referrer"]).visit("/")

    assert page.h1 == "Referrals"
    assert [row[1] for row in page.rows] == ["Community care for the elderly", "Family casework"]
    assert "SAMPLE" not in page.whole_text
    assert officer.visit("/").rows[0][1] == "Family casework"


@pytest.mark.parametrize("page", [0, 9, 99_999_999, 10**30])
def test_a_page_of_the_list_that_is_not_there_is_the_nearest_that_is(referring, enter, page):
    referring.send(rows({}))
    visitor = enter(referring.names["referrer"])

    assert len(visitor.visit(f"/referrals?page={page}").rows) == 1


def test_a_referral_is_masked_until_a_reason_is_given(referring, enter, db):
    referring.send(rows({}))
    (one,) = taken(db)
    visitor = enter(referring.names["officer"])

    page = visitor.visit(f"/referrals/{one.id}")
    assert "SAMPLE" not in page.text and "••••••" in page.text
    assert visitor.submit("Show", expect=400).errors == ["Choose the reason for which you look"]
    page = visitor.submit("Show", reason="contact")

    assert {"SAMPLE Ah One", "樣阿一", "Q123456(7)", "20000001"} <= {row[1] for row in page.rows}
    assert page.response.headers["Cache-Control"] == "no-store"
    trail = select(Audit).where(Audit.noun == "referral").order_by(Audit.id)
    acts = [line.act for line in db.scalars(trail)]
    assert acts[-1] == "referral.show"
    assert set(acts[:-1]) == {"referral.view"}


def test_a_referral_is_taken_up_by_its_office(referring, enter, db):
    referring.send(rows({}))
    (one,) = taken(db)
    visitor = enter(referring.names["officer"])
    visitor.visit(f"/referrals/{one.id}")

    page = visitor.submit("Take up this referral")

    assert "Taken up" in page.standings
    assert "Take up this referral" not in page.text


def test_an_erased_referral_says_so(referring, enter, db):
    referring.send(rows({}))
    visitor, (one,) = enter(referring.names["referrer"]), taken(db)
    referrals.erase(one.id, by=None, because="retention")

    page = visitor.visit(f"/referrals/{one.id}")

    assert "Nobody can read it any more" in page.text


def test_what_is_another_organisations_or_offices_is_not_there(referring, app, db):
    batch = referring.send(rows({}))
    (one,) = taken(db)
    paths = [f"/referrals/{one.id}", f"/referrals/files/{batch.id}"]
    paths += [f"/referrals/files/{batch.id}/{part}" for part in ("stage", "file", "wrong")]
    strangers = [factories.make_account(Role.REFERRER).name, referring.carer.name]

    for name in strangers:
        visitor = Visitor(app)
        visitor.sign_in(name)
        for path in paths:
            assert visitor.client.get(path).status_code == 404, (name, path)


def test_a_long_list_comes_in_pages(referring, enter, db):
    referring.send(many(60))
    visitor = enter(referring.names["referrer"])

    page = visitor.visit("/referrals")
    assert (len(page.rows), "Page 1 of 2" in page.text) == (referrals.PAGE, True)

    assert len(visitor.visit(page.links["Next page"]).rows) == 10
    assert db.scalar(select(Referral.id).limit(1)) is not None


@pytest.mark.parametrize("path", ["/referrals/files/new", "/api/v1/referrals"])
def test_a_file_of_persons_never_goes_to_disk_however_long(app, path):
    data = {"rows": (io.BytesIO(b"x" * 3_000_000), "rows.csv")}
    with app.test_request_context(path, method="POST", data=data) as context:
        stream = context.request.files["rows"].stream

        assert isinstance(context.request, Intake)
        assert isinstance(stream, io.BytesIO)


def test_the_blank_form_is_handed_out(referring, enter):
    visitor = enter(referring.names["referrer"])
    page = visitor.visit("/referrals/files/new", languages=("en",))
    link = next(to for words, to in page.links.items() if words.startswith("REF-GENERAL"))

    assert visitor.client.get(link).data.startswith(b"PK")


def test_the_page_of_a_file_that_was_erased_still_says_how_it_was_answered(referring, enter, db):
    visitor, batch = enter(referring.names["referrer"]), referring.send(rows({})).id
    referrals.erase(taken(db)[0].id, by=None, because="retention")

    page = visitor.visit(f"/referrals/files/{batch}")

    assert "the answers to its rows were erased" in page.text
    assert "Taken" in page.standings
    assert "Your file with an answer on each row" not in page.links
    path = f"/referrals/files/{batch}/file"
    assert visitor.visit(path, expect=410).h1 == "This is no longer kept"
