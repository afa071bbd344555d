"""A first draft of a form is made from an old workbook alone; what nobody could tell is asked."""

import re
from io import BytesIO

import openpyxl
import pytest

from schemas.load import load
from tests.books import rewritten
from tests.validator import old_books
from validator.formbook import drafted, imported
from validator.formbook.bilingual import pair
from validator.lint import linted

ASKED_OF_EVERY_FORM = {
    "form.id",
    "form.programme.en",
    "form.programme.zh-Hant",
    "form.service",
    "form.due.day",
    "form.signers",
}


def asked(draft):
    """Return the places that lint says are still to be filled in, and nothing else it may say."""
    words = [fault.words for fault in linted(draft.text)[1]]
    assert all("still to be filled in" in one for one in words), words
    return {one.partition(": ")[0] for one in words}


def test_titles_merged_heads_and_both_languages_become_labels():
    kitchen = drafted(old_books.meals()).document

    meals = kitchen["tables"]["meals_served"]
    assert kitchen["form"]["title"]["zh-Hant"] == "社區廚房計劃 - 季度統計"
    assert kitchen["revisions"][0]["from"] == "2025-26Q2"
    assert [row["zh-Hant"] for row in meals["rows"].values()] == [
        "平日", "星期六", "公眾假期", "總數",
    ]  # fmt: skip
    assert meals["cols"]["dinner_others"]["en"] == "Dinner - Others"
    assert meals["cols"]["dinner_others"]["zh-Hant"] == "晚膳－其他"


def test_totals_are_inferred_from_sums_that_hold():
    tables = drafted(old_books.meals()).document["tables"]

    assert tables["meals_served"]["rows"]["R040"]["total_of"] == ["R010", "R020", "R030"]
    assert tables["meals_served"]["cols"]["total"]["total_of"] == [
        "lunch_elderly", "lunch_others", "dinner_elderly", "dinner_others",
    ]  # fmt: skip
    closing = tables["volunteers"]["cols"]["carried_forward"]
    assert closing["equals"] == "brought_forward + joined - left"
    assert "total_of" not in tables["volunteers"]["rows"]["R130"]


def test_lines_of_meals_and_of_money_have_one_total_and_cents_stay_cents():
    draft = drafted(old_books.diners())

    meals = draft.document["tables"]["part_meals"]
    assert (meals["rows"]["R040"]["type"], meals["rows"]["R040"]["decimals"]) == ("money", 2)
    assert meals["cols"]["both_months"]["total_of"] == [*meals["cols"]][:2]
    assert "meals_served_1st_month" in meals["cols"]
    assert asked(draft) == ASKED_OF_EVERY_FORM | {"revisions.1.from"}


def test_the_name_of_the_department_is_not_the_title_of_its_form():
    title = drafted(old_books.diners()).document["form"]["title"]

    assert title == {"en": "Return of Community Diners", "zh-Hant": "社區食堂統計表"}


def test_what_nobody_left_blank_has_to_be_filled_in():
    kitchen, diners = drafted(old_books.meals()).document, drafted(old_books.diners()).document

    required = [row.get("required") for row in diners["tables"]["part_meals"]["rows"].values()]
    assert kitchen["tables"]["volunteers"]["required"] is True
    assert required == [True, True, True, True, None]


def test_only_what_nobody_could_tell_is_asked():
    assert asked(drafted(old_books.meals())) == ASKED_OF_EVERY_FORM


def test_a_list_is_told_from_a_grid_and_what_its_columns_take():
    draft = drafted(old_books.talks())

    talks = draft.document["tables"]["talks_held"]
    types = {key: field["type"] for key, field in talks["fields"].items()}
    assert types == {
        "no": "count", "date": "date", "topic": "text", "kind": "code", "attendance": "count",
    }  # fmt: skip
    assert talks["unique"] == "no"
    assert "Topic 3" not in draft.text
    assert "tables.talks_held.fields.kind.codes.Open.zh-Hant" in asked(draft)


def test_a_total_that_adds_up_to_nothing_and_a_line_without_figures_are_asked_about():
    draft = drafted(old_books.english())

    rows = draft.document["tables"]["hostel_places"]["rows"]
    assert "total_of" not in rows["R050"]
    assert "say of which it is the total" in rows["R050"]["note"]["en"]
    assert "if it is a heading delete the line" in rows["R030"]["note"]["en"]
    assert {f"tables.hostel_places.rows.{row}.note.en" for row in ("R030", "R050")} <= asked(draft)


