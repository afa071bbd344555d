"""A form as a workbook: downloaded from its page, changed, sent in, and a draft."""

import io
import zipfile

import pytest

from portal.models import Role
from portal.services import catalogue, drafts, revisions
from schemas.load import packaged_texts
from tests import factories
from tests.books import rewritten
from tests.validator import old_books

pytestmark = pytest.mark.database
CASE = "FAS-CASE-Q"
TEXT = packaged_texts()[f"family_and_child_welfare/{CASE}.yaml"]
RENAMED = ("Lines", 5, "en", "Counselling of families")
BOMB = "\n".join(["a0: &a0 x", *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 12))])


@pytest.fixture
def manager(app, enter):
    catalogue.import_packaged()
    return enter(factories.make_account(Role.FORM_MANAGER))


def downloaded(visitor):
    """Return the workbook behind the button of a form's page."""
    links = visitor.visit(f"/forms/{CASE}").links
    answer = visitor.client.get(links["The form as a workbook, to change it"])
    assert f"{CASE}-1.xlsx" in answer.headers["Content-Disposition"]
    return answer.data


def sent(visitor, book, *, expect=200):
    visitor.visit("/revisions/new")
    return visitor.submit("Send in the draft", file=(io.BytesIO(book), "form.xlsx"), expect=expect)


def test_a_downloaded_workbook_comes_back_as_a_draft_that_says_what_would_change(manager):
    book = rewritten(downloaded(manager), [RENAMED])

    page = sent(manager, book)

    assert page.standings[0] == "Draft"
    assert "1 difference" in page.text
    assert "“Counselling of families”" in page.text
    assert "甲、個案流動" in page.text
    assert catalogue.form(CASE).due_day == 20


def test_what_other_forms_name_otherwise_is_told_on_the_page_of_the_draft(manager):
    other, label = (catalogue.form(one).tables[0].rows[0].label for one in ("CYC-PROG-Q", CASE))
    text = TEXT.replace(f"en: {label.en}", f"en: {other.en}", 1)
    assert text != TEXT

    page = manager.visit(f"/revisions/{revisions.draft(text, factories.make_account()).sha256}")

    assert "Other forms call the same otherwise" in page.text
    assert f"'{other.en}' is '{other.zh}' in tables." in page.text
    assert "of form CYC-PROG-Q" in page.text
    untouched = revisions.draft(TEXT.replace("day: 20", "day: 25"), factories.make_account())
    assert "Other forms call" not in manager.visit(f"/revisions/{untouched.sha256}").text


def test_a_draft_is_kept_whole_however_long_its_text_is(db):
    catalogue.import_packaged()
    long = f"# {'x' * 1_000_000}\n{TEXT.replace('day: 20', 'day: 25')}"

    taken = drafts.take_in(long.encode(), factories.make_account(), is_book=False)

    assert taken.step.text == long


def test_everything_that_is_wrong_with_a_workbook_is_told_by_its_cell(manager):
    wrong = [
        ("Rules", 6, "kind", "equal"),
        ("Lines", 8, "total_of", "R010, R021"),
        ("Lines", 6, "key", "R010"),
    ]
    book = rewritten(downloaded(manager), wrong)

    page = sent(manager, book, expect=400)

    told = {row[0] for row in page.rows}
    assert {"Lines 行與欄!C6", "Lines 行與欄!J8", "Rules 規則!B6"} <= told
    assert "did you mean 'equals'?" in page.text
    assert "沒有「equal」這種規則；是否指「equals」？" in page.text
    assert revisions.open_texts() == []


def test_a_workbook_in_which_nothing_was_changed_is_no_draft(manager):
    page = sent(manager, downloaded(manager), expect=400)

    assert "nothing would change" in page.text
    assert revisions.open_texts() == []


def test_a_workbook_of_another_text_than_the_one_in_force_is_a_draft_and_says_so(manager, enter):
    book = downloaded(manager)
    later = revisions.draft(
        TEXT.replace("day: 20", "day: 25"), factories.make_account(Role.FORM_MANAGER)
    )
    approver = factories.make_account(Role.SUPERVISOR)
    revisions.approve(later.sha256, approver, against=catalogue.in_force(CASE).sha256)

    page = sent(manager, rewritten(book, [RENAMED]))

    assert "made from another text" in page.flashes[0]
    assert "2 differences" in page.text


def test_who_approves_and_does_not_draft_is_offered_no_workbook(app, enter):
    catalogue.import_packaged()
    supervisor = enter(factories.make_account(Role.SUPERVISOR))

    assert "The form as a workbook, to change it" not in supervisor.visit(f"/forms/{CASE}").links
    supervisor.visit(f"/revisions/{catalogue.in_force(CASE).sha256}/form.xlsx", expect=404)


def a_zip(name, content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return made.getvalue()


HOSTILE = {
    "nothing": (b"", "form.xlsx", "The file is empty"),
    "no workbook": (b"%PDF-1.7\n" + b"0" * 400, "form.xlsx", "The file is no workbook"),
    "a ZIP of something": (a_zip("a.txt", b"a"), "form.xlsx", "The file is no workbook"),
    "cut off": (a_zip("[Content_Types].xml", b"<a/>" * 99)[:60], "form.xlsx", "cut off"),
    "another workbook": (b"a,b\n1,2\n", "form.xlsx", "no sheet Form"),
    "a text that swells": (
        TEXT.replace("form:", f"{BOMB}\nform:", 1).replace(f"id: {CASE}", "id: *a11", 1).encode(),
        "form.yaml",
        "takes too much",
    ),
    "no YAML": (b"{" * 5000, "form.yaml", "What is wrong"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_in_words(manager, settle, name):
    settle(CHECK_TIMEOUT_S=2 if name == "a text that swells" else 60)
    content, filename, words = HOSTILE[name]
    manager.visit("/revisions/new")

    page = manager.submit("Send in the draft", file=(io.BytesIO(content), filename), expect=400)

    assert words in page.text
    assert "1 thing is to mend. Nothing was kept." in page.text


def test_of_an_old_return_a_first_draft_is_handed_out_and_comes_back_as_a_form(manager):
    manager.visit("/revisions/new")
    token = manager.page.form("Make a first draft").form_values()[0][1]
    old = (io.BytesIO(old_books.meals()), "2025Q2.xlsx")
    answer = manager.client.post("/revisions/first", data={"csrf_token": token, "old": old})

    page = sent(manager, answer.data, expect=400)
    assert "6 things are to mend" in page.text
    assert all("still to be filled in" in row[1] for row in page.rows)
    page = sent(manager, rewritten(answer.data, old_books.FILLED_IN))

    assert "CKS-MEAL-Q Community Kitchen Scheme - Quarterly Statistics" in page.h1
    assert "The form is new" in page.text


def test_of_a_file_without_tables_no_draft_is_made_and_it_says_so(manager):
    manager.visit("/revisions/new")

    page = manager.submit(
        "Make a first draft", old=(io.BytesIO(b"a letter\n"), "old.xlsx"), expect=400
    )

    assert "No table was found" in page.text
