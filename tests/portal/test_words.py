"""The Chinese words: all there, current, with the same placeholders, in traditional characters."""

import re

import pytest

from portal.dates import HONG_KONG
from portal.languages import LANGUAGES
from portal.standings import STANDINGS, TONES
from portal.translations import MO, PO, update

STALE = "run python -m portal.translations.update"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def catalogue():
    """The words as the program says them now, merged with the Chinese that is known."""
    return update.merged(update.extracted(), update.read())


def said(message):
    words = message.string or ""
    return [text for text in ([words] if isinstance(words, str) else words) if text]


def traditional(sign):
    """Say whether a character is one of the code that traditional Chinese was written in.

    That code has three rare characters that look like simplified ones.
    """
    try:
        return bool(sign.encode("cp950")) and sign not in "据确与"
    except UnicodeEncodeError:
        return False


def test_every_word_has_its_chinese(catalogue):
    lacking = [message.id for message in update.lacking(catalogue)]

    assert lacking == [], STALE


def test_no_chinese_is_a_guess_of_a_program():
    assert [message.id for message in update.read() if message.id and message.fuzzy] == []


def test_the_chinese_has_the_placeholders_of_the_english(catalogue):
    for message in catalogue:
        english = message.id if isinstance(message.id, str) else message.id[-1]
        for chinese in said(message) if message.id else []:
            assert set(PLACEHOLDER.findall(chinese)) == set(PLACEHOLDER.findall(english)), english


def test_the_compiled_catalogue_is_current():
    assert update.as_mo(update.read()) == MO.read_bytes(), "run make words"


def test_the_catalogue_is_in_its_order():
    assert update.as_po(update.read()) == PO.read_bytes(), "run make words"


def test_no_simplified_character_stands_in_the_catalogue(catalogue):
    texts = [text for message in catalogue if message.id for text in said(message)]

    found = {sign for text in texts for sign in CHINESE.findall(text) if not traditional(sign)}

    assert found == set()


def test_chinese_sentences_have_chinese_punctuation(catalogue):
    half = re.compile(r"[\u4e00-\u9fff][,;:?!](?!\w)")

    found = [text for m in catalogue if m.id for text in said(m) if half.search(text)]

    assert found == []


def test_words_given_in_a_file_are_put_in_and_unknown_ones_are_named(catalogue):
    lines = iter(["# a comment\n", "Sign in\t登入\n", "in %(num)s day\t%(num)s天後\n", "No\t無\n"])

    unknown = update.add(catalogue, lines)

    assert unknown == ["No"]
    assert catalogue.get("in %(num)s day").string == ("%(num)s天後",)


def test_every_badge_has_a_tone_that_has_a_mark():
    assert {standing.tone for standing in STANDINGS.values()} <= set(TONES)


def test_the_two_languages_are_named_for_data_babel_and_html():
    chinese = LANGUAGES["zh-Hant"]

    assert (chinese.locale, chinese.html) == ("zh_Hant_HK", "zh-Hant-HK")
    assert HONG_KONG.utcoffset(None).total_seconds() == 8 * 3600
