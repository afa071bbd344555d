"""The sender's own workbook comes back with its cells marked, and all else as it was."""

import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from schemas.catalogue import packaged
from schemas.periods import Period
from tests.validator.hostile import raw
from validator.blank import Sender
from validator.engine import check_file
from validator.mark import CannotMark, mark
from validator.ownsheets import LIST_SHEET
from validator.plan import compile_plan
from validator.read import read
from validator.specimen import Recipe, specimen

FORMS = packaged()
PERIOD = Period.parse("2025-26Q3")


def faulty(form="HLS-MONTH-Q", faults=2, seed=3):
    plan = compile_plan(FORMS.form(form), PERIOD.id)
    return specimen(plan, Recipe(PERIOD, Sender("9101"), seed=seed, faults=faults)).workbook


def findings_of(data):
    return check_file(data, FORMS).summary()["findings"]


def causes(findings):
    return [f for f in findings if f["severity"] == "error" and not f["cause"]]


def finding(sheet, address, severity="error", number=1):
    """Return a finding's document as a verdict would have it, at one cell."""
    place = {"sheet": sheet, "a1": address, "code": "", "label": {"en": "It", "zh-Hant": "它"}}
    return {
        "id": f"F{number}",
        "severity": severity,
        "outcome": "fail",
        "cause": None,
        "address": place,
        "places": [place],
        "raw": "=1+1",
        "value": None,
        "expected": "2",
        "suggestion": None,
        "message": {"en": f"{address} is wrong.", "zh-Hant": f"{address} 有誤。"},
        "hint": {"en": "Correct it.", "zh-Hant": "請更正。"},
    }


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def values(data):
    """Return every sheet's values by our reader, our own list left out."""
    return {
        sheet.name: (sheet.top, sheet.left, sheet.rows)
        for sheet in read(data).sheets
        if not sheet.name.startswith(LIST_SHEET)
    }


