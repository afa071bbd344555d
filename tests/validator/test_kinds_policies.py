"""Each kind by hand under each policy on blanks, and at the edge of what it may miss.

The form is that of `test_kinds`. The outcomes stand in
the order of the policies: skip, zero, zero_if_any, error.
"""

import pytest

from tests.validator import entries
from tests.validator import test_kinds_unusual as unusual
from tests.validator.test_kinds import CANNOT, FAIL, NA, PASS, PERIOD, form, named
from validator.examples import outcome_of
from validator.plan import compile_plan

POLICIES = ("skip", "zero", "zero_if_any", "error")
AGREES = "kind: agrees_with_form; figure: a1; other: {form: OTHER-Q, value: 's[R1].x + s[R2].x'}"
YEAR = "kind: quarters_make_year; figure: a1; quarter: s[R1].x; form: OTHER-Q"
STEADY, NOTHING = {"history": {"t[R1].a": [20] * 4}}, {"history": {"t[R1].a": [0] * 4}}


def other(**cells):
    return {"other": {"OTHER-Q": {f"s[{name[:2]}].x": told for name, told in cells.items()}}}


def was(**cells):
    return {"prior": named(cells)}


SOME, NONE = (NA, PASS, PASS, FAIL), (NA, PASS, NA, FAIL)
BLANKS = [
    ("kind: equals; left: c1; right: a1 + b1", {"a1": 2, "c1": 2}, {}, SOME),  # 2 + 0 = 2
    ("kind: equals; left: c1; right: a1 + b1", {}, {}, NONE),  # 0 + 0 = 0
    ("kind: total_of; total: c1; parts: a1 + b1", {"a1": 2, "c1": 2}, {}, SOME),
    ("kind: total_of; total: c1; parts: a1 + b1", {}, {}, NONE),
    ("kind: balance; closing: c1; movement: a1 - b1", {"a1": 2, "c1": 2}, {}, SOME),  # 2 - 0 = 2
    ("kind: balance; closing: c1; movement: a1 - b1", {}, {}, NONE),
    ("kind: compare; left: a1; right: b1", {"b1": 5}, {}, SOME),  # 0 <= 5
    ("kind: compare; left: a1; right: b1", {}, {}, NONE),
    ("kind: part_of; part: a1; whole: b1", {"b1": 5}, {}, SOME),
    ("kind: part_of; part: a1; whole: b1", {}, {}, NONE),
    ("kind: share_at_most; part: a1; whole: b1; percent: 50", {"b1": 5}, {}, SOME),
    ("kind: share_at_most; part: a1; whole: b1; percent: 50", {}, {}, NONE),
    ("kind: share_at_least; part: a1; whole: b1; percent: 50", {"a1": 5}, {}, SOME),  # 5 of 0
    ("kind: share_at_least; part: a1; whole: b1; percent: 50", {}, {}, NONE),
    ("kind: between; figure: a1; most: 9", {}, {}, NONE),
    ("kind: one_of; figures: [a1, b1]", {"a1": 1}, {}, (PASS, PASS, PASS, FAIL)),
    ("kind: one_of; figures: [a1, b1]", {}, {}, (NA, FAIL, NA, FAIL)),
    ("kind: at_most_one_of; figures: [a1, b1]", {"a1": 1}, {}, (PASS, PASS, PASS, FAIL)),
    ("kind: at_most_one_of; figures: [a1, b1]", {}, {}, NONE),
    ("kind: carry_forward; opening: a1; closing: c1", {}, was(c1=0), NONE),
    ("kind: carry_forward; opening: a1; closing: c1", {}, was(c1=4), (NA, FAIL, FAIL, FAIL)),
    (AGREES, {"a1": 2}, other(R1=2), SOME),  # 2 + 0 = 2
    (AGREES, {}, other(R3=1), NONE),
    (YEAR, {}, other(R1=[0] * 4), SOME),
    (YEAR, {}, other(R2=[1] * 4), NONE),
    ("kind: unusual_change; figure: a1", {}, STEADY, (NA, FAIL, NA, FAIL)),  # 0 is 20 away
    ("kind: unusual_change; figure: a1", {}, NOTHING, NONE),
    ("kind: check; that: a1 <= b1", {"b1": 5}, {}, SOME),
    ("kind: check; that: a1 <= b1", {}, {}, NONE),
]
BESIDE_PEERS = [
    (unusual.PEERS, [100] * 5, (NA, FAIL, NA, FAIL)),  # 0 is 100 away
    (unusual.PEERS, [0] * 5, NONE),
]
COUNT, SUM = "kind: count_matches; figure: t[R1].a; rows: g", "kind: sum_matches; figure: t[R1].a"
OF_LISTS = [
    (COUNT, [], NONE),  # 0 entries
    (COUNT, [{"new": 3}], (NA, FAIL, FAIL, FAIL)),  # 0, not 1
    (f"{SUM}; sum: g.new", [], NONE),
    (f"{SUM}; sum: g.new", [{"new": 3}], (NA, FAIL, FAIL, FAIL)),  # 0, not 3
]
PAIR = "kind: valid_pair; left: g.kind; right: g.venue; pairs: {G: [HALL], P: [ROOM]}"
OF_WORDS = [
    (PAIR, {"kind": "G"}),
    ("kind: within_period; figure: g.began", {"no": "G1"}),
    ("kind: unique_across; figure: g.no", {"alias": "x"}),
    ("kind: in_register; figure: g.no; register: staff", {"alias": "x"}),
    ("kind: unique; fields: [g.no]", {"alias": "x"}),
    ("kind: sequence_without_gaps; figure: g.no; like: G0001", {"alias": "x"}),
    ("kind: in_register; figure: t[R1].a; register: staff", {"alias": "x"}),
    ("kind: unique_across; figure: t[R1].a", {"alias": "x"}),
]
BESIDE = {
    "register": {"staff": ["A1"]},
    "sent": {"g.no": {"A1": "all"}, "t[R1].a": {1: "all"}},
}
LEFT_OUT = "; tolerance: {rounding: none}"
ABSOLUTE = "; tolerance: {absolute: 2}"
EDGES = [
    # 0.1 too much: half a tenth of each figure is allowed, of two 0.1, of three 0.15.
    ("kind: equals; left: h3; right: h1 + h2", {"h1": 1, "h2": 2, "h3": "3.1"}, (PASS, FAIL)),
    (
        "kind: balance; closing: h3; movement: h1 - h2",
        {"h1": 3, "h2": 2, "h3": "1.1"},
        (PASS, FAIL),
    ),
    ("kind: compare; left: h1; right: h2", {"h1": "2.1", "h2": 2}, (PASS, FAIL)),
    ("kind: part_of; part: h1; whole: h2", {"h1": "2.1", "h2": 2}, (PASS, FAIL)),
    (
        "kind: share_at_most; part: h1; whole: h2; percent: 100",
        {"h1": "2.1", "h2": 2},
        (PASS, FAIL),
    ),
    (
        "kind: share_at_least; part: h1; whole: h2; percent: 100",
        {"h1": "1.9", "h2": 2},
        (PASS, FAIL),
    ),
    (YEAR.replace("a1", "h1"), {"h1": "4.1"}, (PASS, FAIL)),
]
ALLOWED = [
    ("kind: balance; closing: c1; movement: a1 - b1", {"a1": 9, "b1": 4}, "c1", (7, 8)),  # 5
    ("kind: part_of; part: a1; whole: b1", {"b1": 5}, "a1", (7, 8)),
    ("kind: share_at_least; part: a1; whole: b1; percent: 50", {"b1": 20}, "a1", (8, 7)),  # 10
    (YEAR, {}, "a1", (42, 43)),  # 4 x 10 = 40
]


