"""The blank workbook of what a unit owes knows its last quarter and its agreed levels."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from portal.services import blanks, signatures, tokens
from tests import factories
from tests.walk import CASE, Sector, work
from validator.ownsheets import CHECK_SHEET, NOTES_SHEET

pytestmark = pytest.mark.database


def accepted_and_owed():
    """Have a quarter's return accepted; return its sector and what is owed for the next."""
    sector = Sector(CASE)
    submission = sector.send()
    signatures.sign(submission, by=sector.head)
    signatures.sign(submission, by=sector.ngo_head)
    work()
    return sector, factories.make_obligation(sector.unit, form=CASE, period="2025-26Q4")


def test_last_quarters_closing_figures_and_agreed_levels_are_filled_in(db, queue_server, store):
    sector, next_quarter = accepted_and_owed()

    name, data = blanks.for_obligation(next_quarter.id, viewer=sector.user, today=date(2026, 4, 1))

    book = openpyxl.load_workbook(BytesIO(data))
    assert CHECK_SHEET in book.sheetnames
    closing = [sector.figures()["movement", row, "cf"] for row in ("R010", "R020", "R030")]
    assert name == "FAS-CASE-Q-9101-2025-26Q4.xlsx"
    assert [book.worksheets[0][at].value for at in ("C11", "C12", "C13")] == closing
    levels = {row[0].value: row[2].value for row in book[NOTES_SHEET].iter_rows()}
    assert levels["OS1"] == "400"
    assert [book.worksheets[0][at].value for at in ("C4", "C5")] == ["9101", "2025-26Q4"]


@pytest.mark.parametrize(
    ("scopes", "filled"),
    [(["obligations:read"], False), (["obligations:read", "submissions:read"], True)],
)
def test_a_token_that_reads_no_returns_gets_no_figures_of_them(app, queue_server, scopes, filled):
    sector, owed = accepted_and_owed()
    token = tokens.token_for(sector.user, label="blank", scopes=scopes)

    answer = app.test_client().get(
        f"/api/v1/obligations/{owed.id}/blank", headers={"Authorization": f"Bearer {token}"}
    )

    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert (book.worksheets[0]["C11"].value is not None) is filled
