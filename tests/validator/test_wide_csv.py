"""A sheet saved as CSV is read as the sheet it was."""

import csv
import io
import re

import pytest

from schemas.catalogue import packaged
from schemas.periods import Period
from validator.blank import Sender
from validator.engine import check_file
from validator.ownsheets import NOTES_SHEET
from validator.plan import compile_plan
from validator.read import read
from validator.specimen import Recipe, specimen

FORMS = packaged()
PERIOD = Period.parse("2025-26Q3")


def wide(form, delimiter=",", encoding="utf-8-sig", changes=()):
    """Return a good return as a spreadsheet program saves it as CSV, its sheets one by one."""
    plan = compile_plan(FORMS.form(form), PERIOD.id)
    book = read(specimen(plan, Recipe(PERIOD, Sender("9101"))).workbook)
    rows = []
    for sheet in book.sheets:
        if not sheet.visible or sheet.name == NOTES_SHEET:
            continue
        rows += [[] for _ in range(sheet.top - 1)]
        rows += [[""] * (sheet.left - 1) + list(row) for row in sheet.rows]
    for (row, column), value in dict(changes).items():
        rows[row - 1][column - 1] = value
    text = io.StringIO()
    shown = ([f"{v:g}" if isinstance(v, float) else v for v in row] for row in rows)
    csv.writer(text, delimiter=delimiter).writerows(shown)
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize("form", ["FAS-CASE-Q", "SGH-OCC-Q", "HLS-MONTH-Q"])
@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8-sig"), ("\t", "utf-16"), (";", "utf-8"), (",", "big5hkscs"), (",", "gb18030")],
)
def test_a_good_sheet_passes_in_every_dress(form, delimiter, encoding):
    document = check_file(wide(form, delimiter, encoding), FORMS).as_document()

    assert (document["form"], document["unit"], document["period"]) == (form, "9101", PERIOD.id)
    assert document["counts"]["error"] == document["counts"]["reject"] == 0, document["findings"]


def test_a_wrong_figure_is_told_at_its_row_and_column():
    good = check_file(wide("FAS-CASE-Q"), FORMS).as_document()
    cell = next(c for c in good["cells"] if c["cell"].startswith("outcome[R110]"))
    letters, number = cell["a1"][0], int(cell["a1"][1:])

    bad = wide("FAS-CASE-Q", changes={(number, ord(letters) - 64): 9_999})
    document = check_file(bad, FORMS).as_document()

    told = [f["address"]["a1"] for f in document["findings"] if f["severity"] == "error"]
    assert cell["a1"] in told


def test_na_and_thousands_are_read_as_typed():
    rows = read(b'Form code,X\n"1,234",NA, 5 ,007\n').sheets[0].rows

    assert rows[1] == ["1,234", "NA", " 5 ", "007"]


@pytest.mark.parametrize(
    ("period", "rule", "said"),
    [
        ("", "V.no_period", "The file does not say for which quarter it is."),
        ("soon", "V.unread_period", "in a way that could not be read (“soon”)."),
    ],
)
def test_a_quarter_that_is_not_there_is_not_quoted(period, rule, said):
    text = re.sub(r"(Period 期間,,)[^\r\n]*", rf"\1{period}", wide("FAS-CASE-Q").decode())

    document = check_file(text.encode(), FORMS).as_document()

    (found,) = [f for f in document["findings"] if f["rule"] == rule]
    assert said in found["message"]["en"]
    assert "“”" not in found["message"]["en"]
