"""The word before a session ends: in time, by keyboard, and what was typed stays."""

import pytest

from portal.models import Role
from tests import factories
from tests.browser.conftest import sign_in

pytestmark = [pytest.mark.database, pytest.mark.browser]
both_languages = pytest.mark.parametrize("language", ["en", "zh-Hant"])


@pytest.fixture
def typing(open_browser, server):
    """Return a function that opens a page on which something was typed."""

    def typed(**how):
        name = factories.make_account(Role.NGO_ADMIN).name
        page = open_browser(**how)
        page.clock.install()
        sign_in(page, name)
        page.goto("/people/invite")
        page.fill("[name=post_en]", "Unit head, Unit 101")
        return page

    return typed


@both_languages
def test_the_word_comes_in_time_and_staying_keeps_what_was_typed(typing, axe, size, language):
    page = typing(size=size, language=language)
    page.clock.fast_forward("26:00")
    assert not page.locator("dialog.leaving").is_visible()
    page.clock.fast_forward("01:10")
    page.wait_for_selector("dialog.leaving[open]")
    axe(page, f"leaving-{language}-{size['width']}")

    with page.expect_response("**/account/stay") as answer:
        page.keyboard.press("Enter")

    assert answer.value.ok
    page.wait_for_selector("dialog.leaving", state="hidden")
    assert page.input_value("[name=post_en]") == "Unit head, Unit 101"
    page.clock.fast_forward("26:00")
    assert not page.locator("dialog.leaving").is_visible()


@pytest.fixture
def one_hour(settle):
    settle(SESSION_ABSOLUTE_HOURS=1, SESSION_IDLE_MINUTES=60)


@both_languages
def test_the_word_about_the_longest_says_to_send_now(one_hour, typing, axe, language):
    page = typing(language=language)
    page.clock.fast_forward("57:20")
    page.wait_for_selector("[data-leaving=latest]:visible")
    axe(page, f"leaving-latest-{language}")
    assert not page.locator("[data-stay]").is_visible()

    page.keyboard.press("Enter")

    assert not page.locator("dialog.leaving").is_visible()
    assert page.input_value("[name=post_en]") == "Unit head, Unit 101"


def test_who_was_signed_out_meanwhile_is_told_and_keeps_what_was_typed(typing, axe):
    page = typing()
    page.clock.fast_forward("27:10")
    page.wait_for_selector("dialog.leaving[open]")
    page.context.clear_cookies()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-leaving=over]:visible")
    axe(page, "leaving-over")
    page.keyboard.press("Enter")

    assert page.input_value("[name=post_en]") == "Unit head, Unit 101"
