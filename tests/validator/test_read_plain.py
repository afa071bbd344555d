"""Plainly written books are read by themselves, and to the same values as by the thorough way."""

import datetime
import io
import random

import openpyxl
import pytest
import xlsxwriter

from schemas.catalogue import packaged
from schemas.periods import Period
from tests.validator.hostile import raw
from validator.blank import Sender
from validator.plan import compile_plan
from validator.read.package import open_package
from validator.read.plain import plain_sheets
from validator.read.sheet import Limits
from validator.read.workbook import find_workbook
from validator.read.xlsx import thorough_sheets
from validator.specimen import Recipe, specimen

LIMITS = Limits()
WHEN = datetime.datetime(2026, 1, 2, 3, 4)  # noqa: DTZ001 - a workbook has no time zones


def both_ways(data):
    """Return the sheets as both ways see them: places and values; None where it is not plain."""
    workbook = find_workbook(open_package(data, LIMITS), max_sheets=LIMITS.max_sheets)
    return [
        sheets and [(s.top, s.left, s.rows, s.hidden_rows, s.unvalued) for s in sheets]
        for sheets in (plain_sheets(workbook, LIMITS), thorough_sheets(workbook, LIMITS))
    ]


def random_cells(chance):
    """Return cells as people fill them: a table somewhere, with gaps, words and figures."""
    words = ["總數 Total", "a & b <c>", "R010", "", " kept ", "=1+1", "12", '"quoted"']
    figures = [0, 7, 12, 0.1, -3.25, 1e-7, 123456789012345, 1234567.125]
    top, left = chance.randrange(30), chance.randrange(30)
    return {
        (top + row, left + column): chance.choice(words if chance.random() < 0.3 else figures)
        for row in range(12)
        for column in range(8)
        if chance.random() < 0.8
    }


def by_xlsxwriter(cells):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for (row, column), value in cells.items():
            writer = sheet.write_string if isinstance(value, str) else sheet.write_number
            writer(row, column, value)
        sheet.write_formula(50, 3, "=SUM(A1:A9)", None, 45)
        sheet.set_row(3, None, None, {"hidden": True})
    return target.getvalue()


def by_openpyxl(cells):
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        cell = book.active.cell(row + 1, column + 1, value)
        cell.data_type = "s" if isinstance(value, str) else "n"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("seed", range(30))
def test_both_ways_read_the_same_from_a_book_of_xlsxwriter(seed):
    plain, thorough = both_ways(by_xlsxwriter(random_cells(random.Random(seed))))

    assert plain == thorough


@pytest.mark.parametrize("seed", range(10))
def test_both_ways_read_the_same_from_a_book_of_openpyxl(seed):
    plain, thorough = both_ways(by_openpyxl(random_cells(random.Random(seed))))

    assert plain in (None, thorough)


@pytest.mark.parametrize("form", sorted(f.code for f in packaged().specs.values() if not f.lists))
def test_our_own_forms_filled_in_are_plain(form):
    plan = compile_plan(packaged().form(form), "2025-26Q3")
    recipe = Recipe(Period.parse("2025-26Q3"), Sender("9101"), seed=1, faults=2)

    plain, thorough = both_ways(specimen(plan, recipe).workbook)

    assert plain == thorough
    assert plain is not None


NOT_PLAIN = {
    "another row's address": '<row r="12"><c r="A112"><v>1</v></c></row>',
    "an address of another row": '<row r="2"><c r="A3"><v>1</v></c></row>',
    "no address": '<row r="2"><c><v>1</v></c></row>',
    "rows out of order": '<row r="3"><c r="A3"><v>1</v></c></row><row r="2"/>',
    "a row twice": '<row r="3"><c r="A3"><v>1</v></c></row><row r="3"/>',
    "cells out of order": '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "a formula without its result": '<row r="1"><c r="A1"><f>1+1</f></c></row>',
    "an error": '<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>',
    "a truth": '<row r="1"><c r="A1" t="b"><v>1</v></c></row>',
    "text in the cell": '<row r="1"><c r="A1" t="inlineStr"><is><t>1</t></is></c></row>',
    "a comment": '<row r="1"><!-- --><c r="A1"><v>1</v></c></row>',
    "no number": '<row r="1"><c r="A1"><v>1-2</v></c></row>',
    "a number written oddly": '<row r="1"><c r="A1"><v>007</v></c></row>',
    "an endless number": '<row r="1"><c r="A1"><v>1E999</v></c></row>',
    "a string that is not there": '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
    "a string before the first": '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
    "an end before its beginning": '<row r="1"><c r="A1"></v>5<v></c></row>',
    "two ends for one value": '<row r="1"><c r="A1"><v>1</2</v></c><c r="B1"><v>v></c></row>',
    "two values that make one": '<row r="1"><c r="A1"><v>1,2</v></c></row>',
    "a far corner": '<row r="1048576"><c r="XFD1048577"><v>1</v></c></row>',
}


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_whatever_is_written_otherwise_goes_the_thorough_way(name):
    workbook = find_workbook(
        open_package(raw.workbook(NOT_PLAIN[name]), LIMITS), max_sheets=LIMITS.max_sheets
    )

    assert plain_sheets(workbook, LIMITS) is None


def test_the_same_book_plainly_written_does_not():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="12"><c r="A12"/><c r="B12"/></row>'

    plain, thorough = both_ways(raw.workbook(rows))

    assert plain == thorough
    assert plain is not None


@pytest.mark.parametrize("shown_as", ["yyyy-mm-dd", "[h]:mm", "d.m.yy", "hh:mm"])
def test_dates_go_the_thorough_way(shown_as):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        how = book.add_format({"num_format": shown_as})
        book.add_worksheet().write_datetime("B2", WHEN, how)

    plain, thorough = both_ways(target.getvalue())

    assert plain is None
    assert not isinstance(thorough[0][2][0][0], float)
