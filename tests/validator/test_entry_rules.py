"""What a rule over entries may not say, and how each that it may say reads as a sentence."""

import re

import pytest

from schemas.sentences import sentence
from tests.validator.entries import form
from tests.validator.test_entry_kinds import CASES
from validator.refproof import unbound

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
    ("kind: required_when; figure: g.other; when: venue = OTHER", "did you mean 'OTH'?"),
    ("kind: required_when; figure: g.other; when: venue > OTH", "whether it is one: = or !="),
    ("kind: required_when; figure: g.other; when: venu = OTH", "did you mean 'g.venue'?"),
    ("kind: required_when; figure: g.other; when: sometimes", "is no condition such as"),
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
    assert "如「地點」等於「其他」，須填寫「其他地點」。" in words.zh
