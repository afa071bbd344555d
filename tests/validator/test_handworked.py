"""Each kind has its cases worked out by hand, of all that can come about: counted, not claimed."""

import runpy
from collections import Counter
from pathlib import Path

import pytest

from schemas.kinds import KINDS, TOLERANT
from schemas.spec import Tolerance
from tests.validator import handworked
from tests.validator.test_kinds import CANNOT, FAIL, NA, PASS
from tests.validator.test_kinds_policies import POLICIES
from validator.kinds.entrybinding import KINDS_OF_ENTRIES, OF_LISTS
from validator.plan import compile_plan
from validator.wants import NOTHING

EXACTLY = Tolerance(rounding=False)
OF_BOTH = KINDS_OF_ENTRIES - OF_LISTS.keys() | {
    *("required_when", "forbidden_when", "in_register", "unique_across", "check")
}
"""Kinds that are held of cells, and in entries as well."""
PLACES = {(kind, False) for kind in KINDS.keys() - OF_LISTS.keys()}
PLACES |= {(kind, True) for kind in OF_LISTS.keys() | OF_BOTH}


def of(kind, in_entries):
    return [
        one
        for one in handworked.cases()
        if (one.rule.kind, one.is_of_entries) == (kind, in_entries)
    ]


def asks_beyond(case):
    """Say whether its rule looks at more than the file."""
    return compile_plan(case.spec, case.period).wants != NOTHING


def test_every_kind_has_six_cases_or_more_wherever_it_can_be_held():
    told = Counter((one.rule.kind, one.is_of_entries) for one in handworked.cases())

    assert told.keys() == PLACES
    assert {place: count for place, count in told.items() if count < 6} == {}


def test_each_case_comes_out_as_it_was_worked_out():
    wrong = [one for one in handworked.cases() if one.outcome() != one.expected]

    assert wrong == []


@pytest.mark.parametrize(("kind", "in_entries"), sorted(PLACES))
def test_every_policy_on_blanks_that_a_kind_takes_has_a_case_in_which_something_is_blank(
    kind, in_entries
):
    cases = of(kind, in_entries)
    taken = {
        policy for policy in POLICIES if any(handworked.takes(one.spec, policy) for one in cases)
    }

    assert taken <= {one.policy for one in cases if one.is_blank()}


@pytest.mark.parametrize(
    ("kind", "in_entries"), sorted(place for place in PLACES if place[0] in TOLERANT)
)
def test_a_kind_that_may_miss_has_a_case_within_and_one_beyond_by_the_same_rule(kind, in_entries):
    cases = of(kind, in_entries)
    within = {
        one.spec.sha256
        for one in cases
        if one.expected == PASS and one.outcome(tolerance=EXACTLY) == FAIL
    }

    assert within & {one.spec.sha256 for one in cases if one.expected == FAIL}


@pytest.mark.parametrize(("kind", "in_entries"), sorted(PLACES - {("text_note", False)}))
def test_every_kind_has_a_case_in_which_something_is_mistyped_and_it_waits(kind, in_entries):
    assert [one for one in of(kind, in_entries) if one.expected == CANNOT and one.is_mistyped()]


def test_a_kind_that_looks_beyond_the_file_has_a_case_without_what_it_asks_for():
    looking, lacking = set(), set()
    for one in filter(asks_beyond, handworked.cases()):
        looking.add(one.rule.kind)
        if one.expected in (NA, CANNOT) and not one.is_blank() and not one.is_mistyped():
            lacking.add(one.rule.kind)

    assert looking - lacking == set()
    assert len(looking) > 6


def test_each_method_of_an_unusual_change_has_six_cases_or_more():
    methods = Counter(one.rule.slots.get("method") for one in of("unusual_change", False))

    assert min(methods.values()) >= 6
    assert len(methods) == 3


def test_the_page_of_kinds_is_what_the_code_makes():
    script = Path(__file__).parents[2] / "docs" / "kinds.py"

    page = runpy.run_path(str(script))["page"]()

    kept = script.with_suffix(".md").read_text(encoding="utf-8")
    assert page == kept, ".venv/bin/python docs/kinds.py"
    assert all(page.count(f"| {kind} |") >= 2 for kind in KINDS)
