"""Hidden rows and columns are read, and that is told: nobody who looks at the sheet sees them."""

import io

import openpyxl
import pytest

from schemas.catalogue import packaged
from tests.validator.habits import HABITS, as_written_by, in_sheets
from tests.validator.test_lists import SHEET, workbook
from tests.validator.test_mark import faulty, findings_of, opened, saved
from tests.validator.test_rows import SPEC, TODAY
from validator.hidden import named
from validator.read.columns import hidden_columns
from validator.rowfile import read_rows
from validator.rows import check_rows
from validator.rowspecimen import row_specimen

MONTHLY = "Monthly 每月統計"


def hide(sheet, columns="", rows=()):
    for column in columns:
        sheet.column_dimensions[column].hidden = True
    for row in rows:
        sheet.row_dimensions[row].hidden = True


def return_with(sheet_name, data, **hidden):
    book = opened(data)
    hide(book[sheet_name], **hidden)
    return saved(book)


def notes(data):
    """Return what is told of what is hidden: rule, cell, the words after the colon."""
    return [
        (f["rule"], f["address"]["a1"], f["message"]["en"].rpartition(": ")[2])
        for f in findings_of(data)
        if f["rule"].endswith("_hidden")
    ]


def test_hidden_columns_with_figures_are_named_and_others_are_not():
    data = return_with(MONTHLY, faulty(faults=0), columns="ADEK")

    (found,) = notes(data)

    assert found == ("S.monthly.columns_hidden", "D10", "D–E.")


@pytest.mark.parametrize("habit", HABITS)
def test_they_are_told_whoever_wrote_the_file(habit):
    hiding = in_sheets(lambda xml: xml.replace('<col min="3" ', '<col hidden="1" min="3" '))
    data = as_written_by(lambda parts: HABITS[habit](hiding(parts)), faulty(faults=0))

    assert [words for _, _, words in notes(data)] == ["C–F.", "C."]


def test_the_words_are_there_in_chinese():
    data = return_with(MONTHLY, faulty(faults=0), columns="D")

    (words,) = [f["message"]["zh-Hant"] for f in findings_of(data) if "hidden" in f["rule"]]
    assert words.endswith("工作表中隱藏的欄亦已讀取：D 欄。")


def test_rows_that_a_filter_hides_and_columns_are_told_of_a_list():
    data = return_with(SHEET, workbook(), columns="C", rows=(7, 8))

    assert notes(data) == [
        ("L.activities.rows_hidden", "A7", "7–8."),
        ("L.activities.columns_hidden", "C5", "C."),
    ]


def test_rows_of_referrals_that_a_filter_hides_are_told():
    book = openpyxl.load_workbook(io.BytesIO(row_specimen(SPEC, 6, form="xlsx").content))
    hide(book.active, rows=(3, 5, 6))

    (note,) = check_rows(read_rows(saved(book), packaged()), TODAY).findings()

    assert (note.rule, note.severity) == ("REF-GENERAL.hidden", "note")
    assert "3 rows" in note.message.en
    assert note.message.zh.endswith("第 3, 5–6 行。")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([3], "3"), ([5, 3, 4], "3–5"), ([1, 2, 9, 11, 12], "1–2, 9, 11–12")],
)
def test_numbers_that_follow_one_another_are_named_by_the_first_and_the_last(numbers, words):
    assert named(numbers) == words


def test_of_very_many_the_first_twenty_are_named():
    assert named(range(1, 100, 2)).endswith("37, 39, …")


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (b"3", b"5", (range(3, 6),)),
        (b"3", b"99999", (range(3, 16_385),)),
        (b"3", b"9" * 5_000, ()),
        (b"9" * 5_000, b"5", ()),
    ],
)
def test_a_number_of_a_column_that_no_sheet_can_have_is_none(first, last, found):
    xml = b'<cols><col min="%b" max="%b" hidden="1"/></cols><sheetData/>' % (first, last)

    assert hidden_columns(xml) == found
