"""Workbooks as people leave them: padded, hidden, copied, with sheets of their own."""

import pytest

from tests.validator.habits import SHEETS, as_written_by, parts_of, uncomputed
from tests.validator.hostile import raw
from tests.validator.test_habits import told, with_formulas
from tests.validator.test_mark import contents, faulty, findings_of, opened, saved
from validator.mark import mark

SHEET = "Monthly 每月統計"
CHART = ("chartsheet", "chartsheets/sheet9.xml")


def padded(attributes, cells):
    """Return a faulty return with 30,000 more rows after its own."""

    def habit(parts):
        rows = "".join(
            f'<row r="{row}"{attributes}>{cells.format(row=row)}</row>'
            for row in range(100, 30_100)
        )
        return {
            name: xml.replace("</sheetData>", f"{rows}</sheetData>") if SHEETS.match(name) else xml
            for name, xml in parts.items()
        }

    return as_written_by(habit, faulty())


PADDING = {
    "blank rows with formats": ("", '<c r="A{row}" s="1"/><c r="F{row}" s="3"/>'),
    "hidden blank rows": (' hidden="1"', '<c r="A{row}" s="1"/>'),
    "rows without cells": (' ht="20" customHeight="1"', ""),
    "hidden rows of workings": (' hidden="1"', '<c r="H{row}"><v>{row}</v></c>'),
    "formulas that come to nothing": (
        "",
        '<c r="F{row}" t="str"><f>IF(C{row}="","",C{row})</f><v></v></c>',
    ),
    "rows of spaces": ("", '<c r="B{row}" t="inlineStr"><is><t>   </t></is></c>'),
}


@pytest.mark.parametrize("padding", PADDING)
def test_rows_by_the_ten_thousand_change_nothing(padding):
    data = padded(*PADDING[padding])

    assert told(data) == told(faulty())
    assert mark(data, findings_of(data))


def changed(change, faults=0):
    """Return a return that somebody has changed in a spreadsheet program."""
    book = opened(faulty(faults=faults))
    change(book)
    return saved(book)


def rules_of(data):
    """Return the rules of what was found; what waits for earlier returns is left out."""
    return [f["rule"] for f in findings_of(data) if f["outcome"] == "fail"]


def words(data, rule):
    """Return what one rule says in English; fails where it says nothing, or twice."""
    (found,) = [f for f in findings_of(data) if f["rule"].endswith(rule)]
    return found["message"]["en"]


def test_a_copy_of_the_sheet_beside_is_told_and_the_one_called_as_the_form_calls_it_is_read():
    def copied(book):
        copy = book.copy_worksheet(book[SHEET])
        copy.title, copy["C11"] = "Last quarter", 999
        book.move_sheet(copy, -3)

    said = words(changed(copied), "table_twice")

    assert said.startswith("“A. Output by month” also stands on “Last quarter”.")
    assert said.endswith(f"The one on “{SHEET}” was read.")
    assert rules_of(changed(copied)) == ["S.monthly.table_twice"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_copy_that_is_hidden_is_passed_over(state):
    def copied(book):
        copy = book.copy_worksheet(book[SHEET])
        copy.sheet_state, copy["C11"] = state, 999
        book.move_sheet(copy, -3)

    assert rules_of(changed(copied)) == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_table_on_a_hidden_sheet_is_read_and_that_is_told(state):
    def hidden(book):
        book[SHEET].sheet_state = state
        book.active = 1

    assert "is hidden; its figures were read" in words(changed(hidden), "sheet_hidden")


def test_sheets_of_their_own_change_nothing():
    def added(book):
        for number in range(20):
            sheet = book.create_sheet(f"Workings {number}", 0)
            for row in range(1, 60):
                sheet.append([f"R{row:03d}", "Hotline", row, row * 2, "=A1"])

    assert told(changed(added, faults=2)) == told(faulty())


def test_a_chart_sheet_is_passed_over_and_kept():
    def with_chart(parts):
        rels, main = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
        link = f'<Relationship Id="r99" Type="{raw.RELATION}/{CHART[0]}" Target="{CHART[1]}"/>'
        tab = '<sheet name="Chart" sheetId="99" r:id="r99"/>'
        return parts | {
            rels: parts[rels].replace("</Relationships>", f"{link}</Relationships>"),
            main: parts[main].replace("<sheets>", f"<sheets>{tab}"),
            f"xl/{CHART[1]}": f'<chartsheet xmlns="{raw.MAIN}"/>',
        }

    data = as_written_by(with_chart, faulty())

    assert told(data) == told(faulty())
    kept = contents(mark(data, findings_of(data)))[f"xl/{CHART[1]}"]
    assert kept.decode() == parts_of(data)[f"xl/{CHART[1]}"]


def test_heads_over_merged_cells_are_read_where_they_stand():
    def merged(book):
        sheet = book[SHEET]
        sheet.insert_rows(9)
        sheet["C9"] = "October to December 2025"
        sheet.merge_cells("C9:F9")
        sheet.merge_cells("A9:B9")

    assert [rule for rule, *_ in told(changed(merged, faults=2))] == [
        rule for rule, *_ in told(faulty())
    ]


def test_a_total_that_was_sorted_in_among_the_lines_changes_nothing():
    def sorted_in(book):
        sheet = book[SHEET]
        sheet.insert_rows(12)
        for column, value in enumerate(["", "Total 總數", 95, 83, 118, 296], 1):
            sheet.cell(12, column, value)

    assert rules_of(changed(sorted_in)) == ["S.monthly.row_unknown"]


def test_formulas_that_nobody_computed_are_told_one_by_one_with_what_to_do():
    data = as_written_by(uncomputed, with_formulas("HLS-MONTH-Q"))

    told_so = [f for f in findings_of(data) if "result was not saved" in f["message"]["en"]]

    assert [f["address"]["a1"] for f in told_so] == ["F11", "F12", "F13", "F14"]
    assert all("save it, and send it again" in f["hint"]["en"] for f in told_so)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("３１", "31"), ("1,031", "1031"), ("1 031", "1031"), ("１，０３１", "1031")],
)
def test_a_figure_typed_as_text_is_shown_as_typed_and_as_understood(typed, read):
    def put(book):
        book[SHEET]["C11"] = typed

    assert f"C11 “{typed}” = {read}" in words(changed(put), "Y.understood")


@pytest.mark.parametrize(
    "typed", ["31*", "31 cases", "31（註一）", "約31", "31/12", "3l", "31%", "1,5"]
)
def test_a_figure_with_something_behind_it_is_not_guessed_at(typed):
    def put(book):
        book[SHEET]["C11"] = typed

    (told_so,) = [f for f in findings_of(changed(put)) if f["kind"] == "type"]

    assert (told_so["address"]["a1"], told_so["raw"]) == ("C11", typed)
    assert typed in told_so["message"]["en"]
    assert told_so["hint"]["zh-Hant"]
