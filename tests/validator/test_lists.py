"""Open lists: each entry read by the names of its columns, and figures held against them."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from schemas.catalogue import packaged
from schemas.periods import Period
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.fields import understood
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

PERIOD = Period.parse("2025-26Q3")
PLAN = compile_plan(packaged().form("CYC-PROG-Q"), PERIOD.id)
LIST = PLAN.spec.listed("activities")
SHEET, FIRST = "Activities 小組及活動", 6


def workbook(change=lambda sheet: None):
    """Return a good return whose list somebody has changed."""
    data = specimen(PLAN, Recipe(PERIOD, Sender("9101"), seed=5)).workbook
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book[SHEET])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def told(change):
    """Return what is said of a changed list: (address, rule) of all that stands by itself."""
    document = check_file(workbook(change), packaged()).as_document()
    return {
        (f["address"]["a1"] if f["address"] else "", f["rule"])
        for f in document["findings"]
        if f["outcome"] == "fail" and not f["cause"]
    }


def put(place, value):
    return lambda sheet: sheet.__setitem__(place, value)


def test_a_good_list_has_nothing_said_of_it():
    assert told(lambda sheet: None) == set()


def test_the_list_is_found_by_its_names_wherever_it_stands():
    def moved(sheet):
        sheet.insert_rows(1, 3)
        sheet.insert_cols(1, 2)
        sheet.title = "Sheet1"

    assert told(moved) == set()


@pytest.mark.parametrize(
    ("place", "value", "rule"),
    [
        ("A6", None, "L.B.number.required"),
        ("B6", "soon", "L.B.held_on.date"),
        ("B6", "10/31/2025", "L.B.held_on.date"),
        ("B6", date(2026, 1, 1), "L.B.held_on.outside"),
        ("C6", "Camp", "L.B.kind.code"),
        ("E6", "many", "L.B.sessions.text"),
        ("E6", 61, "L.B.sessions.max"),
    ],
)
def test_a_slip_is_told_at_its_cell(place, value, rule):
    found = told(put(place, value))

    assert (place, rule) in found


def test_the_strip_around_a_slip_is_kept_with_the_names_of_the_columns():
    document = check_file(workbook(put("C7", "Camp")), packaged()).as_document()

    (finding,) = [f for f in document["findings"] if f["kind"] == "entry"]
    (strip,) = [one for one in document["excerpts"] if one["table"] == "activities"]
    row = strip["rows"][7 - strip["top"]]
    assert finding["title"]["en"] == "Not what this column asks for"
    assert (strip["sheet"], row[2], strip["rows"][0][2]) == (SHEET, "Camp", "Kind\n類別")


def test_the_same_number_twice_is_told_at_the_second():
    def twice(sheet):
        sheet["A7"] = sheet["A6"].value

    assert ("A7", "L.activities.twice") in told(twice)


def test_a_row_that_is_missing_fails_the_figures_that_rest_on_it():
    rules = {rule for _, rule in told(lambda sheet: sheet.delete_rows(FIRST))}

    assert {"CYC-PROG-Q-030", "CYC-PROG-Q-040"} <= rules
    assert rules & {"CYC-PROG-Q-010", "CYC-PROG-Q-020"}


def test_a_total_sorted_into_the_list_is_no_entry():
    def total(sheet):
        sheet.insert_rows(FIRST + 1)
        sheet.cell(FIRST + 1, 1, "Total 總數")
        sheet.cell(FIRST + 1, 5, 99)

    assert told(total) == {("A7", "L.activities.total")}


def test_words_below_a_gap_are_a_remark_and_said_to_be_none_of_the_entries():
    def signed(sheet):
        sheet.cell(sheet.max_row + 2, 1, "Prepared by: Unit head")
        sheet.cell(sheet.max_row + 1, 1, "Checked by: Supervisor")

    rules = [rule for _, rule in told(signed)]
    assert rules == ["L.activities.remark"] * 2


def test_an_entry_below_a_gap_is_still_an_entry():
    def another(sheet):
        row = sheet.max_row + 2
        sheet.cell(row, 1, "Z99")
        sheet.cell(row, 2, date(2025, 11, 1))

    assert {"L.B.kind.required", "L.B.attendance.required"} <= {rule for _, rule in told(another)}


def test_blank_rows_in_between_are_nothing():
    assert told(lambda sheet: sheet.insert_rows(FIRST + 1, 4)) == set()


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("31/10/2025", date(2025, 10, 31)),
        ("1.12.2025", date(2025, 12, 1)),
        ("2025-10-31", date(2025, 10, 31)),
        ("2025年10月31日", date(2025, 10, 31)),
        (datetime(2025, 10, 31, 9, 30, tzinfo=UTC), date(2025, 10, 31)),
        ("３１／１０／２０２５", date(2025, 10, 31)),
        (" 31 / 10 / 2025 ", date(2025, 10, 31)),
        ("2025-10-31T00:00:00Z", date(2025, 10, 31)),
        ("31 Oct 2025", date(2025, 10, 31)),
        ("5/11/2025", date(2025, 11, 5)),
        (45992, date(2025, 12, 1)),
        (45992.75, date(2025, 12, 1)),
        ("3/10/2025 (Fri)", date(2025, 10, 3)),
        ("Fri 3 Oct 2025", date(2025, 10, 3)),
        ("3rd October 2025", date(2025, 10, 3)),
        ("Oct 3, 2025", date(2025, 10, 3)),
        ("3-May-2025", date(2025, 5, 3)),
        ("03-MAY-2025", date(2025, 5, 3)),
        ("1 Sept. 2025", date(2025, 9, 1)),
        ("Sept 1, 2025", date(2025, 9, 1)),
        ("3 May & 2025", None),
        ("3 Marbles 2025", None),
        ("Marbles 3, 2025", None),
        ("2025年10月3日（星期五）", date(2025, 10, 3)),
        ("2025年10月3號 (五)", date(2025, 10, 3)),
        ("3/10/2025 2:30 PM", date(2025, 10, 3)),
        ("\u200e3/10/2025\u200b", date(2025, 10, 3)),
        ("114年10月3日", None),
        ("民國114年10月3日", None),
        ("八月十五", None),
        ("10月3日", None),
        ("3-Oct-25", None),
        ("3-5/10/2025", None),
        (2025, None),
        (True, None),
        ("31/10/25", None),
        ("10/31/2025", None),
        ("31/2/2025", None),
    ],
)
def test_dates_are_read_day_first_or_year_first(raw, day):
    field = next(one for one in LIST.fields if one.key == "held_on")

    assert understood(raw, field, PERIOD)[0] == day


def test_dates_and_figures_are_shown_as_typed_and_as_understood_where_they_differ():
    def typed(sheet):
        sheet["B6"], sheet["B7"], sheet["E6"] = "5/11/2025", 45992, "１２ "
        sheet["B6"].number_format = sheet["B7"].number_format = "General"

    document = check_file(workbook(typed), packaged()).as_document()

    (note,) = [f for f in document["findings"] if f["rule"] == "L.activities.understood"]
    assert note["severity"] == "note"
    assert "B6 “5/11/2025” = 2025-11-05" in note["message"]["en"]
    assert "B7 “45992” = 2025-12-01" in note["message"]["zh-Hant"]
    assert "E6 “１２ ” = 12" in note["message"]["en"]


@pytest.mark.parametrize("raw", ["G", "g", "Group", "小組", "Group 小組", "G Group 小組"])
def test_a_choice_may_be_its_code_or_its_name(raw):
    field = next(one for one in LIST.fields if one.key == "kind")

    assert understood(raw, field, PERIOD) == ("G", "")


def test_hours_between_two_steps_are_told():
    plan = compile_plan(packaged().form("IHC-HOURS-Q"), PERIOD.id)
    figures = specimen(plan, Recipe(PERIOD, Sender("9101"))).figures
    total, parts = ("hours", "R900"), ("hours", "R010")
    for key in (total, parts):
        for month in ("m1", "quarter"):
            figures[*key, month] += 0.1
    data = blank(plan, period=PERIOD, sender=Sender("9101"), figures=figures)

    document = check_file(data, packaged()).as_document()

    steps = [f for f in document["findings"] if f["kind"] == "step"]
    assert len(steps) == 4
    assert "steps of 0.25" in steps[0]["message"]["en"]
