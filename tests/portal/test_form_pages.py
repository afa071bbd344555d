"""The forms' pages: seen by officers, by form managers, and by units as far as they owe them."""

import io

import pytest

from portal.models import Role
from portal.services import catalogue, revisions
from schemas.load import packaged_texts
from tests import factories

pytestmark = pytest.mark.database
CASE = "FAS-CASE-Q"
TEXT = packaged_texts()[f"family_and_child_welfare/{CASE}.yaml"]
LATER = TEXT.replace("day: 20", "day: 25").replace("en: Closed\n", "en: Cases closed\n")


@pytest.fixture
def officer(app, enter):
    catalogue.import_packaged()
    return enter(factories.make_account(Role.OFFICER))


@pytest.fixture
def manager(app, enter):
    catalogue.import_packaged()
    return enter(factories.make_account(Role.FORM_MANAGER))


def a_file(text, name="form.yaml"):
    return (io.BytesIO(text.encode()), name)


def test_every_page_of_every_form(officer):
    for code, spec in (catalogue.current().specs | catalogue.current().referrals).items():
        for part in ("", "/rules", "/history"):
            page = officer.visit(f"/forms/{code}{part}")
            assert spec.title.en in page.whole_text


def test_every_rule_of_a_form_has_its_page_with_a_real_finding(officer):
    page = officer.visit(f"/forms/{CASE}/rules")
    rules = page.links
    assert "不尋常的幅度倍數5assumed" in page.text

    for rule in ("movement.R900", "movement.cf", f"{CASE}-010", f"{CASE}-020", f"{CASE}-030"):
        page = officer.visit(rules[rule])
        assert "What a finding says" in page.text

    page = officer.visit(f"/forms/{CASE}/rules/{CASE}-010?period=2025-26Q3")
    assert "C11 is 14, but 41 was carried forward from Jul–Sep 2025. Difference 27." in page.text
    assert "「承上季個案」" in page.text
    assert [row[-1] for row in page.rows] == ["always", "Holds", "A finding", "Does not apply"]


@pytest.mark.parametrize(
    ("search", "found"),
    {
        "closed cases": [CASE],
        "家務管理訓練": [CASE],
        "fas-case-q-010": [CASE],
        "承上季個案": [CASE],
        "no such words": [],
    }.items(),
)
def test_a_search_finds_forms_lines_and_rules_in_both_languages(officer, search, found):
    page = officer.visit(f"/forms?search={search}")

    assert [row[0].split()[0] for row in page.rows] == found


def test_a_unit_sees_the_forms_that_it_owes_and_no_others(app, enter):
    catalogue.import_packaged()
    unit = factories.make_unit()
    factories.make_obligation(unit, form=CASE)
    worker = enter(factories.make_account(Role.UNIT_USER, unit=unit))

    assert [row[0].split()[0] for row in worker.visit("/forms").rows] == [CASE]
    assert "Carried forward" in worker.visit(f"/forms/{CASE}").text
    worker.visit("/forms/HLS-MONTH-Q", expect=404)
    worker.visit("/revisions", expect=404)


def test_a_unit_sees_what_is_and_was_in_force_and_nothing_of_drafts(app, enter, manager):
    keeper = factories.make_account(Role.FORM_MANAGER, post_en="Keeper of the draft")
    revisions.draft(LATER, keeper)
    unit = factories.make_unit()
    factories.make_obligation(unit, form=CASE)
    worker = enter(factories.make_account(Role.UNIT_USER, unit=unit))

    page = worker.visit(f"/forms/{CASE}/history")

    assert [row[0] for row in page.rows] == ["In force"]
    assert "Keeper of the draft" not in page.text
    assert "Keeper of the draft" in manager.visit(f"/forms/{CASE}/history").text


