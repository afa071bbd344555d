"""How people come in, in a browser, in both languages, wide and on a phone."""

import pyotp
import pytest

from portal.models import Role
from tests import factories
from tests.browser.conftest import sign_in
from tests.factories import PASSWORD

pytestmark = [pytest.mark.database, pytest.mark.browser]
both_languages = pytest.mark.parametrize("language", ["en", "zh-Hant"])


@both_languages
def test_a_new_account_sets_up_its_app_and_keeps_its_codes(open_browser, axe, size, language):
    name = factories.make_account(Role.UNIT_HEAD, totp_secret=None).name
    page = open_browser(size=size, language=language)
    page.goto("/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".qr")
    axe(page, f"set-up-{language}-{size['width']}")
    secret = page.inner_text("[data-secret]").replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.press("[name=code]", "Enter")
    page.wait_for_selector(".one-codes")
    axe(page, f"codes-{language}-{size['width']}")

    with page.expect_download() as kept:
        page.click("[download]")

    assert len(kept.value.path().read_text().split()) == 10
    assert page.locator("[data-print]").is_visible()


@both_languages
def test_the_second_step_and_a_wrong_code(open_browser, axe, size, language):
    name = factories.make_account(Role.UNIT_HEAD, is_sample=True, totp_secret=None).name
    page = open_browser(size=size, language=language)
    page.goto("/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("[name=code]")
    axe(page, f"code-{language}-{size['width']}")
    page.fill("[name=code]", "000000")
    page.press("[name=code]", "Enter")
    page.wait_for_selector(".summary:focus")
    axe(page, f"code-wrong-{language}-{size['width']}")

    sign_in(page, name)

    assert page.url.endswith("/")
