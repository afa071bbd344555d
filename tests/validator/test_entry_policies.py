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
TAKEN_FOR = ("skip", "zero", "zero_if_any", "error")
SOME, NONE = (NA, PASS, PASS, FAIL), (NA, PASS, NA, FAIL)
OF_FIGURES = [
    ("kind: compare; left: g.new; right: g.total", {"total": 5}, SOME),  # 0 <= 5
    ("kind: compare; left: g.new; right: g.total", {}, NONE),
    ("kind: between; figure: g.new; most: 9", {}, NONE),
    ("kind: part_of; part: g.new; whole: g.total", {"total": 5}, SOME),
    ("kind: total_of; total: g.hours; parts: g.staff + g.new", {"staff": 2, "hours": 2}, SOME),
    ("kind: balance; closing: g.old; movement: g.total - g.new", {"total": 2, "old": 2}, SOME),
    ("kind: share_at_most; part: g.new; whole: g.total; percent: 50", {"total": 5}, SOME),
    ("kind: share_at_least; part: g.new; whole: g.total; percent: 50", {"new": 5}, SOME),  # 5 of 0
    ("kind: one_of; figures: [g.new, g.old]", {"new": 1}, (PASS, PASS, PASS, FAIL)),
    ("kind: one_of; figures: [g.new, g.old]", {}, (NA, FAIL, NA, FAIL)),
    ("kind: at_most_one_of; figures: [g.new, g.old]", {"new": 1}, (PASS, PASS, PASS, FAIL)),
    ("kind: at_most_one_of; figures: [g.new, g.old]", {}, NONE),
    ("kind: check; that: g.new <= g.total", {"total": 5}, SOME),
    ("kind: check; that: g.new <= g.total", {}, NONE),
]
ABSOLUTE = "; tolerance: {absolute: 2}"
ALLOWED = [
    ("kind: compare; left: g.new; right: g.total", {"total": 5}, "new", (7, 8)),
    ("kind: part_of; part: g.new; whole: g.total", {"total": 5}, "new", (7, 8)),
    (
        "kind: balance; closing: g.old; movement: g.total - g.new",
        {"total": 9, "new": 4},
        "old",
        (7, 8),
    ),  # 9 - 4 = 5
    (
        "kind: share_at_most; part: g.new; whole: g.total; percent: 50",
        {"total": 20},
        "new",
        (12, 13),
    ),  # 10
    (
        "kind: share_at_least; part: g.new; whole: g.total; percent: 50",
        {"total": 20},
        "new",
        (8, 7),
    ),
    (
        "kind: total_of; total: g.hours; parts: g.staff + g.new",
        {"staff": 1, "new": 2},
        "hours",
        (5, "5.1"),
    ),  # 3
]


@pytest.mark.parametrize(("slots", "entry", "outcomes"), OF_FIGURES)
def test_a_blank_field_is_what_each_policy_takes_it_for(slots, entry, outcomes):
    found = [outcome_by(form(f"{slots}; blank: {policy}"), entry) for policy in TAKEN_FOR]

    assert tuple(found) == outcomes


@pytest.mark.parametrize(("slots", "entry", "subject", "figures"), ALLOWED)
def test_a_figure_of_an_entry_may_miss_by_two_and_no_more(slots, entry, subject, figures):
    spec = form(slots + ABSOLUTE)

    found = [outcome_by(spec, {**entry, subject: figure}) for figure in (*figures, "x")]

    assert found == [PASS, FAIL, CANNOT]


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
