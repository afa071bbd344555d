import pytest

from validator.read import Book, Limits, read

HEADER = "ngo_code,unit_code,form_code,form_version,fin_year,quarter,month,item_code,value,remark"
LINE = "901,9101,FAS-CASE-Q,1,2025-26,Q3,10,A1,12,"
FIELDS = [*LINE.split(",")]


def rows_of(text, encoding="utf-8"):
    book = read(text.encode(encoding))
    assert isinstance(book, Book), book
    return book.sheets[0].rows


def refusal_of(data):
    refusal = read(data if isinstance(data, bytes) else data.encode())
    return refusal.code, refusal.params


def test_a_long_csv_is_one_sheet_of_text():
    book = read(f"{HEADER}\n{LINE}\n".encode())

    [sheet] = book.sheets
    assert (book.kind, sheet.name, sheet.top, sheet.left) == ("csv", "", 1, 1)
    assert sheet.rows == [HEADER.split(","), FIELDS]
    assert not sheet.percent(2, 9)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are_are_read(encoding):
    assert rows_of(f"{HEADER}\n{LINE}樣本", encoding)[1][9] == "樣本"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_told_apart(delimiter, end):
    text = f"{HEADER}{end}{LINE}{end}".replace(",", delimiter)

    assert rows_of(text) == [HEADER.split(","), FIELDS]


def test_na_is_data_and_so_are_spaces_and_leading_zeros():
    row = rows_of(f"{HEADER}\n0901,9101,F,1,2025-26,Q3,,A1, 12 ,NA")[1]

    assert (row[0], row[6], row[8], row[9]) == ("0901", "", " 12 ", "NA")


def test_a_quoted_newline_stays_inside_its_field():
    rows = rows_of(f'{HEADER}\n{LINE}"one\ntwo, ""three"""\n{LINE}')

    assert rows[1][9] == 'one\ntwo, "three"'
    assert len(rows) == 3


def test_blank_lines_keep_the_numbers_of_the_rows_below():
    rows = rows_of(f"{HEADER}\n\n{LINE}\n,,,,,,,,,\n{LINE}\n")

    assert [bool(row[0]) for row in rows] == [True, False, True, False, True]
    assert {len(row) for row in rows} == {10}


def test_columns_may_stand_in_any_order_and_letter_case():
    rows = rows_of(
        "\ufeffValue, ITEM_CODE ," + HEADER.replace(",item_code,value", "") + "\n1,A1" + "," * 8
    )

    assert rows[0][:3] == ["value", "item_code", "ngo_code"]


def test_an_absent_remark_may_be_left_out():
    assert rows_of(f"{HEADER}\n{LINE[:-1]}")[1] == FIELDS
    assert len(rows_of(f"{HEADER[:-7]}\n{LINE[:-1]}")[1]) == 9


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("unit_code,form_code,value\n", {"missing": "fin_year, quarter, item_code"}),
        (HEADER.replace("item_code", "item"), {"missing": "item_code"}),
        (HEADER + ",value", {"twice": "value"}),
        (f"{HEADER}\n{LINE}x,y", {"row": 2, "fields": 11, "expected": 10}),
        (f"{HEADER}\n{LINE}\n901,9101", {"row": 3, "fields": 2, "expected": 10}),
    ],
)
def test_columns_that_are_not_these_are_refused(text, params):
    assert refusal_of(text) == ("csv_columns", params)


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADER}\n{LINE}café".encode("cp1252"),
        f"{HEADER}\n{LINE}".encode("utf-16-le"),
        f"{HEADER}\n{LINE}".encode("utf-16-be"),
        f"{HEADER}\n{LINE}".encode("utf-16")[:-1],
        f"{HEADER}\n{LINE}".encode("utf-32"),
    ],
)
def test_text_in_no_encoding_of_ours_is_refused_rather_than_guessed(data):
    assert refusal_of(data)[0] == "csv_encoding"


def test_what_is_no_csv_is_refused_with_its_row():
    assert refusal_of(f'{HEADER}\n{LINE}\n{LINE}"open') == (
        "csv_unreadable",
        {"why": "quoting", "row": 3},
    )
    assert refusal_of(f"{HEADER}\n{LINE}\0") == ("csv_unreadable", {"why": "nul", "row": 2})


@pytest.mark.parametrize("text", ["", "\ufeff", " \r\n\t\n", "\x1a"])
def test_a_file_with_nothing_in_it_is_empty(text):
    assert refusal_of(text)[0] == "empty"


def test_limits_hold_for_csv_too():
    data = f"{HEADER}\n{LINE}\n{LINE}\n".encode()

    assert read(data, limits=Limits(max_cells=29)).code == "too_many_cells"
    assert read(data, limits=Limits(max_bytes=len(data) - 1)).code == "too_big"
    assert isinstance(read(data, limits=Limits(max_cells=30)), Book)


@pytest.mark.parametrize("head", [HEADER, "Form code,FAS-CASE-Q"])
def test_rows_are_not_limited_and_blank_ones_count_for_nothing(head):
    lines = [head, *["," * 9] * 300_000, LINE, *[",,"] * 300_000]

    rows = read("\r\n".join(lines).encode(), limits=Limits(max_rows=2, max_cells=30)).sheets[0].rows

    assert len(rows) == 300_002
    assert {len(row) for row in rows} == {10}
    assert len({id(row) for row in rows}) == 3
