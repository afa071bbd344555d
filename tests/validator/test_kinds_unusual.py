"""Kinds that ask whether a figure is usual, by hand: every case says its arithmetic.

The form is that of `test_kinds`, whose columns are items here. Figures of earlier quarters stand
with the newest last; a rate of another unit stands as a share, such as 30/10.
"""

import pytest

from schemas.load import load
from schemas.sentences import sentence
from tests.validator.test_kinds import CANNOT, FAIL, FORM, NA, PASS, form, named
from validator.context import NOTHING_KNOWN
from validator.examples import outcome_of, scope_of
from validator.plan import compile_plan
from validator.refproof import unbound

PERIOD = "2025-26Q3"
A, B, C, H = "t[R1].a", "t[R1].b", "t[R1].c", "t[R1].h"
STEADY = {A: [20, 24, 19, 22]}
"""The middle is (20 + 22) / 2 = 21, the distances 1 3 2 1, of which 1.5 is the middle: a spread
of max(1.5, 21 / 10, 1) = 2.1. Five of them are 10.5."""
CHANGE = "kind: unusual_change; figure: a1"
PEERS = "kind: unusual_for_peers; figure: a1"
OTHERS = {A: [30, 40, 50, 60, 70]}
"""The middle is 50, the distances 20 10 0 10 20, of which 10 is the middle; five times that: 50."""
BY = f"{A} / {B}"
RATES = {BY: ["30/10", "8/4", "15/5", "70/10", "6/3"]}
"""The rates are 3 2 3 7 2: the middle is 3, the distances 0 1 0 4 1, of which 1 is the middle."""

