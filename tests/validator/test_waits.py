"""A rule that waits for what is not in the file says for what, and never stops a check."""

import pytest

from schemas.catalogue import Catalogue
from schemas.periods import Period
from tests.validator import entries, test_long_csv
from tests.validator.test_kinds import CANNOT, FAIL, NA, PASS, PERIOD, form, named, outcome_by
from validator.blank import Sender, blank
from validator.context import Context, Lacking, Owed
from validator.engine import check_file
from validator.examples import outcome_of
from validator.plan import compile_plan
from validator.refproof import unbound
from validator.snapshot import document, read_back

OWED = (Owed("KIND-Q", "2025-26Q2"), Owed("KIND-Q", PERIOD), Owed("X-Q", PERIOD))
KNOWN = Context(known_unit=True, form="KIND-Q", period=PERIOD, owed=OWED)
CELLS = {"a1": 3, "b1": 3, "c1": 1}


def of_rule(spec, cells, context=KNOWN):
    plan = compile_plan(spec, PERIOD)
    figures = {plan.cell(name).key: value for name, value in named(cells).items()}
    book = blank(plan, period=Period.parse(PERIOD), sender=Sender("9101"), figures=figures)
    found = check_file(book, Catalogue([spec]), context_for=lambda opened: context).findings
    return [one for one in found if one.rule == "RULE"]


@pytest.mark.parametrize(
    "kind", ["part_of; part: a1; whole: b1", "compare; is: different; left: a1; right: b1"]
)
@pytest.mark.parametrize(
    ("when", "word"),
    [
        ("prev(t[R1].c) > 0", "KIND-Q for Jul–Sep 2025"),
        ("form('X-Q').t[R1].a > 0", "X-Q"),
        ("fsa.OS1 > 0", "agreed levels"),
        ("c1 / h1 > 0", ""),
    ],
)
def test_a_condition_that_waits_says_for_what_and_where(kind, when, word):
    spec = form(f"kind: {kind}; when: {when}")

    (finding,) = of_rule(spec, {**CELLS, "h1": "0.0"})

    assert finding.outcome == CANNOT
    assert word in finding.message.en
    assert finding.message.en[0] != ":"
    assert [place.a1 for place in finding.places] == ["C11"]


@pytest.mark.parametrize(
    "slots",
    [
        "kind: part_of; part: g.new; whole: g.total",
        "kind: check; that: g.new <= g.total",
        "kind: part_of; part: g.new; whole: g.total; when: g.total > 0",
        "kind: check; that: count(g where new > 1) > 9",
    ],
)
def test_a_list_that_a_long_csv_has_not_is_said_once(slots):
    spec = entries.form(slots)
    head = ["901", "9101", "LIST-Q", "1", "2025-26", "3", ""]
    lines = [[*head, cell.code, "3", ""] for cell in compile_plan(spec, PERIOD).cells]
    file = test_long_csv.written([list(test_long_csv.HEAD), *lines])

    found = [one for one in check_file(file, Catalogue([spec])).findings if one.rule == "RULE"]

    assert [one.outcome for one in found] == [CANNOT]
    assert "Groups" in found[0].message.en


@pytest.mark.parametrize(
    ("policy", "outcome"), [("skip", NA), ("zero", FAIL), ("zero_if_any", FAIL)]
)
def test_a_blank_field_is_what_the_rule_takes_it_for(policy, outcome):
    spec = entries.form(f"kind: check; that: g.new <= g.total; blank: {policy}")

    assert entries.outcome_by(spec, {"new": 5}) == outcome  # 5 of nothing
    assert entries.outcome_by(spec, {"new": 0}) == {FAIL: PASS}.get(outcome, outcome)


@pytest.mark.parametrize(
    ("policy", "outcome"), [("skip", NA), ("zero", FAIL), ("zero_if_any", FAIL)]
)
def test_a_cell_left_blank_on_another_form_is_what_the_rule_takes_it_for(policy, outcome):
    spec = form(f"kind: check; that: a1 = form('X-Q').t[R1].a; blank: {policy}")
    known = {"other": {"X-Q": {"t[R1].b": 1}}}

    example = {"rule": "RULE", "data": named({"a1": 7}), **known}

    assert outcome_of(compile_plan(spec, PERIOD), example) == outcome


@pytest.mark.parametrize(
    "slots",
    [
        "kind: part_of; part: g.new; whole: g.total; when: t.a > 0",
        "kind: compare; is: different; left: t.a; right: t.b; when: g.new > 9",
    ],
)
def test_a_condition_on_other_lines_than_the_rule_has_is_refused(slots):
    (found,) = unbound(entries.form(slots), PERIOD)

    assert "has not the lines of the rule" in found


@pytest.mark.parametrize(
    ("that", "cells", "outcome"),
    [
        # Line 2 is left out, whatever stands there: 2 = 2.
        ("sum(t.a where c > 0) = 2", {"a1": 2, "c1": 1, "a2": "x", "c2": 0}, PASS),
        ("sum(t.a where c > 0) = 2", {"a1": 2, "c1": 1, "a2": "x", "c2": 1}, CANNOT),
        # Of a share the whole is asked for.
        ("share(t.a where c > 0) = 50", {"a1": 2, "c1": 1, "a2": "x", "c2": 0}, CANNOT),
        # A condition that is blank does not hold: 2 of 2, not 2 of 5.
        ("sum(t.a where c > 0) = 2", {"a1": 2, "c1": 1, "a2": 3}, PASS),
        ("count(t.a where c > 0) = 1", {"a1": 2, "c1": 1, "a2": 3}, PASS),
    ],
)
def test_a_line_that_is_left_out_is_not_waited_for_and_not_counted(that, cells, outcome):
    assert outcome_by(form(f"kind: check; that: {that}"), cells) == outcome


def test_a_total_and_a_part_of_another_line_are_not_added_up_again():
    text = "R2: {en: Second line, zh-Hant: 乙行"
    spec = entries.form("kind: check; that: sum(t.a) = 4")
    assert outcome_of(compile_plan(spec, PERIOD), _of_t(4, 3)) == FAIL  # 4 + 3

    for follows in ("total_of: [R1]", "within: R1"):
        with_line = entries.FORM.replace(text, f"{text}, {follows}")
        spec = entries.load(
            with_line.replace("BLANK", "skip").replace(
                "SLOTS", "kind: check\n    that: sum(t.a) = 4"
            )
        )
        assert outcome_of(compile_plan(spec, PERIOD), _of_t(4, 3)) == PASS  # 4 alone


def _of_t(first, second):
    return {"rule": "RULE", "data": {"t[R1].a": first, "t[R2].a": second}}


def test_a_rule_that_does_not_apply_does_not_wait_for_its_condition():
    rule = "kind: part_of; part: a1; whole: b1; when: c1 > 0"

    assert of_rule(form(rule), {"a1": 3, "c1": "x"}) == []  # b1 is blank
    assert [one.outcome for one in of_rule(form(rule), {"a1": 3, "b1": 4, "c1": "x"})] == [CANNOT]


def test_that_a_unit_has_no_agreed_levels_is_kept_as_such():
    for agreed, applies in (({}, False), (None, True)):
        context = read_back(document(Context(agreed=agreed)))

        found = context.agreed_level("OS1")

        assert isinstance(found, Lacking)
        assert found.applies == applies