def contents(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("form", sorted(FORMS.specs))
@pytest.mark.parametrize("seed", range(4))
def test_each_cause_is_framed_and_noted_in_both_languages_and_no_value_changes(form, seed):
    data = faulty(form, seed=seed)
    found = causes(findings_of(data))
    marked = mark(data, findings_of(data))

    before, after = opened(data), opened(marked)
    for cause in found:
        place = cause["address"]
        old, new = before[place["sheet"]][place["a1"]], after[place["sheet"]][place["a1"]]
        assert new.fill.fgColor.rgb == "FFFFC7CE"
        assert new.border.left.style == new.border.bottom.style == "medium"
        for kept in ("font", "number_format", "protection", "alignment"):
            assert repr(getattr(new, kept)) == repr(getattr(old, kept))
        assert cause["message"]["en"] in new.comment.text
        assert cause["message"]["zh-Hant"] in new.comment.text
    assert values(marked) == values(data)


def test_parts_that_need_not_change_are_as_they_came():
    data = faulty(seed=1)
    before, after = contents(data), contents(mark(data, findings_of(data)))

    changed = {name for name in before if before[name] != after[name]}

    assert changed == {
        "[Content_Types].xml",
        "docProps/app.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    }


def test_the_list_in_front_leads_to_each_cell_and_starts_no_formula():
    data = faulty()
    found = causes(findings_of(data))

    sheet = opened(mark(data, findings_of(data))).worksheets[0]

    assert sheet.title == LIST_SHEET
    assert (sheet["A1"].alignment.wrap_text, sheet["F4"].alignment.wrap_text) == (False, True)
    assert sheet["D4"].alignment.indent == 1, "no column runs up to the next"
    links = [sheet.cell(row, 2).hyperlink.location for row in range(4, 4 + len(found))]
    assert links == [f"'{f['address']['sheet']}'!{f['address']['a1']}" for f in found]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    marked = opened(mark(data, [finding("Monthly 每月統計", "C11")])).worksheets[0]
    assert (marked["D4"].value, marked["D4"].data_type) == ("=1+1", "s")


def rich_book():
    """Return a workbook with what people's workbooks have, made by openpyxl."""
    book = openpyxl.Workbook()
    sheet, other = book.active, book.create_sheet("O'Brien & 總數")
    sheet["B2"], sheet["C3"], sheet["D4"] = 5, 6, "=B2+C3"
    sheet["B2"].number_format, sheet["B2"].font = '0.00 "h"', Font(name="Arial", color="FFFFFFFF")
    sheet["B2"].fill = PatternFill("solid", fgColor="FF000080")
    sheet["C3"].comment = Comment("Ask the office.", "Somebody")
    sheet.merge_cells("F6:G7")
    sheet.conditional_formatting.add(
        "B2:C3", CellIsRule("greaterThan", ["9"], font=Font(bold=True))
    )
    sheet.print_area = "A1:G9"
    sheet.protection.sheet = True
    other.sheet_state = "hidden"
    other["A1"] = 1
    book.defined_names["everywhere"] = DefinedName("everywhere", attr_text="Sheet!$B$2")
    other.defined_names["here"] = DefinedName("here", attr_text="'O''Brien & 總數'!$A$1")
    return saved(book)


def test_what_the_sender_has_made_survives():
    data = rich_book()
    places = [("Sheet", "B2"), ("Sheet", "C3"), ("Sheet", "G7"), ("Sheet", "J12")]
    marked = mark(data, [finding(*place, number=n) for n, place in enumerate(places, 1)])

    book = opened(marked)
    sheet, other = book["Sheet"], book["O'Brien & 總數"]
    assert values(marked) == values(data)
    assert sheet["D4"].value == "=B2+C3"
    assert sheet["B2"].number_format == '0.00 "h"'
    assert sheet["B2"].fill.fgColor.rgb == "FF9C0006", "a pale fill would hide white figures"
    assert sheet["C3"].comment.text.startswith("Ask the office.")
    assert "C3 is wrong." in sheet["C3"].comment.text
    assert "G7 is wrong." in sheet["F6"].comment.text, "a merged cell is noted at its first"
    assert sheet["J12"].border.top.style == "medium"
    assert [str(one) for one in sheet.merged_cells.ranges] == ["F6:G7"]
    assert len(sheet.conditional_formatting) == 1
    assert sheet.protection.sheet
    assert (other.sheet_state, sheet.print_area) == ("hidden", "'Sheet'!$A$1:$G$9")
    assert list(other.defined_names) == ["here"]
    assert book.active.title == LIST_SHEET
    selected = [one.title for one in book if one.sheet_view.tabSelected]
    assert selected == [LIST_SHEET]


def test_a_link_leads_to_no_hidden_sheet_but_says_so():
    sheet = opened(mark(rich_book(), [finding("O'Brien & 總數", "A1")])).worksheets[0]

    assert sheet["B4"].hyperlink is None
    assert "hidden 隱藏" in sheet["B4"].value


def test_a_marked_copy_that_comes_back_is_checked_alike_and_marked_anew():
    data = faulty()
    once = mark(data, findings_of(data))
    assert [f["address"] for f in causes(findings_of(once))] == [
        f["address"] for f in causes(findings_of(data))
    ]
    # Somebody corrects all but the first in the marked copy, by another program.
    first, *others = [f["address"] for f in causes(findings_of(data))]
    again = saved(opened(once))

    twice = opened(mark(again, [finding(first["sheet"], first["a1"])]))

    assert [name for name in twice.sheetnames if name.startswith(LIST_SHEET)] == [LIST_SHEET]
    noted = [cell for sheet in twice for row in sheet.iter_rows() for cell in row if cell.comment]
    assert [(cell.parent.title, cell.coordinate) for cell in noted] == [
        (first["sheet"], first["a1"])
    ]
    assert noted[0].comment.text.count("is wrong.") == 1
    for place in others:
        assert twice[place["sheet"]][place["a1"]].fill.fgColor.rgb != "FFFFC7CE"


@pytest.mark.parametrize(
    "rows",
    [
        '<row><c><v>1</v></c><c t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c></row>',
        "",
    ],
    ids=["no addresses", "no styles", "no cells"],
)
def test_a_sheet_written_in_the_barest_manner_is_marked(rows):
    data = raw.workbook(rows)
    name = read(data).sheets[0].name

    marked = mark(data, [finding(name, "A1"), finding(name, "C5", number=2)])

    parts = contents(marked)
    sheet = next(text for part, text in parts.items() if part.endswith("worksheets/sheet1.xml"))
    assert len(re.findall(rb'<c\b[^>]* s="\d+"', sheet)) == 2
    assert b'ref="C5"' in parts["xl/esubmitComments1.xml"]
    assert values(marked)[name][2] == values(data)[name][2]


def test_a_workbook_with_macros_gets_the_list_behind_its_sheets():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("Data").write("A1", 5)
    data = target.getvalue()
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macros, never run")
    book = opened(mark(target.getvalue(), [finding("Data", "A1")]))

    assert book.sheetnames == ["Data", LIST_SHEET]
    assert book.active.title == LIST_SHEET
    assert opened(mark(data, [finding("Data", "A1")])).sheetnames == [LIST_SHEET, "Data"]


def test_macros_are_not_run_and_that_is_said():
    target = io.BytesIO(faulty(faults=0))
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macros, never run")

    (note,) = [f for f in findings_of(target.getvalue()) if f["rule"] == "V.macros"]

    assert note["severity"] == "note"
    assert "not run" in note["message"]["en"]
    assert "沒有執行" in note["message"]["zh-Hant"]


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"PK\3\4 cut off", faulty()[:900]], ids=["", "pdf", "zip", "cut"]
)
def test_what_is_no_workbook_cannot_be_marked(data):
    with pytest.raises(CannotMark):
        mark(data, [finding("Data", "A1")])


def test_a_document_type_in_any_part_that_is_opened_is_refused():
    parts = contents(raw.workbook('<row r="1"><c r="A1"><v>1</v></c></row>'))
    name = next(name for name in parts if "worksheets" in name)
    parts[name] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[name]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)

    with pytest.raises(CannotMark):
        mark(target.getvalue(), [finding("S1", "A1")])
