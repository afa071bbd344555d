"""A number by which a rule decides is told; what anybody would write there is not."""

import pytest

from schemas.load import load
from tests.validator.entries import FORM
from validator.thresholds import inside

BETWEEN = "kind: between; figure: t.a; "
SHARE = "kind: share_at_most; part: t.a; whole: t.b; "
CHECK = "kind: check; that: "
EQUALS = "kind: equals; left: t.a; right: t.b; "
UNUSUAL = "kind: unusual_change; figure: t.a; "


def told(rule):
    text = FORM.replace("BLANK", "skip").replace("SLOTS", rule.replace("; ", "\n    "))
    return [words.partition(": ")[0].partition("RULE.")[2] for _, words in inside(load(text))]


@pytest.mark.parametrize(
    ("rule", "slots"),
    {
        BETWEEN + "least: 1; most: 40": ["most"],
        BETWEEN + "most: 100": ["most"],
        SHARE + "percent: 60": ["percent"],
        UNUSUAL + "times: 3; ignore_below: '2.5'": ["times", "ignore_below"],
        EQUALS + "tolerance: {absolute: 2, relative: 3%}": [
            "tolerance.absolute",
            "tolerance.relative",
        ],
        CHECK + "t.a > 12": ["that"],
        CHECK + "t.a <= 3 * t.b; when: sum(t.a) > 20": ["that", "when"],
        CHECK + "t.a > 100": ["that"],
        CHECK + "share(g where no = 'A') <= 60": ["that"],
    }.items(),
)
def test_a_threshold_is_told_with_its_slot(rule, slots):
    assert told(rule) == slots


@pytest.mark.parametrize(
    "rule",
    [
        BETWEEN + "least: 0; most: 1",
        SHARE + "percent: 100",
        UNUSUAL + "last: 6; times: 1",
        EQUALS + "tolerance: {absolute: 1, relative: 100%}",
        CHECK + "t.a > 0",
        CHECK + "t.a in (3, 5, 7)",
        CHECK + "round(prev(t.a, 2), 3) <= t.b",
        CHECK + "100 * t.a <= t.b",
        CHECK + "share(g where no = 'A') <= 100",
        CHECK + "t.a >= t.b; applies_to: unit.service_type = '521'",
    ],
)
def test_bounds_that_need_no_decision_are_not_told(rule):
    assert told(rule) == []