def test_a_rule_that_a_search_finds_has_its_page_also_before_it_begins(officer, manager):
    coming = TEXT.replace("kind: unusual_change\n", "kind: unusual_change\n    since: 2030-31Q1\n")
    other = factories.make_account(Role.SUPERVISOR)
    sha256 = revisions.draft(coming, factories.make_account(Role.FORM_MANAGER)).sha256
    revisions.approve(sha256, other, against=catalogue.in_force(CASE).sha256)

    links = officer.visit(f"/forms?search={CASE}-030").links

    assert f"{CASE}-030" in officer.visit(links[f"{CASE}-030"]).h1


def test_the_list_is_handed_out_as_files(officer):
    listed = officer.client.get("/forms/list.csv?search=closed cases").get_data(as_text=True)

    assert [line.split(",")[0] for line in listed.splitlines()][1:] == [CASE]
    assert officer.client.get("/forms/list.xlsx").data.startswith(b"PK")


def test_a_form_hands_out_its_blank_workbook_for_the_quarter_shown(officer):
    page = officer.visit(f"/forms/{CASE}?period=2025-26Q1")

    blank = officer.client.get(page.links["Blank workbook"])

    assert "FAS-CASE-Q-2025-26Q1.xlsx" in blank.headers["Content-Disposition"]


def test_a_draft_with_faults_is_answered_with_all_of_them(manager):
    manager.visit("/revisions/new")
    wrong = TEXT.replace("is: at_most", "is: lower").replace("severity: query", "severity: bad")

    page = manager.submit("Send in the draft", file=a_file(wrong), expect=400)

    assert [row[0] for row in page.rows] == ["140", "150"]
    assert "2 things are to mend" in page.text


@pytest.mark.parametrize("name", ["", "form.docx"])
def test_a_file_that_is_no_text_of_a_form_is_refused(manager, name):
    manager.visit("/revisions/new")

    page = manager.submit("Send in the draft", file=a_file("x" if name else "", name), expect=400)

    assert len(page.errors) == 1


def test_a_draft_goes_from_its_drafter_by_another_officer_into_force(manager, enter):
    manager.visit("/revisions/new")
    page = manager.submit("Send in the draft", file=a_file(LATER))
    assert "the column “Closed” is now called “Cases closed”" in page.text
    assert "Another officer has to approve it" in page.text
    page = manager.visit("/revisions")
    assert len(page.rows) == 1

    other = enter(factories.make_account(Role.SUPERVISOR))
    other.visit(page.address)
    other.visit(other.page.links[CASE])
    page = other.submit("Bring into force")

    assert page.flashes == [
        "The form is in force from now on. Returns that come in are checked by it."
    ]
    assert "In force" in other.visit(f"/forms/{CASE}/history").rows[0][0]
    assert "Cases closed" in other.visit(f"/forms/{CASE}").text


def test_who_approves_a_new_form_sees_it_its_rules_and_its_blank_workbook(manager, enter):
    manager.visit("/revisions/new")
    manager.submit("Send in the draft", file=a_file(TEXT.replace(CASE, "CKS-MEAL-Q")))

    other = enter(factories.make_account(Role.SUPERVISOR))
    page = other.visit("/revisions")
    page = other.visit(page.links["CKS-MEAL-Q"])

    assert "Household management training" in page.text
    assert "“Carried forward” is “Brought forward” plus" in page.text
    answer = other.client.get(page.links["Blank workbook"])
    assert answer.data[:2] == b"PK"


def test_a_draft_is_set_aside_with_its_reason(manager):
    manager.visit("/revisions/new")
    manager.submit("Send in the draft", file=a_file(LATER))
    manager.submit("Set it aside", expect=400)

    page = manager.submit("Set it aside", reason="The circular was withdrawn.")

    assert page.standings[0] == "No longer in force"
    assert "The circular was withdrawn." in page.text


def test_a_retired_form_is_shown_and_says_so(manager, enter):
    sha256 = catalogue.in_force(CASE).sha256
    manager.visit(f"/revisions/{sha256}")

    manager.submit("Retire the form", reason="No longer asked.")

    assert "This form is no longer in use" in manager.visit(f"/forms/{CASE}").text
    assert CASE in manager.visit("/forms").text
