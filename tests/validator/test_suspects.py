"""A cause of many findings is told once, with its proof; what has none is never given one."""

import json
import random
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from schemas.catalogue import packaged
from schemas.spec import Text
from tests.validator import planted
from tests.validator.planted import FORMS, Return, told
from validator.engine import check
from validator.numbers import understand
from validator.report import Report
from validator.suspects import Case, many, name_causes
from validator.suspects.trial import FEW, read_as

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "finding.schema.json").read_text())
SURE = 0.95


def the_cause(verdict, kind):
    (cause,) = told(verdict)
    assert cause.kind == kind
    return cause


def alone(verdict):
    return [one for one in verdict.findings if one.stands_alone and one.severity != "note"]


def test_a_column_that_slipped_down_is_one_finding_with_its_proof():
    made = Return("DCE-STAFF-Q")
    table = made.plan.spec.table("staff")
    planted.lower(made.cells(table), column=1, start=2)

    verdict = made.check()

    cause = the_cause(verdict, "shifted")
    assert alone(verdict) == [cause], "all others are below it"
    assert "column D seems to be one row too low from row 13 on (D13: – → " in cause.message.en
    below = [one for one in verdict.findings if one.cause is cause]
    assert f"{len(below)} checks that fail now hold" in cause.message.en
    assert verdict.counts["error"] == 1
    for finding in verdict.summary()["findings"]:
        jsonschema.validate(finding, SCHEMA)


def test_what_the_cause_does_not_explain_stays_by_itself():
    made = Return("DCE-STAFF-Q")
    planted.lower(made.cells(made.plan.spec.table("staff")), column=1, start=2)
    ((asked,), (held,)) = made.cells(made.plan.spec.table("essential"))
    held.value = asked.value + 5

    verdict = made.check()

    assert Counter(one.kind for one in alone(verdict)) == {"shifted": 1, "part_of": 1}


def plants(form, seed, few=None):
    """Yield (what was planted, its kind, the verdict) for what can go wrong in a form's tables."""
    spec = packaged().form(form)
    for table in spec.tables:
        width, height = len(table.cols), len(table.rows)
        ways = [("shifted", planted.lower, n, m) for n in range(width) for m in range(height - 2)]
        ways += [("shifted", planted.higher, n, m) for n in range(width) for m in range(height - 2)]
        ways += [
            ("columns_swapped", planted.exchange, n, m) for m in range(width) for n in range(m)
        ]
        if any(row.total_of for row in table.rows):
            ways += [("total_sorted_in", planted.sort, n, None) for n in range(width)]
        for kind, way, *where in random.Random(seed).sample(ways, min(few or 99, len(ways))):
            made = Return(form, seed)
            way(made.cells(table), *[n for n in where if n is not None])
            yield f"{form} {table.key} {way.__name__} {where}", kind, made.check()


def counted(planting):
    """Count how plantings were told, of those that leave enough checks failing to be proved."""
    found = Counter()
    for name, kind, verdict in planting:
        failing = [
            one for one in verdict.findings if one.outcome == "fail" and ".C." not in one.rule
        ]
        kinds = [one.kind for one in told(verdict)]
        # What a lost figure takes part in is no proof.
        needed = FEW + ("higher" in name)
        if sum(one.severity in ("error", "query") for one in failing) < needed:
            assert kinds in ([], [kind]), name
            continue
        found["told" if kinds == [kind] else "other" if kinds else "silent"] += 1
    return found


def test_of_planted_causes_most_are_told_and_none_as_another():
    found = sum((counted(plants(form, seed=5, few=3)) for form in FORMS), Counter())

    assert found["other"] == 0
    assert found["told"] > 15


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_every_cause_in_every_table_is_told_where_the_checks_can_prove_it(form):
    found = sum((counted(plants(form, seed)) for seed in range(6)), Counter())

    assert found["other"] == 0
    assert found["told"] >= SURE * (found["told"] + found["silent"])


def test_dates_of_us_order_are_one_finding():
    for seed in range(3):
        made = Return("CYC-PROG-Q", seed)
        planted.americanise(made)

        cause = the_cause(made.check(), "us_dates")

        assert "month first" in cause.message.en
        assert {place.code.partition("/")[0] for place in cause.places} == {"B"}


def test_a_row_of_totals_among_the_entries_of_a_list_is_one_finding():
    made = Return("CYC-PROG-Q")
    rows = [row for row in made.book.worksheets[-1 if len(made.book.worksheets) < 3 else 1] if row]
    entries = [row for row in rows if isinstance(row[4].value, int)]
    below = entries[-1][0].row + 1
    for column in (5, 6):
        total = sum(row[column - 1].value for row in entries)
        entries[0][0].parent.cell(below, column).value = total

    cause = the_cause(made.check(), "total_sorted_in")

    assert f"Row {below} of" in cause.message.en


@pytest.mark.parametrize("form", ["FAS-CASE-Q", "NEC-MEMBER-Q", "SGH-OCC-Q", "CYC-PROG-Q"])
def test_last_quarters_file_is_one_finding(form):
    made = Return(form)
    planted.send_again(made)

    verdict = made.check()

    cause = the_cause(verdict, "last_file")
    assert alone(verdict) == [cause]
    assert "the file of Jul–Sep 2025" in cause.message.en


