"""Every rule is a sentence in both languages that names things as the form does."""

import json
import re

import pytest
from click.testing import CliRunner

from portal.cli.forms import forms
from schemas.catalogue import packaged
from schemas.load import load
from schemas.sentences import sentence, sentences
from tests.validator.test_kinds import CASES, FORM, form

WRITTEN = re.compile(r"\w+\[\w+\]|\b\w+_\w+\b|[{}]")
"""A reference, a key or a slot: nothing that people read."""
SAID = {
    "equals": (
        "the same as “First line”, “Asked” plus “First line”, “Begun”",
        "「甲行」的「要求」加",
    ),
    "balance": (
        "“Closed” is “First line”, “Asked” less",
        "須等於「甲行」的「要求」減「甲行」的「開始」",
    ),
    "compare": ("is at least", "不得少於"),
    "part_of": ("Line by line, “Asked” of “Table” is a part of", "逐行計算，「表」的「要求」屬"),
    "between": ("is at most 2.5.", "不得多於 2.5。"),
    "share_at_least": ("is at least 12.5 % of", "的 12.5%"),
    "all_or_none": ("“Asked”, “First line”, “Begun” and", "須全部填寫，或全部留空"),
    "required_when": ("when “First line”, “Asked” is above 0", "如「甲行」的「要求」多於 0"),
}


@pytest.mark.parametrize("slots", CASES)
def test_each_kind_is_a_sentence_in_both_languages(slots):
    spec = form(slots)

    words = sentence(spec, spec.rules[0])

    for text in (words.en, words.zh):
        assert not WRITTEN.search(text), text
    assert words.en.endswith(".") and words.zh.endswith("。")


@pytest.mark.parametrize("kind", SAID)
def test_a_sentence_says_what_the_rule_demands(kind):
    spec = form(next(slots for slots in reversed(CASES) if f"kind: {kind};" in slots))

    words = sentence(spec, spec.rules[0])

    assert SAID[kind][0] in words.en
    assert SAID[kind][1] in words.zh


def test_signs_and_letters_in_the_name_of_a_line_stay_as_they_are():
    text = FORM.replace("SLOTS", "kind: equals\n    left: t[R1].c\n    right: t[R1].a+t[R1].b")
    text = text.replace("en: Asked, zh-Hant: 要求", r"en: Closed - a and \B, zh-Hant: 甲 - 乙")
    spec = load(text.replace("BLANK", "skip"))

    words = sentence(spec, spec.rules[0])

    assert words.en.endswith("“First line”, “Closed - a and \\B” plus “First line”, “Begun”.")
    assert "「甲行」的「甲 - 乙」加「甲行」的「開始」" in words.zh


@pytest.mark.parametrize("code", sorted(packaged().specs))
def test_the_rules_of_every_form_are_sentences(code):
    spec = packaged().form(code)

    said = dict(sentences(spec))

    assert {rule.id for rule in spec.rules} <= set(said)
    assert not [words.en for words in said.values() if WRITTEN.search(words.en + words.zh)]


def test_what_a_referral_form_asks_under_a_condition_is_said_with_it():
    said = {words.en: words.zh for _, words in sentences(packaged().referrals["REF-GENERAL"])}

    for english, chinese in {
        "“Why it is urgent” is filled in when “Urgency” is “Urgent”.": "如「緩急」為「緊急」，",
        "“Name of parent or guardian” is filled in when the person is younger than 18 on the "
        "“Date of referral”.": "如當事人在「轉介日期」未滿 18 歲，",
        "“Document number with check character” has the right check character when “Type of "
        "document” is “Hong Kong identity card” or “Hong Kong birth certificate”.": "校驗字元",
        "“Consent given” is “Yes”, or the row is not taken.": "否則該行不獲接納",
    }.items():
        assert chinese in said[english]


def test_the_command_prints_them_and_names_a_form_that_is_not_there():
    printed = CliRunner().invoke(forms, ["FAS-CASE-Q", "--json"])
    missing = CliRunner().invoke(forms, ["NONE-Q"])

    rules = {entry["rule"]: entry for entry in json.loads(printed.output)}
    assert rules["movement.cf"]["zh-Hant"].startswith("「轉下季個案」須等於")
    assert (missing.exit_code, missing.output) == (1, "Error: there is no form NONE-Q\n")
