"""How people come in, in a browser, in both languages, wide and on a phone."""

import pyotp
import pytest
from sqlalchemy import select

from portal.database import session
from portal.models import Mail, Membership, Role
from portal.services import links, resets
from tests import factories
from tests.browser.conftest import follow, sign_in
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


@pytest.fixture
def society(db):
    """An NGO with a unit, its administrator, its head, and a unit head of two units."""
    ngo = factories.make_organisation("901")
    unit = factories.make_unit("9101", organisation=ngo)
    for role in (Role.NGO_ADMIN, Role.NGO_HEAD):
        factories.make_account(role, organisation=ngo, name=str(role))
    second = factories.make_account(Role.NGO_ADMIN, organisation=ngo)
    head = factories.make_account(Role.UNIT_HEAD, unit=unit, name="unit_head", email="a@b.example")
    other = factories.make_unit("9102", organisation=ngo)
    head.memberships.append(Membership(role=Role.UNIT_HEAD, unit_id=other.id))
    factories.make_unit("9103", organisation=ngo)
    resets.ask(head, by=second)
    return head.id


@both_languages
def test_the_pages_of_an_administrator(open_browser, axe, size, language, society):
    page = open_browser(size=size, language=language)
    sign_in(page, "ngo_admin")
    drawn = {"": "people", "/signers": "signers", "/invite": "invite", f"/{society}": "person"}
    for path, name in {**drawn, f"/{society}/hand-over": "hand-over"}.items():
        page.goto(f"/people{path}")
        axe(page, f"{name}-{language}-{size['width']}")
    page.goto("/people/invite")
    follow(page, "main .btn-main")
    axe(page, f"invite-errors-{language}-{size['width']}")

    page.goto("/people")
    follow(page, ".note .btn")

    assert page.locator(".flash-good").is_visible()


@both_languages
def test_ones_own_pages_and_the_switch_by_keyboard(open_browser, axe, size, language, society):
    page = open_browser(size=size, language=language)
    sign_in(page, "unit_head")
    for path in ("/account", "/account/password", "/account/codes"):
        page.goto(path)
        axe(page, f"{path.strip('/').replace('/', '-')}-{language}-{size['width']}")
    page.goto("/account")
    page.locator(".choices button", has_text="9102").press("Enter")
    page.wait_for_url("**/")

    axe(page, f"switched-{language}-{size['width']}")

    assert "9102" in page.inner_text(".whose-work")


@both_languages
def test_the_pages_of_mailed_links(open_browser, axe, size, language, society):
    page = open_browser(size=size, language=language)
    page.goto("/forgotten")
    axe(page, f"forgotten-{language}-{size['width']}")
    page.fill("[name=email]", "a@b.example")
    page.press("[name=email]", "Enter")
    page.wait_for_url("**/forgotten")
    axe(page, f"sent-{language}-{size['width']}")
    links.answer_asked()
    body = session.scalars(select(Mail.body).where(Mail.body.contains("/link/"))).one()

    page.goto("/link/" + body.split("/link/")[1].split()[0])
    axe(page, f"link-{language}-{size['width']}")
    asked = page.locator("main [type=password]").count()
    page.goto("/link/of-nobody")

    axe(page, f"link-over-{language}-{size['width']}")

    assert (asked, page.locator("main [type=password]").count()) == (2, 0)


@both_languages
def test_the_page_of_the_audit_trail(open_browser, axe, size, language, society):
    name = factories.make_account(Role.AUDITOR).name
    page = open_browser(size=size, language=language)
    sign_in(page, name)

    page.goto("/audit")
    axe(page, f"audit-{language}-{size['width']}")
    listed = page.locator("main tbody tr").count()
    page.goto("/audit?since=yesterday")

    axe(page, f"audit-wrong-day-{language}-{size['width']}")

    assert listed > 0
    assert page.locator(".summary li").count() == 1
