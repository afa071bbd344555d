"""What a field or a line asks beside others: dates, choices, conditions; and what applies not."""

import pytest

from schemas.load import load
from schemas.sentences import sentences
from tests.validator.entries import CANNOT, FAIL, FORM, NA, PASS, outcome_by
from tests.validator.test_fields import CASCADE, EARLY, LATE, form, told
from validator.examples import outcome_of
from validator.plan import compile_plan
from validator.refproof import unbound

NEEDED = "type: text, required: venue = 'OTH', forbidden: venue != 'OTH'"
BESIDE = [
    (LATE, "not_after", {"asked": "2/10/2025", "ended": "2/10/2025"}, PASS),
    (LATE, "not_after", {"asked": "3/10/2025", "ended": "2/10/2025"}, FAIL),
    (LATE, "not_after", {"asked": "3/10/2025"}, NA),
    (LATE, "not_after", {"asked": "3/10/2025", "ended": "soon"}, CANNOT),
    (EARLY, "not_before", {"asked": "2/10/2025", "began": "2/10/2025"}, PASS),
    (EARLY, "not_before", {"asked": "1/10/2025", "began": "2/10/2025"}, FAIL),
    (EARLY, "not_before", {"began": "2/10/2025"}, NA),
    (NEEDED, "required", {"venue": "OTH", "asked": "Park"}, PASS),
    (NEEDED, "required", {"venue": "OTH"}, FAIL),
    (NEEDED, "required", {"venue": "HALL"}, NA),
    (NEEDED, "forbidden", {"venue": "HALL", "asked": "Park"}, FAIL),
    (NEEDED, "forbidden", {"venue": "HALL"}, PASS),
    (NEEDED, "forbidden", {"venue": "OTH", "asked": "Park"}, NA),
    (CASCADE, "depends_on", {"kind": "G", "asked": "A"}, PASS),
    (CASCADE, "depends_on", {"kind": "P", "asked": "A"}, FAIL),
    (CASCADE, "depends_on", {"kind": "P", "asked": "Bee"}, PASS),
    (CASCADE, "depends_on", {"kind": "P", "asked": "C"}, PASS),  # it goes with any
    (CASCADE, "depends_on", {"asked": "A"}, NA),
    (CASCADE, "depends_on", {"kind": "Q", "asked": "A"}, CANNOT),
]


@pytest.mark.parametrize(("body", "name", "entry", "outcome"), BESIDE)
def test_a_field_is_held_against_another_of_its_entry(body, name, entry, outcome):
    plan = compile_plan(form(body), "2025-26Q3")

    assert outcome_of(plan, {"rule": f"L.B.asked.{name}", "data": {"g": [entry]}}) == outcome


NOT_APPLICABLE = [
    ("kind: compare; left: g.asked; right: g.total", {"asked": "N/A", "total": 3}, NA),
    ("kind: compare; left: g.asked; right: g.total; blank: zero", {"asked": "n/a", "total": 3}, NA),
    ("kind: compare; left: g.asked; right: g.total; blank: error", {"asked": "不適用"}, NA),
    ("kind: compare; left: g.asked; right: g.total; blank: error", {"total": 3}, FAIL),
    ("kind: check; that: g.asked <= g.total; blank: zero", {"asked": "N/A", "total": 3}, NA),
    ("kind: compare; left: g.asked; right: g.total", {"asked": "none", "total": 3}, CANNOT),
]


@pytest.mark.parametrize(("slots", "entry", "outcome"), NOT_APPLICABLE)
def test_where_a_field_does_not_apply_no_rule_of_it_does(slots, entry, outcome):
    spec = form("type: count, required: true, na_codes: [N/A, 不適用]", slots)

    assert outcome_by(spec, entry) == outcome


def test_what_does_not_apply_is_neither_wrong_nor_missing():
    assert list(told("type: count, required: true, na_codes: [N/A]", {"asked": "N/A"})) == []
    assert len(list(told("type: count, required: true, na_codes: [N/A]", {"no": "G1"}))) == 1


ROW = "R2: {required: 't[R1].a > 0', forbidden: 't[R1].a = 0', en: Second line, zh-Hant: 乙行}"
OF_A_LINE = [
    ("required", {"t[R1].a": 1, "t[R2].a": 0, "t[R2].b": 2}, PASS),  # 0 is filled in
    ("required", {"t[R1].a": 1, "t[R2].a": 0}, FAIL),  # b is blank
    ("required", {"t[R1].a": 0}, NA),
    ("required", {}, NA),
    ("required", {"t[R1].a": "?"}, CANNOT),
    ("forbidden", {"t[R1].a": 0, "t[R2].b": 2}, FAIL),
    ("forbidden", {"t[R1].a": 0, "t[R2].b": 0}, PASS),
    ("forbidden", {"t[R1].a": 1, "t[R2].b": 2}, NA),
]


def with_lines(row):
    text = FORM.replace("R2: {en: Second line, zh-Hant: 乙行}", row)
    return load(text.replace("BLANK", "skip").partition("rules:")[0])


@pytest.mark.parametrize(("name", "cells", "outcome"), OF_A_LINE)
def test_a_line_of_a_grid_is_needed_or_left_blank_while_a_condition_holds(name, cells, outcome):
    plan = compile_plan(with_lines(ROW), "2025-26Q3")

    assert outcome_of(plan, {"rule": f"LIST-Q.R.t.R2.{name}", "data": cells}) == outcome


def test_a_column_is_needed_line_by_line():
    text = FORM.replace("b: {code: C2,", "b: {code: C2, required: t.a > 0,")
    plan = compile_plan(load(text.replace("BLANK", "skip").partition("rules:")[0]), "2025-26Q3")
    cells = {"t[R1].a": 1, "t[R2].a": 0}

    assert outcome_of(plan, {"rule": "LIST-Q.C.t.b.required", "data": cells}) == FAIL
    cells["t[R1].b"] = 4
    assert outcome_of(plan, {"rule": "LIST-Q.C.t.b.required", "data": cells}) == PASS


def test_a_row_and_a_column_of_one_key_have_each_its_own_rule():
    text = FORM.replace("R2: {en:", "a: {forbidden: 't[R1].b = 0', en:")
    text = text.replace("a: {code: C1,", "a: {code: C1, forbidden: t.b = 3,")
    plan = compile_plan(load(text.replace("BLANK", "skip").partition("rules:")[0]), "2025-26Q3")
    cells = {"t[R1].a": 1, "t[R1].b": 3}

    assert outcome_of(plan, {"rule": "LIST-Q.R.t.a.forbidden", "data": cells}) == NA
    assert outcome_of(plan, {"rule": "LIST-Q.C.t.a.forbidden", "data": cells}) == FAIL


def test_what_a_line_is_needed_for_is_said_and_its_names_are_held_to_the_form():
    said = dict(sentences(with_lines(ROW)))
    wrong = with_lines(ROW.replace("R1", "R9", 1))

    assert "“Second line” is blank or 0 when “First line”, “Asked” is 0." in said["t.R2"].en
    assert unbound(wrong, "2024-25Q1")[0].startswith("tables.t.R2.required: character 1: 't[R9].a'")
