"""The shell in a real browser: judged by axe, wide and on a phone, in both languages."""

import pytest

from portal.database import session
from portal.models import Role
from tests import factories
from tests.browser.conftest import PHONE, follow, sign_in
from tests.pages import HTML_OF

pytestmark = [pytest.mark.database, pytest.mark.browser]
both_languages = pytest.mark.parametrize("language", ["en", "zh-Hant"])


@pytest.fixture
def head(db):
    """The sign-in name of a unit head."""
    account = factories.make_account(
        Role.UNIT_HEAD, post_en="Unit head, Sample Unit 101", post_zh="樣本單位 101 單位主管"
    )
    session.refresh(account)
    return account.name


@both_languages
@pytest.mark.parametrize("path", ["/sign-in", "/help", "/no/such/page"])
def test_a_page_before_signing_in_is_for_everybody(open_browser, axe, size, language, path):
    page = open_browser(size=size, language=language)

    page.goto(path)

    axe(page, f"{path.strip('/').replace('/', '-')}-{language}-{size['width']}")

    assert page.get_attribute("html", "lang") == HTML_OF[language]
    assert page.inner_text("h1") in page.title()


@both_languages
def test_errors_are_read_first_and_lead_to_their_field(open_browser, axe, size, language):
    page = open_browser(size=size, language=language)
    page.goto("/sign-in")
    page.press("[name=name]", "Enter")
    page.wait_for_selector(".summary:focus")

    axe(page, f"sign-in-errors-{language}-{size['width']}")
    page.press(".summary a", "Enter")

    assert page.evaluate("document.activeElement.name") == "name"


@both_languages
def test_the_head_says_whose_work_it_is(open_browser, axe, size, language, head):
    page = open_browser(size=size, language=language)

    sign_in(page, head)
    page.goto("/help")

    axe(page, f"head-{language}-{size['width']}")
    assert "101" in page.inner_text(".whose-work")


def test_the_keyboard_comes_to_the_content_first(open_browser):
    page = open_browser()
    page.goto("/help")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_the_switch_keeps_the_page_and_is_remembered(open_browser):
    page = open_browser()
    page.goto("/help?of=marks")

    follow(page, "header a[hreflang='zh-Hant-HK']")

    assert page.url.endswith("/help?of=marks")
    assert page.get_attribute("html", "lang") == "zh-Hant-HK"


def test_everything_is_large_enough_for_a_finger(open_browser, head):
    page = open_browser(size=PHONE)
    sign_in(page, head)

    sizes = page.evaluate(
        "[...document.querySelectorAll('header a, header button, main .btn')]"
        ".map(e => Math.min(e.getBoundingClientRect().width, e.getBoundingClientRect().height))"
    )

    assert min(sizes) >= 24


def test_signing_in_works_without_scripts(open_browser, head):
    page = open_browser(scripts=False)

    sign_in(page, head)

    assert page.url.endswith("/")
