"""Files of five programs are marked: only what must change does, all else byte for byte.

The fifth, LibreOffice, stands in `tests/office`.
"""

import io

import pytest
import xlsxwriter

from schemas.catalogue import packaged
from tests.validator import excellike
from tests.validator.compared import changed_parts, faults
from tests.validator.test_mark import PERIOD, finding, rich_book
from validator.blank import Sender, blank
from validator.mark import mark
from validator.ownsheets import LIST_SHEET
from validator.plan import compile_plan
from validator.read import read

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6260000000000500010d0a2db40000000049454e44ae426082"
)


def by_xlsxwriter():
    """Return a workbook with a chart, a picture, a table, notes, rich text and validations."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet, other = book.add_worksheet("Data 數據"), book.add_worksheet("Lists")
        sheet.add_table("A1:C5", {"data": [[n, n * 2, n * 3] for n in range(4)]})
        sheet.write_comment("B2", "Ask the office.")
        sheet.write_rich_string("E1", book.add_format({"bold": True}), "bold", " and not")
        sheet.data_validation("B2:B5", {"validate": "list", "source": "=Lists!$A$1:$A$3"})
        sheet.conditional_format("C2:C5", {"type": "data_bar"})
        sheet.insert_image("G1", "p.png", {"image_data": io.BytesIO(PIXEL)})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Data 數據'!$B$2:$B$5"})
        sheet.insert_chart("G5", chart)
        other.write_column("A1", [1, 2, 3])
        other.very_hidden()
        book.define_name("Lists!here", "=Lists!$A$1")
    return target.getvalue()


def our_blank():
    plan = compile_plan(packaged().form("SGH-OCC-Q"), PERIOD.id)
    return blank(plan, period=PERIOD, sender=Sender("9101"), figures={})


PROGRAMS = {
    "openpyxl": rich_book,
    "XlsxWriter": by_xlsxwriter,
    "our blank": our_blank,
    "as Excel writes": excellike.workbook,
}


def marked(data):
    """Mark three cells of the sender's first sheet, one of which is not there yet."""
    name = next(one.name for one in read(data).sheets if one.name != LIST_SHEET)
    found = [finding(name, at, number=n) for n, at in enumerate(("B2", "C3", "K40"), 1)]
    return mark(data, found)


@pytest.mark.parametrize("program", PROGRAMS)
def test_only_the_parts_that_must_change_do_and_sheets_by_their_marks_alone(program):
    data = PROGRAMS[program]()

    after = marked(data)

    assert list(faults(data, after, {"xl/worksheets/sheet1.xml"})) == []
    assert "xl/worksheets/sheet1.xml" in changed_parts(data, after)


@pytest.mark.parametrize("program", PROGRAMS)
def test_marked_twice_it_is_as_marked_once(program):
    data = PROGRAMS[program]()

    once, twice = marked(data), marked(marked(data))

    assert list(faults(data, twice, {"xl/worksheets/sheet1.xml"})) == []
    assert {sheet.name: sheet.rows for sheet in read(twice).sheets} == {
        sheet.name: sheet.rows for sheet in read(once).sheets
    }
