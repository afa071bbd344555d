"""What a rule of each kind says of a return that breaks it, at which cell, in both languages."""

import pytest

from schemas.catalogue import Catalogue
from schemas.periods import Period
from tests.validator.test_kinds import PERIOD, form, named
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.plan import compile_plan

SAID = [
    (
        "kind: between; figure: a1; least: 5",
        {"a1": 3},
        "C11 is 3; it has to be at least 5.",
        "C11 是 3；不得少於 5。",
    ),
    (
        "kind: share_at_least; part: a1; whole: b1; percent: 50",
        {"a1": 3, "b1": 11},
        # Half of 11 is 5.5: 6 is the first that reaches it.
        "C11 is 3; beside D11 (Table, First line (R1), Begun) it has to be at least 6.",
        "C11 是 3；相對於 D11（表，甲行（R1），開始），不得少於 6。",
    ),
    (
        "kind: all_or_none; figures: [a1, b1, c1]",
        {"a1": 3},
        "C11 is filled in, but D11, E11 is not; they go together.",
        "已填寫 C11，但 D11、E11 留空；這些項目須一併填寫。",
    ),
    (
        "kind: one_of; figures: [a1, b1]",
        {"a1": 3, "b1": 2},
        "C11, D11 are all filled in; only one of them may be.",
        "C11、D11 均已填寫；只可填其中一項。",
    ),
    (
        "kind: required_when; figure: h1; when: a1 > 0",
        {"a1": 3},
        "F11 (Table, First line (R1), Hours) is blank, but is needed since C11 "
        "(Table, First line (R1), Asked) is 3.",
        "F11（表，甲行（R1），時數）留空，但由於 C11（表，甲行（R1），要求）是 3，此項必須填寫。",
    ),
    (
        "kind: equals; left: c1; right: a1 + b1; blank: error",
        {"a1": 3, "c1": 3},
        "D11 is blank; Table, First line (R1), Closed cannot be held against its rule without a "
        "figure there.",
        "D11 空白；沒有此數字，便不能核對「表，甲行（R1），完結」。",
    ),
]


@pytest.mark.parametrize(("slots", "cells", "english", "chinese"), SAID)
def test_what_is_wrong_is_said_at_its_cell_in_both_languages(slots, cells, english, chinese):
    spec = form(slots)
    plan = compile_plan(spec, PERIOD)
    figures = {plan.cell(name).key: value for name, value in named(cells).items()}
    book = blank(plan, period=Period.parse(PERIOD), sender=Sender("9101"), figures=figures)

    findings = check_file(book, Catalogue([spec])).findings

    (found,) = [one for one in findings if one.rule == "RULE"]
    assert (found.message.en, found.message.zh) == (english, chinese)
    assert found.places[0].a1 in english
