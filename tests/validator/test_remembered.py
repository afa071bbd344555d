"""What is remembered of earlier files never changes the answer on the next, and stays small."""

import io
import sys

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalogue import packaged
from schemas.periods import Period
from schemas.spec import Text
from validator.blank import Sender
from validator.engine import check_file
from validator.labels import Labels
from validator.plan import compile_plan
from validator.read.frame import Unplain, layout_of
from validator.specimen import Recipe, specimen

PERIOD = Period.parse("2025-26Q3")
FORM = "FAS-CASE-Q"
OF_KEYS = {"_templates", "place_label", "table", "title"}
"""Kept for good: as many as the wording has entries."""


def remembering():
    """Return every function of the validator that remembers, by name."""
    rooms = [module for name, module in sys.modules.items() if name.startswith("validator.")]
    return {
        name: its
        for room in rooms
        for name, its in vars(room).items()
        if hasattr(its, "cache_info")
    }


def forget():
    for function in remembering().values():
        function.cache_clear()


def book(seed=1, unit="9101"):
    sender = Sender(unit, Text(f"Unit {unit}", f"單位 {unit}"))
    plan = compile_plan(packaged().form(FORM), PERIOD.id)
    made = specimen(plan, Recipe(PERIOD, sender, seed=seed)).workbook
    return openpyxl.load_workbook(io.BytesIO(made))


def saved(made):
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def edited(edits):
    """Return the workbook after a few edits: contents swapped, rows and columns put in or out."""
    made = book()
    sheet = made.worksheets[0]
    for what, row, column, other in edits:
        cell = sheet.cell(row, column)
        if what == "swap":
            with_ = sheet.cell(*other)
            cell.value, with_.value = with_.value, cell.value
        elif what == "copy":
            cell.value = sheet.cell(*other).value
        elif what == "hide row":
            sheet.row_dimensions[row].hidden = True
        elif what == "copy sheet":
            made.copy_worksheet(sheet)
        elif what == "hide sheet":
            made.copy_worksheet(sheet).title = f"{row}{column}"
            sheet.sheet_state = "hidden"
        elif what == "rename":
            sheet.title = str(cell.value or what)[:20].replace("/", " ").replace(":", " ")
        else:
            getattr(sheet, what)(row if what.endswith("rows") else column)
    return saved(made)


ROWS, COLUMNS = st.integers(1, 24), st.integers(1, 7)
WAYS = [
    *("swap", "copy", "hide row", "copy sheet", "hide sheet", "rename"),
    *("insert_rows", "delete_rows", "insert_cols", "delete_cols"),
]
EDITS = st.lists(
    st.tuples(st.sampled_from(WAYS), ROWS, COLUMNS, st.tuples(ROWS, COLUMNS)),
    min_size=1,
    max_size=3,
)


@given(edits=EDITS)
@settings(max_examples=60, deadline=None)
def test_a_sheet_changed_anywhere_is_answered_as_if_none_had_been_seen_before(edits):
    changed = edited(edits)
    for seed, unit in ((1, "9101"), (2, "9102")):
        check_file(saved(book(seed, unit)), packaged())

    after_others = check_file(changed, packaged()).as_json()
    forget()

    assert check_file(changed, packaged()).as_json() == after_others


LINES = ["", "Total", "總數 Total", "R010", "A123456(3)", "remark " * 40]
TEXTS = st.lists(st.sampled_from(LINES), min_size=4, max_size=4)


@given(before=TEXTS, now=TEXTS)
def test_labels_taken_from_another_book_are_those_of_the_book(before, now):
    spots = [(0, row, 1) for row in range(1, 5)]
    asked = frozenset({"total", "r010"})
    earlier, fresh = Labels.of(spots, before), Labels.of(spots, now)
    earlier.named(asked)

    again = earlier.again(now)

    assert (again.words, again.doubtful, again.places) == (
        fresh.words,
        fresh.doubtful,
        fresh.places,
    )
    assert again.named(asked) == fresh.named(asked)


def test_the_same_book_of_another_unit_is_still_the_other_units():
    units = [check_file(saved(book(unit=unit)), packaged()).recognised.unit for unit in ("1", "2")]

    assert units == ["1", "2"]


def test_every_memory_has_an_end():
    endless = {
        name for name, its in remembering().items() if its.cache_parameters()["maxsize"] is None
    }

    assert endless - OF_KEYS == {"_common"}


def test_a_row_is_known_with_its_number_and_addresses():
    row = b'<row r="3"><c r="A3"><v></c></row>'
    assert layout_of(row).count == 1

    with pytest.raises(Unplain):
        layout_of(row.replace(b'<row r="3"', b'<row r="4"'))
