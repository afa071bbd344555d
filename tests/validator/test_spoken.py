"""What is wrong with a form is told in Chinese as well, with all that the English names."""

import re

import pytest

from tests import bad_specs
from validator.formbook import spoken

FAULTS = bad_specs.faults()
NAMED = re.compile(r"\d{4}-\d\dQ\d|R\d{3}")


def test_planted_faults_are_told_in_chinese_but_for_a_few():
    told = [spoken(bad.told) for bad in FAULTS.values()]

    untold = [words.en for words in told if not re.search(r"[\u4e00-\u9fff]", words.zh)]

    assert len(untold) * 20 <= len(told), untold


def test_what_the_english_names_the_chinese_names_as_well():
    told = [spoken(bad.told) for bad in FAULTS.values()]

    lost = [one.zh for one in told if {*NAMED.findall(one.en)} - {*NAMED.findall(one.zh)}]

    assert lost == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    {
        "there is no kind 'a': did you mean 'b'?": "沒有「a」這種規則；是否指「b」？",
        "rules.S-020: compare needs 'right'": "rules.S-020：compare 須設「right」",
        "when: character 7: nothing can be divided by 0": "when：第 7 個字元：不能除以 0",
        "the key 'en' stands twice in one mapping (line 9)": "「en」在同一處重複（第 9 行）",
        "this is in no table": "this is in no table",
    }.items(),
)
def test_a_problem_keeps_its_place_its_line_and_what_was_meant(english, chinese):
    assert spoken(english).zh == chinese
