import datetime
import io
import pickle

import pytest
import xlsxwriter

from tests.validator.hostile import raw
from validator.read import Book, Limits, read
from validator.read.sheet import CODES, Refusal

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def sheet_of(rows, **others):
    book = read(raw.workbook(rows, **others))
    assert isinstance(book, Book), book
    return book.sheets[0]


def row_of(cells, **others):
    return sheet_of(f'<row r="1">{cells}</row>', **others).rows[0]


def written(fill):
    """Have XlsxWriter write a workbook, as Excel itself would."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        fill(book)
    return target.getvalue()


def test_values_come_with_their_types():
    def fill(book):
        sheet = book.add_worksheet("A")
        sheet.write_row("A1", ["text", 3, 2.5, True, "12"])
        sheet.write_datetime("F1", datetime.date(2026, 1, 2), book.add_format({"num_format": 14}))
        sheet.write_datetime("G1", datetime.time(3, 4), book.add_format({"num_format": 20}))

    [row] = read(written(fill)).sheets[0].rows

    assert row == ["text", 3.0, 2.5, True, "12", datetime.date(2026, 1, 2), datetime.time(3, 4)]
    assert [type(value) for value in row[:5]] == [str, float, float, bool, str]


@pytest.mark.parametrize("place", ["A1", "C4", "AB1000", "XFD1048576"])
def test_a_table_stands_where_it_stands(place):
    def fill(book):
        book.add_worksheet().write(place, "here")

    sheet = read(written(fill)).sheets[0]

    top, left = xlsxwriter.utility.xl_cell_to_rowcol(place)
    assert (sheet.top, sheet.left, sheet.rows) == (top + 1, left + 1, [["here"]])


def test_leading_rows_and_columns_that_are_only_formatted_do_not_count():
    sheet = sheet_of(
        '<row r="1"><c r="A1" s="1"/></row><row r="3"><c r="B3" s="1"/><c r="C3"><v>5</v></c></row>'
        '<row r="5"><c r="D5"><v>6</v></c></row><row r="9"><c r="F9"/></row>'
    )

    assert (sheet.top, sheet.left) == (3, 3)
    assert sheet.rows == [[5.0, ""], ["", ""], ["", 6.0]]


def test_an_empty_sheet_has_no_rows():
    sheet = sheet_of("")

    assert (sheet.rows, sheet.top, sheet.left) == ([], 1, 1)


def test_names_and_visibility_come_from_the_workbook():
    every = raw.parts(*[raw.worksheet(ROW)] * 3)
    names = ("甲 &amp; 'B'", "visible"), ("", "hidden"), ("C", "veryHidden")

    book = read(raw.pack(every | {"xl/workbook.xml": raw.main_part(*names)}))

    assert [(sheet.name, sheet.visible) for sheet in book.sheets] == [
        ("甲 & 'B'", True),
        ("", False),
        ("C", False),
    ]


def test_only_worksheets_are_read_and_what_else_there_is_is_noted():
    every = raw.parts(raw.worksheet(ROW), "<chartsheet/>")
    links = (
        ("r1", "worksheet", "worksheets/sheet1.xml"),
        ("r2", "chartsheet", "worksheets/sheet2.xml"),
    )
    every["xl/_rels/workbook.xml.rels"] = raw.relationships(*links)
    every |= {"xl/vbaProject.bin": "x", "xl/externalLinks/externalLink1.xml": "<x/>"}

    book = read(raw.pack(every))

    assert [sheet.name for sheet in book.sheets] == ["S1"]
    assert book.notes == ["macros", "external_links"]


def test_the_workbook_is_found_by_relationships_and_not_by_name():
    every = raw.parts(raw.worksheet(ROW))
    every["_rels/.rels"] = raw.relationships(("r", "officeDocument", "/Odd%20place/Book.xml"))
    every["Odd place/book.xml"] = every.pop("xl/workbook.xml")
    every["Odd place/_rels/book.xml.rels"] = raw.relationships((
        "r1",
        "worksheet",
        "..\\Sheets/./ONE.xml",
    ))
    every["sheets\\one.xml"] = every.pop("xl/worksheets/sheet1.xml")

    assert read(raw.pack(every)).sheets[0].rows == [[1.0]]


def test_strict_and_prefixed_workbooks_are_read():
    every = raw.parts(raw.worksheet(ROW))
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    for name in every:
        every[name] = every[name].replace(raw.RELATION, strict)
    every["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{raw.MAIN}"><x:sheetData><x:row r="2" hidden="1">'
        "<x:c><x:f>1</x:f></x:c><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )

    sheet = read(raw.pack(every)).sheets[0]

    assert (sheet.rows, sheet.top, sheet.left) == ([[7.0]], 2, 2)
    assert (sheet.hidden_rows, sheet.unvalued) == ({2}, {(2, 1)})


def test_rows_and_cells_without_an_address_are_counted():
    sheet = sheet_of(
        "<row><c><v>1</v></c><c/><c><f>1</f></c></row><row/>"
        '<row hidden="true"><c r="B3"><v>7</v></c><c><v>8</v></c><c t="e"><v>#N/A</v></c></row>'
    )

    assert sheet.rows == [[1.0, "", "", ""], ["", "", "", ""], ["", 7.0, 8.0, "#N/A"]]
    assert (sheet.hidden_rows, sheet.unvalued) == ({3}, {(1, 3)})


@pytest.mark.parametrize(
    ("cell", "unvalued"),
    [
        ("<c {}><f>SUM(B1:C1)</f></c>", True),
        ("<c {}><f>SUM(B1:C1)</f><v/></c>", True),
        ("<c {}><f>SUM(B1:C1)</f><v></v></c>", True),
        ('<c {} s="1"><f t="shared" si="0"/></c>', True),
        ('<c {} t="str"><f>B1</f></c>', True),
        ("<c {}><f>SUM(B1:C1)</f><v>0</v></c>", False),
        ('<c {} t="str"><f>B1&amp;""</f><v></v></c>', False),
        ('<c {} t="e"><f>1/0</f><v>#DIV/0!</v></c>', False),
        ("<c {}/>", False),
    ],
)
def test_a_formula_saved_without_its_result_is_told(cell, unvalued):
    rows = '<row r="7">' + cell.format('r="AB7"') + '<c r="AC7"><v>1</v></c></row>'

    assert sheet_of(rows).unvalued == ({(7, 28)} if unvalued else set())
    assert sheet_of(rows + "<!-- so that it is parsed -->").unvalued == sheet_of(rows).unvalued


def test_error_values_come_as_their_text():
    cells = (
        '<c r="A1" t="e"><v>#N/A</v></c><c r="B1" s="0" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1"><v>1</v></c><c r="D1" t="e" s="0"><v>#REF!</v></c>'
    )

    assert row_of(cells) == ["#N/A", "#DIV/0!", 1.0, "#REF!"]


def test_hidden_rows_are_told():
    rows = '<row r="{0}" spans="1:1" hidden="{1}"><c r="A{0}"><v>1</v></c></row>'

    sheet = sheet_of(rows.format(2, 1) + rows.format(3, 0) + rows.format(4, "true"))

    assert sheet.hidden_rows == {2, 4}


def test_a_number_that_is_none_comes_as_text():
    row = row_of(
        '<c r="A1"><v>NaN</v></c><c r="B1"><v>-INF</v></c><c r="C1"><v>1e999</v></c>'
        '<c r="D1"><v>1e308</v></c><c r="E1"><v>1.5E-3</v></c>'
    )

    assert row == ["nan", "-inf", "inf", 1e308, 0.0015]


def test_strings_of_every_kind_are_whole():
    shared = raw.strings("a_x000D_b", "<![CDATA[c<d]]>").replace(
        "</sst>", "<si><r><t>ri</t></r><r><t>ch</t></r></si><si/></sst>"
    )
    cells = "".join(f'<c r="{"ABCD"[n]}1" t="s"><v>{n}</v></c>' for n in range(4))
    cells += '<c r="E1" t="inlineStr"><is><t>in &amp; 線</t></is></c>'
    cells += '<c r="F1" t="inlineStr"><is><t><![CDATA[<b>]]></t></is></c>'

    assert row_of(cells, shared=shared) == ["a\rb", "c<d", "rich", "", "in & 線", "<b>"]


def test_dates_of_1904_are_understood():
    styles = f'<styleSheet xmlns="{raw.MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    every = raw.parts(
        raw.worksheet('<row r="1"><c r="A1" s="0"><v>1000</v></c></row>'), styles=styles
    )
    settings = '<workbookPr date1904="true"/>'

    since_1900 = read(raw.pack(every)).sheets[0].rows
    every["xl/workbook.xml"] = raw.main_part(("S", "visible"), settings=settings)
    since_1904 = read(raw.pack(every)).sheets[0].rows

    assert since_1900 == [[datetime.date(1902, 9, 26)]]
    assert since_1904 == [[datetime.date(1906, 9, 27)]]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_parts_in_other_encodings_are_read(encoding):
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>caf\u00e9</t></is></c></row>'
    every = raw.parts("")
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    every["xl/worksheets/sheet1.xml"] = (head + raw.worksheet(cell)).encode(encoding)

    assert read(raw.pack(every)).sheets[0].rows == [["caf\u00e9"]]


def test_percent_formats_are_told_apart():
    formats = ["0%", '0.0"%"', "0\\%", "0.00%;[Red]-0.00%", "0_%", "General"]

    def fill(book):
        sheet = book.add_worksheet()
        for column, code in enumerate(formats):
            sheet.write(2, column, 0.85, book.add_format({"num_format": code}))
        sheet.write(2, len(formats), 0.85)

    percent = read(written(fill)).sheets[0].percent

    assert [percent(3, column) for column in range(1, 8)] == [
        True,
        *[False] * 2,
        True,
        *[False] * 3,
    ]
    assert not percent(1, 1)


def test_percent_is_told_where_cells_have_no_address():
    styles = (
        f'<styleSheet xmlns="{raw.MAIN}"><cellXfs><xf/><xf numFmtId="9"/></cellXfs></styleSheet>'
    )
    rows = '<row r="3"><c><v>1</v></c><c s="1"><v>1</v></c><c r="E3"/><c s="1"/></row>'

    percent = sheet_of(rows, styles=styles).percent

    assert [percent(3, column) for column in range(1, 7)] == [
        False,
        True,
        False,
        False,
        False,
        True,
    ]


def test_a_far_cell_that_is_only_formatted_is_no_reason_to_refuse():
    rows = ROW + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'

    assert sheet_of(rows).rows == [[1.0]]


def test_a_far_value_is_refused_and_the_corner_named():
    rows = ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    refusal = read(raw.workbook(rows))

    assert refusal.code == "too_many_rows"
    assert refusal.params["sheet"] == "S1"
    assert (refusal.params["row"], refusal.params["column"]) == (1_048_576, 16_384)


def test_a_book_can_be_sent_to_another_process():
    book = read(raw.workbook(ROW))

    again = pickle.loads(pickle.dumps(book))

    assert again.sheets[0].rows == [[1.0]]
    assert again.sheets[0].percent(1, 1) is False


def test_a_refusal_carries_a_known_code():
    assert all(Refusal(code).code == code for code in CODES)
    with pytest.raises(ValueError, match="no such refusal code"):
        Refusal("oops")


@pytest.mark.parametrize(("comment", "code"), [("", "too_many_cells"), ("<!--c-->", "damaged")])
def test_far_too_many_cells_are_counted_before_they_are_parsed(comment, code):
    unclosed = comment + "</row>" + "<row><c/></row>" * 600

    assert read(raw.workbook(unclosed), limits=Limits(max_cells=1000)).code == code
