"""`esubmit forms export` and `import`: a form goes out as a workbook and comes in as a form."""

import openpyxl
from click.testing import CliRunner

from portal.cli import main
from schemas.catalogue import packaged
from schemas.load import load_file
from schemas.writing import same


def said(*words):
    return CliRunner().invoke(main, ["forms", *map(str, words)])


def test_a_form_goes_out_and_comes_in_unchanged(tmp_path):
    book, text = tmp_path / "form.xlsx", tmp_path / "form.yaml"

    out = said("export", "fas-case-q", "-o", book)
    back = said("import", book, "-o", text)

    assert (out.exit_code, back.exit_code) == (0, 0)
    assert back.output.splitlines() == ["0 problems", "0 changes", f"{text}: written"]
    assert same(load_file(text), packaged().form("FAS-CASE-Q"))


def test_what_is_wrong_is_said_by_sheet_and_cell_and_nothing_is_written(tmp_path):
    path, text = tmp_path / "form.xlsx", tmp_path / "form.yaml"
    said("export", "FAS-CASE-Q", "-o", path)
    book = openpyxl.load_workbook(path)
    book["Rules 規則"]["B7"] = "equal"
    book.save(path)

    found = said("import", path, "-o", text)

    assert found.exit_code == 1
    told = "Rules 規則!B7: there is no kind 'equal': did you mean 'equals'?"
    assert told in found.output.splitlines()
    assert not text.exists()


def test_a_form_that_is_not_there_is_answered_with_those_that_are(tmp_path):
    found = said("export", "FAS-CASE-X", "-o", tmp_path / "form.xlsx")

    assert found.exit_code == 1
    assert "There is no form FAS-CASE-X. There are: AGY-SAR-Y, " in found.output


def test_the_code_of_a_form_alone_still_lists_its_rules():
    assert "FAS-CASE-Q-010" in said("FAS-CASE-Q").output
    assert "FAS-CASE-Q" in said().output
