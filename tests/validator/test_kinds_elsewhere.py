"""Kinds that look at other returns, by hand: every case says its arithmetic.

The form is that of `test_kinds`, for the third quarter of 2025-26 where a case does not say
otherwise; OTHER-Q is another form of the unit, with a table `s`.
"""

import pytest

from tests.validator.test_kinds import CANNOT, FAIL, NA, PASS, form, named
from validator.examples import outcome_of
from validator.plan import compile_plan

MISSING = "missing"
AGREES = "kind: agrees_with_form; figure: FIGURE; other: {form: OTHER-Q, value: 'VALUE'}"


def agrees(figure, value):
    return AGREES.replace("FIGURE", figure).replace("VALUE", value)


def other(**cells):
    """Return figures of OTHER-Q: R1_x is s[R1].x."""
    return {"OTHER-Q": {f"s[{name[:2]}].{name[3:]}": value for name, value in cells.items()}}


CASES = {
    agrees("a1", "s[R1].x + s[R2].x"): [
        ({"a1": 5}, other(R1_x=2, R2_x=3), PASS),  # 2 + 3 = 5
        ({"a1": 6}, other(R1_x=2, R2_x=3), FAIL),  # 2 + 3 = 5, not 6
        ({"a1": 0}, other(R1_x=0, R2_x=0), PASS),  # zero is a figure
        ({}, other(R1_x=2, R2_x=3), NA),  # a1 is blank: skip
        ({"a1": 2}, other(R1_x=2), NA),  # s[R2].x is blank there: skip
        ({"a1": "five"}, other(R1_x=2, R2_x=3), CANNOT),
        ({"a1": 5}, {"OTHER-Q": MISSING}, CANNOT),  # owed, and it has not come
        ({"a1": 5}, {}, NA),  # the unit does not owe OTHER-Q
    ],
    agrees("c1", "s[R1].x - s[R2].x"): [
        ({"c1": 4}, other(R1_x=9, R2_x=5), PASS),  # 9 - 5 = 4
        ({"c1": 5}, other(R1_x=9, R2_x=5), FAIL),  # 9 - 5 = 4, not 5
    ],
    agrees("h1", "s[R1].h"): [
        ({"h1": "12.5"}, other(R1_h="12.5"), PASS),
        ({"h1": "12.5"}, other(R1_h="12.6"), PASS),  # 0.1 apart, 2 x 0.05 allowed
        ({"h1": "12.5"}, other(R1_h="12.7"), FAIL),  # 0.2 apart
        ({"h1": "12.5"}, other(R1_h="12.61"), FAIL),  # 0.11 apart, 0.05 + 0.005 allowed
        ({"h1": "12"}, other(R1_h=12), PASS),
    ],
    agrees("h1", "s[R1].h") + "; tolerance: {rounding: none, relative: 1%}": [
        ({"h1": "808.0"}, other(R1_h=800), PASS),  # 8 apart, 1 % of 800 is 8
        ({"h1": "808.1"}, other(R1_h=800), FAIL),  # 8.1 apart
        ({"h1": "792.0"}, other(R1_h=800), PASS),
    ],
    agrees("a1", "s[R1].x") + "; tolerance: {absolute: 2}": [
        ({"a1": 10}, other(R1_x=8), PASS),  # 2 apart
        ({"a1": 11}, other(R1_x=8), FAIL),  # 3 apart
    ],
    agrees("a1", "s[R1].x") + "; if_other_missing: skip": [
        ({"a1": 10}, {"OTHER-Q": MISSING}, NA),
        ({"a1": 10}, other(R1_x=8), FAIL),
    ],
    agrees("a1", "s[R1].x + s[R2].x") + "; blank: zero": [
        ({"a1": 2}, other(R1_x=2), PASS),  # 2 + 0 = 2
        ({}, other(R1_x=2), FAIL),  # 0 is not 2
    ],
    agrees("a1", "s[R1].x") + "; blank: zero_if_any": [
        ({}, other(R1_x=2), FAIL),  # 0 is not 2
        ({}, {"OTHER-Q": {"s[R9].x": 1}}, NA),  # both are blank
    ],
    agrees("a1", "s[R1].x") + "; blank: error": [
        ({}, other(R1_x=2), FAIL),  # a1 may not be blank
        ({"a1": 2}, other(R1_x=2), PASS),
    ],
    "kind: agrees_with_form; figure: t.a; other: {form: OTHER-Q, value: s.x}": [
        ({"a1": 1, "a2": 2, "a3": 3}, other(R1_x=1, R2_x=2, R3_x=3), PASS),
        ({"a1": 1, "a2": 5, "a3": 3}, other(R1_x=1, R2_x=2, R3_x=3), FAIL),  # R2: 5, not 2
        ({"a1": 1}, other(R1_x=1, R2_x=2), PASS),  # R2 and R3 are blank: skip
    ],
    "kind: quarters_make_year; figure: a1; quarter: s[R1].x; form: OTHER-Q": [
        ({"a1": 100}, other(R1_x=[10, 20, 30, 40]), PASS),  # 10 + 20 + 30 + 40 = 100
        ({"a1": 99}, other(R1_x=[10, 20, 30, 40]), FAIL),  # 100, not 99
        ({"a1": 70}, other(R1_x=[10, 20, MISSING, 40]), CANNOT),  # the third has not come
        ({"a1": 0}, other(R1_x=[0, 0, 0, 0]), PASS),
        ({}, other(R1_x=[10, 20, 30, 40]), NA),
        ({"a1": "x"}, other(R1_x=[10, 20, 30, 40]), CANNOT),
        ({"a1": 100}, {}, NA),  # no quarter is owed
    ],
}


def outcome(slots, data, **known):
    spec = form(slots)
    plan = compile_plan(spec, known.pop("period", "2025-26Q3"))
    return outcome_of(plan, {"rule": "RULE", "data": named(data), **known})


@pytest.mark.parametrize(
    ("slots", "data", "others", "expected"),
    [(slots, *case) for slots, cases in CASES.items() for case in cases],
)
def test_a_figure_is_held_against_other_returns(slots, data, others, expected):
    assert outcome(slots, data, other=others) == expected


OWN = "kind: quarters_make_year; figure: b1; quarter: a1"
BEFORE = {"t[R1].a": [10, 20, 30]}


OWN_CASES = [
    ({"a1": 40, "b1": 100}, BEFORE, "2025-26Q4", PASS),  # 10 + 20 + 30, and 40 of this one
    ({"a1": 40, "b1": 90}, BEFORE, "2025-26Q4", FAIL),  # 100, not 90
    ({"a1": 40, "b1": 100}, BEFORE, "2025-26Q3", NA),  # the year is told in the fourth
    ({"a1": 40, "b1": 60}, {"t[R1].a": ["missing", 20]}, "2025-26Q4", CANNOT),
    ({"a1": 40, "b1": 70}, {"t[R1].a": [30]}, "2025-26Q4", PASS),  # began in Q3: 30 + 40
    ({"a1": "x", "b1": 100}, BEFORE, "2025-26Q4", CANNOT),
    ({"b1": 60}, BEFORE, "2025-26Q4", NA),  # this quarter is blank: skip
]


@pytest.mark.parametrize(("data", "history", "period", "expected"), OWN_CASES)
def test_the_year_is_held_against_this_form_s_own_quarters(data, history, period, expected):
    assert outcome(OWN, data, history=history, period=period) == expected
