"""A workbook is the same return, whichever program wrote it, and comes back marked alike."""

import re

import pytest

from tests.validator.habits import HABITS, as_written_by, parts_of
from tests.validator.hostile import raw
from tests.validator.test_mark import FORMS, causes, faulty, findings_of, opened, values
from validator.mark import mark
from validator.ownsheets import LIST_SHEET

VALIDATION = (
    '<dataValidations count="1"><dataValidation type="list" sqref="C12">'
    "<formula1>&quot;1,2&quot;</formula1></dataValidation></dataValidations>"
)
NAME = '<definedNames><definedName name="here">$C$11</definedName></definedNames>'
NOT_BY_OPENPYXL = {"strict", "odd letter case"}
"""It opens these without their sheets and says nothing; LibreOffice does (`tests/office`)."""
TOTALS = re.compile(r'(<c r="F(\d+)" s="\d+">)(<v>\d+</v></c>)')


def with_formulas(form):
    """Return a faulty return whose last column is computed, with a name and a validation."""
    parts = parts_of(faulty(form))
    name = "xl/worksheets/sheet1.xml"
    computed = TOTALS.sub(r"\1<f>SUM(C\2:E\2)</f>\3", parts[name])
    parts[name] = computed.replace("<pageMargins", f"{VALIDATION}<pageMargins")
    named = parts["xl/workbook.xml"].replace("<calcPr", f"{NAME}<calcPr")
    parts["xl/workbook.xml"] = named
    return raw.pack(parts)


def told(data):
    """Return what is found, place by place; notes aside, since formats that are lost bring some."""
    found = [f for f in findings_of(data) if f["severity"] != "note"]
    return [(f["rule"], f["address"] and f["address"]["a1"], f["value"]) for f in found]


@pytest.mark.parametrize("form", sorted(FORMS.specs))
@pytest.mark.parametrize("habit", HABITS)
def test_the_verdict_is_the_same_whichever_program_wrote_the_file(habit, form):
    data = with_formulas(form)

    other = as_written_by(HABITS[habit], data)

    assert other != data
    assert told(other) == told(data)
    if habit != "no styles":  # Without its format a date is the number of a day.
        assert values(other) == values(data)


@pytest.mark.parametrize("habit", HABITS)
def test_the_file_of_any_program_comes_back_marked_with_nothing_else_changed(habit):
    data = as_written_by(HABITS[habit], with_formulas("HLS-MONTH-Q"))
    found = findings_of(data)

    marked = mark(data, found)

    assert values(marked) == values(data)
    assert told(marked) == told(data)
    if habit in NOT_BY_OPENPYXL:
        return
    book = opened(marked)
    assert book.sheetnames[0] == LIST_SHEET
    for cause in causes(found):
        cell = book[cause["address"]["sheet"]][cause["address"]["a1"]]
        assert cell.fill.fgColor.rgb == "FFFFC7CE"
        assert cause["message"]["en"] in cell.comment.text