CASES = {
    CHANGE: [
        ({"a1": 31}, STEADY, PASS),  # 10 away, 10.5 allowed
        ({"a1": 32}, STEADY, FAIL),  # 11 away
        ({"a1": 10}, STEADY, FAIL),  # 11 away, the other way
        ({"a1": 11}, STEADY, PASS),  # 10 away
        ({"a1": 99}, {A: [20, 24, 19]}, NA),  # three figures, four are needed
        ({"a1": 99}, {A: [20, "missing", 24, 19]}, NA),  # one has not come
        ({}, STEADY, NA),  # a blank is none of 0
        ({"a1": 0}, STEADY, FAIL),  # 21 away: zero is a figure
        ({"a1": "x"}, STEADY, CANNOT),
        ({"a1": 9}, {A: [0, 0, 0, 0]}, PASS),  # 9 away, 5 allowed, but below 10
        ({"a1": 10}, {A: [0, 0, 0, 0]}, FAIL),  # 10 away: of a spread of 1, 5 are allowed
        ({"a1": 151}, {A: [100, 100, 100, 100]}, FAIL),  # 51 away: a tenth is 10, five are 50
        ({"a1": 150}, {A: [100, 100, 100, 100]}, PASS),
        # The last eight alone: 90 is the ninth from the end. Middle 20, spread max(0, 2, 1).
        ({"a1": 31}, {A: [90, *[20] * 8]}, FAIL),  # 11 away, 10 allowed
    ],
    "kind: unusual_change; figure: h1; times: 2.5; ignore_below: 0.5": [
        # The middle is (1.2 + 1.4) / 2 = 1.3, the spread 1: 2.5 are allowed.
        ({"h1": "3.8"}, {H: ["1.2", "1.2", "1.4", "1.4"]}, PASS),  # 2.5 away
        ({"h1": "3.9"}, {H: ["1.2", "1.2", "1.4", "1.4"]}, FAIL),  # 2.6 away
        ({"h1": "0.4"}, {H: ["0.1", "0.1", "0.1", "0.1"]}, PASS),
    ],
    CHANGE + "; last: 3; needs: 2; skip: [2025-26Q1]": [
        # 20 of Q2 and 20 of 2024-25Q4 are left, and 20 of Q3 before: the middle is 20.
        ({"a1": 31}, {A: [20, 20, 900, 20]}, FAIL),  # 11 away, 10 allowed; 900 is left out
        ({"a1": 30}, {A: [20, 20, 900, 20]}, PASS),
        ({"a1": 900}, {A: [900, 20]}, NA),  # one figure is left, two are needed
    ],
    CHANGE + "; blank: zero": [({}, STEADY, FAIL)],  # 0 is 21 away
    CHANGE + "; blank: error": [({}, STEADY, FAIL)],  # a1 may not be blank
    CHANGE + "; method: previous_max; times: 1.5": [
        ({"a1": 36}, STEADY, PASS),  # 1.5 x 24 = 36
        ({"a1": 37}, STEADY, FAIL),
        ({"a1": 0}, STEADY, PASS),  # few are not unusual here
        ({"a1": 37}, {A: [24, 24]}, NA),
        ({"a1": 9}, {A: [0, 0, 0, 0]}, PASS),  # below 10
        ({"a1": 10}, {A: [0, 0, 0, 0]}, FAIL),
    ],
    CHANGE + "; method: same_quarter; times: 3; skip: [2023-24Q3]": [
        ({"a1": 60}, {A: [20, 1, 1, 1]}, PASS),  # 3 x 20 = 60
        ({"a1": 61}, {A: [20, 1, 1, 1]}, FAIL),
        ({"a1": 6}, {A: [20, 1, 1, 1]}, FAIL),  # 3 x 6 = 18 is less than 20
        ({"a1": 7}, {A: [20, 1, 1, 1]}, PASS),  # 3 x 7 = 21
        ({"a1": 9}, {A: [0, 1, 1, 1]}, PASS),  # neither reaches 10
        ({"a1": 61}, {A: [1, 1, 1]}, NA),  # the unit did not owe it then
        ({"a1": 61}, {A: ["missing", 1, 1, 1]}, CANNOT),  # it did, and nothing has come
        ({"a1": 61}, {B: [20, 1, 1, 1]}, NA),  # a1 was left blank
    ],
    CHANGE + "; method: same_quarter; times: 3; skip: [2024-25Q3]": [
        ({"a1": 61}, {A: [20, 1, 1, 1]}, NA),  # that quarter is marked
    ],
    "kind: unusual_change; figure: t.a": [
        ({"a1": 21, "a2": 32}, STEADY, PASS),  # of a2 nothing is known before
        ({"a1": 21, "a2": 32}, {**STEADY, "t[R2].a": [1, 1, 1, 1]}, FAIL),  # 31 away, 5 allowed
    ],
    PEERS: [
        ({"a1": 100}, OTHERS, PASS),  # 50 away, 5 x 10 allowed
        ({"a1": 101}, OTHERS, FAIL),  # 51 away
        ({"a1": 0}, OTHERS, PASS),  # 50 away
        ({"a1": 101}, {A: [30, 40, 50, 60]}, NA),  # four units, five are needed
        ({"a1": 101}, {B: [1, 1, 1, 1, 1]}, CANNOT),  # nobody asked for a1
        ({}, OTHERS, NA),
        ({"a1": "x"}, OTHERS, CANNOT),
        ({"a1": 9}, {A: [0, 0, 0, 0, 0]}, PASS),  # below 10
        ({"a1": 10}, {A: [0, 0, 0, 0, 0]}, FAIL),  # 10 away, 5 x 1 allowed
    ],
    PEERS + "; scale: b1; ignore_below: 0": [
        # 3 x 20 = 60 is usual; 1 x 20 = 20 the spread, and 100 are allowed.
        ({"a1": 160, "b1": 20}, RATES, PASS),
        ({"a1": 161, "b1": 20}, RATES, FAIL),
        ({"a1": 161, "b1": 40}, RATES, PASS),  # 120 is usual, 200 are allowed
        ({"a1": 161}, RATES, NA),  # nothing to reckon by
        ({"a1": 161, "b1": 0}, RATES, NA),
        ({"a1": 161, "b1": "x"}, RATES, CANNOT),
        # Thirds are kept: 1/3 x 3 is 1, and a spread of 1 allows 5.
        ({"a1": 6, "b1": 3}, {BY: ["1/3"] * 5}, PASS),
        ({"a1": 7, "b1": 3}, {BY: ["1/3"] * 5}, FAIL),
    ],
}


def with_items(slots):
    """Return the form with one rule, its columns items of the dictionary."""
    return load(_written(slots))


def _written(slots):
    text = FORM.replace("BLANK", "skip").replace("SLOTS", slots.replace("; ", "\n    "))
    for name in "abch":
        text = text.replace(f"      {name}: {{", f"      {name}: {{item: item_{name}, ")
        for row in "123":
            text = text.replace(f": {name}{row}\n", f": t[R{row}].{name}\n")
    return text


