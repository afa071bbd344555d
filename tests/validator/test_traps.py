"""What goes wrong when somebody's workbook is edited: a case of each trap that is known."""

import io
import re

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from tests.validator import excellike
from tests.validator.hostile import raw
from tests.validator.test_mark import contents, finding, opened, rich_book, saved, values
from validator.mark import mark
from validator.ownsheets import LIST_SHEET

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension")
CHANGED = {
    "[Content_Types].xml",
    "docProps/app.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
}
STYLED = re.compile(rb'<c r="(\w+)" s="(\d+)"')
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def marked(*addresses, data=None, sheet="Data"):
    """Mark some cells of a workbook."""
    found = [finding(sheet, address, number=n) for n, address in enumerate(addresses, 1)]
    return mark(data or excellike.workbook(), found)


def looks(book, sheet, address):
    cell = book[sheet][address]
    return repr(cell.fill), repr(cell.border)


def saved_by_openpyxl(book):
    """Save without the chart sheet: openpyxl makes one that it cannot open itself."""
    del book["Chart"]
    return saved(book)


def sheet_of(data):
    return contents(data)["xl/worksheets/sheet1.xml"]


def front_of(data):
    return contents(data)["xl/worksheets/esubmit1.xml"].decode()


def test_of_an_excel_workbook_only_the_parts_that_must_change_do():
    before = contents(excellike.workbook())

    after = contents(marked("B2", "B3", "C9"))

    assert {name for name in before if before[name] != after[name]} == CHANGED
    assert set(after) - set(before) == {"xl/worksheets/esubmit1.xml"}
    assert values(marked("B2")) == values(excellike.workbook())


def test_a_threaded_cell_is_framed_and_listed_and_its_thread_left_alone():
    before = contents(excellike.workbook())

    data = marked("B2", "B3")

    after = contents(data)
    for name in ("xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"):
        assert after[name] == before[name]
    notes = after["xl/comments1.xml"].decode()
    assert notes.count("<comment ") == 2
    assert '<comment ref="B2" authorId="0"><text><t>[Threaded comment]' in notes
    assert "B2 is wrong." not in notes
    assert "B3 is wrong." in notes
    assert "B2 is wrong." in front_of(data)
    assert {cell for cell, style in STYLED.findall(sheet_of(data)) if int(style) > 2} == {
        b"B2",
        b"B3",
    }


def test_buttons_in_the_drawing_of_notes_stay_as_they_were_though_not_well_formed():
    vml = contents(marked("B3"))["xl/drawings/vmlDrawing1.vml"]

    head, tail = excellike.VML[:-6], excellike.VML[-6:]
    assert vml.startswith(head)
    assert vml.endswith(tail)
    assert b'id="_x0000_s1031"' in vml[len(head) :], "ids go on from the highest"


def test_a_marked_copy_that_comes_back_gets_its_own_fill_and_border_again():
    data = excellike.workbook()

    again = mark(marked("B2", "B3", "C3"), [])

    assert STYLED.findall(sheet_of(again)) == STYLED.findall(sheet_of(data))
    assert values(again) == values(data)
    for address in ("B2", "B3", "C3"):
        assert looks(opened(again), "Data", address) == looks(opened(data), "Data", address)


def test_looks_come_back_though_another_program_saved_the_copy_and_rows_were_moved():
    book = opened(marked("B2", "C3"))
    book["Data"].insert_rows(1, 3)

    again = opened(mark(saved_by_openpyxl(book), [finding("Data", "B6", number=1)]))

    was = opened(excellike.workbook())
    assert looks(again, "Data", "B5") == looks(was, "Data", "B2")
    assert looks(again, "Data", "C6") == looks(was, "Data", "C3")
    assert again["Data"]["B6"].border.left.style == "medium"
    assert again.sheetnames[0] == LIST_SHEET


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '["<x/>","<border/>",null,null]',
        '["<fill><script/></fill>","<border/>",null,null]',
        '["<fill/>","<border/>"]',
        '["<fill/>",7,null,null]',
        "<!DOCTYPE x>",
        "",
    ],
)
def test_looks_that_somebody_has_written_over_are_not_believed(text):
    book = opened(marked("B2"))
    book[LIST_SHEET]["H1"] = text

    again = opened(mark(saved_by_openpyxl(book), []))

    assert again["Data"]["B2"].border.left.style == "thin"
    assert again["Data"]["B2"].fill.fill_type in (None, "none")


def test_our_words_in_notes_do_not_pile_up_though_their_author_was_lost():
    book = opened(mark(rich_book(), [finding("Sheet", "C3"), finding("Sheet", "D4", number=2)]))
    for address in ("C3", "D4"):
        book["Sheet"][address].comment.author = ""

    again = opened(mark(saved(book), [finding("Sheet", "C3")]))["Sheet"]

    assert again["D4"].comment is None
    assert again["C3"].comment.text.count("C3 is wrong.") == 1
    assert again["C3"].comment.text.startswith("Ask the office.\n")
    last = opened(mark(saved(book), []))["Sheet"]
    assert last["C3"].comment.text == "Ask the office."


