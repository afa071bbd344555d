"""What changed between two texts of a form, told to people: nothing that differs is silent."""

from dataclasses import fields, replace

import pytest

from schemas.catalogue import packaged
from schemas.changes import changes
from schemas.editions import resolve
from schemas.load import load
from schemas.spec import Span, Text
from tests.schemas.test_editions import FORM

SAID = Text("said", "所說")
OTHER = {
    "label": SAID,
    "note": SAID,
    "title": SAID,
    "programme": SAID,
    "hint": SAID,
    "type": "money",
    "span": Span("2026-27Q1"),
    "severity": "note",
    "required": True,
    "sample": True,
    "decimals": 3,
    "due_day": 3,
    "max": 3,
    "month": 3,
    "lines": 3,
}
"""Another value of an attribute; a text does for the others."""


def said(old, new):
    return [change.words.en for change in changes(old, new)]


@pytest.mark.parametrize("form", packaged().specs.values(), ids=lambda form: form.code)
def test_a_form_is_not_different_from_itself(form):
    assert changes(form, form) == []


def test_a_line_that_is_added_renamed_or_gone_is_told_with_its_table():
    old = load(FORM)
    new = load(
        FORM.replace(
            "{en: Home visits, zh-Hant: 家訪, until: 2024-25Q4}", "{en: Visits, zh-Hant: 探訪}"
        )
    )

    assert said(old, new) == [
        "“Case movement”: the line “Home visits” is now called “Visits”.",
        "“Case movement”, “Visits” (R020): the time in which it holds is now always;"
        " it was until Jan–Mar 2025 (2024-25Q4).",
    ]


def test_two_editions_differ_in_the_lines_that_came_and_went():
    form = load(FORM)
    found = changes(resolve(form, "2024-25Q4"), resolve(form, "2025-26Q1"))

    assert [change.key for change in found][:2] == ["row_added", "row_gone"]
    assert (
        found[0].words.zh
        == "「個案流動」：新增「親職」（R030）一行（由2025年4月至6月（2025-26Q1）起）。"
    )
    assert found[1].words.en == "“Case movement”: the line “Home visits” (R020) is no longer there."


def test_a_total_of_other_parts_is_told_as_what_it_says_now():
    old, new = load(FORM), load(FORM.replace("[R010, R020, R030]", "[R010, R030]"))

    assert said(old, new) == [
        "Rule movement.R900 now says: “Total” is the sum of “Counselling” and “Parenting”."
        " It said: “Total” is the sum of “Counselling”, “Home visits” and “Parenting”."
    ]


def test_when_a_line_is_needed_is_told_as_a_rule():
    needed = "R020: {required: 'movement[R010].bf > 0', "
    old, new = load(FORM), load(FORM.replace("R020: {", needed, 1))

    (told,) = said(old, new)

    assert told.startswith("Rule movement.R020 is new") and "is filled in when" in told


CASE = packaged().form("FAS-CASE-Q")
STRUCTURE = {"total_of", "equals", "within", "required_if", "forbidden"}
"""What goes by other lines: told by what the rule says, which needs lines that exist."""


def attributes(of):
    return sorted({field.name for field in fields(of)} - {"key", "id", "kind"} - STRUCTURE)


@pytest.mark.parametrize("attribute", attributes(CASE.tables[0].rows[0]))
def test_no_attribute_of_a_line_differs_in_silence(attribute):
    table = CASE.tables[0]
    other = replace(table.rows[0], **{attribute: OTHER.get(attribute, ("x",))})
    new = replace(CASE, tables=(replace(table, rows=(other, *table.rows[1:])), CASE.tables[1]))

    assert len(said(CASE, new)) == 1


@pytest.mark.parametrize("attribute", sorted(set(attributes(CASE.rules[0])) - {"slots"}))
def test_no_attribute_of_a_rule_differs_in_silence(attribute):
    other = replace(CASE.rules[0], **{attribute: OTHER.get(attribute, ((Span(), "note"),))})

    assert len(said(CASE, replace(CASE, rules=(other, *CASE.rules[1:])))) == 1
