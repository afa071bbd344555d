"""The kind `check` by hand, and conditions on rules of any kind: every case says its arithmetic.

The form is that of `test_kinds`; a cell is written `a1` for t[R1].a. What is not given is blank.
"""

import pytest

from tests.validator.test_kinds import CANNOT, FAIL, NA, PASS, PERIOD, form, named, outcome_by
from validator.examples import outcome_of
from validator.plan import compile_plan
from validator.refproof import unbound

CASES = {
    "kind: check; that: a1 <= b1 + 2 * c1": [
        ({"a1": 7, "b1": 1, "c1": 3}, PASS),  # 7 <= 1 + 2 x 3
        ({"a1": 8, "b1": 1, "c1": 3}, FAIL),  # 8 > 7
        ({"a1": 0, "b1": 0, "c1": 0}, PASS),  # zero is a figure
        ({"a1": 8, "b1": 1}, NA),  # c1 is blank: skip
        ({}, NA),
        ({"a1": 8, "b1": "one", "c1": 3}, CANNOT),
    ],
    "kind: check; that: t.a - t.b >= t.c": [
        ({"a1": 5, "b1": 2, "c1": 3, "a2": 1, "b2": 0, "c2": 1}, PASS),
        ({"a1": 5, "b1": 2, "c1": 3, "a2": 1, "b2": 0, "c2": 2}, FAIL),  # line 2: 1 - 0 < 2
        ({"a1": 5, "b1": 2, "c1": "x", "a2": 1, "b2": 0, "c2": 2}, FAIL),  # line 1 waits alone
        ({"a1": 5, "b1": 2, "c1": "x"}, CANNOT),
    ],
    "kind: check; that: a1 / b1 <= 1.5": [
        ({"a1": 3, "b1": 2}, PASS),  # 3 / 2 = 1.5
        ({"a1": 31, "b1": 20}, FAIL),  # 1.55
        ({"a1": 3, "b1": 0}, CANNOT),  # nothing is divided by 0
        ({"b1": 0}, NA),  # a1 is blank
    ],
    "kind: check; that: 3 * (a1 / 3) = a1": [
        ({"a1": 1}, PASS),  # exactly: thirds are kept
        ({"a1": 10**14 + 1}, PASS),
    ],
    "kind: check; that: sum(t.a) = sum(t.b where c > 0)": [
        ({"a1": 2, "a2": 3, "b1": 5, "c1": 1, "b2": 9, "c2": 0}, PASS),  # 5 = 5; c2 is 0
        ({"a1": 2, "a2": 3, "b1": 5, "c1": 1, "b2": 9, "c2": 1}, FAIL),  # 5 against 14
        ({"a1": 2, "b1": 5, "c1": "n"}, CANNOT),
        ({"b1": 5, "c1": 1}, NA),  # nothing stands in column a
    ],
    "kind: check; that: count(t.a) >= 2": [
        ({"a1": 0, "a3": 4}, PASS),
        ({"a1": 4}, FAIL),
        ({}, FAIL),
    ],
    "kind: check; that: max(t.a) - min(t.a) <= 3 and average(t.a) > 1.3": [
        ({"a1": 1, "a2": 1, "a3": 2}, PASS),  # 4 / 3 = 1.33...
        ({"a1": 1, "a2": 1, "a3": 1}, FAIL),
        ({"a1": 0, "a2": 4}, FAIL),  # 4 - 0 > 3
    ],
    "kind: check; that: share(t.a where b = 0) <= 50": [
        ({"a1": 2, "b1": 0, "a2": 2, "b2": 1}, PASS),  # 2 of 4: 50 %
        ({"a1": 3, "b1": 0, "a2": 2, "b2": 1}, FAIL),  # 60 %
        ({"a1": 0, "b1": 0}, NA),  # a share of nothing
    ],
    "kind: check; that: abs(a1 - prev(t[R1].a)) <= 5 and a1 in (7, 8)": [
        ({"a1": 7, "was": {"a1": 12}}, PASS),  # 5 apart
        ({"a1": 7, "was": {"a1": 13}}, FAIL),  # 6 apart
        ({"a1": 9, "was": {"a1": 9}}, FAIL),  # neither 7 nor 8
        ({"a1": 7, "was": {"b1": 12}}, NA),  # that line had nothing
        ({"a1": 9, "was": None}, FAIL),  # what is false already is false
        ({"a1": 7, "was": None}, NA),
    ],
    "kind: check; that: round(h1 , 0) not between 2 and 3 or a1 = 1": [
        ({"h1": "3.5", "a1": 0}, PASS),  # 3.5 is 4
        ({"h1": "2.5", "a1": 0}, FAIL),  # 2.5 is 3
        ({"h1": "2.5", "a1": 1}, PASS),
        ({"h1": "2.5"}, NA),
        ({"h1": "3.5"}, PASS),  # whatever a1 is
    ],
    "kind: check; that: t.b > 0; when: t.a > 10": [
        ({"a1": 11, "b1": 1}, PASS),
        ({"a1": 11, "b1": 0}, FAIL),
        ({"a1": 10, "b1": 0}, NA),
        ({"b1": 0}, NA),  # a blank condition does not hold
        ({"a1": "x", "b1": 0}, CANNOT),
        ({"a1": 11, "b1": 0, "a2": "x"}, FAIL),
    ],
}
POLICIES = [
    ("kind: check; that: a1 <= b1", "zero", {"a1": 1}, FAIL),  # 1 > 0
    ("kind: check; that: a1 <= b1", "zero", {}, PASS),
    ("kind: check; that: a1 <= b1", "zero_if_any", {"a1": 1}, FAIL),
    ("kind: check; that: a1 <= b1", "zero_if_any", {}, NA),
    ("kind: check; that: a1 <= b1; blank: error", "skip", {"a1": 1}, FAIL),
    ("kind: check; that: a1 <= b1; blank: zero", "skip", {"a1": 1}, FAIL),
    ("kind: check; that: average(t.a) = 1", "zero", {"a1": 3}, PASS),  # 3 + 0 + 0 of 3
    ("kind: check; that: average(t.a) = 3", "skip", {"a1": 3}, PASS),
    ("kind: check; that: a1 / b1 = 1", "zero", {"a1": 1}, CANNOT),
    ("kind: check; that: a1 = prev(t[R1].a)", "zero_if_any", {"was": {"a1": 4}}, FAIL),
    ("kind: check; that: a1 = prev(t[R1].a)", "zero_if_any", {"was": {"a1": 0}}, NA),
]
CONDITIONS = {
    "kind: compare; left: t.a; right: t.b; when: t.c > 0": [
        ({"a1": 2, "b1": 1, "c1": 1}, FAIL),
        ({"a1": 2, "b1": 1, "c1": 0}, NA),
        ({"a1": 2, "b1": 1}, NA),
        ({"a1": 2, "b1": 1, "c1": "x"}, CANNOT),
        ({"a1": 2, "b1": 1, "c1": 0, "a2": 1, "b2": 1, "c2": 5}, PASS),  # line 2 alone
    ],
    "kind: equals; left: a1; right: b1; when: not (c1 = 0 or c2 = 0)": [
        ({"a1": 2, "b1": 1, "c1": 1, "c2": 1}, FAIL),
        ({"a1": 2, "b1": 1, "c1": 1, "c2": 0}, NA),
    ],
    "kind: one_of; figures: [t.a, t.b]; when: t.c > 0": [
        ({"a1": 2, "b1": 1, "c1": 1}, FAIL),
        ({"a1": 2, "b1": 1, "c1": 0}, NA),
        ({"a1": 2, "b1": 1, "c1": "x"}, CANNOT),
    ],
    "kind: carry_forward; opening: t.a; closing: t.c; when: prev(t.c) > 5": [
        ({"a1": 5, "was": {"c1": 6}}, FAIL),
        ({"a1": 5, "was": {"c1": 4}}, NA),
    ],
}


