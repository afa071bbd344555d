"""What a blank workbook gives to a unit: what to type, where, and what is known already."""

from io import BytesIO

import openpyxl
import pytest

from schemas.catalogue import Catalogue, packaged
from schemas.load import load
from schemas.periods import Period
from tests.validator.compared import faults
from validator.blank import Sender, blank
from validator.context import Context, Sent
from validator.engine import check_file
from validator.layout import blocks, is_total
from validator.mark import mark
from validator.ownsheets import NOTES_SHEET, STAMP_SHEET
from validator.plan import compile_plan
from validator.read import read

FORMS = packaged()
PERIOD = Period.parse("2025-26Q3")
CASE = "FAS-CASE-Q"


OTHER = load("""
formspec: 1
form:
  id: OTHER-Q
  title: {en: Other, zh-Hant: 其他}
  programme: {en: Sample, zh-Hant: 樣本}
  service: '521'
revisions: [{v: 1, from: 2024-25Q1, note: {en: First, zh-Hant: 首個}}]
tables:
  s:
    code: A
    title: {en: Skipping, zh-Hant: 略過}
    find: {sheet: [Skipping]}
    blank: skip
    rows:
      R1: {en: One, zh-Hant: 一}
      R2: {en: Two, zh-Hant: 二}
      R3: {en: All, zh-Hant: 全部, total_of: [R1, R2]}
    cols:
      x: {code: X1, type: decimal, decimals: 1, en: Hours, zh-Hant: 時數}
      y: {code: X2, type: count, step: 5, max: 50, na_codes: [N/A], en: Fives, zh-Hant: 五}
  v:
    code: B
    title: {en: Visits, zh-Hant: 探訪}
    find: {sheet: [Visits]}
    unique: place
    fields:
      place:
        code: F1
        type: code
        codes:
          A: {en: 'Home, or near it', zh-Hant: 家居或附近}
          B: {en: Centre, zh-Hant: 中心}
          C: {en: Elsewhere, zh-Hant: 其他地方}
        en: Place
        zh-Hant: 地點
""")


def made(spec, **more):
    """Return a blank of a form as bytes, and as openpyxl reads it: formulas, and their values."""
    spec = FORMS.form(spec) if isinstance(spec, str) else spec
    data = blank(compile_plan(spec, PERIOD.id), period=PERIOD, sender=Sender("9101"), **more)
    books = (openpyxl.load_workbook(BytesIO(data), data_only=only) for only in (False, True))
    return data, *books


def carried(**figures):
    cells = {f"movement[{row}].cf": figure for row, figure in figures.items()}
    return Context(form=CASE, period=PERIOD.id, earlier={"2025-26Q2": Sent(cells)})


def asked(sheet, at):
    """Return what Excel asks of a cell."""
    (found,) = (one for one in sheet.data_validations.dataValidation if at in one.sqref)
    return found


@pytest.mark.parametrize("code", sorted(FORMS.specs))
def test_only_cells_for_typing_can_be_typed_in(code):
    plan = compile_plan(FORMS.form(code), PERIOD.id)
    _, book, _ = made(code)

    typed = {
        (block.sheet, block.row_of(row.key), block.column_of(col.key))
        for block in blocks(plan)
        for row in block.table.rows
        for col in block.table.cols
        if not is_total(row, col)
    }
    lists = {" ".join(one.sheets[:2]) for one in plan.spec.lists}
    for sheet in book.worksheets:
        open_ones = {
            (sheet.title, cell.row, cell.column)
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked
        }
        if sheet.title not in lists:
            assert open_ones == {one for one in typed if one[0] == sheet.title}
        if sheet.title != STAMP_SHEET:
            assert sheet.protection.sheet
            assert sheet.protection.password is None


@pytest.mark.parametrize("code", sorted(FORMS.specs))
def test_a_blank_is_recognised_and_nothing_is_told_of_it_but_what_is_not_filled_in(code):
    verdict = check_file(made(code)[0], FORMS)

    assert (verdict.recognised.spec.code, verdict.recognised.unit) == (code, "9101")
    assert verdict.recognised.period == PERIOD
    assert {one.kind for one in verdict.findings if one.outcome == "fail"} <= {"required"}
    assert read(made(code)[0]).sheets[-1].name == STAMP_SHEET


def test_a_blank_of_no_unit_yet_is_refused_for_want_of_the_units_code():
    plan = compile_plan(FORMS.form(CASE), PERIOD.id)

    verdict = check_file(blank(plan, period=PERIOD), FORMS)

    assert verdict.recognised.unit == ""
    assert [one.rule for one in verdict.findings if one.severity == "reject"] == ["V.no_unit"]


@pytest.mark.parametrize("code", sorted(FORMS.specs))
def test_marking_a_blank_up_leaves_what_it_asks_and_locks_as_it_is(code):
    data = made(code)[0]

    after = mark(data, check_file(data, FORMS).summary()["findings"])

    sheets = {f"xl/worksheets/sheet{n}.xml" for n in range(1, len(read(data).sheets))}
    assert list(faults(data, after, sheets)) == []


def test_heads_break_between_languages_and_never_within_a_month():
    _, book, _ = made("HLS-MONTH-Q")

    sheet = book.worksheets[0]

    assert sheet["C9"].value == "1st month\n第一個月\nOct 2025\n2025年10月"
    assert sheet["F9"].value == "Quarter\n全季"
    assert sheet.row_dimensions[9].height >= 64