def outcome_by(slots, cells, known):
    return outcome_of(
        compile_plan(form(slots), PERIOD), {"rule": "RULE", "data": named(cells), **known}
    )


@pytest.mark.parametrize(("slots", "cells", "known", "outcomes"), BLANKS)
def test_a_blank_is_what_each_policy_takes_it_for(slots, cells, known, outcomes):
    found = [outcome_by(f"{slots}; blank: {policy}", cells, known) for policy in POLICIES]

    assert tuple(found) == outcomes


@pytest.mark.parametrize(("slots", "figures", "outcomes"), BESIDE_PEERS)
def test_a_blank_beside_peers_is_what_each_policy_takes_it_for(slots, figures, outcomes):
    known = {unusual.A: figures}

    found = [unusual.outcome(f"{slots}; blank: {policy}", {}, known) for policy in POLICIES]

    assert tuple(found) == outcomes


@pytest.mark.parametrize(("slots", "told", "outcomes"), OF_LISTS)
def test_a_blank_figure_of_a_list_is_what_each_policy_takes_it_for(slots, told, outcomes):
    plans = [compile_plan(entries.form(f"{slots}; blank: {one}"), PERIOD) for one in POLICIES]

    found = [outcome_of(plan, {"rule": "RULE", "data": {"g": told}}) for plan in plans]

    assert tuple(found) == outcomes


@pytest.mark.parametrize(("slots", "entry"), OF_WORDS)
def test_a_blank_that_is_no_figure_is_skipped_or_an_error(slots, entry):
    example = {"rule": "RULE", "data": {"g": [entry]}, **BESIDE}
    specs = [entries.form(f"{slots}; blank: {policy}") for policy in ("skip", "error")]

    assert [outcome_of(compile_plan(spec, PERIOD), example) for spec in specs] == [NA, FAIL]


@pytest.mark.parametrize(("slots", "cells", "outcomes"), EDGES)
def test_rounding_is_allowed_for_unless_the_rule_says_none(slots, cells, outcomes):
    known = other(R1=[1, 1, 1, 1])

    found = [outcome_by(f"{slots}{more}", cells, known) for more in ("", LEFT_OUT)]

    assert tuple(found) == outcomes


@pytest.mark.parametrize(("slots", "cells", "subject", "figures"), ALLOWED)
def test_a_figure_may_miss_by_two_and_no_more(slots, cells, subject, figures):
    known = other(R1=[10] * 4)
    least, most = ({**cells, subject: figure} for figure in figures)

    assert outcome_by(f"{slots}{ABSOLUTE}", least, known) == PASS
    assert outcome_by(f"{slots}{ABSOLUTE}", most, known) == FAIL
    assert outcome_by(f"{slots}{ABSOLUTE}", {**cells, subject: "x"}, known) == CANNOT