@pytest.mark.parametrize(
    ("slots", "cells", "outcome"),
    [
        (slots, cells, outcome)
        for slots, cases in (CASES | CONDITIONS).items()
        for cells, outcome in cases
    ],
)
def test_a_check_comes_out_as_worked_out_by_hand(slots, cells, outcome):
    assert unbound(form(slots), PERIOD) == []
    assert outcome_by(form(slots), cells) == outcome


@pytest.mark.parametrize(("slots", "policy", "cells", "outcome"), POLICIES)
def test_a_blank_is_what_the_rule_takes_it_for(slots, policy, cells, outcome):
    assert outcome_by(form(slots, policy), cells) == outcome


SUPPOSED = {
    "kind: check; that: a1 >= fsa.OS1": [
        ({"agreed": {"OS1": 12}}, {"a1": 12}, PASS),
        ({"agreed": {"OS1": 12}}, {"a1": 11}, FAIL),
        ({}, {"a1": 11}, NA),  # nothing was agreed
        ({"agreed": "missing"}, {"a1": 11}, CANNOT),
    ],
    "kind: check; that: a1 <= form('OTHER-Q').s[R1].x": [
        ({"other": {"OTHER-Q": {"s[R1].x": 4}}}, {"a1": 4}, PASS),
        ({"other": {"OTHER-Q": {"s[R1].x": 4}}}, {"a1": 5}, FAIL),
        ({"other": {"OTHER-Q": "missing"}}, {"a1": 5}, CANNOT),
        ({}, {"a1": 5}, NA),
    ],
    "kind: check; that: prev(t[R1].a , 2) + a1 = same_period_last_year(t[R1].b)": [
        ({"history": {"t[R1].a": [3, 9]}, "last_year": {"t[R1].b": 8}}, {"a1": 5}, PASS),  # 3 + 5
        ({"history": {"t[R1].a": [3, 9]}, "last_year": {"t[R1].b": 9}}, {"a1": 5}, FAIL),
        ({"history": {"t[R1].a": [3, 9]}}, {"a1": 5}, NA),
    ],
    "kind: check; that: year_to_date(t[R1].a) <= 20": [
        ({"history": {"t[R1].a": [6, 7]}}, {"a1": 7}, PASS),  # the third quarter: 6 + 7 + 7 = 20
        ({"history": {"t[R1].a": [6, 7]}}, {"a1": 8}, FAIL),
        ({"history": {"t[R1].a": ["missing", 7]}}, {"a1": 8}, CANNOT),
    ],
    "kind: compare; left: t.a; right: t.b; applies_to: unit.service_type = '521'": [
        ({"unit": {"service_type": "521"}}, {"a1": 2, "b1": 1}, FAIL),
        ({"unit": {"service_type": "315"}}, {"a1": 2, "b1": 1}, NA),
        ({"unit": "missing"}, {"a1": 2, "b1": 1}, CANNOT),
    ],
    "kind: check; that: a1 <= unit.capacity": [
        ({"unit": {"capacity": 40}}, {"a1": 40}, PASS),
        ({"unit": {"capacity": 40}}, {"a1": 41}, FAIL),
        ({"unit": {"service_type": "521"}}, {"a1": 41}, NA),  # nobody says how many
        ({"unit": "missing"}, {"a1": 41}, CANNOT),
    ],
    "kind: check; that: a1 > 0; applies_to: unit.district = 'WTS' and unit.ngo != '001'": [
        ({"unit": {"district": "WTS", "ngo": "002"}}, {"a1": 0}, FAIL),
        ({"unit": {"district": "ST", "ngo": "002"}}, {"a1": 0}, NA),
        ({"unit": {"ngo": "002"}}, {"a1": 0}, NA),  # nobody says where it is
    ],
}


