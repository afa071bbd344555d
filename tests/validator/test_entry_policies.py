"""Rules over entries, by what they say of blanks and differences, and what waits and what not."""

import pytest

from tests.validator.entries import CANNOT, FAIL, NA, PASS, PERIOD, form, outcome_by
from tests.validator.test_entry_kinds import PAIRS
from validator.examples import outcome_of
from validator.plan import compile_plan

EQUAL = "kind: equals; left: g.total; right: g.new + g.old"
POLICIES = [
    (EQUAL, "blank: zero", {"total": 4, "new": 4}, PASS),  # 4 + blank = 4
    (EQUAL, "blank: zero", {"total": 4}, FAIL),  # 0 + 0, not 4
    (EQUAL, "blank: zero", {}, PASS),
    (EQUAL, "blank: zero_if_any", {"total": 4, "new": 4}, PASS),
    (EQUAL, "blank: zero_if_any", {}, NA),
    (EQUAL, "blank: error", {"total": 4, "new": 4}, FAIL),
    (EQUAL, "blank: skip", {"total": 4, "new": 4}, NA),
    (EQUAL, "tolerance: {absolute: 2}", {"total": 7, "new": 4, "old": 5}, PASS),  # off by 2
    (EQUAL, "tolerance: {absolute: 2}", {"total": 6, "new": 4, "old": 5}, FAIL),  # off by 3
    (EQUAL, "tolerance: {relative: 10%}", {"total": 90, "new": 50, "old": 50}, PASS),  # 10 of 100
    (EQUAL, "tolerance: {relative: 10%}", {"total": 89, "new": 50, "old": 50}, FAIL),
    ("kind: compare; is: before; left: g.began; right: g.ended", "blank: error", {}, FAIL),
    ("kind: between; figure: g.new; least: 1", "blank: zero", {}, FAIL),  # 0 < 1
    ("kind: between; figure: g.new; least: 1", "blank: error", {}, FAIL),
    (PAIRS, "blank: error", {"kind": "G"}, FAIL),
    (PAIRS, "blank: skip", {"kind": "G"}, NA),
    ("kind: within_period; figure: g.began", "blank: error", {}, FAIL),
    ("kind: one_of; figures: [g.new, g.old]", "blank: zero", {}, FAIL),
    ("kind: one_of; figures: [g.new, g.old]", "blank: error", {"new": 1}, FAIL),
    (
        "kind: total_of; total: g.hours; parts: g.staff + g.new",
        "tolerance: {rounding: none}",
        {"staff": "1.5", "new": 2, "hours": "3.6"},
        FAIL,
    ),  # off by 1 tenth
]


@pytest.mark.parametrize(("slots", "more", "entry", "outcome"), POLICIES)
def test_a_rule_may_say_for_itself_what_blanks_are_and_what_may_differ(slots, more, entry, outcome):
    assert outcome_by(form(f"{slots}; {more}"), entry) == outcome


def test_an_entry_that_cannot_be_read_keeps_none_of_the_others_from_being_checked():
    spec = form("kind: compare; left: g.new; right: g.total")
    entries = [{"new": "?", "total": 1}, {"new": 2, "total": 1}, {"new": 1, "total": 1}]

    came_out = [outcome_by(spec, *entries, at=f"g[{number}].new") for number in (1, 2, 3)]

    assert came_out == [CANNOT, FAIL, PASS]


CELLS = [
    ({"t[R1].a": 1, "t[R1].b": 2}, "skip", PASS),
    ({"t[R1].a": 2, "t[R1].b": 2}, "skip", FAIL),
    ({"t[R1].a": 2}, "skip", NA),
    ({"t[R1].a": 0}, "zero", FAIL),  # blank counts as 0: 0 = 0
    ({"t[R1].a": 0}, "zero_if_any", FAIL),
    ({}, "zero_if_any", NA),
    ({"t[R1].a": 2, "t[R2].b": 1}, "error", FAIL),
    ({"t[R1].a": 2, "t[R1].b": "two"}, "skip", CANNOT),
]


@pytest.mark.parametrize(("cells", "policy", "outcome"), CELLS)
def test_two_cells_have_to_differ(cells, policy, outcome):
    spec = form("kind: compare; is: different; left: t.a; right: t.b", policy)
    if policy == "zero":
        cells = cells | {"t[R2].a": 1}

    assert outcome_of(compile_plan(spec, PERIOD), {"rule": "RULE", "data": cells}) == outcome
