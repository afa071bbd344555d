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
