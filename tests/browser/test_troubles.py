"""Every page about trouble, drawn and judged by axe, wide and on a phone, in both languages."""

import pytest
from flask import abort
from flask_wtf.csrf import CSRFError

from portal import scanner, store
from portal.app import create_app
from portal.models import Role
from portal.services import scans, signatures, verdicts
from tests import factories
from tests.browser.conftest import follow, sign_in
from tests.served import served

pytestmark = [pytest.mark.database, pytest.mark.browser]
both_languages = pytest.mark.parametrize("language", ["en", "zh-Hant"])
STATUSES = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)
OWN_WORDS = {
    "expired": CSRFError,
    "store": store.StoreTrouble,
    "scanner": scanner.ScannerDown,
    "quarantined": scans.Quarantined,
    "unchecked": verdicts.NoVerdictYet,
    "unsigned": signatures.NotSignedYet,
}


@pytest.fixture
def server(db, queue_server, store):
    """The portal with a page that ends in each kind of trouble."""
    app = create_app(RATELIMIT_ENABLED=False)

    @app.route("/trouble/<int:status>")
    def trouble(status):
        abort(status)

    @app.route("/trouble/<name>")
    def own(name):
        raise OWN_WORDS[name]

    with served(app) as address:
        yield address


@both_languages
def test_each_page_about_trouble_says_what_to_do_and_what_to_quote(
    open_browser, axe, size, language
):
    page = open_browser(size=size, language=language)

    for kind in (*STATUSES, *OWN_WORDS):
        page.goto(f"/trouble/{kind}")

        axe(page, f"trouble-{kind}-{language}-{size['width']}")
        assert page.locator(".steps li").count() >= 1, kind
        assert page.locator(".quote strong").inner_text(), kind
        assert page.locator("main .btn-main").count() == 1, kind


@both_languages
def test_whoever_is_signed_in_is_led_back_to_the_desk(open_browser, axe, size, language):
    page = open_browser(size=size, language=language)
    sign_in(page, factories.make_account(Role.UNIT_USER).name)
    page.goto("/trouble/404")

    axe(page, f"trouble-signed-in-{language}-{size['width']}")
    follow(page, "main .btn-main")

    assert page.url.endswith("/")
