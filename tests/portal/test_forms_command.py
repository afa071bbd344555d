"""`esubmit forms export`, `import`, `draft`: a form goes out as a workbook, and comes in as one."""

import openpyxl
import pytest
from click.testing import CliRunner

from portal.cli import main
from schemas.catalogue import packaged
from schemas.load import load_file
from schemas.writing import same
from tests.validator import old_books


def said(*words):
    return CliRunner().invoke(main, ["forms", *map(str, words)])


def test_a_form_goes_out_and_comes_in_unchanged(tmp_path):
    book, text = tmp_path / "form.xlsx", tmp_path / "form.yaml"

    out = said("export", "fas-case-q", "-o", book)
    back = said("import", book, "-o", text)

    assert (out.exit_code, back.exit_code) == (0, 0)
    assert back.output.splitlines() == ["problems: 0", "changes: 0", f"{text}: written"]
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
    assert f"{told} 沒有「equal」這種規則；是否指「equals」？" in found.output.splitlines()
    assert not text.exists()


def test_a_form_that_is_not_there_is_answered_with_those_that_are(tmp_path):
    found = said("export", "FAS-CASE-X", "-o", tmp_path / "form.xlsx")

    assert found.exit_code == 1
    assert "There is no form FAS-CASE-X. There are: AGY-SAR-Y, " in found.output


def test_the_code_of_a_form_alone_still_lists_its_rules():
    assert "FAS-CASE-Q-010" in said("FAS-CASE-Q").output
    assert "FAS-CASE-Q" in said().output


@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_a_first_draft_is_made_of_an_old_workbook(tmp_path, suffix):
    old, draft = tmp_path / "old.xlsx", tmp_path / f"draft{suffix}"
    old.write_bytes(old_books.meals())

    made = said("draft", old, "-o", draft)

    assert made.exit_code == 0
    assert "Kitchen 廚房!A9: a grid" in made.output
    command = ["forms", "import", draft] if suffix == ".xlsx" else ["lint", draft]
    told = CliRunner().invoke(main, [*map(str, command)])
    assert told.exit_code == 1
    assert told.output.count("still to be filled in") == 6


def test_of_a_file_without_tables_no_draft_is_made(tmp_path):
    old, draft = tmp_path / "old.xlsx", tmp_path / "draft.yaml"
    old.write_bytes(b"a letter\n")

    made = said("draft", old, "-o", draft)

    assert made.exit_code == 1
    assert "No table was found" in made.output
    assert not draft.exists()
