"""Tokens as a person makes them, and what a machine then does with them."""

import pytest

from portal.models import Role
from tests import factories
from tests.browser.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.database]


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_a_token_is_made_shown_once_and_revoked(open_browser, axe, size, language):
    page = open_browser(size=size, language=language)
    sign_in(page, factories.make_account(Role.UNIT_USER).name)
    page.goto("/account/tokens")
    axe(page)
    page.get_by_role("main").get_by_role("button").click()
    axe(page)
    page.fill("[name=label]", "Case system")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("main").get_by_role("button").click()
    axe(page)
    token = page.locator(".one-code").first.inner_text()

    page.goto("/account/tokens")

    axe(page)
    assert token.startswith("esubmit_")
    assert token not in page.content()
    page.locator(".one-button button").click()
    assert page.locator("tbody tr").count() == 0
