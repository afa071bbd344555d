"""What looks like a cause of many findings, and is not told since something speaks against it."""

import pytest

from schemas.spec import Text
from tests.validator import planted
from tests.validator.planted import Return, told
from tests.validator.test_suspects import causes_of_noise
from validator.numbers import understand
from validator.suspects import Case
from validator.suspects.elsewhere import last_file
from validator.suspects.naming import _agreed
from validator.suspects.trial import Mending, Trial, read_as
from validator.suspects.us_dates import american


@pytest.mark.parametrize(("form", "seed"), [("DEC-SURVEY-Q", 965), ("NEC-MEMBER-Q", 62)])
def test_the_sum_that_tells_a_lost_figure_is_no_proof_of_it(form, seed):
    assert causes_of_noise(form, [seed]) == (1, [])


def test_dates_of_which_one_is_outside_the_quarter_either_way_are_not_of_us_order():
    made = Return("CYC-PROG-Q")
    planted.americanise(made)
    cells = [cell for sheet in made.book for row in sheet.iter_rows() for cell in row]
    day = next(cell for cell in cells if isinstance(cell.value, str) and cell.value[2:3] == "/")
    assert told(made.check())
    day.value = "02/25/2026"

    assert told(made.check()) == []


def test_another_units_code_says_nothing_while_half_of_the_figures_carry_on():
    made = Return("FAS-CASE-Q")
    made.book["_esubmit"]["B4"].value = "9102"
    first, *_, total = made.cells(made.plan.spec.table("movement"))
    for row in (first, total):
        row[0].value += 5

    verdict = made.check()

    assert sum(one.kind == "carry_forward" for one in verdict.findings) == 2
    assert told(verdict) == []


def test_figures_like_those_of_the_past_are_not_a_thousand_times_too_large():
    made = Return("FAS-CASE-Q")
    for table in made.plan.spec.tables:
        planted.times(made, table, 1000)
    last = {name: f"{figure}000" for name, figure in made.before.items() if "." not in figure}

    assert told(made.check()) != []
    assert told(made.check(last=last)) == []


def test_wholes_that_are_too_small_are_not_in_thousands_since_larger_ones_would_do():
    made = Return("AGY-SAR-Y", 2)
    (units,), _, (planned,), _ = made.cells(made.plan.spec.table("plans"))
    ((assessed, *_), *_) = made.cells(made.plan.spec.table("quality"))
    planned.value, assessed.value = 1, units.value + 30

    verdict = made.check(last={}, earlier={})

    failing = [one for one in verdict.findings if one.outcome == "fail"]
    assert sum(one.severity == "error" for one in failing) > 3
    assert told(verdict) == []


def trial(case, claim="", **figures):
    """Return a trial that explains one and the same finding by some figures."""
    changes = {
        int(cell[1:]): understand(value, case.plan.cells[0]) for cell, value in figures.items()
    }
    mending = Mending("shifted", read_as(case, changes), case.context, {}, claim=claim)
    return Trial(mending, {("rule", frozenset({"R010/C10"})): None})


def test_of_two_causes_that_explain_as_much_none_is_told_unless_they_come_to_the_same():
    made = Return("FAS-CASE-Q")
    opened = made.opened()
    case = Case(opened.plan, opened.extract, made.context(), Text("", ""), [])
    one, other = trial(case, c0=901), trial(case, c1=902)

    assert list(_agreed([one, other])) == []
    assert list(_agreed([one, trial(case, c0=901)])) == [one]
    same = trial(case, claim="low C", c0=901), trial(case, claim="low C", c1=902)
    assert list(_agreed(list(same))) == [same[0]]


def test_of_hundreds_of_dates_of_us_order_all_are_one_finding():
    made = Return("CYC-PROG-Q")
    planted.americanise(made)
    sheet, last = next(
        (sheet, row)
        for sheet in made.book
        for row in reversed(list(sheet.iter_rows()))
        if isinstance(row[1].value, str) and row[1].value[2:3] == "/"
    )
    for number in range(300):
        below = last[0].row + number + 1
        for cell in last:
            sheet.cell(below, cell.column).value = cell.value
        sheet.cell(below, 1).value = f"N{number:03d}"
        sheet.cell(below, 2).value = f"10/{13 + number % 18}/2025"

    (cause,) = told(made.check())

    assert cause.kind == "us_dates"
    assert len(cause.places) > 300


def declared_na(case):
    """Return the case with something declared not applicable in every entry of its lists."""
    for listed in case.extract.lists.values():
        for entry in listed.entries:
            entry.na.add("remark")
    return case


@pytest.mark.parametrize(
    ("form", "plant", "suspect"),
    [("CYC-PROG-Q", planted.americanise, american), ("CYC-PROG-Q", planted.send_again, last_file)],
)
def test_what_an_entry_declares_not_applicable_stays_so_in_a_return_as_supposed(
    form, plant, suspect
):
    made = Return(form)
    plant(made)
    opened = made.opened()
    case = declared_na(Case(opened.plan, opened.extract, made.context(), Text("", ""), []))

    (mending,) = suspect(case)

    entries = [entry for listed in mending.extract.lists.values() for entry in listed.entries]
    assert entries
    assert all(entry.na == {"remark"} for entry in entries)
