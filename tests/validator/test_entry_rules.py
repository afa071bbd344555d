"""What a rule over entries may not say, and how each that it may say reads as a sentence."""

import re

import pytest

from schemas.sentences import sentence
from tests.validator.entries import form
from tests.validator.test_entry_kinds import CASES
from validator.refproof import unbound

PAIRED = "kind: valid_pair; left: g.kind; right: g.venue; pairs: {}"
REFUSED = [
    ("kind: compare; left: g.now; right: g.total", "'g.now' is nothing that the form has: did you"),
    ("kind: compare; left: g.began; right: g.total", "began is a date, total a figure"),
    ("kind: compare; left: g.began; right: g.ended", "did you mean 'before', 'after'"),
    ("kind: compare; is: before; left: g.new; right: g.total", "did you mean 'is: at_most'?"),
    ("kind: compare; left: g.kind; right: g.venue", "no code in common"),
    ("kind: compare; left: g.new; right: t[R1].a", "'t[R1].a' is no field of a list"),
    ("kind: compare; left: g.new; right: g.new", "held against itself"),
    ("kind: compare; is: after; left: t.a; right: t.b", "did you mean 'at_least'?"),
    ("kind: part_of; part: g.no; whole: g.total", "no is a text, and part_of is of figures"),
    ("kind: equals; left: g.total; right: g.new + g.began", "began is a date, and equals is"),
    ("kind: between; figure: g.new; least: '0.5'", "0.5 has more decimals than new"),
    ("kind: between; figure: g.began; least: 1/10/2025", "a day such as 2025-10-31 is needed"),
    ("kind: between; figure: g.kind; least: 1", "only figures and dates lie between"),
    ("kind: between; figure: g.began; least: 2025-10-01; blank: zero", "a blank one is no 0"),
    ("kind: required_when; figure: g.other; when: venue = 'OTHER'", "did you mean 'OTH'?"),
    ("kind: required_when; figure: g.other; when: venue > 'OTH'", "compares numbers or dates"),
    ("kind: required_when; figure: g.other; when: venu = 'OTH'", "did you mean 'venue'?"),
    ("kind: required_when; figure: g.other; when: venue", "a condition is needed"),
    ("kind: required_when; figure: g.other; when: t.a > 0", "t has not the entries of g"),
    (PAIRED.format("{G: [HALL]}"), "pairs: nothing is said of P of kind"),
    (PAIRED.format("{G: [HAL], P: [ROOM]}"), "venue has no code 'HAL': did you mean 'HALL'?"),
    (PAIRED.format("{G: [HALL], PP: [ROOM]}"), "kind has no code 'PP'"),
    (PAIRED.format("{G: [HALL, ROOM, OTH], P: [OTH, ROOM, HALL]}"), "the rule never fails"),
    ("kind: valid_pair; left: g.no; right: g.venue; pairs: {G: [HALL]}", "no has no codes"),
    (PAIRED.format("{G: [HALL], P: [ROOM]}; blank: zero"), "a blank one is no 0"),
    ("kind: within_period; figure: g.new", "only dates lie in a period"),
    ("kind: within_period; figure: t.a", "'t.a' is no field of a list"),
    ("kind: unique; fields: [g.no, t.a]", "'t.a' is no field of a list"),
    ("kind: unique; fields: [g.nos]", "did you mean 'g.no'?"),
    ("kind: unique; fields: [g.no]; when: kind = 'G'", "'kind' is nothing that the form has"),
    ("kind: unique; fields: [g.no]; when: g.kind = 'G'", "unique is of all entries"),
    ("kind: sequence_without_gaps; figure: g.hours", "only whole numbers"),
    ("kind: sequence_without_gaps; figure: g.kind", "only whole numbers"),
    ("kind: sequence_without_gaps; figure: g.no; like: GROUP", "does not end in a number"),
    ("kind: sequence_without_gaps; figure: g.new; like: G01", "new is a number by itself"),
    ("kind: rows_expected; figure: g.no", "no has no codes"),
    ("kind: rows_expected; figure: g.kind; only: [G, Q]", "kind has no code 'Q'"),
]


