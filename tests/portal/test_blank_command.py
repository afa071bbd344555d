"""`esubmit blank`: a workbook to fill in, with what a folder of earlier returns says."""

import openpyxl
from click.testing import CliRunner

from portal.cli import main
from schemas.catalogue import packaged
from schemas.periods import Period
from validator.blank import Sender
from validator.ownsheets import CHECK_SHEET
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

CASE = "FAS-CASE-Q"


def said(*words):
    return CliRunner().invoke(main, ["blank", *map(str, words)])


def test_earlier_returns_of_the_unit_open_the_quarter(tmp_path):
    before, folder = Period.parse("2025-26Q2"), tmp_path / "earlier"
    made = specimen(compile_plan(packaged().form(CASE), before.id), Recipe(before, Sender("9101")))
    folder.mkdir()
    (folder / "q2.xlsx").write_bytes(made.workbook)
    words = [CASE, "--period", "2025-26Q3", "--context", folder, "-o", tmp_path / "blank.xlsx"]

    opened = []
    for unit in ("9101", "9102"):
        done = said(*words, "--unit", unit)
        assert done.exit_code == 0, done.output
        book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
        opened.append(book.worksheets[0]["C11"].value)

    assert opened == [made.figures["movement", "R010", "cf"], None]
    assert CHECK_SHEET in book.sheetnames
