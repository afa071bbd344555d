"""A workbook of rows comes back itself: an answer beside each row, its wrong cells marked."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from schemas.catalogue import packaged
from tests.validator.test_mark import saved
from validator.confine import Done, confined
from validator.findings import number
from validator.handback import Answer
from validator.mark import CannotMark, mark_rows
from validator.ownsheets import LIST_SHEET
from validator.read import read
from validator.rowfile import read_rows
from validator.rows import check_rows
from validator.rowspecimen import EXAMPLE, row_specimen, written

FORMS = packaged()
SPEC = FORMS.form("REF-GENERAL")
PALE = "FFFFC7CE"
TAKEN, WRONG = "Taken 已接納", "To correct 需更正"


def workbook(*changes):
    return written(SPEC, [{**EXAMPLE, **change} for change in changes], "xlsx")


def answered(data):
    """Return a workbook checked and answered, as the portal does it."""
    file = read_rows(data, FORMS)
    rows = check_rows(file, date(2026, 1, 1))
    answers = {row: Answer(TAKEN, f"F-{row}") for row, _ in rows.good}
    answers |= {row: Answer(WRONG, f"B-1/{row}", "Correct it.") for row in rows.wrong()}
    findings = [one.document("", "") for one in number(rows.findings())]
    file.rows = []
    return mark_rows(data, file, findings, answers=answers)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def table_of(data):
    return next(one for one in opened(data).worksheets if not one.title.startswith(LIST_SHEET))


def marked_in(sheet):
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return {cell.coordinate for cell in cells if cell.fill.fgColor.rgb == PALE}


def own_book():
    """Return a referrer's own workbook: a title, colours, a list to choose from, a second sheet."""
    book = opened(workbook({"phone": "12"}, {"service": "ELD"}, {"service": "REH", "consent": "N"}))
    sheet = book.worksheets[0]
    sheet.insert_rows(1)
    sheet["A1"] = "Our ward's referrals"
    sheet["B3"].fill = PatternFill("solid", fgColor="FFDDEEFF")
    sheet["B3"].font = Font(name="Courier New", bold=True)
    sheet.merge_cells("A1:D1")
    sheet.add_data_validation(DataValidation("list", '"M,F"', sqref="D3:D99"))
    other = book.create_sheet("Sums")
    other["A1"] = "=COUNTA('" + sheet.title + "'!A3:A99)"
    return saved(book)


def test_each_row_has_its_answer_and_reference_beside_the_table():
    sheet = table_of(answered(workbook({}, {"phone": "12", "service": "ELD"})))

    lines = [[cell.value for cell in row[-2:]] for row in sheet.iter_rows()]
    assert lines == [["Status 狀況", "Reference 檔號"], [TAKEN, "F-2"], [WRONG, "B-1/3"]]
    assert sheet.cell(1, sheet.max_column).font.bold


def test_the_names_stand_above_the_answers_where_a_field_has_no_column_of_its_own():
    book = opened(workbook({"service": "OTH"}, {"service": "OTH"}))
    head = [cell.value for cell in book.worksheets[0][1]]
    at = next(n for n, name in enumerate(head, 1) if name.startswith("Which other service"))
    book.worksheets[0].delete_cols(at)

    sheet = table_of(answered(saved(book)))

    lines = [[cell.value for cell in row[-2:]] for row in sheet.iter_rows()]
    assert lines == [["Status 狀況", "Reference 檔號"], [WRONG, "B-1/2"], [WRONG, "B-1/3"]]
    (note,) = [cell.comment.text for cell in sheet[1] if cell.comment]
    assert note.count("Which other service is blank") == 1
    assert marked_in(sheet) == {"A1"}


def test_a_wrong_cell_is_filled_framed_and_noted_in_both_languages_and_no_other():
    sheet = table_of(answered(workbook({}, {"phone": "12", "service": "ELD"})))

    (cell,) = [one for row in sheet.iter_rows() for one in row if one.comment]
    assert marked_in(sheet) == {cell.coordinate}
    assert (cell.value, cell.border.left.style) == ("12", "medium")
    assert re.search("[A-Za-z]{5}", cell.comment.text)
    assert re.search("[\u4e00-\u9fff]{5}", cell.comment.text)


