"""Kinds that hold the entries of a list against each other, by hand: what comes out, and where."""

import re

import pytest

from tests.validator.entries import CANNOT, FAIL, NA, PASS, PERIOD, form, outcome_by
from validator.examples import outcome_of
from validator.plan import compile_plan

NUMBERED = "kind: sequence_without_gaps; figure: g.no; like: G0001"
CASES = {
    "kind: unique; fields: [g.no]": [
        (["G1", "G2"], {1: PASS, 2: PASS}),
        (["G1", "G2", "G1"], {1: PASS, 3: FAIL}),  # the later one is told
        (["G1", " ｇ１"], {2: FAIL}),  # full width, and another case
        (["G1", "G1", "G1"], {1: PASS, 2: FAIL, 3: FAIL}),
        (["", ""], {1: NA}),  # two blanks are not the same
        (["G1", "", "G1"], {3: FAIL}),
        ([], {}),
    ],
    "kind: unique; fields: [g.began, g.new]": [
        ([("1/10/2025", 4), ("1/10/2025", 5)], {1: PASS, 2: PASS}),
        ([("1/10/2025", 4), (45931, "４")], {2: FAIL}),  # the same day by Excel's number
        ([("1/10/2025", 4), ("1/10/2025", "")], {2: PASS}),  # blank: not held
        ([("", ""), ("", "")], {1: NA}),
        ([("1/10/2025", 4), ("1/10/2025", "four")], {1: PASS, 2: CANNOT}),
        ([("1/10/2025", 4), ("1/10/2025", "?"), ("1/10/2025", 4)], {3: FAIL}),
    ],
    NUMBERED: [
        (["G0007", "G0008", "G0009"], {1: PASS, 2: PASS, 3: PASS}),  # from any number on
        (["G0009", "G0007", "g0008"], {1: PASS, 2: PASS, 3: PASS}),  # in any order
        (["G0007", "G0009"], {1: PASS, 2: FAIL}),  # 8 is missing: told at what follows
        (["G0007", "G0008", "G0007"], {1: PASS, 3: FAIL}),
        (["G0007", "G8"], {1: PASS, 2: FAIL}),  # not written like G0001
        (["G9999", "G10000"], {2: PASS}),  # four digits at least
        (["G0007", "H0008"], {2: FAIL}),
        (["", ""], {1: NA}),
        (["G0007", "", "G0008"], {3: PASS}),
    ],
    "kind: sequence_without_gaps; figure: g.new": [
        ([3, 4, 5], {1: PASS, 3: PASS}),
        ([0, 1], {1: PASS, 2: PASS}),  # 0 is a number
        ([3, 5], {1: PASS, 2: FAIL}),
        ([3, 3], {1: PASS, 2: FAIL}),
        ([3, "four", 5], {2: CANNOT, 3: PASS}),  # 4 may be the one that cannot be read
        ([""], {1: NA}),
    ],
    "kind: sequence_without_gaps; figure: g.no": [
        (["1", "2"], {1: PASS, 2: PASS}),
        (["1", "02"], {2: FAIL}),
        (["9" * 13], {1: FAIL}),  # no number that anybody counts to
        (["two"], {1: FAIL}),
        (["1", "3"], {2: FAIL}),
        (["²"], {1: PASS}),  # in plain digits it is a 2
        (["１", "２"], {1: PASS, 2: PASS}),  # full width
    ],
    "kind: rows_expected; figure: g.venue": [
        (["HALL", "ROOM", "OTH"], {0: PASS}),
        (["Other", "禮堂", "ROOM", "ROOM"], {0: PASS}),  # by their names, and one twice
        (["HALL", "ROOM"], {0: FAIL}),  # no line for OTH
        ([], {0: FAIL}),
        (["", ""], {0: FAIL}),
        (["HALL", "ROOM", "Garden"], {3: CANNOT}),  # it may be meant for OTH
        (["HALL", "ROOM", "OTH", "Garden"], {0: PASS}),  # whatever it is, none is missing
    ],
    "kind: rows_expected; figure: g.venue; only: [HALL, ROOM]": [
        (["HALL", "ROOM"], {0: PASS}),
        (["ROOM", "HALL", "OTH"], {0: PASS}),
        (["HALL", "OTH"], {0: FAIL}),
        (["OTH"], {0: FAIL}),
        ([""], {0: FAIL}),
        (["Garden", "ROOM"], {1: CANNOT}),
    ],
}
FLAT = [(slots, *case) for slots, cases in CASES.items() for case in cases]


def entries(slots, said):
    """Return entries that say this in the fields of the rule."""
    fields = re.findall(r"g\.(\w+)", slots.partition("; ")[2])
    rows = [one if isinstance(one, tuple) else (one,) for one in said]
    return [dict(zip(fields, row, strict=True)) for row in rows]


@pytest.mark.parametrize(("slots", "said", "outcomes"), FLAT)
def test_a_rule_comes_out_over_a_list_as_worked_out_by_hand(slots, said, outcomes):
    spec, field = form(slots), re.search(r"g\.(\w+)", slots)[1]

    for number, outcome in outcomes.items():
        assert outcome_by(spec, *entries(slots, said), at=f"g[{number}].{field}") == outcome


@pytest.mark.parametrize("slots", ["kind: unique; fields: [g.no]", NUMBERED])
def test_a_blank_is_wrong_where_the_rule_says_so(slots):
    spec = form(f"{slots}; blank: error")

    assert outcome_by(spec, {"no": "G0001"}, {"no": ""}, at="g[2].no") == FAIL
    assert outcome_by(spec, {"no": "G0001"}, {"no": "G0002"}) == PASS


def test_an_entry_in_which_a_number_is_missing_and_one_is_unread_waits_for_that_one_alone():
    spec = form("kind: sequence_without_gaps; figure: g.new")

    assert outcome_by(spec, {"new": 3}, {"new": "x"}, {"new": 9}) == CANNOT


def test_a_whole_list_is_held_or_not_by_a_cell_of_the_return():
    spec = form("kind: unique; fields: [g.no]; when: t[R1].a > 0")
    twice = [{"no": "G1"}, {"no": "G1"}]

    assert outcome_of_cells(spec, 1, twice) == FAIL
    assert outcome_of_cells(spec, 0, twice) == NA


def outcome_of_cells(spec, figure, listed):
    example = {"rule": "RULE", "data": {"t[R1].a": figure, "g": listed}}
    return outcome_of(compile_plan(spec, PERIOD), example)
