"""Rules call thresholds by name; what is made of a form has the value of the data period."""

import pytest

from schemas.changes import changes
from schemas.editions import editions, resolve
from schemas.limits import filled_in, valued
from schemas.load import load
from schemas.sentences import sentence, sentences
from schemas.shared import shared, spelled_out
from schemas.spec import Limit, Text
from tests.validator.entries import FORM
from validator.examples import misjudged

MOST = """\
limits:
  most:
    en: Sessions of a group
    zh-Hant: 每個小組的節數
    value: [{is: 30, until: 2024-25Q4}, {is: 20, since: 2025-26Q1}]
    source: Notes 3.2
  part:
    en: Share closed
    zh-Hant: 結束的比例
    value: 12.5
    unit: percent
    source: assumed
tables:
"""
BETWEEN = "kind: between\n    figure: t.a\n    most: most"
SHARE = "kind: share_at_most\n    part: t.a\n    whole: t.b\n    percent: part"
CHECK = "kind: check\n    that: t.a <= limit.most + t.b"
EXAMPLES = """\
examples:
  - {rule: RULE, period: 2024-25Q4, data: {'t[R1].a': 30}, expect: pass}
  - {rule: RULE, period: 2024-25Q4, data: {'t[R1].a': 31}, expect: fail}
  - {rule: RULE, period: 2025-26Q1, data: {'t[R1].a': 20}, expect: pass}
  - {rule: RULE, period: 2025-26Q1, data: {'t[R1].a': 21}, expect: fail}
"""


def form(rule, limits=MOST, more=""):
    text = FORM.replace("BLANK", "skip").replace("SLOTS", rule)
    return load(text.replace("tables:\n", limits, 1) + more)


def test_a_rule_has_the_limit_of_the_data_period():
    spec = form(BETWEEN, more=EXAMPLES)

    assert list(misjudged(spec)) == []
    assert editions(spec)[-1] == "2025-26Q1"
    assert [resolve(spec, p).rules[0].slots["most"] for p in ("2024-25Q4", "2025-26Q2")] == [
        "30",
        "20",
    ]


def test_what_is_in_force_is_in_force_once_and_for_all():
    now = resolve(form(BETWEEN), "2025-26Q2")

    assert resolve(now, "2025-26Q2") is now
    assert valued(now) is now
    assert [one.value for one in now.limits] == ["20", "12.5"]


def test_the_sentence_has_the_value_the_name_and_the_source():
    spec = form(BETWEEN)
    before = resolve(spec, "2024-25Q4")

    words = sentence(spec, spec.rules[0])

    assert "at most 20" in words.en
    assert words.en.endswith("Limits: “Sessions of a group” 20 (Notes 3.2).")
    assert words.zh.endswith("限值：「每個小組的節數」20（Notes 3.2）。")
    assert "at most 30" in sentence(before, before.rules[0]).en


def test_a_percentage_is_said_as_one():
    spec = form(SHARE)

    words = sentence(spec, spec.rules[0])

    assert "12.5% (assumed)" in words.en
    assert "12.5%（暫定）" in words.zh


def test_an_expression_names_a_limit_and_says_its_value():
    spec = form(CHECK)

    words = sentence(spec, spec.rules[0])

    assert "20 plus" in words.en
    assert "“Sessions of a group” 20 (Notes 3.2)" in words.en


@pytest.mark.parametrize(
    ("text", "filled"),
    {
        "a > limit.most": "a > 20        ",
        "a = 'limit.most' and b < limit . most": "a = 'limit.most' and b < 20          ",
        "limit.other > form.limit.most": "limit.other > form.limit.most",
    }.items(),
)
def test_a_value_stands_where_the_name_stood_and_all_else_where_it_was(text, filled):
    limits = {"most": Limit("most", Text("x", "x"), "20", "assumed")}

    assert filled_in(text, limits) == filled


def test_the_bound_of_a_field_is_a_limit_with_its_name():
    spec = load(
        FORM
        .replace("BLANK", "skip")
        .replace("tables:\n", MOST, 1)
        .replace("other: {type: text,", "other: {type: count, max: most,")
        .partition("rules:")[0]
    )

    said = [words.en for _, words in sentences(spec)]

    assert any("20 (Sessions of a group)" in words for words in said)
    assert resolve(spec, "2024-25Q4").lists[0].field("other").max == 30


def test_another_value_is_told_once_and_not_of_every_rule():
    old, new = form(BETWEEN), form(BETWEEN, MOST.replace("is: 20", "is: 25"))

    told = [change.words.en for change in changes(old, new)]

    assert len(told) == 1
    assert told[0].startswith("The limit “Sessions of a group”: the value is now 30, until")
    assert "25, from" in told[0]


def test_a_number_that_becomes_a_limit_is_told_of_its_rule():
    old, new = form(BETWEEN.replace("most: most", "most: 20"), "tables:\n"), form(BETWEEN)

    told = [change.words.en for change in changes(old, new)]

    assert any("The limit “Sessions of a group” is new: 30, until" in one for one in told)
    assert any(one.startswith("Rule RULE now says:") for one in told)


def test_the_limits_that_forms_share_are_limits():
    names = [name.partition(".")[2] for name in shared() if name.startswith("limits.")]
    used = "".join(f"  {name}: {{use: limits.{name}}}\n" for name in names)
    text = FORM.replace("BLANK", "skip").replace(
        "SLOTS", BETWEEN.replace(": most", ": unusual_from")
    )

    spec = load(spelled_out(text.replace("tables:\n", f"limits:\n{used}tables:\n", 1)))

    assert [one.key for one in spec.limits] == names
    assert len(names) > 2