def test_what_need_not_change_is_byte_for_byte_as_it_was_sent():
    data = own_book()

    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (data, answered(data)))

    changed = {n for n in before.namelist() if before.read(n) != after.read(n)}
    assert changed <= {
        "[Content_Types].xml",
        "docProps/app.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    }
    assert set(before.namelist()) <= set(after.namelist())


def test_every_value_colour_and_list_of_the_sender_is_still_there():
    data = own_book()

    old, new = table_of(data), table_of(answered(data))

    own = [[cell.value for cell in row[: old.max_column]] for row in new.iter_rows()]
    assert own == [[cell.value for cell in row] for row in old.iter_rows()]
    assert new["B3"].fill.fgColor.rgb == "FFDDEEFF"
    assert new["B3"].font.name == "Courier New"
    assert [str(one) for one in new.merged_cells.ranges] == ["A1:D1"]
    assert [str(one.sqref) for one in new.data_validations.dataValidation] == ["D3:D99"]


def test_a_copy_that_comes_back_is_marked_anew_and_not_twice():
    once = answered(own_book())

    twice = answered(once)

    assert [one.title for one in opened(twice).worksheets].count(LIST_SHEET) == 1
    first, second = table_of(once), table_of(twice)
    assert (first.dimensions, marked_in(first)) == (second.dimensions, marked_in(second))
    assert len([c for r in second.iter_rows() for c in r if c.comment]) == len(marked_in(first))


def test_a_corrected_copy_loses_its_marks_and_gets_its_own_looks_again():
    data = own_book()
    book = opened(answered(data))
    sheet = book.worksheets[1]
    for cell in [c for r in sheet.iter_rows() for c in r if c.comment]:
        cell.value = "20000001" if cell.value == "12" else "Y"

    again = table_of(answered(saved(book)))

    assert (marked_in(again), again.max_column) == (set(), sheet.max_column)
    assert [c.coordinate for r in again.iter_rows() for c in r if c.comment] == []
    assert {cell.value for cell in again["U"][2:]} == {TAKEN}
    assert again["B3"].fill.fgColor.rgb == "FFDDEEFF"


def test_columns_of_an_older_answer_are_written_anew_under_their_old_names():
    lines = opened(workbook({}, {"phone": "12", "service": "ELD"}))
    sheet, end = lines.worksheets[0], lines.worksheets[0].max_column
    for at, name in enumerate(
        ("Status 狀況", "Reference 檔案編號", "What to correct 需更正事項"), 1
    ):
        sheet.cell(1, end + at, name)
    sheet.cell(4, end + 1, "left from a row that is gone")

    again = table_of(answered(saved(lines)))

    assert again.max_column == end + 3
    assert [c.value for c in again[3][-3:]] == [WRONG, "B-1/3", "Correct it."]
    assert again.cell(1, end + 2).value == "Reference 檔號"


def test_side_notes_of_the_sender_are_not_written_over():
    book = opened(workbook({}, {}))
    end = book.worksheets[0].max_column
    book.worksheets[0].cell(2, end + 2, "ask the ward")

    sheet = table_of(answered(saved(book)))

    assert sheet.cell(2, end + 2).value == "ask the ward"
    assert sheet.cell(2, end + 3).value == TAKEN


@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_cells_of_a_sheet_with_prefixed_names_and_odd_rows_are_all_kept(prefix):
    data = odd(workbook({}, {"phone": "12", "service": "ELD"}), prefix)

    (old,) = read(data).sheets
    (new,) = [one for one in read(answered(data)).sheets if not one.name.startswith(LIST_SHEET)]
    assert [row[:-2] for row in new.rows] == old.rows
    names, *lines = [row[-2:] for row in new.rows]
    assert names == ["Status 狀況", "Reference 檔號"]
    assert lines == [[TAKEN, "F-2"], [WRONG, "B-1/3"]]


def odd(data, prefix):
    """Return a workbook whose rows say no number, with a prefix before the names of its sheet."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                xml = re.sub(rb'<row r="[0-9]+"', b"<row", xml)
                xml = re.sub(rb"<(/?)(?=[a-z])", rb"<\1" + prefix, xml)
                xml = xml.replace(b" xmlns=", b" xmlns:x=") if prefix else xml
            new.writestr(name, xml)
    return target.getvalue()


@pytest.mark.parametrize("data", [b"", b"a,b", workbook({})[:-30]])
def test_what_is_no_workbook_cannot_be_marked(data):
    file = read_rows(workbook({}), FORMS)

    with pytest.raises(CannotMark):
        mark_rows(data, file, [], answers={})


@pytest.mark.slow
def test_a_year_of_rows_is_marked_in_the_memory_of_one_check():
    data = row_specimen(SPEC, 150_000, faults=1_488, form="xlsx").content

    done = confined(lambda: len(answered(data)), timeout_s=300, memory_mb=1024)

    assert isinstance(done, Done)
