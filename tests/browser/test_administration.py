"""The administrator's pages in a real browser: judged by axe, wide and on a phone."""

import pytest

from portal.database import session
from portal.models import Account, Mail, Role, State
from portal.services import mails, outbox
from tests import factories
from tests.browser.conftest import follow, sign_in

pytestmark = [pytest.mark.database, pytest.mark.browser]


@pytest.fixture
def admin(db, settle, tmp_path):
    """Whoever administers the system, with work and mails in every standing."""
    settle(HOME=tmp_path, SMTP_URL="")
    for to in ("worker@unit.example", "head@unit.example", "nobody@unit.example"):
        link = "https://portal.example/links/1"
        mails.write("invite", Account(name="unit101.user", email=to), link=link)
        session.commit()
        if to.startswith("worker"):
            outbox.send_due()
    session.query(Mail).filter(Mail.sent_to.startswith("nobody")).update({
        "next_try_at": None,
        "attempts": 12,
        "last_failure": "Undeliverable 550",
    })
    session.commit()
    owed = factories.make_obligation(factories.make_unit())
    factories.make_submission(owed, state=State.RECEIVED, last_failure="ScannerDown")
    factories.make_submission(owed, state=State.CHECKING, version=2)
    factories.make_submission(owed, state=State.REFUSED, version=3, attempts=9)
    return factories.make_account(Role.SYSTEM_ADMIN).name


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_parts_work_outbox_and_settings(open_browser, axe, size, language, admin):
    page = open_browser(size=size, language=language)
    sign_in(page, admin)

    headings = set()
    for name in ("", "/work", "/outbox", "/settings"):
        page.goto(f"/administration{name}")
        headings.add(page.inner_text("h1"))
        axe(page, f"administration-{name.strip('/') or 'parts'}-{language}-{size['width']}")

    page.goto("/administration/outbox?standing=sent")
    follow(page, "td a.btn")
    axe(page, f"administration-mail-{language}-{size['width']}")

    assert len(headings) == 4
    assert "https://portal.example/" in page.inner_text(".mail-text")
