"""Each kind of rule by hand: every case says its arithmetic, and how it has to come out.

The form has a table `t` of rows R1 to R3 and columns a, b, c (whole numbers) and h (hours, one
decimal). A cell is written `a1` for t[R1].a. What is not given is blank.
"""

import re

import pytest

from schemas.load import load
from schemas.spec import FormSpec
from validator.examples import outcome_of
from validator.plan import compile_plan
from validator.refproof import unbound

PERIOD = "2025-26Q3"
FORM = """
formspec: 1
form:
  id: KIND-Q
  title: {en: Kinds, zh-Hant: 規則}
  programme: {en: Sample, zh-Hant: 樣本}
  service: '521'
revisions: [{v: 1, from: 2024-25Q1, note: {en: First, zh-Hant: 首個}}]
tables:
  t:
    code: A
    title: {en: Table, zh-Hant: 表}
    find: {sheet: [Return]}
    blank: BLANK
    rows:
      R1: {en: First line, zh-Hant: 甲行}
      R2: {en: Second line, zh-Hant: 乙行}
      R3: {en: Third line, zh-Hant: 丙行}
    cols:
      a: {code: C1, type: count, en: Asked, zh-Hant: 要求}
      b: {code: C2, type: count, en: Begun, zh-Hant: 開始}
      c: {code: C3, type: count, en: Closed, zh-Hant: 完結}
      h: {code: C4, type: decimal, decimals: 1, en: Hours, zh-Hant: 時數}
rules:
  - id: RULE
    severity: error
    SLOTS
"""
PASS, FAIL, NA, CANNOT = "pass", "fail", "not_applicable", "cannot_check"


def form(slots, policy="skip"):
    """Return the form with one rule, and one policy on blanks."""
    slots = re.sub(r"\b([abch])([1-3])\b", r"t[R\2].\1", slots)
    slots = re.sub(r"(t\[R.\]\..)(?=[,\]])", r"'\1'", slots)
    return load(FORM.replace("SLOTS", slots.replace("; ", "\n    ")).replace("BLANK", policy))


def named(cells):
    """Return cells by their full names: a1 is t[R1].a."""
    return {f"t[R{name[1]}].{name[0]}": value for name, value in cells.items()}