def test_totals_are_formulas_that_show_nothing_before_there_is_something():
    _, book, values = made(CASE)

    assert book.worksheets[0]["C14"].value == '=IF(COUNT(C11:C13)=0,"",ROUND(SUM(C11:C13),0))'
    assert book.worksheets[0]["F11"].value == (
        '=IF(COUNT(C11:E11)=0,"",ROUND(SUM(C11:D11)-SUM(E11),0))'
    )
    assert values.worksheets[0]["C14"].value == " "


def test_last_quarters_closing_figures_open_this_one_and_are_added_up():
    _, book, values = made(CASE, context=carried(R010="41", R020="7"))
    sheet = values.worksheets[0]

    assert [sheet[at].value for at in ("C11", "C12", "C13", "C14")] == [41, 7, None, 48]
    assert [sheet[at].value for at in ("F11", "F12", "F14")] == [41, 7, 48]
    note = asked(book.worksheets[0], "C11").prompt
    assert "Last quarter's closing figure, 41, is filled in." in note
    assert "已填上上季的期末數字 41。" in note
    assert "Cases still open on the last day of last quarter." in note
    assert not book.worksheets[0]["C11"].protection.locked


def test_a_figure_that_is_given_for_a_total_stands_there_instead_of_the_formula():
    _, book, _ = made(CASE, figures={("movement", "R900", "bf"): 12})

    assert book.worksheets[0]["C14"].value == 12


def test_a_total_of_a_table_that_skips_blanks_waits_for_all_its_parts():
    first, second = {("s", "R1", "x"): 1.5}, {("s", "R2", "x"): 2.2}

    half, whole = (made(OTHER, figures=given)[2] for given in (first, first | second))

    assert half["Skipping"]["C13"].value == " "
    assert whole["Skipping"]["C13"].value == 3.7


def test_a_total_that_may_be_declared_not_applicable_can_be_typed_over():
    _, book, _ = made(OTHER)

    assert not book["Skipping"]["D13"].protection.locked
    assert book["Skipping"]["C13"].protection.locked


def test_excel_asks_for_what_belongs_in_a_cell_and_says_so_in_both_languages():
    _, book, _ = made("CYC-PROG-Q")
    figures, entries = book.worksheets[0], book.worksheets[1]

    whole, day, code, most = (
        asked(figures, "C11"),
        asked(entries, "B6"),
        asked(entries, "C6"),
        asked(entries, "E6"),
    )

    assert (whole.type, whole.operator, whole.formula1) == ("whole", None, "0")
    assert whole.error == "Type a whole number, 0 or more.\n請輸入 0 或以上的整數。"
    assert (day.type, day.formula1, day.formula2) == ("date", "45931", "46022")
    assert "from 1 Oct 2025 to 31 Dec 2025" in day.error
    assert "2025年10月1日 至 2025年12月31日" in day.error
    assert (code.type, code.formula1) == ("list", '"G Group 小組,P Programme 活動"')
    assert (most.type, most.formula2) == ("whole", "60")
    assert "from 0 to 60" in most.error


def test_decimals_are_asked_for_by_a_condition():
    _, book, _ = made(CASE)

    hours = asked(book.worksheets[0], "C22")

    assert hours.type == "custom"
    assert hours.formula1 == (
        "IF(ISNUMBER(C22),AND(ABS(C22/0.1-ROUND(C22/0.1,0))<0.000001,C22>=0,C22<=20000),FALSE)"
    )
    assert "小數最多 1 位" in hours.error


def test_it_is_printed_on_a4_as_wide_as_the_page_with_its_heads_on_each():
    _, book, _ = made("CYC-PROG-Q")

    for sheet in book.worksheets[:2]:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows is not None
        assert "CYC-PROG-Q 9101 2025-26Q3" in sheet.oddFooter.left.text


def test_how_lines_are_counted_and_what_was_agreed_stands_on_a_sheet_in_both_languages():
    _, book, _ = made(CASE, context=Context(agreed={"OS1": "160"}))

    said = [[cell.value for cell in row] for row in book[NOTES_SHEET].iter_rows()]

    assert ["OS1", "160"] in [[row[0], row[2]] for row in said]
    notes = [row[1:] for row in said if str(row[0]).startswith("C10 ")]
    assert notes == [
        ["Cases still open on the last day of last quarter.", "上季最後一天仍未結束的個案。"]
    ]


def test_choices_too_long_for_the_question_stand_on_the_hidden_sheet():
    _, book, _ = made(OTHER)

    source = asked(book["Visits"], "A6").formula1

    assert source == f"'{STAMP_SHEET}'!$D$1:$D$3"
    assert [book[STAMP_SHEET][f"D{row}"].value for row in (1, 2, 3)] == [
        "A Home, or near it 家居或附近",
        "B Centre 中心",
        "C Elsewhere 其他地方",
    ]
    data = made(OTHER, entries={"v": [{"place": "A Home, or near it 家居或附近"}]})[0]
    verdict = check_file(data, Catalogue([OTHER]))
    assert verdict.extract.lists["v"].entries[0].values == {"place": "A"}


def test_steps_and_words_for_not_applicable_are_asked_for_as_well():
    _, book, _ = made(OTHER)

    codes = asked(book["Skipping"], "D11")

    assert codes.formula1 == (
        'OR(EXACT(TRIM(D11),"N/A"),'
        "IF(ISNUMBER(D11),AND(ABS(D11/5-ROUND(D11/5,0))<0.000001,D11>=0,D11<=50),FALSE))"
    )
    assert "In steps of 5. Or one of: N/A." in codes.error
