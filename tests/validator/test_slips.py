"""A figure mistyped by a slip of the hand: the one cell whose smallest change clears the checks."""

import random
import time
from collections import Counter

import pytest

from schemas.spec import Text
from tests.validator.planted import FORMS, Return
from validator.numbers import Reading, shown, understand
from validator.report import Report
from validator.slips import DOUBLED, MINUS, SWAPPED, TOO_FEW, TOO_MANY, slip
from validator.suspects.trial import Case, read_as

WORDS = Text("last quarter", "上季")


@pytest.mark.parametrize(
    ("typed", "meant", "how"),
    [
        (57, 75, SWAPPED),
        (1243, 1234, SWAPPED),
        (2134, 1234, SWAPPED),
        (1324, 1234, SWAPPED),
        (4231, 1234, ""),
        (2154, 1245, ""),
        (144, 14, DOUBLED),
        (114, 14, DOUBLED),
        (184, 14, TOO_MANY),
        (141, 14, TOO_MANY),
        (140, 14, TOO_MANY),
        (4, 14, TOO_FEW),
        (1, 11, TOO_FEW),
        (-14, 14, MINUS),
        (14, -14, MINUS),
        (14, 14, ""),
        (15, 14, ""),
        (14, 1466, ""),
        (0, 0, ""),
    ],
)
def test_a_slip_is_known_by_the_digits(typed, meant, how):
    assert slip(typed, meant) == how


def slipped(chance, value):
    """Return what a slip of the hand makes of a figure; None where that one makes nothing."""
    digits = str(value)
    at = chance.randrange(len(digits))
    made = chance.choice([
        digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :],
        digits[:at] + digits[at] * 2 + digits[at + 1 :],
        digits[:at] + str(chance.randrange(10)) + digits[at:],
        digits[:at] + digits[at + 1 :],
    ])
    return int(made) if made and made != digits and int(made) != value else None


class Planted:
    """One good return in memory, in which single cells are spoiled one after the other."""

    def __init__(self, form, seed):
        made = Return(form, seed)
        opened = made.opened()
        self.chance = random.Random(f"slips {form}{seed}")
        self.case = Case(opened.plan, opened.extract, made.context(), WORDS, [])
        self.seconds = []

    def held(self):
        """Return the cells that an equality holds in place."""
        plan = self.case.plan
        return [
            cell.index
            for cell in plan.cells
            if any(plan.relations[n].op == "eq" for n in plan.of_cell[cell.index])
        ]

    def told(self, cell, raw):
        """Return the findings of the return with one cell read otherwise."""
        case = self.case
        reading = understand(raw, case.plan.cells[cell]) if isinstance(raw, str) else raw
        extract = read_as(case, {cell: reading})
        began = time.process_time()
        found = Report(case.plan, extract, case.context, WORDS).findings()
        self.seconds.append(time.process_time() - began)
        return found

    def determined(self, cell, findings):
        """Say whether the failing equalities meet in this cell alone: two of them, or more."""
        plan = self.case.plan
        failing = {
            frozenset(place.code for place in one.cells)
            for one in findings
            if one.outcome == "fail" and len(one.cells) > 1 and one.severity == "error"
        }
        codes = set.intersection(*map(set, failing)) if len(failing) > 1 else set()
        return codes == {plan.cells[cell].code}

    def plant(self, cell):
        """Return (right, wrong or silent; whether the checks determine the cell) of one slip."""
        was = self.case.readings.values[cell]
        value = slipped(self.chance, was or 0)
        decimals = self.case.plan.cells[cell].decimals
        if value is None:
            return None
        findings = self.told(cell, Reading(value, "figure", value))
        if not any(one.outcome == "fail" and one.severity == "error" for one in findings):
            return None
        name = self.case.extract.places.name(cell)
        said = [
            (one.suggestion["cell"], one.suggestion["value"])
            for one in findings
            if one.suggestion and one.cause is None and one.suggestion.get("slip")
        ]
        right = (name, shown(was, decimals))
        how = "right" if said == [right] else "wrong" if said else "silent"
        return how, self.determined(cell, findings)


