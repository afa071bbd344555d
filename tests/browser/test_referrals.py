"""Referrals in a browser, in both languages, wide and on a phone: judged by axe, state by state."""

import pytest

from portal.models.referrals import Mode
from portal.services import referrals
from tests.browser.conftest import follow, sign_in
from tests.referring import Referring, rows, taken

pytestmark = [pytest.mark.database, pytest.mark.browser]
both_languages = pytest.mark.parametrize("language", ["en", "zh-Hant"])
WRONG = {"service": "ELD", "phone": "12", "district": "nowhere"}
URGENT = {"service": "REH", "urgency": "U", "urgent_reason": "invented"}


@pytest.fixture
def referring(db, queue_server, store):
    return Referring()


@both_languages
def test_a_file_is_sent_and_answered(open_browser, axe, size, language, referring):
    name = referring.names["referrer"]
    batches = [
        referring.send(rows({}, WRONG, URGENT)).id,
        referring.send(rows({"service": "YOU"}, WRONG), mode=Mode.ALL_OR_NOTHING).id,
        referring.send(b"%PDF-1.7").id,
        referring.send(rows({"service": "CHI"})).id,
    ]
    page = open_browser(size=size, language=language)
    sign_in(page, name)
    axe(page, f"referrals-{language}-{size['width']}")

    page.goto("/referrals/files/new")
    axe(page, f"referrals-send-{language}-{size['width']}")
    follow(page, "main .btn-main")
    page.wait_for_selector(".summary")
    axe(page, f"referrals-send-wrong-{language}-{size['width']}")
    page.set_input_files(
        "input[type=file]", {"name": "r.csv", "mimeType": "text/csv", "buffer": rows({"sex": "M"})}
    )
    follow(page, "main .btn-main")
    page.wait_for_selector("[data-stage]")
    axe(page, f"referrals-waiting-{language}-{size['width']}")
    for number, batch in enumerate(batches):
        page.goto(f"/referrals/files/{batch}")
        axe(page, f"referrals-answer-{number}-{language}-{size['width']}")
    page.goto("/referrals/files")
    axe(page, f"referrals-files-{language}-{size['width']}")

    assert page.locator("main tbody tr").count() == len(batches) + 1


@both_languages
def test_a_referral_is_shown_for_a_reason(open_browser, axe, size, language, referring, db):
    name = referring.names["officer"]
    referring.send(rows({}, {"service": "YOU"}))
    one, other = (found.id for found in taken(db))
    referrals.erase(other, by=None, because="retention")
    page = open_browser(size=size, language=language)
    sign_in(page, name)

    page.goto(f"/referrals/{one}")
    axe(page, f"referral-masked-{language}-{size['width']}")
    page.check("[name=reason][value=contact]")
    follow(page, "main .btn-main")
    page.wait_for_selector("text=SAMPLE Ah One")
    axe(page, f"referral-shown-{language}-{size['width']}")
    page.goto(f"/referrals/{other}")
    axe(page, f"referral-erased-{language}-{size['width']}")
