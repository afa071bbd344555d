"""A figure against the entries of a list, by hand: how many there are, or their sum."""

import pytest

from schemas.load import load
from tests.validator.entries import CANNOT, FAIL, FORM, NA, PASS, PERIOD, form
from validator.examples import outcome_of
from validator.plan import compile_plan
from validator.refproof import unbound

COUNT = "kind: count_matches; figure: t[R1].a; rows: g"
GROUPS = f"{COUNT}; where: kind = 'G'"
SUM = "kind: sum_matches; figure: t[R1].a; sum: g.new"
LARGE = f"{SUM}; where: new >= 3 and venue in ('HALL', 'ROOM')"
CASES = [
    (COUNT, 2, [{"no": "A"}, {"no": "B"}], PASS),
    (COUNT, 3, [{"no": "A"}, {"no": "B"}], FAIL),
    (COUNT, 0, [], PASS),
    (COUNT, "", [{"no": "A"}], NA),
    (COUNT, "two", [{"no": "A"}], CANNOT),
    (COUNT, 1, [{"no": "A", "new": "?"}], PASS),  # what is not asked for is no matter
    (f"{COUNT}; blank: zero", "", [{"no": "A"}], FAIL),  # 0, not 1
    (f"{COUNT}; blank: zero_if_any", "", [], NA),
    (f"{COUNT}; blank: zero_if_any", "", [{"no": "A"}], FAIL),
    (f"{COUNT}; blank: error", "", [], FAIL),
    (f"{COUNT}; tolerance: {{absolute: 1}}", 3, [{"no": "A"}, {"no": "B"}], PASS),
    (f"{COUNT}; tolerance: {{absolute: 1}}", 4, [{"no": "A"}, {"no": "B"}], FAIL),
    (GROUPS, 1, [{"kind": "G"}, {"kind": "P"}, {"no": "A"}], PASS),  # blank: not counted
    (GROUPS, 2, [{"kind": "G"}, {"kind": "P"}], FAIL),
    (GROUPS, 1, [{"kind": "G"}, {"kind": "Q"}], CANNOT),  # it may be meant for a group
    (SUM, 7, [{"new": 3}, {"new": 4}, {"no": "A"}], PASS),  # 3 + 4
    (SUM, 8, [{"new": 3}, {"new": 4}], FAIL),
    (SUM, 3, [{"new": 3}, {"new": "four"}], CANNOT),
    (SUM, 0, [], PASS),
    (f"{SUM}; tolerance: {{relative: 10%}}", 90, [{"new": 100}], PASS),
    (f"{SUM}; tolerance: {{relative: 10%}}", 89, [{"new": 100}], FAIL),
    (LARGE, 7, [{"new": 3, "venue": "HALL"}, {"new": 4, "venue": "ROOM"}], PASS),
    (LARGE, 4, [{"new": 2, "venue": "HALL"}, {"new": 4, "venue": "ROOM"}], PASS),  # 2 < 3
    (LARGE, 4, [{"new": 5, "venue": "OTH"}, {"new": 4, "venue": "ROOM"}], PASS),
    (LARGE, 9, [{"new": 5, "venue": "OTH"}, {"new": 4, "venue": "ROOM"}], FAIL),
    (f"{SUM}; when: t[R1].b > 0", 8, [{"new": 3}], NA),  # b is blank
]


@pytest.mark.parametrize(("slots", "figure", "entries", "outcome"), CASES)
def test_a_figure_is_held_against_its_list_as_worked_out_by_hand(slots, figure, entries, outcome):
    example = {"rule": "RULE", "data": {"t[R1].a": figure, "g": entries}}

    assert outcome_of(compile_plan(form(slots), PERIOD), example) == outcome


@pytest.mark.parametrize(("figure", "outcome"), [(-90, PASS), (-89, FAIL), (90, FAIL)])
def test_a_share_of_a_sum_below_0_may_be_missed_either_way(figure, outcome):
    text = FORM.replace("new: {type: count", "new: {type: integer")
    text = text.replace("C1, type: count", "C1, type: integer").replace("BLANK", "skip")
    slots = f"{SUM}; tolerance: {{relative: 10%}}".replace("; ", "\n    ")
    plan = compile_plan(load(text.replace("SLOTS", slots)), PERIOD)
    example = {"rule": "RULE", "data": {"t[R1].a": figure, "g": [{"new": -100}]}}

    assert outcome_of(plan, example) == outcome


ROUNDED = "kind: sum_matches; figure: t[R1].a; sum: g.hours"


@pytest.mark.parametrize(
    ("slots", "figure", "outcome"),
    [
        (ROUNDED, "2.6", PASS),  # 1.2 + 1.3 is 2.5, and three halves of 0.1 are 0.15
        (ROUNDED, "2.7", FAIL),
        (f"{ROUNDED}; tolerance: {{rounding: none}}", "2.6", FAIL),
    ],
)
def test_a_sum_of_figures_with_decimals_holds_if_it_could(slots, figure, outcome):
    text = FORM.replace("C1, type: count", "C1, type: decimal, decimals: 1")
    text = text.replace("BLANK", "skip").replace("SLOTS", slots.replace("; ", "\n    "))
    example = {"rule": "RULE", "data": {"t[R1].a": figure, "g": [{"hours": 1.2}, {"hours": 1.3}]}}

    assert outcome_of(compile_plan(load(text), PERIOD), example) == outcome


REFUSED = [
    ("kind: count_matches; figure: t[R1].a; rows: h", "'h' is nothing that the form has"),
    ("kind: sum_matches; figure: t[R1].a; sum: g.news", "did you mean 'g.new'?"),
    ("kind: sum_matches; figure: t[R1].a; sum: g.began", "holds no numbers to be added up"),
    ("kind: sum_matches; figure: t[R1].a; sum: g.hours", "'g.hours' has more decimals"),
    (f"{COUNT}; where: kind = 'Q'", "kind: there is no code 'Q'"),
    (f"{COUNT}; where: t.a > 0", "only names of g can stand within its 'where'"),
]


@pytest.mark.parametrize(("slots", "words"), REFUSED)
def test_what_a_list_does_not_have_cannot_be_counted(slots, words):
    (problem,) = unbound(form(slots), "2024-25Q1")

    assert words in problem
