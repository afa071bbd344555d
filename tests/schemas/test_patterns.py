"""How a text has to be written: what fits, how it is said, and what is no pattern."""

import re
import time

import pytest

from schemas.patterns import BadPattern, pattern

FITS = [
    (r"G\d{4}", ["G0001", "g0001"], ["G001", "G00001", "XG0001", "G０００１", "G000A", ""]),
    (r"[A-Z]{1,2}\d{6}", ["A123456", "AB123456"], ["ABC123456", "123456", "A12345"]),
    (r"\d{2}-\d{3}", ["12-345"], ["12345", "12–345"]),
    (r"[1-6]?X", ["X", "6X"], ["7X", "66X"]),
    (r"[A-C0-9-]{2}", ["A-", "09"], ["D0", "a"]),
    (r"\(\d\)", ["(1)"], ["1"]),
]
SAID = [
    (r"G\d{4}", "“G”, then 4 digits", "「G」，然後 4 個數字", "G0001"),
    (
        r"[A-Z]{1,2}\d{6}",
        "1 to 2 letters, then 6 digits",
        "1 至 2 個英文字母，然後 6 個數字",
        "A000001",
    ),
    (r"N/\d{1,3}", "“N/”, then 1 to 3 digits", "「N/」，然後 1 至 3 個數字", "N/1"),
    (r"[1-6AX]", "one “1” to “6”, “A” or “X”", "1 個「1」至「6」、「A」、「X」", "1"),
    (r"T\d?", "“T”, then one digit or none", "「T」，然後最多 1 個數字", "T"),
]
NONE = [
    (r"G\d+", "character 4: '+' has no place"),
    (r"(G|H)\d", "character 1: '('"),
    (r"\w{4}", "character 1"),
    (r"[^A]", "character 1"),
    (r"[Z-A]", "no class such as"),
    (r"[A-z]", "no class such as"),  # between Z and a stand [ and _
    (r"[9-A]", "no class such as"),
    (r"\d{4,2}", "at most 2 times, at least 4"),
    (r"\d{99}", "60 characters"),
    (r"\d?\d?\d?\d?", "at most 3 parts"),
    ("", "asks for nothing"),
    (r"A{0}", "at most 0 times"),
]


@pytest.mark.parametrize(("text", "good", "bad"), FITS)
def test_what_is_written_so_fits_and_nothing_else(text, good, bad):
    assert [one for one in good if not pattern(text).fits(one)] == []
    assert [one for one in bad if pattern(text).fits(one)] == []


@pytest.mark.parametrize(("text", "english", "chinese", "example"), SAID)
def test_a_pattern_is_said_in_words_and_by_an_example(text, english, chinese, example):
    its = pattern(text)

    assert (its.words.en, its.words.zh, its.example()) == (english, chinese, example)
    assert its.fits(example)


def test_examples_are_numbered_where_there_is_room():
    assert [pattern(r"G\d-\d{2}").example(n) for n in (1, 42, 123)] == ["G0-01", "G0-42", "G1-23"]


@pytest.mark.parametrize(("text", "words"), NONE)
def test_what_could_not_be_said_in_words_is_no_pattern(text, words):
    with pytest.raises(BadPattern, match=re.escape(words)):
        pattern(text)


def test_no_text_makes_a_pattern_slow():
    worst = pattern(r"\d{0,20}\d{0,20}\d{0,20}")
    begin = time.process_time()

    assert not worst.fits("1" * 59 + "x")
    assert not worst.fits("1" * 1_000_000)
    assert time.process_time() - begin < 0.5