def test_names_keep_their_sheet_and_the_workbook_its_protection():
    root = etree.fromstring(contents(marked("B2"))["xl/workbook.xml"])

    names = [(n.get("name"), n.get("localSheetId")) for n in root.iter("{*}definedName")]
    tabs = [(t.get("name"), t.get("state"), t.get("sheetId")) for t in root.iter("{*}sheet")]
    assert names == [("_xlnm.Print_Area", "1"), ("Here", "2"), ("All", None)]
    assert tabs == [
        (LIST_SHEET, None, "8"),
        ("Data", None, "1"),
        ("Lists", "veryHidden", "5"),
        ("Chart", None, "7"),
    ]
    assert root.find("{*}workbookProtection").get("lockStructure") == "1"
    assert [v.get("activeTab") for v in root.iter("{*}workbookView")] == ["0"]


def test_a_chart_sheet_is_listed_without_a_mark():
    data = marked("A1", sheet="Chart")

    assert "Chart A1" in front_of(data)
    assert (
        contents(data)["xl/chartsheets/sheet3.xml"].decode()
        == (excellike.parts()["xl/chartsheets/sheet3.xml"])
    )


def test_a_note_stands_before_tables_and_extensions_in_the_sheet():
    sheet = raw.worksheet(ONE, after='<tableParts count="0"/><extLst/>')
    root = etree.fromstring(sheet_of(marked("A1", data=raw.pack(raw.parts(sheet)), sheet="S1")))

    assert [etree.QName(child).localname for child in root][-3:] == [
        "legacyDrawing",
        "tableParts",
        "extLst",
    ]


def test_a_signature_no_longer_holds_and_that_is_said_in_both_languages():
    front = front_of(marked("B2", data=excellike.workbook(**{"_xmlsignatures/sig1.xml": "<x/>"})))

    assert "digital signature" in front
    assert "數碼簽署" in front


def test_a_line_break_in_an_attribute_stays_one():
    assert b'prompt="a&#10;b"' in sheet_of(marked("B2"))


def test_a_workbook_with_all_styles_used_up_is_noted_and_listed():
    one = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    count = 65_001
    styles = excellike.STYLES.replace("</cellXfs>", one * (count - 3) + "</cellXfs>")

    data = marked("B3", data=excellike.workbook(**{"xl/styles.xml": styles}))

    assert "B3 is wrong." in contents(data)["xl/comments1.xml"].decode()
    used = [int(style) for _, style in STYLED.findall(sheet_of(data))]
    assert max(used) < count


def test_what_a_finding_quotes_cannot_break_the_sheet():
    quoted = finding("Data", "B3") | {
        "raw": "=cmd|' /C calc'!A0\x01\x0b]]><x>" + "長" * 40_000,
        "message": {"en": "a & b < c\x00\ufffe", "zh-Hant": "\x1f甲"},
    }
    data = mark(excellike.workbook(), [quoted])

    front = etree.fromstring(front_of(data).encode())
    texts = ["".join(cell.itertext()) for cell in front.iter("{*}c")]
    assert all(len(text) <= 32_767 for text in texts)
    assert not list(front.iter("{*}f"))
    assert "a & b < c" in contents(data)["xl/comments1.xml"].decode().replace("&amp;", "&").replace(
        "&lt;", "<"
    )


def test_the_farthest_cell_can_be_marked():
    data = marked("XFD1048576", data=raw.workbook(ONE), sheet="S1")

    assert STYLED.findall(sheet_of(data))[-1][0] == b"XFD1048576"


def test_properties_that_count_no_sheets_stay_as_they_are():
    bare = "<Properties><Company>A</Company></Properties>"
    data = marked("B2", data=excellike.workbook(**{"docProps/app.xml": bare}))

    assert contents(data)["docProps/app.xml"].decode() == bare


def test_a_sheet_of_the_senders_own_that_is_called_alike_stays():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        for name in ("Data", f"{LIST_SHEET} old"):
            made.add_worksheet(name).write("A1", 5)

    book = openpyxl.load_workbook(io.BytesIO(marked("A1", data=target.getvalue())))

    assert book.sheetnames == [LIST_SHEET, "Data", f"{LIST_SHEET} old"]


def test_every_row_of_the_list_has_a_height_of_its_own():
    rows = re.findall(r"<row [^>]*>", front_of(marked("B2", "B3")))

    assert rows
    assert all('customHeight="1"' in row or 'hidden="1"' in row for row in rows)
