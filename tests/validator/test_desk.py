"""What innocent people at a desk do to a form before they send it: nothing is lost or made up."""

import copy

import pytest
from openpyxl.cell.cell import MergedCell

from schemas.catalogue import packaged
from tests.validator.test_mark import PERIOD, faulty, opened, saved
from tests.validator.test_wide_csv import wide
from validator.engine import check_file
from validator.mark import mark_file

FORMS = packaged()
NBSP, SEEN_BY_NOBODY = "\u00a0", "\u200b"


def cells_of(book):
    for sheet in book:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if not isinstance(cell, MergedCell))


def is_figure(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def copied_from_a_web_page(book):
    for cell in cells_of(book):
        if isinstance(cell.value, str) and not cell.value.startswith("="):
            cell.value = cell.value.replace(" ", NBSP) + SEEN_BY_NOBODY
        elif is_figure(cell.value):
            cell.value = f"\u200e{cell.value:,}{NBSP}"


def blanks_filled_with_hard_spaces(book):
    for cell in cells_of(book):
        cell.value = NBSP if cell.value is None else cell.value


def figures_typed_as_text(book):
    for cell in cells_of(book):
        cell.value = f"{cell.value} " if is_figure(cell.value) else cell.value


def labels_broken_over_lines(book):
    for cell in cells_of(book):
        if isinstance(cell.value, str) and cell.column <= 2 and len(cell.value) > 12:
            cell.value = cell.value.replace(" ", "\n", 1)


def signed_and_annotated_below(book):
    sheet = book.worksheets[0]
    for line in (
        ["註：以上數字不包括 2 名外展個案。"],
        ["", "Prepared by", "陳大文 (Mr)"],
        ["", "Tel", 23456789],
        ["", "Date", "2026年1月9日"],
    ):
        sheet.append(line)


def moved_below_a_heading_of_their_own(book):
    sheet = book.worksheets[0]
    sheet.insert_rows(1, 3)
    sheet.insert_cols(1, 2)
    sheet["A1"] = "機密 RESTRICTED"
    sheet.merge_cells("A1:H1")
    sheet.freeze_panes = "E12"


def a_pivot_sheet_in_front(book):
    source, pivot = book.worksheets[0], book.create_sheet("Pivot", 0)
    pivot.append(["Row Labels", "Sum of Figure"])
    for row in source.iter_rows(values_only=True):
        if len(row) > 2 and is_figure(row[2]):
            pivot.append([row[1], row[2]])
    pivot.append(["Grand Total", 999])


def an_empty_template_hidden_behind(book):
    made = book.copy_worksheet(book.worksheets[0])
    made.title, made.sheet_state = "Template", "veryHidden"
    for row in made.iter_rows():
        for cell in row:
            cell.value = None if is_figure(cell.value) else cell.value


HABITS = [
    copied_from_a_web_page,
    blanks_filled_with_hard_spaces,
    figures_typed_as_text,
    labels_broken_over_lines,
    signed_and_annotated_below,
    moved_below_a_heading_of_their_own,
    a_pivot_sheet_in_front,
    an_empty_template_hidden_behind,
]


def answered(data):
    """Return the verdict's outcome, what counts, and every figure that was read."""
    document = check_file(data, FORMS).as_document()
    counted = [f["rule"] for f in document["findings"] if f["severity"] != "note"]
    return document["outcome"], counted, {c["cell"]: c["value"] for c in document["cells"]}


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
@pytest.mark.parametrize("form", sorted(FORMS.specs))
def test_the_same_figures_are_read_and_the_same_things_told(form, habit):
    for faults in (0, 2):
        book = opened(faulty(form, faults))
        before = answered(saved(copy.deepcopy(book)))

        habit(book)

        assert answered(saved(book)) == before
        findings = check_file(saved(book), FORMS).summary()["findings"]
        assert answered(mark_file(saved(book), findings)) == before


@pytest.mark.parametrize("form", sorted(FORMS.specs))
def test_a_sheet_saved_in_hong_kong_as_csv_is_read_with_its_blank_rows(form):
    good = wide(form, encoding="big5hkscs")

    saved_so = good + b",,,,,\r\n" * 9_000

    assert answered(saved_so) == answered(wide(form))
    assert answered(saved_so)[0] == "passed"


def test_a_word_for_none_says_what_to_enter_instead():
    book = opened(faulty("FAS-CASE-Q", 0))
    book.worksheets[0]["C11"] = "無"

    (found,) = [f for f in check_file(saved(book), FORMS).findings if f.severity == "error"]

    assert found.hint.en.startswith("If there was none, enter 0 in C11;")
    assert found.hint.zh == "如數目為零，請在 C11 輸入 0；如此項不適用於貴單位，請留空。"


@pytest.mark.parametrize("between", [" ", NBSP])
def test_a_space_between_a_label_and_what_it_says_is_nothing(between):
    book = opened(faulty("FAS-CASE-Q", 0))
    sheet = book.worksheets[0]
    (at,) = [cell for cell in cells_of(book) if cell.value == PERIOD.id and cell.parent is sheet]
    sheet.cell(at.row, at.column + 1, at.value)
    at.value = between

    assert check_file(saved(book), FORMS).recognised.period == PERIOD