CASES = {
    "kind: equals; left: c1; right: a1 + b1": [
        ({"a1": 2, "b1": 3, "c1": 5}, PASS),  # 2 + 3 = 5
        ({"a1": 2, "b1": 3, "c1": 6}, FAIL),  # 2 + 3 = 5, not 6
        ({"a1": 0, "b1": 0, "c1": 0}, PASS),  # zero is a figure
        ({"a1": 2, "c1": 2}, NA),  # b1 is blank: skip
        ({}, NA),
        ({"a1": 2, "b1": "three", "c1": 5}, CANNOT),
    ],
    "kind: total_of; total: h3; parts: h1 + h2": [
        ({"h1": "1.5", "h2": "2.5", "h3": "4.0"}, PASS),  # 15 + 25 = 40 tenths
        ({"h1": "1.5", "h2": "2.5", "h3": "4.1"}, PASS),  # off by 1 tenth, 3 x half a tenth allowed
        ({"h1": "1.5", "h2": "2.5", "h3": "4.2"}, FAIL),  # off by 2 tenths: 2 x 2 > 3
        ({"h1": "1.5", "h2": "2.5", "h3": "3.8"}, FAIL),
        ({"h1": "1.5", "h3": "1.5"}, NA),
        ({"h1": "1.5", "h2": "1.55", "h3": "3.1"}, CANNOT),  # 1.55 has two decimals
    ],
    "kind: balance; closing: c1; movement: a1 - b1": [
        ({"a1": 9, "b1": 4, "c1": 5}, PASS),  # 9 - 4 = 5
        ({"a1": 9, "b1": 4, "c1": 6}, FAIL),
        ({"a1": 4, "b1": 4, "c1": 0}, PASS),
        ({"a1": 9, "c1": 9}, NA),
        ({"a1": 9, "b1": "-", "c1": 9}, PASS),  # a dash is 0: 9 - 0 = 9
        ({"a1": 9, "b1": "4?", "c1": 5}, CANNOT),
    ],
    "kind: compare; left: a1; right: b1": [
        ({"a1": 3, "b1": 3}, PASS),
        ({"a1": 4, "b1": 3}, FAIL),
        ({"a1": 0, "b1": 3}, PASS),
        ({"a1": 4}, NA),
        ({"b1": 3}, NA),
        ({"a1": "4 or 5", "b1": 3}, CANNOT),
    ],
    "kind: compare; is: at_least; left: a1; right: b1": [
        ({"a1": 3, "b1": 3}, PASS),
        ({"a1": 2, "b1": 3}, FAIL),
        ({"a1": 4, "b1": 3}, PASS),
        ({"a1": 4}, NA),
        ({}, NA),
        ({"a1": 4, "b1": "n"}, CANNOT),
    ],
    "kind: part_of; part: t.a; whole: t.b": [
        ({"a1": 3, "b1": 3, "a2": 1, "b2": 2}, PASS),
        ({"a1": 3, "b1": 3, "a2": 3, "b2": 2}, FAIL),  # line 2: 3 of 2
        ({"a1": 0, "b1": 0}, PASS),
        ({"a1": 3}, NA),
        ({"a1": 1, "b1": "x", "a2": 1, "b2": 2}, CANNOT),  # line 1 waits, line 2 passes
        ({}, NA),
    ],
    "kind: between; figure: a1; least: 5; most: 9": [
        ({"a1": 5}, PASS),
        ({"a1": 9}, PASS),
        ({"a1": 4}, FAIL),
        ({"a1": 10}, FAIL),
        ({}, NA),
        ({"a1": "ten"}, CANNOT),
    ],
    "kind: between; figure: h1; most: '2.5'": [
        ({"h1": "2.5"}, PASS),
        ({"h1": "2.6"}, FAIL),
        ({"h1": 0}, PASS),
        ({"h1": ""}, NA),
        ({"h1": 2}, PASS),
        ({"h1": "2.55"}, CANNOT),
    ],
    "kind: share_at_most; part: a1; whole: b1; percent: 50": [
        ({"a1": 5, "b1": 10}, PASS),  # 5 x 100 = 500 <= 10 x 50 = 500
        ({"a1": 6, "b1": 10}, FAIL),  # 600 > 500
        ({"a1": 5, "b1": 11}, PASS),  # 500 <= 550
        ({"a1": 6, "b1": 11}, FAIL),  # 600 > 550
        ({"a1": 0, "b1": 0}, PASS),  # nothing of nothing
        ({"a1": 5}, NA),
        ({"a1": 5, "b1": "1o"}, CANNOT),
    ],
    "kind: share_at_least; part: a1; whole: b1; percent: '12.5'": [
        ({"a1": 1, "b1": 8}, PASS),  # 1 x 1000 >= 8 x 125 = 1000
        ({"a1": 1, "b1": 9}, FAIL),  # 1000 < 1125
        ({"a1": 2, "b1": 16}, PASS),
        ({"a1": 0, "b1": 1}, FAIL),
        ({"b1": 8}, NA),
        ({"a1": "one", "b1": 8}, CANNOT),
    ],
    "kind: all_or_none; figures: [a1, b1, c1]": [
        ({"a1": 1, "b1": 2, "c1": 3}, PASS),
        ({}, PASS),
        ({"a1": 1}, FAIL),
        ({"a1": 1, "b1": 0, "c1": 0}, PASS),  # 0 is filled in
        ({"a1": 0}, FAIL),
        ({"a1": 1, "b1": "two", "c1": 3}, CANNOT),
    ],
    "kind: one_of; figures: [a1, b1, c1]": [
        ({"a1": 1}, PASS),
        ({"a1": 1, "b1": 0}, PASS),  # 0 counts for nothing
        ({"a1": 1, "b1": 2}, FAIL),
        ({"a1": 0, "b1": 0, "c1": 0}, FAIL),
        ({}, NA),
        ({"a1": "one"}, CANNOT),
    ],
    "kind: at_most_one_of; figures: [a1, b1, c1]": [
        ({"a1": 1}, PASS),
        ({"a1": 1, "c1": 1}, FAIL),
        ({"a1": 0, "b1": 0, "c1": 0}, PASS),
        ({"a1": 1, "b1": 0}, PASS),
        ({}, NA),
        ({"b1": 1, "c1": "?"}, CANNOT),
    ],
    "kind: required_when; figure: t.h; when: t.a > 0 and t[R3].b = 0": [
        ({"a1": 1, "b3": 0, "h1": "0.5"}, PASS),
        ({"a1": 1, "b3": 0}, FAIL),
        ({"a1": 0, "b3": 0}, NA),
        ({"a1": 1, "b3": 1}, NA),
        ({"a1": 1}, NA),  # b3 is blank: nobody knows
        ({"a1": 1, "b3": 0, "h1": "x"}, CANNOT),
        ({"a1": 1, "b3": 0, "h1": "0.5", "a2": 2}, FAIL),  # line 2 has no hours
    ],
    "kind: required_when; figure: h1; when: a1 > 0": [
        ({"a1": 1, "h1": "0.5"}, PASS),
        ({"a1": 1, "h1": 0}, PASS),  # 0 is filled in
        ({"a1": 1}, FAIL),
        ({"a1": 0}, NA),
        ({}, NA),  # a blank condition does not hold
        ({"a1": "some"}, CANNOT),
    ],
    "kind: forbidden_when; figure: t.c; when: t.a = 0": [
        ({"a1": 0, "c1": 1}, FAIL),
        ({"a1": 0, "c1": 0}, PASS),
        ({"a1": 0}, PASS),
        ({"a1": 1, "c1": 1}, NA),
        ({"c1": 1}, NA),
        ({"a1": 0, "c1": "x"}, CANNOT),
    ],
    "kind: carry_forward; opening: t.a; closing: t.c": [
        ({"a1": 4, "was": {"c1": 4}}, PASS),
        ({"a1": 5, "was": {"c1": 4}}, FAIL),
        ({"a1": 5, "was": None}, NA),  # a new unit
        ({"a1": 5, "was": {"c2": 4}}, NA),  # that line had nothing
        ({"was": {"c1": 4}}, NA),  # blank: skip
        ({"a1": "four", "was": {"c1": 4}}, CANNOT),
    ],
    "kind: text_note; says: {en: Kept., zh-Hant: 備存。}": [
        # Nothing is checked, whatever stands there.
        ({"a1": 1, "b1": 2, "c1": 3}, NA),
        ({"a1": 0, "b1": 0}, NA),
        ({"a1": 9, "was": {"c1": 4}}, NA),
        ({"a1": 9, "was": None}, NA),
        ({"a1": "nine"}, NA),
        ({}, NA),
    ],
}
POLICIES = [
    # 2 + blank = 2: a blank counts as 0.
    ("kind: equals; left: c1; right: a1 + b1", "zero", {"a1": 2, "c1": 2}, PASS),
    ("kind: equals; left: c1; right: a1 + b1", "zero", {"a1": 2, "c1": 3}, FAIL),
    ("kind: equals; left: c1; right: a1 + b1", "zero", {}, PASS),
    ("kind: equals; left: c1; right: a1 + b1", "zero_if_any", {"a1": 2, "c1": 2}, PASS),
    ("kind: equals; left: c1; right: a1 + b1", "zero_if_any", {"a1": 2}, FAIL),
    ("kind: equals; left: c1; right: a1 + b1", "zero_if_any", {}, NA),
    ("kind: one_of; figures: [a1, b1]", "zero", {}, FAIL),
    ("kind: one_of; figures: [a1, b1]", "zero_if_any", {}, NA),
    ("kind: required_when; figure: h1; when: a1 = 0", "zero", {}, FAIL),
    ("kind: required_when; figure: h1; when: a1 = 0", "skip", {}, NA),
    ("kind: part_of; part: a1; whole: b1", "zero", {"a1": 5}, FAIL),  # 5 of 0
    ("kind: share_at_most; part: a1; whole: b1; percent: 50", "zero", {"a1": 1}, FAIL),
    ("kind: between; figure: a1; least: 1", "zero", {}, FAIL),
    ("kind: between; figure: a1; least: 1", "zero_if_any", {}, NA),
    ("kind: carry_forward; opening: t.a; closing: t.c", "zero_if_any", {"was": {"c1": 4}}, FAIL),
    ("kind: carry_forward; opening: t.a; closing: t.c", "zero_if_any", {"was": {"c1": 0}}, NA),
]


