"""A form goes out as a workbook and comes in as that form; what is wrong is told by its cell."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings

from schemas.load import load, packaged_texts
from schemas.writing import same
from tests.books import rewritten
from tests.schemas import drawn_specs
from validator.formbook import exported, imported
from validator.formbook.columns import heading, layouts

TEXTS = {Path(name).stem: text for name, text in packaged_texts().items()}
FORM = load(TEXTS["FAS-CASE-Q"])


def changed(form, *cells):
    """Return a form's workbook with other words in some cells: sheet, row, column name, words."""
    return rewritten(exported(form), cells)


def problems(form, *cells):
    return [str(problem) for problem in imported(changed(form, *cells), form).problems]


@settings(max_examples=12, deadline=None)
@given(drawn_specs.forms())
def test_any_form_comes_in_as_it_went_out(form):
    found = imported(exported(form), None)

    assert found.text, [str(problem) for problem in found.problems]
    assert same(load(found.text), form)


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_packaged_form_comes_in_as_it_went_out_with_nothing_changed(code):
    form = load(TEXTS[code])

    found = imported(exported(form), form)

    assert (found.problems, found.changes, found.notes) == ((), (), ())
    assert same(load(found.text), form)


FAULTS = {
    "a kind that is not there": (
        ("Rules", 6, "kind", "equal"),
        "Rules 規則!B6: there is no kind 'equal': did you mean 'equals'?",
    ),
    "a slot left blank": (("Rules", 6, "right", None), "Rules 規則!D6: compare needs 'right'"),
    "a cell that is not there": (
        ("Rules", 6, "left", "outcome[R111].value"),
        "Rules 規則!C6: 'outcome[R111].value' is nothing that the form has: did you mean",
    ),
    "a part of a total that is not there": (
        ("Lines", 8, "total_of", "R010, R021"),
        "Lines 行與欄!J8: there is no line 'R021': did you mean 'R020'?",
    ),
    "a part named by the code printed on the form": (
        ("Lines", 12, "total_of", "bf, C20"),
        "Lines 行與欄!J12: there is no column 'C20': did you mean 'new'?",
    ),
    "a rule without a severity": (
        ("Rules", 6, "severity", None),
        "Rules 規則!AT6: a rule needs 'severity'",
    ),
    "a line where one of its cells is meant": (
        ("Rules", 6, "left", "outcome[R110]"),
        "Rules 規則!C6: 'outcome[R110]' is several figures: name one of them",
    ),
    "a language missing": (
        ("Lines", 5, "zh-Hant", None),
        "Lines 行與欄!F5: both en and zh-Hant are needed",
    ),
    "a type that is not there": (("Lines", 9, "type", "number"), "!G9: 'number' is none of count"),
    "a table that is not there": (
        ("Lines", 5, "table", "movements"),
        "!A5: there is no grid 'movements' on the sheet Tables: did you mean 'movement'?",
    ),
    "a key twice": (
        ("Lines", 6, "key", "R010"),
        "!C6: 'R010' stands twice, first in Lines 行與欄!C5",
    ),
    "a line without a key": (("Lines", 5, "key", None), "!C5: 'Key 鍵' is needed on this line"),
    "no number": (("Lines", 15, "decimals", "one"), "!H15: a whole number is needed here"),
    "a quarter that is none": (("Revisions", 5, "from", "2024"), "!B5: '2024' is no quarter"),
    "an example of no rule": (("Examples", 5, "rule", "X-1"), "Examples 例子!A5: there is no rule"),
    "an example that is not so": (
        ("Examples", 5, "expect", "fail"),
        "Examples 例子!B5: pass, not fail",
    ),
    "an item that is not in the dictionary": (
        ("Lines", 9, "item", "cases_brought"),
        "Lines 行與欄!Q9: the item 'cases_brought' is not in the data dictionary",
    ),
    "a severity that is none": (("Rules", 5, "severity", "warn"), "'warn' is none of reject"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_told_by_its_cell(name):
    cell, words = FAULTS[name]

    found = problems(FORM, cell)

    assert any(words in problem for problem in found), found


def test_everything_that_is_wrong_is_told_at_once():
    cells = [cell for cell, _ in FAULTS.values()][:4]

    found = problems(FORM, *cells)

    told = {problem.partition(":")[0] for problem in found}
    assert {"Rules 規則!B6", "Lines 行與欄!J8"} <= told


def test_what_would_change_is_told_in_both_languages():
    found = imported(changed(FORM, ("Lines", 5, "en", "Counselling of families")), FORM)

    (change,) = found.changes
    assert "“Counselling of families”" in change.en
    assert "甲、個案流動" in change.zh


def test_a_workbook_of_another_text_than_the_one_in_force_says_so():
    found = imported(exported(FORM), load(TEXTS["FAS-CASE-Q"] + "\n"))

    assert [note.en[:31] for note in found.notes] == ["This workbook was made from ano"]


def test_a_file_that_is_no_such_workbook_is_told_what_to_do():
    book = openpyxl.Workbook()
    saved = BytesIO()
    book.save(saved)

    (problem,) = imported(saved.getvalue(), None).problems

    assert "no sheet Form" in str(problem)


def test_columns_may_change_places_and_lines_may_be_left_blank():
    book = openpyxl.load_workbook(BytesIO(exported(FORM)))
    sheet = book["Lines 行與欄"]
    sheet.move_range("F3:F16", cols=40)
    sheet.insert_rows(7)
    saved = BytesIO()
    book.save(saved)

    assert same(load(imported(saved.getvalue(), FORM).text), FORM)


def test_what_the_text_leaves_out_since_it_is_usual_stands_in_the_workbook():
    sheet = openpyxl.load_workbook(BytesIO(exported(FORM)))["Form 表格"]

    said = {line[1].value: line[2].value for line in sheet.iter_rows(min_row=3)}
    offered = [one.formula1 for one in sheet.data_validations.dataValidation]
    assert (said["due.day"], said["signers"]) == (20, "unit_head, ngo_head")
    assert '"unit_head,ngo_head"' in offered


def test_every_column_has_a_heading_in_both_languages():
    columns = [column for layout in layouts() for column in layout.columns]

    unnamed = {one.name for one in columns if not (heading(one.name) or heading(one.path[0]))}

    assert unnamed == set()
