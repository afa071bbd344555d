"""Cells of good returns are broken at random: each is found where it is, nothing is invented."""

import io
import random

import pytest
from openpyxl import load_workbook

from schemas.catalogue import packaged
from schemas.periods import Period
from schemas.spec import Text
from validator.blank import Sender
from validator.engine import check_file
from validator.layout import blocks
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

PERIOD = Period.parse("2025-26Q3")
FORMS = sorted(f.code for f in packaged().specs.values() if not f.lists)
"""A form of figures that an open list bears out has tests of its own."""


def good(form, seed):
    plan = compile_plan(packaged().form(form), PERIOD.id)
    sender = Sender("9101", Text("Sample Unit 101", "樣本單位 101"))
    return plan, specimen(plan, Recipe(PERIOD, sender, seed=seed)).workbook


def place(plan, cell):
    """Return (sheet, row, column) of a cell in the blank's own layout."""
    for block in blocks(plan):
        if block.table.key == cell.key[0]:
            return block.sheet, block.row_of(cell.key[1]), block.column_of(cell.key[2])
    raise AssertionError(cell)


def broken(plan, workbook, changes):
    """Edit cells as a person would, and return the bytes."""
    book = load_workbook(io.BytesIO(workbook))
    for cell, change in changes.items():
        sheet, row, column = place(plan, cell)
        at = book[sheet].cell(row, column)
        at.value = change(at.value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def standing(verdict):
    """Return (address, cells of the relation) of each finding that is told by itself."""
    return [
        (finding.places[0].a1, {cell.a1 for cell in finding.cells})
        for finding in verdict.findings
        if finding.stands_alone and finding.severity == "error"
    ]


def address(plan, cell):
    _sheet, row, column = place(plan, cell)
    return f"{chr(64 + column)}{row}"


def held_by(plan, cell, op="eq"):
    return [
        plan.relations[n]
        for n in plan.of_cell[cell.index]
        if plan.relations[n].op == op and not plan.relations[n].prior
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(25))
def test_one_broken_cell_is_one_cause_at_the_cell_or_the_reporting_cell(form, seed):
    plan, workbook = good(form, seed)
    chance = random.Random(f"{form}{seed}")
    cell = chance.choice([c for c in plan.cells if held_by(plan, c)])
    step = chance.randint(1, 9)

    verdict = check_file(broken(plan, workbook, {cell: lambda was: was + step}), packaged())

    ((found, cells),) = standing(verdict)
    assert address(plan, cell) in cells | {found}
    if len(held_by(plan, cell)) > 1:
        assert found == address(plan, cell)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(10))
def test_two_faults_that_share_no_check_are_two_causes(form, seed):
    plan, workbook = good(form, seed)
    chance = random.Random(f"two{form}{seed}")
    first, second = apart(plan, chance)

    verdict = check_file(
        broken(plan, workbook, {first: lambda was: was + 3, second: lambda was: was + 5}),
        packaged(),
    )

    found = standing(verdict)
    assert len(found) == 2
    for cell in (first, second):
        assert any(address(plan, cell) in cells | {at} for at, cells in found)


def apart(plan, chance):
    """Draw two cells that no relation holds together."""
    cells = [c for c in plan.cells if held_by(plan, c)]
    pairs = [
        (one, other)
        for one in cells
        for other in cells
        if not set(plan.of_cell[one.index]) & set(plan.of_cell[other.index])
    ]
    return chance.choice(pairs)


@pytest.mark.parametrize("form", FORMS)
def test_a_good_return_has_no_finding_at_all(form):
    for seed in range(20):
        _plan, workbook = good(form, seed)
        assert check_file(workbook, packaged()).outcome == "passed"


@pytest.mark.parametrize("typed", ["twelve", "1,5", True, "12人", "#DIV/0!"])
def test_a_mistyped_cell_is_one_finding_and_its_checks_wait(typed):
    plan, workbook = good("FAS-CASE-Q", 1)
    cell = plan.cell("movement[R010].new")

    verdict = check_file(broken(plan, workbook, {cell: lambda _: typed}), packaged())

    assert [at for at, _ in standing(verdict)] == [address(plan, cell)]
    waiting = [f for f in verdict.findings if f.blocked_by]
    assert {f.rule for f in waiting} == {r.rule for r in held_by(plan, cell)}


def test_the_same_verdict_is_the_same_bytes():
    plan, workbook = good("SGH-OCC-Q", 3)
    cell = plan.cell("movement[R110].opening")
    data = broken(plan, workbook, {cell: lambda was: was + 1})

    assert check_file(data, packaged()).as_json() == check_file(data, packaged()).as_json()
