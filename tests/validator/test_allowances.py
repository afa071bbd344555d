"""What a rule says for itself: what it takes a blank for, and which differences it allows."""

import pytest

from schemas.load import SpecError
from schemas.sentences import sentence
from tests.validator.test_kinds import FAIL, NA, PASS, form, outcome_by

SUM = "kind: equals; left: c1; right: a1 + b1; "
HOURS = "kind: total_of; total: h3; parts: h1 + h2; "
LISTED = [
    # 100 + 100 = 200; two more or less are allowed.
    (SUM + "tolerance: {absolute: 2}", {"a1": 100, "b1": 100, "c1": 202}, PASS),
    (SUM + "tolerance: {absolute: 2}", {"a1": 100, "b1": 100, "c1": 198}, PASS),
    (SUM + "tolerance: {absolute: 2}", {"a1": 100, "b1": 100, "c1": 203}, FAIL),
    # 1 % of the 200 that it has to be is 2.
    (SUM + "tolerance: {relative: 1%}", {"a1": 100, "b1": 100, "c1": 202}, PASS),
    (SUM + "tolerance: {relative: 1%}", {"a1": 100, "b1": 100, "c1": 203}, FAIL),
    (SUM + "tolerance: {relative: 1.5%}", {"a1": 100, "b1": 100, "c1": 203}, PASS),
    # Within any of them: 5 of 200 is more than 1 %, but not more than 5.
    (SUM + "tolerance: {relative: 1%, absolute: 5}", {"a1": 100, "b1": 100, "c1": 205}, PASS),
    (SUM + "tolerance: {relative: 1%, absolute: 5}", {"a1": 100, "b1": 100, "c1": 206}, FAIL),
    # 1 % of nothing is nothing.
    (SUM + "tolerance: {relative: 1%}", {"a1": 0, "b1": 0, "c1": 1}, FAIL),
    # 1.5 + 2.5 = 4.0: a tenth more is what rounding can do, unless rounding is none.
    (HOURS + "tolerance: {rounding: auto}", {"h1": "1.5", "h2": "2.5", "h3": "4.1"}, PASS),
    (HOURS + "tolerance: {rounding: none}", {"h1": "1.5", "h2": "2.5", "h3": "4.1"}, FAIL),
    (HOURS + "tolerance: {rounding: none}", {"h1": "1.5", "h2": "2.5", "h3": "4.0"}, PASS),
    (HOURS + "tolerance: {absolute: 0.5}", {"h1": "1.5", "h2": "2.5", "h3": "4.5"}, PASS),
    (HOURS + "tolerance: {absolute: 0.5}", {"h1": "1.5", "h2": "2.5", "h3": "4.6"}, FAIL),
    # 102 of at most 100: 2 more, which is 2 %.
    ("kind: compare; left: a1; right: b1; tolerance: {relative: 2%}", {"a1": 102, "b1": 100}, PASS),
    ("kind: compare; left: a1; right: b1; tolerance: {relative: 2%}", {"a1": 103, "b1": 100}, FAIL),
    # At least 100: 98 is 2 % less.
    (
        "kind: compare; is: at_least; left: a1; right: b1; tolerance: {absolute: 2}",
        {"a1": 98, "b1": 100},
        PASS,
    ),
    (
        "kind: compare; is: at_least; left: a1; right: b1; tolerance: {absolute: 2}",
        {"a1": 97, "b1": 100},
        FAIL,
    ),
    # Last quarter closed with 50; 10 % of it is 5.
    (
        "kind: carry_forward; opening: a1; closing: c1; tolerance: {relative: 10%}",
        {"a1": 55, "was": {"c1": 50}},
        PASS,
    ),
    (
        "kind: carry_forward; opening: a1; closing: c1; tolerance: {relative: 10%}",
        {"a1": 56, "was": {"c1": 50}},
        FAIL,
    ),
    # Half of 10 is 5; one more is allowed.
    (
        "kind: share_at_most; part: a1; whole: b1; percent: 50; tolerance: {absolute: 1}",
        {"a1": 6, "b1": 10},
        PASS,
    ),
    (
        "kind: share_at_most; part: a1; whole: b1; percent: 50; tolerance: {absolute: 1}",
        {"a1": 7, "b1": 10},
        FAIL,
    ),
]


@pytest.mark.parametrize(("slots", "cells", "outcome"), LISTED)
def test_a_difference_is_allowed_as_the_rule_says(slots, cells, outcome):
    assert outcome_by(form(slots), cells) == outcome


@pytest.mark.parametrize("policy", ["skip", "zero", "zero_if_any", "error"])
@pytest.mark.parametrize(
    ("own", "cells", "outcome"),
    [
        ("skip", {"a1": 2, "c1": 3}, NA),
        ("zero", {"a1": 2, "c1": 2}, PASS),  # 2 + blank = 2
        ("zero", {"a1": 2, "c1": 3}, FAIL),
        ("zero", {}, PASS),
        ("zero_if_any", {"a1": 2, "c1": 3}, FAIL),
        ("zero_if_any", {}, NA),
        ("error", {"a1": 2, "c1": 2}, FAIL),  # b1 is blank
        ("error", {}, FAIL),
        ("error", {"a1": 2, "b1": 0, "c1": 2}, PASS),
    ],
)
def test_a_rule_takes_a_blank_for_what_it_says_itself(policy, own, cells, outcome):
    assert outcome_by(form(f"{SUM}blank: {own}", policy), cells) == outcome


def test_of_several_of_which_one_is_asked_for_none_may_be_blank_where_blanks_are_wrong():
    rule = "kind: one_of; figures: [a1, b1]; blank: error"

    assert outcome_by(form(rule), {"a1": 1}) == FAIL
    assert outcome_by(form(rule), {"a1": 1, "b1": 0}) == PASS


@pytest.mark.parametrize(
    ("slots", "word"),
    [
        (SUM + "tolerance: {absolut: 2}", "absolut"),
        (SUM + "tolerance: {absolute: two}", "'two'"),
        (SUM + "tolerance: {relative: 1}", "such as 1%"),
        (SUM + "tolerance: {rounding: some}", "auto, none"),
        (SUM + "blank: ignore", "ignore"),
        ("kind: between; figure: a1; least: 1; tolerance: {absolute: 2}", "between holds no"),
        ("kind: all_or_none; figures: [a1, b1]; blank: zero", "all_or_none is about"),
    ],
)
def test_what_a_rule_cannot_say_is_refused(slots, word):
    with pytest.raises(SpecError, match=word) as refused:
        form(slots)

    assert len(refused.value.problems) == 1


def test_what_a_rule_says_for_itself_stands_in_its_sentence():
    spec = form(SUM + "blank: zero; tolerance: {absolute: 2, relative: 1%}")

    said = sentence(spec, spec.rules[0])

    assert "A blank counts as 0. A difference of up to 2 is allowed." in said.en
    assert "空白視為 0。容許相差不多於 2。容許相差不多於 1%。" in said.zh
