"""Rules that come to nothing beside others are found by proof, and no others are."""

import re

import pytest

from schemas.catalogue import packaged
from schemas.load import load
from tests.validator.test_kinds import FORM, PERIOD
from validator.linear import useless
from validator.plan import compile_plan


def found(*rules, policy="skip", severities=()):
    """Return what is wrong with some rules R0, R1 ... of the form of the kinds."""
    text = FORM[: FORM.index("  - id: RULE")].replace("BLANK", policy)
    for number, rule in enumerate(rules):
        slots = re.sub(r"\b([abch])([1-3])\b", r"t[R\2].\1", rule)
        severity = severities[number] if severities else "error"
        lines = "\n    ".join(f"kind: {slots}".split("; "))
        text += f"  - id: R{number}\n    severity: {severity}\n    {lines}\n"
    return list(useless(compile_plan(load(text), PERIOD)))


TOTAL = "equals; left: c1; right: a1 + b1"
LEFT = "compare; left: a1; right: b1"
LEAST = "between; figure: a1; least: 5"
HOURS = "equals; left: h1; right: h2 + h3"


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        # The same in other words.
        (["compare; left: a1; right: b1", "part_of; part: a1; whole: b1"], "R0 says it already"),
        ([TOTAL, "balance; closing: a1; movement: c1 - b1"], "R0 says it already"),
        # a1 + b1 = c1, and no figure is below 0: a1 is at most c1.
        ([TOTAL, "compare; left: a1; right: c1"], "R0 says it already"),
        # a1 <= b1 <= c1: then a1 <= c1.
        (
            [LEFT, "compare; left: b1; right: c1", "part_of; part: a1; whole: c1"],
            "it can never fail beside R0, R1",
        ),
        (["between; figure: a1; least: 0"], "it can never fail"),
        (["between; figure: a1; most: 5", "between; figure: a1; most: 9"], "R0 says it already"),
        # At least 5 and at most 3.
        ([LEAST, "between; figure: a1; most: 3"], "it can never hold beside R0"),
        # 5 <= a1 <= b1 <= 4.
        (
            [LEAST, LEFT, "between; figure: b1; most: 4"],
            "it can never hold beside R0, R1",
        ),
        # a1 is at most 30 % of b1, and b1 at most a1: only nothing of nothing is left.
        (
            ["share_at_most; part: a1; whole: b1; percent: 30", "compare; left: b1; right: a1"],
            "t[R1].a can only be 0 beside R0",
        ),
        (["carry_forward; opening: a1; closing: c1"] * 2, "R0 says it already"),
        # Exactly the sum is within 1.5 tenths of it as well.
        ([f"{HOURS}; tolerance: {{rounding: none}}", HOURS], "R0 says it already"),
    ],
)  # fmt: skip
def test_a_rule_that_comes_to_nothing_is_told_once_with_its_reason(rules, told):
    (rule, why), *more = found(*rules)

    assert (rule, more) == (f"R{len(rules) - 1}", [])
    assert told in why


@pytest.mark.parametrize(
    "rules",
    [
        [TOTAL],
        [TOTAL, "compare; left: b1; right: a1"],
        ["compare; left: a1; right: b1", "compare; left: b1; right: c1"],
        ["between; figure: a1; least: 5", "between; figure: b1; most: 3"],
        ["carry_forward; opening: a1; closing: c1", "carry_forward; opening: b1; closing: c1"],
        ["share_at_least; part: a1; whole: b1; percent: 30", "compare; left: a1; right: b1"],
    ],
)
def test_rules_that_each_say_something_are_left_alone(rules):
    assert found(*rules) == []


def test_a_query_makes_no_error_needless():
    rules = ["between; figure: a1; most: 5", "between; figure: a1; most: 9"]

    assert found(*rules, severities=["query", "error"]) == []
    assert found(*rules, severities=["error", "query"]) != []


@pytest.mark.parametrize("code", sorted(packaged().specs))
def test_the_packaged_forms_have_no_such_rules(code):
    assert list(useless(compile_plan(packaged().form(code), PERIOD))) == []
