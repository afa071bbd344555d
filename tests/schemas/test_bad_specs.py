"""Each of many specs has one fault: lint says where, what and what was meant, and nothing else."""

import pytest

from tests import bad_specs
from tests.validator.entries import FORM
from validator.lint import linted

FAULTS = bad_specs.faults()


def test_the_form_in_which_the_faults_are_planted_is_sound():
    assert linted(bad_specs.SOUND)[1] == []


def test_there_are_many_faults_and_none_is_planted_twice():
    assert len({bad.text for bad in FAULTS.values()}) == len(FAULTS) >= 80


@pytest.mark.parametrize("name", FAULTS)
def test_the_one_fault_is_told_with_its_line_and_nothing_else(name):
    bad = FAULTS[name]

    found = linted(bad.text)[1]

    assert [(fault.line, fault.words) for fault in found] == [(bad.line, bad.told)]


ODD = [
    ("code: true", "other.code: a word is needed here"),
    ("not_before: [no]", "other.not_before: a word is needed here"),
    ("with: 1", "other: the key 'with' is not known"),
    ("codes: {A: true}", "other.codes.A: both en and zh-Hant are needed"),
    ("required_when: {field: no, is: true}", "other.required_when.is: a list is needed here"),
    ("required_when: {field: no, younger_than: [1]}", "younger_than: a whole number is needed"),
]


@pytest.mark.parametrize(("said", "told"), ODD)
def test_what_has_another_shape_than_is_asked_is_told_and_stops_nobody(said, told):
    text = FORM.partition("rules:")[0].replace("BLANK", "skip")
    text = text.replace("other: {type: text,", f"other: {{type: text, {said},")

    assert any(told in one.words for one in linted(text)[1])


ODD_EXAMPLES = [
    ("{}", "examples.1: rule and expect are needed"),
    ("{rule: {a: b}, expect: pass}", "examples.1.rule: a word is needed here"),
    ("{rule: RULE, expect: pass, at: [g]}", "examples.1.at: a word is needed here"),
    ("{rule: RULE, expect: pass, data: }", "examples.1.data: a mapping is needed here"),
    ("{rule: RULE, expect: pass, data: {g: [{no: []}]}}", "examples.1.data.g.1.no: a word is"),
    ("{rule: RULE, expect: pass, data: {1: 2}}", "examples.1: there is no cell '1'"),
    ("{rule: RULE, expect: pass, prior: {'t[R1].a': x}}", "prior.t[R1].a: a number is needed"),
    ("{rule: RULE, expect: pass, agreed: {OS1: x}}", "agreed.OS1: a number is needed here"),
    ("{rule: RULE, expect: pass, history: missing}", "history: a mapping is needed here"),
    ("{rule: RULE, expect: pass, history: {'t[R1].a': [1/2]}}", "a.1: a number is needed here"),
    ("{rule: RULE, expect: pass, peers: {'t[R1].a': [1/0]}}", "a.1: a number is needed here"),
    ("{rule: RULE, expect: pass, other: {X: y}}", "examples.1.other.X: a mapping is needed here"),
    ("{rule: RULE, expect: pass, other: {X: {c: [1, y]}}}", "other.X.c.2: a number is needed"),
    ("{rule: RULE, expect: pass, sent: {g.no: [A]}}", "sent.g.no: a mapping is needed here"),
    ("{rule: RULE, expect: pass, register: {staff: {S: {on: 1}}}}", "the key 'on' is not known"),
    ("{rule: RULE, expect: pass, register: {staff: {S: {since: 1}}}}", "S.since: a day such as"),
]


@pytest.mark.parametrize(("example", "told"), ODD_EXAMPLES)
def test_an_example_of_another_shape_than_is_asked_is_told_and_stops_nobody(example, told):
    text = FORM.replace("BLANK", "skip").replace(
        "SLOTS", "kind: compare\n    left: t.a\n    right: t.b"
    )

    found = [one.words for one in linted(f"{text}examples:\n  - {example}\n")[1]]

    assert any(told in words for words in found), found


def test_a_kind_that_is_no_word_is_told_as_one_that_is_not_there():
    text = FORM.replace("BLANK", "skip").replace("SLOTS", "kind: [a]\n    blank: zero")

    assert any("there is no kind '['a']'" in one.words for one in linted(text)[1])
