"""Tokens as a person makes them, and what a machine then does with them."""

import pytest

from portal.models import Role
from tests import factories
from tests.browser.conftest import follow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.database]


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_a_token_is_made_shown_once_and_revoked(open_browser, axe, size, language):
    page = open_browser(size=size, language=language)
    sign_in(page, factories.make_account(Role.UNIT_USER).name)
    page.goto("/account/tokens")
    axe(page)
    follow(page, "main button")
    axe(page)
    page.fill("[name=label]", "Case system")
    page.get_by_role("checkbox").first.check()
    follow(page, "main button")
    axe(page)
    token = page.locator(".one-code").first.inner_text()

    page.goto("/account/tokens")

    axe(page)
    assert token.startswith("esubmit_")
    assert token not in page.content()
    follow(page, ".one-button button")
    assert page.locator("tbody tr").count() == 0