@pytest.mark.parametrize(("slots", "words"), REFUSED)
def test_what_cannot_be_held_together_is_refused_with_what_was_meant(slots, words):
    (problem,) = unbound(form(slots), "2024-25Q1")

    assert words in problem


@pytest.mark.parametrize("slots", CASES)
def test_each_kind_is_a_sentence_about_each_entry_in_both_languages(slots):
    spec = form(slots)

    words = sentence(spec, spec.rules[0])

    assert words.en.startswith("In each entry of “Groups”, ") and words.en.endswith(".")
    assert words.zh.startswith("「小組」的每一項中，") and words.zh.endswith("。")
    assert not re.search(r"\bg\.|\b\w+_\w+\b|[{}]", words.en + words.zh)


def test_a_condition_says_the_names_of_its_field_and_code():
    spec = form("kind: required_when; figure: g.other; when: venue = 'OTH'")

    words = sentence(spec, spec.rules[0])

    assert "“Other venue” is filled in when “Venue” is “Other”." in words.en
    assert "如「地點」是「其他」，須填寫「其他地點」。" in words.zh


OF_WHOLE_LISTS = [
    (
        "kind: unique; fields: [g.no]",
        "In “Groups”, no two entries have the same “Group no.”.",
        "「小組」中，任何兩項的「小組編號」不得相同。",
    ),
    (
        "kind: unique; fields: [g.no, g.began]; when: t[R1].a > 0",
        "In “Groups”, when “First line”, “Asked” is above 0, no two entries have the same "
        "“Group no.” and “First meeting” together.",
        "「小組」中，如「甲行」的「要求」多於 0，"
        "任何兩項的「小組編號」、「首次聚會」不得全部相同。",
    ),
    (
        "kind: sequence_without_gaps; figure: g.no; like: G0001",
        "In “Groups”, the numbers of “Group no.”, written like G0001, run on without a gap or a "
        "repeat.",
        "「小組」中，「小組編號」的編號（格式如 G0001）須連續，不得有缺號或重號。",
    ),
    (
        "kind: sequence_without_gaps; figure: g.new",
        "In “Groups”, the numbers of “New participants” run on without a gap or a repeat.",
        "「小組」中，「新參加者人數」的編號須連續，不得有缺號或重號。",
    ),
    (
        "kind: rows_expected; figure: g.venue",
        "In “Groups”, every choice of “Venue” has at least one line.",
        "「小組」中，「地點」的每個選項須最少有一行。",
    ),
    (
        "kind: rows_expected; figure: g.venue; only: [HALL, OTH]",
        "In “Groups”, each of these choices of “Venue” has at least one line: “Hall” and “Other”.",
        "「小組」中，「地點」的以下選項須各最少有一行：「禮堂」、「其他」。",
    ),
    (
        "kind: rows_expected; figure: g.no; register: staff",
        "In “Groups”, each entry of the register of staff that is of the unit on the last day of "
        "the quarter has at least one line, by its “Group no.”.",
        "「小組」中，職員登記冊於季度最後一天屬本單位的每項記錄，須按「小組編號」最少有一行。",
    ),
    (
        "kind: rows_expected; figure: g.no; register: units",
        "In “Groups”, each unit of the agency on the last day of the quarter has at least one "
        "line, by its “Group no.”.",
        "「小組」中，本機構於季度最後一天的每個單位，須按「小組編號」最少有一行。",
    ),
]


@pytest.mark.parametrize(("slots", "english", "chinese"), OF_WHOLE_LISTS)
def test_a_rule_over_a_whole_list_is_a_sentence_about_the_list(slots, english, chinese):
    spec = form(slots)

    words = sentence(spec, spec.rules[0])

    assert (words.en, words.zh) == (english, chinese)


def test_combinations_are_said_by_the_names_of_their_codes():
    spec = form(PAIRED.format("{G: [HALL, ROOM], P: [OTH]}"))

    words = sentence(spec, spec.rules[0])

    assert words.en == (
        "In each entry of “Groups”, “Kind” and “Venue” go together only so: “Group” with “Hall” or "
        "“Room”; “Programme” with “Other”."
    )
    assert words.zh == (
        "「小組」的每一項中，「類別」與「地點」只可按以下組合："
        "「小組」配「禮堂」、「活動室」；「活動」配「其他」。"
    )
