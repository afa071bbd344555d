"""A file that cannot be marked itself comes back as a new workbook of its cells, and says so."""

import io

import openpyxl
import pytest

from schemas.catalogue import packaged
from tests.validator.test_read_other import ROW, ods
from tests.validator.test_wide_csv import wide
from tests.validator.xlsb import xlsb
from validator.engine import check_file
from validator.mark import CannotMark, mark_file
from validator.read import read

FORMS = packaged()


def marked(data):
    findings = check_file(data, FORMS).summary()["findings"]
    book = openpyxl.load_workbook(io.BytesIO(mark_file(data, findings)))
    wrong = [f["address"]["a1"] for f in findings if f["severity"] == "error" and f["address"]]
    return book, wrong


def faulty_rows():
    data = wide("FAS-CASE-Q", changes={(11, 3): "n/a"})
    return data, read(data).sheets[0].rows


def test_a_csv_comes_back_as_a_workbook_that_says_so():
    data, rows = faulty_rows()
    book, (wrong, *_) = marked(data)

    front, copy = book.worksheets
    assert front.title.startswith("What to correct")
    assert "CSV" in front["A2"].value
    assert "檔案以 CSV 格式遞交" in front["A2"].value
    assert copy[wrong].comment is not None
    read_back = [[cell.value for cell in row] for row in copy.iter_rows(max_row=len(rows))]
    assert read_back[:10] == [[value or None for value in row] for row in rows[:10]]


def test_a_binary_workbook_comes_back_marked():
    _, rows = faulty_rows()
    floats = [[float(v) if isinstance(v, int) else v for v in row] for row in rows]

    book, (wrong, *_) = marked(xlsb("Return 統計表", floats))

    assert ".xlsb" in book.worksheets[0]["A2"].value
    assert book["Return 統計表"][wrong].comment is not None


def test_text_that_looks_like_a_formula_stays_text():
    data = wide("FAS-CASE-Q", changes={(11, 3): "=1+1"})

    book, _ = marked(data)

    assert book["CSV"]["C11"].data_type == "s"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\3\4 cut off"])
def test_what_cannot_be_read_cannot_be_marked(data):
    with pytest.raises(CannotMark):
        mark_file(data, [])


@pytest.mark.parametrize("end", ["", ",,,,\r\n" * 50])
def test_no_label_of_a_copy_is_cut_off_and_a_title_widens_nothing(end):
    title = "A title of the whole sheet that runs on over all of its columns"
    rows = f"{title}\r\nForm code,FAS-CASE-Q\r\n,Family counselling 家庭輔導,12,7\r\n{end}"

    copy = openpyxl.load_workbook(io.BytesIO(mark_file(rows.encode(), [])))["CSV"]

    widths = {letter: copy.column_dimensions[letter].width for letter in "ABC"}
    assert len("Form code") < widths["A"] < 20
    assert widths["B"] > len("Family counselling ") + 2 * len("家庭輔導")
    assert widths["C"] < 20
    assert (copy.page_setup.orientation, copy.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        True,
    )


def test_a_sheet_with_nothing_in_it_is_copied_empty():
    second = '</table:table><table:table table:name="Sheet2"><table:table-row/>'

    copy = openpyxl.load_workbook(io.BytesIO(mark_file(ods(ROW + second), [])))

    assert [sheet.title for sheet in copy.worksheets[1:]] == ["統計表", "Sheet2"]
    assert [[cell.value for cell in row] for row in copy["統計表"]] == [["總數 Total", 12.5]]
    assert copy["Sheet2"].dimensions == "A1:A1"


def test_a_csv_of_nothing_but_commas_is_copied_empty():
    copy = openpyxl.load_workbook(io.BytesIO(mark_file(b",,,\r\n,,,\r\n", [])))

    assert copy["CSV"].dimensions == "A1:A1"
