"""What people read exists for every finding, in both languages, and says what to do."""

import re
import string

import pytest

from validator.read import CODES
from validator.words import table

ENTRIES = {key: entry for key, entry in table().items() if key not in ("title", "place")}
TROUBLES = "text ambiguous negative not_whole decimals date truth excel_error too_long no_value"
UNWANTED = re.compile(r"\b(invalid|please|sorry|error occurred|failed)\b", re.IGNORECASE)


def slots(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", ENTRIES)
def test_both_languages_say_the_same_with_the_same_figures(key):
    for part in ("message", "hint"):
        if part in ENTRIES[key]:
            pair = ENTRIES[key][part]
            assert slots(pair["en"]) == slots(pair["zh-Hant"]), (key, part)
            assert not UNWANTED.search(pair["en"]), (key, part)


def test_every_refusal_and_every_type_trouble_has_its_words():
    refusals = {f"file.{code}" for code in CODES}
    troubles = {f"type.{trouble}" for trouble in TROUBLES.split()}

    assert (refusals | troubles) - set(ENTRIES) == set()


def test_every_kind_has_a_title():
    kinds = {"total_of", "balance", "part_of", "compare", "carry_forward", "unusual_change"}

    assert kinds <= set(table()["title"])