def test_a_language_that_the_sheet_has_not_is_asked_for():
    places = asked(drafted(old_books.english()))

    assert "tables.hostel_places.cols.let.zh-Hant" in places
    assert "tables.hostel_places.cols.let.en" not in places


@pytest.mark.parametrize(
    ("column", "said"),
    {
        "places": {"type": "count"},
        "rate": {"type": "decimal", "decimals": 2},
        "rent_hk": {"type": "money", "decimals": 2},
    }.items(),
)
def test_the_type_of_a_column_follows_from_its_figures(column, said):
    line = drafted(old_books.english()).document["tables"]["hostel_places"]["cols"][column]

    assert {name: line[name] for name in said} == said


def test_percentages_are_told_by_how_they_are_shown():
    book = openpyxl.load_workbook(BytesIO(old_books.english()))
    for row in (3, 4, 6, 7):
        book["Sheet1"].cell(row, 4).number_format = "0%"
    kept = BytesIO()
    book.save(kept)

    line = drafted(kept.getvalue()).document["tables"]["hostel_places"]["cols"]["rate"]

    assert line["type"] == "percent"


def test_what_stands_in_no_table_is_named():
    notes = [note.en for note in drafted(old_books.meals()).notes]

    assert "Kitchen 廚房!A14: “Note: count every meal once.” was not taken in." in notes


def test_the_draft_as_a_workbook_is_told_by_its_cells_and_becomes_a_form_once_filled_in():
    draft = drafted(old_books.meals())

    problems = [str(one) for one in imported(draft.book, None).problems]
    filled = rewritten(draft.book, old_books.FILLED_IN)
    found = imported(filled, None)

    assert len(problems) == len(ASKED_OF_EVERY_FORM)
    assert all(re.match(r"Form 表格!C\d+: .*still to be filled in", one) for one in problems)
    assert [str(one) for one in found.problems] == []
    assert load(found.text).table("volunteers").col("carried_forward").equals


def test_what_is_to_be_filled_in_is_yellow():
    book = openpyxl.load_workbook(BytesIO(drafted(old_books.english()).book))

    for name in ("Form 表格", "Lines 行與欄"):
        marks = [rule for of in book[name].conditional_formatting for rule in of.rules]
        assert "to be filled in 待填" in [rule.text for rule in marks]


@pytest.mark.parametrize(
    ("content", "words"),
    {
        b"": "The file is empty",
        b"%PDF-1.7": "The file is no workbook",
        b"a letter\nto somebody\n": "No table was found",
    }.items(),
)
def test_a_file_without_tables_is_answered_in_words(content, words):
    draft = drafted(content)

    assert draft.document == {}
    assert words in draft.notes[0].en


@pytest.mark.parametrize(
    ("said", "en", "zh"),
    [
        (["Total 總數"], "Total", "總數"),
        (["總數 Total"], "Total", "總數"),
        (["Family\n家庭"], "Family", "家庭"),
        (["A. Cases", "甲、個案"], "A. Cases", "甲、個案"),
        (["個案（2025）"], "to be filled in 待填", "個案（2025）"),
        (["ASU服務"], "to be filled in 待填", "ASU服務"),
        (["Age 60 or above 60歲或以上"], "Age 60 or above", "60歲或以上"),
    ],
)
def test_a_text_is_cut_where_its_language_changes(said, en, zh):
    assert pair(said) == {"en": en, "zh-Hant": zh}


def test_one_sum_that_happens_to_hold_makes_no_total():
    rows = [["Members by age"], ["Age", "Members"], ["Under 6", 10], ["6 to 12", 20], ["13 up", 30]]

    (table,) = drafted(old_books.saved(("Ages", rows, []))).document["tables"].values()

    assert all("total_of" not in row for row in table["rows"].values())


def test_entries_with_more_words_than_figures_are_a_list():
    rows = [
        ["Visits"],
        ["Home", "Hours", "Place", "Reason"],
        ["Rose House", 2, "Sha Tin", "Fall"],
        ["Lily House", 3, "Tai Po", "Review"],
    ]

    (table,) = drafted(old_books.saved(("Visits", rows, []))).document["tables"].values()

    assert [*table["fields"]] == ["home", "hours", "place", "reason"]
