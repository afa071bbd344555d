"""The shell that every page stands in: languages, head, headers, session."""

from datetime import UTC, date, datetime, timedelta

import pytest

import templates
from portal import navigation
from portal.app import create_app
from portal.dates import HONG_KONG, due, moment
from portal.languages import local_path
from portal.models import Role
from tests import factories
from tests.pages import Visitor

pytestmark = pytest.mark.database
TUESDAY = date(2026, 1, 20)


def test_the_language_switch_keeps_the_page_and_its_query(visitor):
    page = visitor.visit("/help?of=marks", languages=["en"])
    switch = page.tree.xpath("//header//a[@hreflang='zh-Hant-HK']/@href")[0]

    answer = visitor.client.get(switch)

    assert answer.location == "/help?of=marks"
    assert "language=zh-Hant" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "address", ["//evil.test", "https://evil.test", "/\\evil.test", "evil", "/\r\nX: y", "", None]
)
def test_the_switch_leads_to_no_other_site(address):
    assert local_path(address) == "/"


def test_the_language_comes_from_address_then_cookie_then_browser(app):
    client = app.test_client()
    chinese = {"Accept-Language": "zh-HK,zh;q=0.9,en;q=0.5"}

    by_browser = client.get("/help", headers=chinese).text
    client.set_cookie("language", "en")
    by_cookie = client.get("/help", headers=chinese).text
    by_address = client.get("/help?lang=zh-Hant", headers=chinese).text

    assert 'lang="zh-Hant-HK"' in by_browser.split(">")[1]
    assert 'lang="en"' in by_cookie.split(">")[1]
    assert 'lang="zh-Hant-HK"' in by_address.split(">")[1]


def test_an_account_reads_its_own_language(app):
    head = factories.make_account(Role.UNIT_HEAD, language="zh-Hant")
    visitor = Visitor(app)
    visitor.sign_in(head.name)
    visitor.client.delete_cookie("language")

    answer = visitor.client.get("/help")

    assert 'lang="zh-Hant-HK"' in answer.text.split(">")[1]


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (3, "Tue 20 Jan 2026, in 3 days", "2026年1月20日（星期二），3天後"),
        (1, "Tue 20 Jan 2026, tomorrow", "2026年1月20日（星期二），明天"),
        (0, "Tue 20 Jan 2026, today", "2026年1月20日（星期二），今天"),
        (-1, "Tue 20 Jan 2026, yesterday", "2026年1月20日（星期二），昨天"),
        (-5, "Tue 20 Jan 2026, 5 days ago", "2026年1月20日（星期二），5天前"),
    ],
)
def test_a_due_day_is_said_in_words(app, days, english, chinese):
    now = TUESDAY - timedelta(days=days)

    with app.test_request_context("/?lang=en"):
        said = due(TUESDAY, since=now)
    with app.test_request_context("/?lang=zh-Hant"):
        said_in_chinese = due(TUESDAY, since=now)

    assert (said, said_in_chinese) == (english, chinese)


def test_a_moment_is_told_by_hong_kongs_clock(app):
    midnight = datetime(2026, 1, 19, 16, 2, tzinfo=UTC)

    with app.test_request_context("/?lang=en"):
        said = moment(midnight)

    assert said == "Tue 20 Jan 2026, 00:02"
    assert midnight.astimezone(HONG_KONG).hour == 0


def test_every_answer_carries_the_protecting_headers(app):
    answer = app.test_client().get("/sign-in")

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Request-ID"]


def test_the_session_cookie_cannot_be_read_or_sent_from_elsewhere(app):
    cookie = app.test_client().get("/sign-in").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_in_production_cookies_go_by_https_alone(db, settle):
    settle(MODE="production", SECRET_KEY="0123456789abcdef" * 3)

    cookie = create_app().test_client().get("/sign-in", base_url="https://x").headers["Set-Cookie"]

    assert cookie.startswith("__Host-esubmit=")
    assert "Secure" in cookie


def test_no_page_loads_anything_from_elsewhere_or_holds_style_or_script():
    forbidden = ("<style", "style=", "onclick", "onload", "javascript:", "https://", "http://")
    for file in templates.FOLDER.rglob("*.html"):
        text = file.read_text(encoding="utf-8").lower()

        assert [word for word in forbidden if word in text] == [], file
        assert text.count("<script") == text.count("<script src="), file


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_at_most_five_entries(app, role):
    account = factories.make_account(role)
    visitor = Visitor(app)
    visitor.sign_in(account.name)

    page = visitor.visit("/help")

    assert len(page.tree.xpath("//ul[@class='entries']/li")) <= navigation.MOST


def test_pages_are_served_while_the_queue_server_is_down(db, settle):
    settle(REDIS_URL="unix:///tmp/nobody-listens-here.sock")
    client = create_app().test_client()

    answers = [client.get("/sign-in").status_code for _ in range(3)]

    assert answers == [200, 200, 200]


def test_who_asks_too_often_is_told_to_wait(db, queue_server):
    visitor = Visitor(create_app())
    visitor.visit("/sign-in", languages=["en"])
    for _ in range(60):
        visitor.submit("Sign in", expect=400)

    page = visitor.submit("Sign in", expect=429)

    assert "Wait one minute" in page.text