def test_another_units_file_is_told_by_its_figures_or_by_the_code_in_it():
    made = Return("FAS-CASE-Q")
    made.book = Return("FAS-CASE-Q", seed=7).book

    by_figures = made.check(twin="9102")
    unnamed = made.check(twin="?")
    untold = made.check()
    made.book["_esubmit"]["B4"].value = "9102"
    by_code = made.check()

    assert told(untold) == []
    assert "file of another unit, 9102" in the_cause(by_figures, "others_file").message.en
    assert "another unit of your organisation" in the_cause(unnamed, "others_file").message.en
    assert "9102 stands at _esubmit B4" in the_cause(by_code, "others_file").message.en


def test_a_code_of_another_unit_in_a_file_that_carries_on_from_its_own_past_says_nothing():
    made = Return("FAS-CASE-Q")
    made.book["_esubmit"]["B4"].value = "9102"
    for row in made.cells(made.plan.spec.table("movement"))[:2]:
        row[3].value += 2

    assert told(made.check()) == []


@pytest.mark.parametrize("form", FORMS)
def test_figures_in_thousands_are_one_finding(form):
    made = Return(form)
    for table in made.plan.spec.tables:
        planted.times(made, table, 0.001)

    verdict = made.check(last={})

    cause = the_cause(verdict, "in_thousands")
    assert "thousands" in cause.message.en
    assert alone(verdict) == [cause]


@pytest.mark.parametrize("form", ["FAS-CASE-Q", "NEC-MEMBER-Q"])
def test_figures_a_thousand_times_too_large_are_told_against_the_past(form):
    made = Return(form)
    for table in made.plan.spec.tables:
        planted.times(made, table, 1000)

    assert "a thousand times too large" in the_cause(made.check(), "in_thousands").message.en


@pytest.mark.parametrize("form", FORMS)
def test_a_workbook_of_the_former_form_is_one_finding(form):
    catalogue, opened = planted.on_the_former_form(form)

    verdict = check(opened, catalogue)

    cause = the_cause(verdict, "former_form")
    assert "as it was until Jul–Sep 2025" in cause.message.en
    assert "New line (R992)" in cause.message.en.partition("In it")[0]
    assert "Old line (R991)" in cause.message.en.partition("In it")[2]
    assert alone(verdict) == [cause]


def slips(chance, value):
    """Return what somebody might have typed for a figure."""
    digits = str(value)
    at = chance.randrange(len(digits))
    return chance.choice([
        value + chance.choice([-9, -2, -1, 1, 2, 9, 10, 100]),
        int(digits[:at] + digits[at] * 2 + digits[at + 1 :]),
        int(digits[:at] + digits[at + 1 :] or 0),
        int(digits[::-1]),
        chance.randrange(200),
        chance.choice(["", "x", 1.25, 0, value * 10]),
    ])


def broken(case, chance, most):
    """Return the return with some of its cells slipped, each by itself."""
    numbers = chance.sample(range(len(case.plan.cells)), min(most, len(case.plan.cells)))
    changes = {}
    for number in numbers:
        raw = slips(chance, case.readings.values[number] or 0)
        changes[number] = understand(
            abs(raw) if isinstance(raw, int) else raw, case.plan.cells[number]
        )
    return read_as(case, changes)


def causes_of_noise(form, seeds):
    """Count (returns broken at many places, those that were given a cause)."""
    made = Return(form, 1)
    opened, context, words = made.opened(), made.context(), Text("last quarter", "上季")
    good = Case(opened.plan, opened.extract, context, words, [])
    looked, wrong = 0, []
    for seed in seeds:
        chance = random.Random(f"{form}{seed}")
        extract = broken(good, chance, most=chance.randint(2, 12))
        findings = Report(opened.plan, extract, context, words).findings()
        if many(findings):
            looked += 1
            case = Case(opened.plan, extract, context, words, findings)
            wrong += [(seed, one.message.en) for one in name_causes(case)]
    return looked, wrong


def test_returns_broken_here_and_there_are_given_no_cause():
    found = [causes_of_noise(form, range(20)) for form in FORMS]

    assert sum(looked for looked, _ in found) > 100
    assert [wrong for _, wrong in found if wrong] == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_of_thousands_of_returns_broken_here_and_there_none_is_given_a_cause(form):
    looked, wrong = causes_of_noise(form, range(1000))

    assert looked > 500
    assert wrong == []


def test_a_good_return_is_not_looked_at_for_causes():
    made = Return("FAS-CASE-Q")
    asked = []

    verdict = check(
        made.opened(), packaged(), made.context(), more=lambda known: asked.append(known)
    )

    assert (verdict.outcome, asked) == ("passed", [])


def test_where_much_is_wrong_what_tells_a_cause_is_asked_for():
    made = Return("FAS-CASE-Q")
    planted.send_again(made)
    context = made.context(last={})

    verdict = check(made.opened(), packaged(), context, more=lambda _: made.context())

    assert the_cause(verdict, "last_file")
    assert verdict.as_document()["context"]["last"] == made.before
