"""Signing in and out, as a person meets it."""

import pytest

from portal.database import session
from portal.models import Account, Audit, Role
from portal.services import accounts
from tests import factories
from tests.pages import Visitor

pytestmark = pytest.mark.database


@pytest.fixture
def head(app):
    """The post of a unit head."""
    account = factories.make_account(Role.UNIT_HEAD)
    session.refresh(account)  # its words are read after the request has let go of the session
    return account


def test_name_and_password_lead_to_the_desk(head, visitor):
    page = visitor.sign_in(head.name)

    assert page.address == "/"
    assert head.post_en in page.whole_text
    assert "Sample Unit" in page.whole_text


def test_the_page_that_was_wanted_comes_after_signing_in(head, visitor):
    visitor.visit("/returns?sort=due", languages=["en"])

    page = visitor.submit("Sign in", name=head.name, password=factories.PASSWORD)

    assert page.address == "/returns?sort=due"


def test_what_is_missing_is_named_at_its_field(visitor):
    visitor.visit("/sign-in")

    page = visitor.submit("Sign in", expect=400)

    assert page.errors == ["Enter your sign-in name, such as unit101.user", "Enter your password"]
    assert page.title.startswith("To mend: Sign in")


def test_a_wrong_name_and_a_wrong_password_look_alike(head, visitor):
    wrong_password = visitor.sign_in(head.name, "no such password", expect=400).errors
    wrong_name = visitor.sign_in("nobody", "no such password", expect=400).errors

    assert wrong_password == wrong_name
    assert wrong_name == ["Name and password do not fit together. Enter both again"]


def test_the_name_that_was_typed_stays_and_the_password_does_not(head, visitor):
    page = visitor.sign_in(head.name, "no such password", expect=400)

    fields = page.form().fields
    assert fields["name"] == head.name
    assert not fields["password"]


def test_too_many_wrong_passwords_say_when_to_try_again(head, visitor):
    for _ in range(5):
        visitor.sign_in(head.name, "no such password", expect=400)

    page = visitor.sign_in(head.name, expect=400)

    assert len(page.errors) == 1
    assert page.errors[0].startswith("Too many wrong passwords for this name. Try again at ")


def test_signing_out_ends_the_session_and_says_so(head, visitor):
    visitor.sign_in(head.name)
    answer = visitor.client.post("/sign-out", data={"csrf_token": token_of(visitor.page)})

    page = visitor.visit(answer.location, languages=["en"])

    assert page.flashes == ["You are signed out. Everything you sent is kept."]
    assert visitor.visit("/", languages=["en"]).address == "/sign-in"


def test_signing_out_by_a_link_from_elsewhere_does_nothing(head, visitor):
    visitor.sign_in(head.name)

    assert visitor.client.get("/sign-out").status_code == 405
    assert visitor.client.post("/sign-out").status_code == 400
    assert visitor.visit("/help", languages=["en"]).tree.xpath("//form[@action='/sign-out']")


@pytest.mark.parametrize(
    ("limit", "words"),
    [(("seen", 31 * 60), "30 minutes without use"), (("since", 11 * 3600), "10 hours after")],
)
def test_a_session_ends_unused_and_also_used(head, visitor, limit, words):
    kept, seconds = limit
    visitor.sign_in(head.name)
    with visitor.client.session_transaction() as cookie:
        cookie[kept] -= seconds

    page = visitor.visit("/returns", languages=["en"])

    assert page.address == "/sign-in?next=/returns"
    assert words in page.flashes[0]


def test_a_page_that_asks_by_itself_keeps_no_session_alive(head, visitor):
    visitor.sign_in(head.name)
    with visitor.client.session_transaction() as cookie:
        cookie["seen"] -= 20 * 60
        before = cookie["seen"]

    visitor.client.get("/help", headers={"X-Background": "yes"})
    with visitor.client.session_transaction() as cookie:
        after_background = cookie["seen"]
    visitor.client.get("/help")

    with visitor.client.session_transaction() as cookie:
        assert (after_background, cookie["seen"] > before) == (before, True)


def test_ending_all_sessions_of_an_account_signs_it_out_everywhere(head, visitor):
    visitor.sign_in(head.name)
    account = session.get(Account, head.id)

    accounts.end_sessions(account, by=account)

    assert visitor.visit("/", languages=["en"]).address == "/sign-in"


def test_a_session_cookie_opens_nothing_in_the_api(head, visitor):
    visitor.sign_in(head.name)

    answer = visitor.client.post("/api/v1/submissions")

    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_the_trail_says_from_where_somebody_signed_in(head, visitor):
    visitor.sign_in(head.name)

    line = session.query(Audit).filter_by(act="account.sign_in").one()

    assert (line.account_id, line.ip) == (head.id, "127.0.0.1")


def test_what_stood_in_the_cookie_before_signing_in_is_not_taken_over(head, app):
    visitor = Visitor(app)
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"

    visitor.sign_in(head.name)

    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie


def token_of(page):
    """Return the token of the page's forms."""
    return page.tree.xpath("//input[@name='csrf_token']/@value")[0]
