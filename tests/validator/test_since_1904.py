"""Days that lost their format are numbers: counted from 1900, or from 1904 as Excel for Mac did.

30 December 1899 is day 0 of the one and 1 January 1904 of the other, 1,462 days later: so
3 November 2025 is day 45964 or day 44502.
"""

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from schemas.catalogue import packaged
from tests.validator.test_lists import PERIOD, SHEET, workbook
from tests.validator.test_rows import KEYS, TODAY
from validator.engine import check_file
from validator.fields import understood
from validator.handback import handed_back
from validator.rowfile import read_rows
from validator.rows import check_rows
from validator.rowspecimen import EXAMPLE

THIRD_OF_NOVEMBER = {False: 45964, True: 44502}


def by_openpyxl(cells, *, since_1904, data=None):
    """Put cells into the first sheet of a new workbook, or into the list of a return."""
    book = openpyxl.load_workbook(io.BytesIO(data)) if data else openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    sheet = book[SHEET] if data else book.active
    for (row, column), value in cells.items():
        sheet.cell(row, column, value).number_format = "General"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def by_xlsxwriter(cells, *, since_1904):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "date_1904": since_1904}) as book:
        sheet = book.add_worksheet()
        for (row, column), value in cells.items():
            sheet.write(row - 1, column - 1, value)
    return target.getvalue()


def rows(day):
    """Return the cells of a good referral whose day is a bare number."""
    row = EXAMPLE | {"referred_on": day, "consent_on": day, "born_on": day - 10_000}
    cells = {(1, at): name for at, name in enumerate(KEYS, 1)}
    return cells | {(2, at): row.get(key, "") for at, key in enumerate(KEYS, 1)}


@pytest.mark.parametrize("since_1904", THIRD_OF_NOVEMBER)
@pytest.mark.parametrize("number", [0, 0.25])
def test_a_number_is_the_day_that_its_workbook_counts(since_1904, number):
    held_on = packaged().form("CYC-PROG-Q").listed("activities").field("held_on")
    raw = THIRD_OF_NOVEMBER[since_1904] + number

    assert understood(raw, held_on, PERIOD, since_1904=since_1904) == (date(2025, 11, 3), "")


@pytest.mark.parametrize("since_1904", THIRD_OF_NOVEMBER)
def test_in_an_open_list_it_is_read_from_the_workbooks_own_beginning(since_1904):
    data = by_openpyxl(
        {(6, 2): THIRD_OF_NOVEMBER[since_1904]}, since_1904=since_1904, data=workbook()
    )

    findings = check_file(data, packaged()).summary()["findings"]

    (note,) = [f["message"]["en"] for f in findings if f["rule"] == "L.activities.understood"]
    assert f"B6 “{THIRD_OF_NOVEMBER[since_1904]}” = 2025-11-03" in note
    assert not [f for f in findings if f["severity"] == "error"]


@pytest.mark.parametrize("since_1904", THIRD_OF_NOVEMBER)
@pytest.mark.parametrize("made", [by_openpyxl, by_xlsxwriter])
def test_in_a_file_of_referrals_it_is_read_so_and_handed_back_as_a_day(made, since_1904):
    data = made(rows(THIRD_OF_NOVEMBER[since_1904]), since_1904=since_1904)

    found = check_rows(read_rows(data, packaged()), TODAY)

    assert list(found.findings()) == []
    ((_, good),) = found.good
    assert good[KEYS.index("referred_on")] == date(2025, 11, 3)
    for form in ("csv", "xlsx"):
        again = check_rows(read_rows(handed_back(found.file, {}, form=form), packaged()), TODAY)
        assert [values for _, values in again.good] == [good]