def planted(form, seeds, cells=99):
    """Count how single slips came out: (right, wrong or silent; determined or not)."""
    found, seconds = Counter(), []
    for seed in seeds:
        return_ = Planted(form, seed)
        held = return_.held()
        for cell in return_.chance.sample(held, min(cells, len(held))):
            if (came := return_.plant(cell)) is not None:
                found[came] += 1
        seconds += return_.seconds
    return found, seconds


def test_of_single_slips_that_the_checks_determine_nine_in_ten_are_told():
    found = sum((planted(form, [3], cells=12)[0] for form in FORMS), Counter())

    told = found["right", True]
    assert told > 20
    assert told >= 0.9 * (told + found["wrong", True] + found["silent", True])
    assert found["wrong", False] <= 0.1 * found["right", False]


@pytest.mark.slow
def test_of_thousands_of_slips_nine_in_ten_that_the_checks_determine_are_told_and_few_wrongly():
    counts = {form: planted(form, range(20)) for form in FORMS}
    found = sum((count for count, _ in counts.values()), Counter())
    seconds = [second for _, its in counts.values() for second in its]

    determined = {how: found[how, True] for how in ("right", "wrong", "silent")}
    share = determined["right"] / sum(determined.values())
    least = sorted(seconds)[len(seconds) * 99 // 100]
    assert share >= 0.9, determined
    assert found["wrong", False] <= 0.01 * found["right", False], found
    assert least < 0.02, "the whole check of a return, slips included"


def typed(form, cell, raw):
    made = Return(form)
    ((row, col),) = [
        (row, col)
        for table in made.plan.spec.tables
        for row, line in enumerate(table.rows)
        for col, column in enumerate(table.cols)
        if cell == f"{table.key}[{line.key}].{column.key}"
    ]
    table = made.plan.spec.table(cell.partition("[")[0])
    at = made.cells(table)[row][col]
    was = at.value
    at.value = raw(was)
    return was, at.coordinate, made.check()


def test_what_is_proposed_is_said_in_words_and_never_applied():
    was, address, verdict = typed("FAS-CASE-Q", "movement[R030].closed", lambda was: was * 10)

    (found,) = [one for one in verdict.findings if one.stands_alone and one.severity == "error"]

    assert found.suggestion["slip"] == TOO_MANY
    assert (found.suggestion["cell"], found.suggestion["value"]) == (address, str(was))
    assert f"a digit too many: {was * 10} in {address} for {was}." in found.hint.en
    assert f"{address} 的 {was * 10} 可能是 {was} 多輸入了一個數字。" in found.hint.zh
    cell = next(one for one in verdict.as_document()["cells"] if one["a1"] == address)
    assert cell["value"] == str(was * 10)


@pytest.mark.parametrize("raw", [lambda was: -was, lambda was: f"-{was}", lambda was: f"({was})"])
def test_a_minus_that_is_one_too_many_is_told_where_the_sums_hold_without_it(raw):
    was, address, verdict = typed("FAS-CASE-Q", "movement[R010].new", raw)

    (found,) = [one for one in verdict.findings if one.stands_alone and one.severity == "error"]

    assert found.kind == "type"
    assert found.suggestion["slip"] == MINUS
    assert (found.suggestion["cell"], found.suggestion["value"]) == (address, str(was))
    assert "Perhaps it is the minus alone" in found.hint.en


def test_a_minus_is_not_told_away_where_the_sums_fail_without_it_as_well():
    _, _, verdict = typed("FAS-CASE-Q", "movement[R010].new", lambda was: -was - 1)

    (found,) = [one for one in verdict.findings if one.stands_alone and one.severity == "error"]

    assert found.suggestion is None


def test_of_two_cells_that_a_slip_explains_neither_is_named():
    made = Return("DEC-SURVEY-Q")
    (*scores, total), *_ = made.cells(made.plan.spec.table("ratings"))
    for cell, value in zip(scores, (1, 1, total.value - 12, 0, 0, 0), strict=True):
        cell.value = value

    found = [one for one in made.check().findings if one.kind == "total_of"]

    assert [one.suggestion for one in found] == [None]
