"""The small expression: read and written, held to names and types, said in both languages."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.catalogue import packaged
from schemas.expression import LONGEST, too_deep, written
from schemas.expressionnames import Names
from schemas.expressionreading import parse
from schemas.expressiontokens import BadExpression
from schemas.expressiontypes import problems
from schemas.expressionwords import words
from tests.schemas.trees import TREES

CASES = Names(packaged().form("FAS-CASE-Q"))
PROGRAMMES = Names(packaged().form("CYC-PROG-Q"))


@given(TREES)
def test_what_is_written_of_a_tree_is_read_as_that_tree(tree):
    text = written(tree)
    assume(len(text) <= LONGEST and too_deep(tree) is None)

    assert parse(text) == tree


@given(st.text("aR1.[]()'=<>+-*/ ,0 sum where not in between and date", max_size=40))
def test_no_text_does_anything_but_parse_or_be_told_where_it_is_wrong(text):
    try:
        parse(text)
    except BadExpression as error:
        assert 1 <= error.at <= len(text) + 1


READ = {
    "a + b * c": "a + b * c",
    "(a + b) * c": "(a + b) * c",
    "a - (b - c)": "a - (b - c)",
    "((a)) - b - c": "a - b - c",
    "a or b and not c = d": "a or b and not c = d",
    "(a or b) and c": "(a or b) and c",
    "x  between 1 and 2 and y": "x between 1 and 2 and y",
    "held_on<2025-04-01": "held_on < date '2025-04-01'",
    "v not in ('a', 'it''s')": "v not in ('a', 'it''s')",
    "- - a": "--a",
}


@pytest.mark.parametrize("text", READ)
def test_signs_bind_as_in_school(text):
    assert written(parse(text)) == READ[text]


WRONG = {
    "1 +": "character 4: a value is needed here, not the end",
    "a = 'OTH": "character 5: the text that begins here has no second '",
    'a = "OTH"': "character 5: a text stands in single quotes: 'OTH'",
    "a = 1,5": "character 6: ',' cannot follow what stands before",
    "a = 1.": "character 5: this is no number such as 12 or 0.5",
    "a = b = c": "character 7: two comparisons are joined by 'and' or 'or'",
    "(a + b": "character 7: ')' is needed here, to close the parenthesis, not the end",
    "sum(t.a": "character 8: ')' is needed after what sum is of, not the end",
    "summ(t.a)": "character 1: there is no function 'summ': did you mean 'sum'?",
    "abs(1, 2)": "character 1: abs takes 1, not 2 values",
    "a in (b)": "character 7: a number, a text or a date is needed among the choices",
    "a > date '2025-13-01'": "character 10: a date is written as date '2025-04-01'",
    "a ~ b": "character 3: '~' has no meaning here",
    "t[R1] > 1": "character 7: '.' is needed before the name of the column, not '>'",
    "abs(round(prev(t.a))) = 1": "character 11: no more than 2 calls may stand in each other",
    "a" * 201: "character 201: an expression has 200 characters at most",
    "(" * 20 + "a" + ")" * 20: "character 13: more than 12 parentheses or signs in each other",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_read_is_told_with_its_character(text):
    with pytest.raises(BadExpression) as told:
        parse(text)

    assert str(told.value) == WRONG[text]


AMISS = {
    "movement.nw > 1": "1: 'movement.nw' is nothing that the form has: did you mean 'movement.new",
    "movement[R010].bf > 'a'": "21: 'movement[R010].bf' is a number, and ''a'' is a text",
    "movement[R010].bf": "1: a condition is needed, and 'movement[R010].bf' is a number",
    "not movement.bf": "5: a condition is needed",
    "movement.bf = 0.5": "15: 0.5 has more decimals than movement.bf",
    "outcome[R130].value < 0.55": "23: 0.55 has more decimals than outcome[R130].value",
    "movement.bf > outcome.value": "15: movement.bf and outcome.value have not as many lines",
    "sum(outcome.value) > 1": "5: the lines of outcome.value are not of one type",
    "movement.bf > 1 / 0": "19: nothing can be divided by 0",
    "sum(movement.bf where nw > 1) = 0": "23: movement has no 'nw': did you mean 'new'?",
    "sum(movement[R010].bf) > 1": "5: sum is of a column or a list, and not of one cell",
    "share(movement.bf) > 1": "1: share needs a 'where'",
    "prev(1) = 1": "6: prev is of a figure such as table[R010].col",
    "prev(movement.bf, 13) = 1": "19: a whole number from 1 to 12 is needed here",
    "unit.size = 1": "1: nothing is known of 'unit.size'",
    "unit.service_type = '529'": "21: service types: there is no code '529': did you mean '",
    "fsa.XX > 1": "1: 'XX' is no standard such as OS1 or OC2",
    "unit.code > 'a'": "1: '>' compares numbers or dates, and not texts",
    "(movement.bf > 1) = (movement.bf > 2)": "2: conditions are joined by 'and' or 'or'",
    "days_between(1, 2) > 1": "14: a date is needed, and '1' is a number",
}


@pytest.mark.parametrize("text", AMISS)
def test_what_cannot_be_meant_is_told_with_its_character(text):
    found = problems(CASES, parse(text), kind="truth")

    assert f"character {AMISS[text]}" in str(found[0])


def test_all_that_is_wrong_is_told_at_once():
    found = problems(CASES, parse("movement.nw > 1 and unit.size = 'a' and movement.bf = 0.5"))

    assert [problem.at for problem in found] == [1, 21, 55]


SAID = {
    "movement[R900].new <= 2 * (movement[R010].new + 1)": (
        "“Total”, “New and reopened” is at most 2 times (“Family counselling”, “New and reopened” "
        "plus 1)",
        "「總數」的「新開及重開個案」不多於 2 乘以（「家庭輔導」的「新開及重開個案」加 1）",
    ),
    "not movement.cf > 0 or unit.service_type in ('521', '315')": (
        "“Carried forward” of “A. Case movement” is at most 0 or the unit's service is one of "
        "“Family Aide Service” or “Integrated Children and Youth Services Centre”",
        "「甲、個案流動」的「轉下季個案」不多於 0，或單位的服務類別是「家務指導服務」、"
        "「綜合青少年服務中心」其中之一",
    ),
    "abs(prev(movement[R010].cf) - movement[R010].bf) between 0 and 3": (
        "the size of (“Family counselling”, “Carried forward” of the quarter before less "
        "“Family counselling”, “Brought forward”) is from 0 to 3",
        "（上一季的「家庭輔導」的「轉下季個案」減「家庭輔導」的「承上季個案」）的絕對值介乎 0 至 3",
    ),
}


@pytest.mark.parametrize("text", SAID)
def test_an_expression_is_said_in_both_languages(text):
    said = words(CASES, parse(text))

    assert (said.en, said.zh) == SAID[text]


SAID_OF_LISTS = {
    "count(activities where kind = 'G' and held_on >= 2025-10-01) > 1": (
        "the number of entries of “B. Groups and programmes held” where “Kind” is “Group” and "
        "“Date of first session” is not before 1 Oct 2025 is above 1",
        "「乙、舉辦的小組及活動」（只計「類別」是「小組」，而且「首節日期」"
        "不早於 2025 年 10 月 1 日者）的項目數目多於 1",
    ),
    "share(activities where purpose not in ('GC', 'SD')) <= 50": (
        "the percentage of “B. Groups and programmes held” where “Purpose” is none of "
        "“Guidance and counselling” or “Support for the disadvantaged” is at most 50",
        "「乙、舉辦的小組及活動」（只計「目的」並非「輔導」、「支援弱勢社群」其中之一者）"
        "所佔的百分比不多於 50",
    ),
}


@pytest.mark.parametrize("text", SAID_OF_LISTS)
def test_codes_and_dates_are_said_by_their_names(text):
    said = words(PROGRAMMES, parse(text))

    assert problems(PROGRAMMES, parse(text), kind="truth") == []
    assert (said.en, said.zh) == SAID_OF_LISTS[text]


def test_a_name_of_a_list_means_its_own_fields_only():
    text = "count(activities where kind = 'X') > 1 and kind = 'G' and activities.kind = 'P'"

    found = problems(PROGRAMMES, parse(text), kind="truth")

    assert [problem.at for problem in found] == [31, 44]