PLACES = PEERS + "; scale: unit.capacity; ignore_below: 0"
EACH = {"peers": {f"{A} / unit.capacity": ["30/10", "8/4", "15/5", "70/10", "6/3"]}}
OF_PLACES = [
    # 3 x 20 places = 60 is usual; 1 x 20 = 20 the spread, and 100 are allowed.
    ({"a1": 160}, {"unit": {"capacity": 20}, **EACH}, PASS),
    ({"a1": 161}, {"unit": {"capacity": 20}, **EACH}, FAIL),
    ({"a1": 161}, {"unit": {"capacity": 40}, **EACH}, PASS),  # 120 is usual, 200 are allowed
    ({"a1": 161}, {"unit": {"service_type": "521"}, **EACH}, NA),  # nobody says how many
    ({"a1": 161}, {"unit": "missing", **EACH}, CANNOT),
    ({"a1": 161}, {"unit": {"capacity": 20}}, CANNOT),  # nobody asked the others
    ({"a1": "x"}, {"unit": {"capacity": 20}, **EACH}, CANNOT),
]


@pytest.mark.parametrize(("data", "known", "expected"), OF_PLACES)
def test_a_figure_is_held_against_others_by_the_places_that_a_unit_has(data, known, expected):
    example = {"rule": "RULE", "data": named(data), **known}

    assert outcome_of(compile_plan(with_items(PLACES), PERIOD), example) == expected


def outcome(slots, data, known):
    plan = compile_plan(with_items(slots), PERIOD)
    beside = "peers" if "peers" in slots else "history"
    return outcome_of(plan, {"rule": "RULE", "data": named(data), beside: known})


@pytest.mark.parametrize(
    ("slots", "data", "known", "expected"),
    [(slots, *case) for slots, cases in CASES.items() for case in cases],
)
def test_a_figure_far_from_what_is_usual_is_asked_about(slots, data, known, expected):
    assert outcome(slots, data, known) == expected


@pytest.mark.parametrize("slots", [CHANGE, CHANGE + "; method: same_quarter; times: 2", PEERS])
def test_without_anything_beside_the_file_it_waits_and_says_so(slots):
    plan = compile_plan(with_items(slots), PERIOD)
    scope = scope_of(plan, {"rule": "RULE", "data": named({"a1": 5})})
    bare = type(scope)(*(scope.spec, scope.cells, scope.readings, scope.lists), NOTHING_KNOWN,
                       scope.period)  # fmt: skip

    waits = [one.waits for one in plan.rulings[0].judge(bare) if one.waits]

    assert waits == ["waits.peers" if slots is PEERS else "waits.returns"]


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        (PEERS + "; needs: 4", "of fewer than 5 units the middle would tell on each"),
        (CHANGE + "; method: previous_max", "previous_max needs 'times'"),
        (CHANGE + "; needs: 0", "without a figure of its past there is nothing"),
        (CHANGE + "; method: previous_max; times: 2; needs: -1", "without a figure of its past"),
        (CHANGE + "; last: 3", "needs 4, but looks at the last 3 figures"),
        (CHANGE + "; times: 1.2.3", "'1.2.3' is no number"),
    ],
)
def test_what_can_never_be_asked_is_refused(slots, words):
    (problem,) = unbound(with_items(slots), PERIOD)

    assert words in problem


def test_others_are_known_by_items_alone():
    (problem,) = unbound(form(PEERS), PERIOD)

    assert "t[R1].a has no item of the dictionary" in problem


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        (CHANGE, "the middle of its last 8 figures. Asked from 4 figures on"),
        (CHANGE + "; last: 6; skip: [2019-20Q4]", "last 6 figures"),
        (CHANGE + "; last: 6; skip: [2019-20Q4]", "below 10. Jan–Mar 2020 is left out."),
        (CHANGE + "; method: previous_max; times: 1.5", "more than 1.5 times the highest"),
        (CHANGE + "; method: same_quarter; times: 3", "the same quarter last year"),
        (PEERS + "; scale: b1", "for each one of “First line”, “Begun” is explained"),
        (PLACES, "for each one of the unit's places is explained"),
        (PEERS, "Asked where 5 of them do"),
    ],
)
def test_a_rule_says_its_numbers_also_where_they_are_not_written(slots, words):
    spec = with_items(slots)

    assert words in sentence(spec, spec.rules[0]).en