@pytest.mark.parametrize(
    ("slots", "known", "cells", "outcome"),
    [(slots, *case) for slots, cases in SUPPOSED.items() for case in cases],
)
def test_what_is_beyond_the_file_is_looked_up(slots, known, cells, outcome):
    example = {"rule": "RULE", "data": named(cells), **known}

    assert unbound(form(slots), PERIOD) == []
    assert outcome_of(compile_plan(form(slots), PERIOD), example) == outcome


REFUSED = {
    "kind: check; that: t[R9].a > 1": "rules.RULE.that: character 1: 't[R9].a' is nothing that",
    "kind: check; that: a1 > 0; when: b1": "rules.RULE.when: character 1: a condition is needed",
    "kind: check; that: a1 > 0; applies_to: b1 > 1": "applies_to: it is about the unit, as in",
    "kind: between; figure: a1; least: 1; when: t.b > 0.5": "RULE.when: character 7: 0.5 has more",
    "kind: check; that: a1 > 0; message: {en: '{cel}', zh-Hant: '{cell}'}": "'cel' is nothing",
    "kind: check; that: a1 > 0; message: {en: '{a1 +}', zh-Hant: '{cell}'}": "'{t[R1].a +}",
}


@pytest.mark.parametrize("slots", REFUSED)
def test_a_condition_that_leads_nowhere_is_told(slots):
    (found,) = unbound(form(slots), PERIOD)

    assert REFUSED[slots] in found
