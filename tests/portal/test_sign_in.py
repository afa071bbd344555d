"""Signing in and out, as a person meets it."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from portal import dates
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

    page = visitor.enter(head.name)

    assert page.address == "/returns?sort=due"


def test_the_page_that_was_wanted_outlives_a_mistake_and_a_change_of_language(head, visitor):
    visitor.visit("/figures?of=unit", languages=["en"])
    visitor.submit("Sign in", name=head.name, password="wrong", expect=400)
    switch = visitor.page.tree.xpath("//header//a[@hreflang]/@href")[0]

    visitor.visit(visitor.client.get(switch).location, languages=["en"])

    assert visitor.enter(head.name).address == "/figures?of=unit"


def test_without_script_the_foot_of_the_page_says_when_the_session_ends(head, visitor):
    visitor.sign_in(head.name)
    with visitor.client.session_transaction() as cookie:
        cookie["seen"] = cookie["since"]
        unused = datetime.fromtimestamp(cookie["since"], UTC) + timedelta(minutes=30)

    page = visitor.visit("/returns")

    foot = page.tree.xpath("//footer//noscript")[0].text_content().strip()
    assert foot == f"Without another page you are signed out at {dates.clock(unused)}."


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
    assert page.errors[0].startswith("Too many wrong tries for this name. Try again at ")


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


def test_the_right_password_alone_opens_nothing(head, visitor):
    visitor.visit("/sign-in", languages=["en"])
    page = visitor.submit("Sign in", name=head.name, password=factories.PASSWORD)
    assert page.address == "/sign-in/code"
    assert "Sign out" not in page.whole_text

    assert visitor.visit("/returns", languages=["en"]).address == "/sign-in?next=/returns"


def test_a_wrong_code_is_told_with_what_to_do_and_the_right_one_still_opens(head, visitor):
    visitor.visit("/sign-in", languages=["en"])
    visitor.submit("Sign in", name=head.name, password=factories.PASSWORD)
    visitor.visit("/sign-in/code")

    page = visitor.submit("Go on", code="000000", expect=400)

    assert "Wait for the next one in your app" in page.errors[0]
    assert visitor.submit("Go on", code=factories.code_of(head.name)).address == "/"


def test_the_code_page_without_a_password_before_leads_back(visitor):
    assert visitor.visit("/sign-in/code").address == "/sign-in"
    assert visitor.visit("/sign-in/set-up").address == "/sign-in"


def test_a_password_given_long_ago_waits_for_no_code(head, visitor):
    visitor.visit("/sign-in", languages=["en"])
    visitor.submit("Sign in", name=head.name, password=factories.PASSWORD)
    with visitor.client.session_transaction() as cookie:
        cookie["halfway"] = [cookie["halfway"][0], cookie["halfway"][1] - 601]

    assert visitor.visit("/sign-in/code").address == "/sign-in"


def test_ending_all_sessions_ends_also_what_stands_halfway(head, visitor):
    visitor.visit("/sign-in", languages=["en"])
    visitor.submit("Sign in", name=head.name, password=factories.PASSWORD)
    account = session.get(Account, head.id)

    accounts.end_sessions(account, by=account)

    assert visitor.visit("/sign-in/code").address == "/sign-in"


def test_a_new_account_sets_up_its_app_first_and_is_shown_its_codes_once(visitor):
    account = factories.make_account(Role.UNIT_HEAD, totp_secret=None)
    name = account.name
    visitor.visit("/sign-in", languages=["en"])
    visitor.submit("Sign in", name=name, password=factories.PASSWORD)
    page = visitor.visit("/sign-in/set-up")
    secret = page.tree.xpath("//*[@data-secret]")[0].text_content().replace(" ", "")
    assert page.tree.xpath("//svg")
    visitor.submit("Go on", code="000000", expect=400)

    page = visitor.submit("Go on", code=pyotp.TOTP(secret).now())

    codes = [code.text_content() for code in page.tree.xpath("//ul[@class='one-codes']//code")]
    assert len(codes) == 10
    assert not page.tree.xpath("//header//a[@hreflang]")  # they would be lost by it
    assert visitor.visit("/", languages=["en"]).address == "/"
    assert visitor.visit("/sign-in/set-up", languages=["en"]).address == "/"
    another = Visitor(visitor.app)
    another.visit("/sign-in", languages=["en"])
    another.submit("Sign in", name=name, password=factories.PASSWORD)
    assert another.submit("Go on", code=codes[3]).address == "/"


def test_the_page_of_a_sample_account_shows_its_code(visitor):
    name = factories.make_account(Role.UNIT_HEAD, is_sample=True, totp_secret=None).name
    visitor.visit("/sign-in", languages=["en"])
    visitor.submit("Sign in", name=name, password=factories.PASSWORD)
    page = visitor.visit("/sign-in/code")
    shown = page.tree.xpath("//*[@data-sample-code]")[0].text

    assert visitor.submit("Go on", code=shown).address == "/"


def test_where_no_second_factor_is_asked_for_the_password_opens(visitor, settle):
    settle(SECOND_FACTOR="0")
    name = factories.make_account(Role.UNIT_HEAD, totp_secret=None).name
    visitor.visit("/sign-in", languages=["en"])

    page = visitor.submit("Sign in", name=name, password=factories.PASSWORD)

    assert page.address == "/"


def test_a_browser_that_was_let_in_is_not_locked_out_by_others(head, visitor):
    name = head.name
    visitor.sign_in(name)
    visitor.client.post("/sign-out", data={"csrf_token": token_of(visitor.page)})
    for number in range(10):
        for _ in range(5):
            with pytest.raises(accounts.WrongPassword):
                accounts.check_password(name, "wrong", ip=f"198.51.100.{number}")

    assert visitor.sign_in(name).address == "/"
    stranger = Visitor(visitor.app).sign_in(name, expect=400)
    assert stranger.errors[0].startswith("Too many wrong tries")
