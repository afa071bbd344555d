"""What a check says of a return that breaks it, and what is said where something is lacking."""

import pytest

from schemas.catalogue import Catalogue
from schemas.periods import Period
from tests.validator.test_kinds import PERIOD, form, named
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.plan import compile_plan


def findings(slots, cells):
    """Return what is found in a return with some cells filled in."""
    spec = form(slots)
    plan = compile_plan(spec, PERIOD)
    figures = {plan.cell(name).key: value for name, value in named(cells).items()}
    book = blank(plan, period=Period.parse(PERIOD), sender=Sender("9101"), figures=figures)
    return check_file(book, Catalogue([spec])).findings


SAID = [
    (
        "kind: check; that: a1 <= b1 + c1",
        {"a1": 9, "b1": 3, "c1": 4},
        "Table, First line (R1), Asked: it has to hold that “First line”, “Asked” is at most "
        "“First line”, “Begun” plus “First line”, “Closed”; this compares 9 with 7. "
        "Here: C11 = 9, D11 = 3, E11 = 4.",
        "表，甲行（R1），要求：須符合：「甲行」的「要求」不多於「甲行」的「開始」加「甲行」的「完結」；"
        "現以 9 與 7 比較。現為：C11 = 9、D11 = 3、E11 = 4。",
    ),
    (
        "kind: check; that: t.a > 0 and t.b > 0; when: t.c > 0",
        {"a1": 1, "b1": 0, "c1": 4},
        "Table, First line (R1), Asked: it has to hold that “Asked” of “Table” is above 0 and "
        "“Begun” of “Table” is above 0. Here: C11 = 1, D11 = 0, E11 = 4.",
        "表，甲行（R1），要求：須符合：「表」的「要求」多於 0，而且「表」的「開始」多於 0。"
        "現為：C11 = 1、D11 = 0、E11 = 4。",
    ),
    (
        "kind: check; that: a1 < b1; message: {en: '{cell}: {t[R1].c} of {value}, not {expected} "
        "({diff})', zh-Hant: '{cell}：{diff}'}",
        {"a1": 9, "b1": 3, "c1": 4},
        "C11: 4 of 9, not 3 (6)",
        "C11：6",
    ),
    (
        "kind: check; that: count(t.a where b > 3) >= 2",
        {"a1": 9, "b1": 3},
        "Table, First line (R1), Asked: it has to hold that the number of figures in “Asked” of "
        "“Table” where “Begun” is above 3 is at least 2; this compares 0 with 2. "
        "Here: C11 = 9, D11 = 3, C12 = –, D12 = –, C13 = –, D13 = –.",
        "表，甲行（R1），要求：須符合：「表」的「要求」（只計「開始」多於 3 者）已填寫的數目"
        "不少於 2；現以 0 與 2 比較。"
        "現為：C11 = 9、D11 = 3、C12 = –、D12 = –、C13 = –、D13 = –。",
    ),
]


@pytest.mark.parametrize(("slots", "cells", "english", "chinese"), SAID)
def test_a_check_says_what_has_to_hold_and_what_stands_there(slots, cells, english, chinese):
    (found,) = [one for one in findings(slots, cells) if one.rule == "RULE"]

    assert (found.message.en, found.message.zh) == (english, chinese)
    assert found.places[0].a1 in english


UNKNOWN_UNIT = (
    "Checks that are for some units only (1) were not made: nothing is known of this unit here."
)
WAITING = [
    (
        "kind: compare; left: a1; right: b1; when: c1 > 0",
        {"a1": 2, "b1": 1, "c1": 1.5},
        "Table, First line (R1), Asked: this check waits for E11.",
    ),
    (
        "kind: unusual_change; figure: a1; when: c1 > 0",
        {"a1": 2, "c1": 1.5},
        "Table, First line (R1), Asked: this check waits for E11.",
    ),
    (
        "kind: compare; left: t.a; right: t.b; applies_to: unit.ngo = '001'",
        {"a1": 2, "b1": 1, "a2": 2, "b2": 1},
        UNKNOWN_UNIT,
    ),
    (
        "kind: check; that: t.a > 0; applies_to: unit.ngo = '001'",
        {"a1": 0, "a2": 0},
        UNKNOWN_UNIT,
    ),
    (
        "kind: check; that: a1 / b1 > 0",
        {"a1": 1, "b1": 0},
        "Table, First line (R1), Asked: this was not checked, since it divides by a figure that "
        "is 0.",
    ),
    (
        "kind: check; that: a1 > prev(t[R1].a)",
        {"a1": 1},
        "Table, First line (R1), Asked: the unit's other returns are not at hand, so this was not "
        "checked.",
    ),
]


@pytest.mark.parametrize(("slots", "cells", "words"), WAITING)
def test_what_a_rule_waits_for_is_said_once(slots, cells, words):
    waits = [one for one in findings(slots, cells) if one.outcome == "cannot_check"]

    assert [one.message.en for one in waits] == [words]
