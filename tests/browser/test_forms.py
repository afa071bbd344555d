"""The pages of forms and their drafts in a real browser: judged by axe, wide and on a phone."""

from pathlib import Path

import pytest

from portal.models import Role
from portal.services import catalogue, revisions
from schemas.load import packaged_texts
from tests import factories
from tests.books import rewritten
from tests.browser.conftest import follow, sign_in
from tests.validator import old_books
from tests.walk import Sector, work

pytestmark = [pytest.mark.database, pytest.mark.browser]
both_languages = pytest.mark.parametrize("language", ["en", "zh-Hant"])
CASE = "FAS-CASE-Q"
TEXT = packaged_texts()[f"family_and_child_welfare/{CASE}.yaml"]
LATER = TEXT.replace("day: 20", "day: 25").replace("max: 20000", "max: 2")
CELLS = [
    ("Lines", 5, "en", "Counselling of families"),
    ("Form", 9, "due.day", 25),
    ("Rules", 6, "severity", "query"),
]
WRONG_CELLS = [
    ("Rules", 6, "kind", "equal"),
    ("Lines", 8, "total_of", "R010, R021"),
    ("Lines", 6, "key", "R010"),
]
WRONG = TEXT.replace("is: at_most", "is: lower")


@pytest.fixture
def manager(db):
    """Whoever keeps the forms, with a draft of another officer's that waits."""
    catalogue.import_packaged()
    revisions.draft(LATER, factories.make_account(Role.FORM_MANAGER))
    return factories.make_account(Role.FORM_MANAGER).name


@both_languages
def test_a_form_its_rules_and_its_past(open_browser, axe, size, language, manager):
    page = open_browser(size=size, language=language)
    sign_in(page, manager)
    headings = {}

    for path in ("", f"/{CASE}", f"/{CASE}/rules", f"/{CASE}/rules/{CASE}-010", f"/{CASE}/history"):
        page.goto(f"/forms{path}")
        name = path.replace("/", "-") or "-list"
        axe(page, f"forms{name}-{language}-{size['width']}")
        headings[path] = page.inner_text("h1")
    page.goto("/forms/CYC-PROG-Q")
    axe(page, f"forms-with-a-list-{language}-{size['width']}")

    assert len(set(headings.values())) == len(headings)


@both_languages
def test_a_workbook_is_downloaded_changed_and_sent_in(open_browser, axe, size, language, manager):
    page = open_browser(size=size, language=language)
    sign_in(page, manager)
    page.goto(f"/forms/{CASE}")
    with page.expect_download() as downloading:
        page.click("main .buttons a[href$='form.xlsx']")
    book = Path(downloading.value.path()).read_bytes()
    file = {"name": "form.xlsx", "mimeType": "application/zip"}

    page.goto("/revisions/new")
    old = file | {"buffer": old_books.meals()}
    page.set_input_files("input[name=old]", old)
    with page.expect_download():
        page.click("form[action$=first] button")
    page.set_input_files("input[name=file]", file | {"buffer": rewritten(book, WRONG_CELLS)})
    follow(page, "main .btn-main")
    page.wait_for_selector(".faults tr")
    axe(page, f"drafts-book-wrong-{language}-{size['width']}")
    told = page.locator(".faults th").all_inner_texts()
    page.set_input_files("input[name=file]", file | {"buffer": rewritten(book, CELLS)})
    follow(page, "main .btn-main")
    page.wait_for_selector(".changes")
    axe(page, f"drafts-book-{language}-{size['width']}")

    assert {"Lines 行與欄!C6", "Lines 行與欄!J8", "Rules 規則!B6"} <= set(told)
    assert page.locator(".changes li").count() == 3


@both_languages
def test_a_draft_is_told_its_faults_tried_and_brought_into_force(
    open_browser, axe, size, language, manager
):
    Sector(form=CASE).send(R130__value=30)
    page = open_browser(size=size, language=language)
    sign_in(page, manager)
    page.goto("/revisions/new")
    axe(page, f"drafts-new-{language}-{size['width']}")
    file = {"name": "form.yaml", "mimeType": "text/yaml", "buffer": WRONG.encode()}
    page.set_input_files("input[name=file]", file)
    follow(page, "main .btn-main")
    page.wait_for_selector("text=at_least")
    axe(page, f"drafts-wrong-{language}-{size['width']}")

    page.goto("/revisions")
    axe(page, f"drafts-{language}-{size['width']}")
    follow(page, "main tbody a")
    axe(page, f"drafts-one-{language}-{size['width']}")
    follow(page, ".one-button[action$=try] button")
    axe(page, f"drafts-trial-waits-{language}-{size['width']}")
    work()
    page.reload()
    axe(page, f"drafts-trial-{language}-{size['width']}")
    follow(page, "main .btn-main")
    page.wait_for_selector(".flash")
    axe(page, f"drafts-in-force-{language}-{size['width']}")

    assert catalogue.form(CASE).due_day == 25