@pytest.mark.parametrize(
    ("slots", "cells", "outcome"),
    [(slots, cells, outcome) for slots, cases in CASES.items() for cells, outcome in cases],
)
def test_a_rule_comes_out_as_worked_out_by_hand(slots, cells, outcome):
    assert outcome_by(form(slots), cells) == outcome


@pytest.mark.parametrize(("slots", "policy", "cells", "outcome"), POLICIES)
def test_a_blank_is_what_the_table_takes_it_for(slots, policy, cells, outcome):
    assert outcome_by(form(slots, policy), cells) == outcome


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ("kind: between; figure: h1; least: '2.55'", "2.55 has more decimals than t.R1.h"),
        ("kind: required_when; figure: h1; when: a1 > 0.5", "0.5 has more decimals"),
        ("kind: share_at_most; part: a1; whole: b1; percent: 50%", "'50%' is no number"),
        ("kind: one_of; figures: [t.a, b1]", ""),
        ("kind: part_of; part: t.a; whole: b1", "not as many lines"),
    ],
)
def test_what_could_only_be_guessed_is_refused(slots, words):
    found = unbound(form(slots), "2024-25Q1")

    assert len(found) == bool(words)
    assert words in "".join(found)


def outcome_by(spec: FormSpec, cells):
    """Return how the one rule comes out over some cells."""
    return outcome_of(compile_plan(spec, PERIOD), example_by(cells))


def example_by(cells):
    """Return some cells as an example of the one rule; `was` are those of last quarter."""
    data = named({name: value for name, value in cells.items() if name != "was"})
    prior = cells.get("was")
    return {"rule": "RULE", "data": data, "prior": prior and named(prior)}
