"""A specimen with faults: drawn from every rule that can be broken, and each told by itself."""

import json

import pytest

from schemas.catalogue import packaged
from schemas.editions import editions
from schemas.periods import Period
from tests.validator.test_breaking import esubmit
from validator.blank import Sender
from validator.breaking import rules_of
from validator.engine import check_file
from validator.plan import compile_plan
from validator.specimen import Recipe, passing, specimen

FORMS = packaged()
EDITIONS = [(code, one) for code, spec in sorted(FORMS.specs.items()) for one in editions(spec)]
FAULTS, MANY = 3, 25


def recipe(form, edition, seed, *, beside, faults=FAULTS):
    plan = compile_plan(FORMS.form(form), edition)
    return plan, Recipe(
        Period.parse(edition), Sender("9101"), seed=seed, faults=faults, beside=beside
    )


def told_by_check(made):
    """Return what `esubmit check` finds wrong: by rule where it is told, and how many causes."""
    document = check_file(made.workbook, FORMS, context_for=lambda _: made.context).as_document()
    fails = [one for one in document["findings"] if one["outcome"] == "fail"]
    fails = [one for one in fails if one["severity"] != "note"]
    by_id = {one["id"]: one for one in fails}
    told = {}
    for one in fails:
        address = by_id.get(one["cause"], one)["address"]
        told.setdefault(one["rule"], (address["sheet"], address["a1"]))
    return told, [one for one in fails if one["cause"] is None]


def unlike_its_key(made):
    """Yield what the check says otherwise than the answer key."""
    told, alone = told_by_check(made)
    rules = {rule for line in made.key for rule in (line["rule"], *line["falls"])}
    if told.keys() != rules:
        yield f"{sorted(told.keys() ^ rules)}"
    for line in made.key:
        if told.get(line["rule"]) != (line["sheet"], line["a1"]):
            yield f"{line['rule']} at {told.get(line['rule'])}, not {line['a1']}"
    if len(alone) != len(made.key):
        yield f"{len(alone)} causes of {len(made.key)} faults"


def unlike_their_keys(seeds, *, both):
    """Return what is said otherwise, of every form; `both` alone and beside its past."""
    for form, edition in EDITIONS:
        for seed in seeds:
            for beside in (False, True) if both else (bool(seed % 2),):
                _, how = recipe(form, edition, seed, beside=beside)
                made = specimen(compile_plan(FORMS.form(form), edition), how)
                yield from (f"{form} {seed} {beside}: {one}" for one in unlike_its_key(made))


def test_the_check_finds_each_fault_of_the_key_at_its_cell_and_nothing_else():
    assert list(unlike_their_keys([1], both=False)) == []


@pytest.mark.slow
def test_the_check_finds_every_fault_of_hundreds_of_specimens():
    assert list(unlike_their_keys(range(MANY), both=True)) == []


def test_what_is_changed_stands_beside_what_is_told():
    plan, how = recipe("FAS-CASE-Q", "2024-25Q1", 4, beside=True)

    made, good = specimen(plan, how), passing(plan, how)

    others = [cell.key for cell in plan.cells if made.figures[cell.key] != as_typed(good, cell)]
    assert len(made.key) == FAULTS
    assert sum(len(line["changed"]) for line in made.key) == len(others)
    assert len({cell for line in made.key for cell in line["changed"]}) == len(others)


def as_typed(good, cell):
    value = good.values[cell.index]
    return value / 10**cell.decimals if cell.decimals else value


def test_faults_are_drawn_from_every_rule_that_can_be_broken():
    plan, how = recipe("FAS-CASE-Q", "2024-25Q1", 0, beside=True, faults=2)
    drawn = set()
    for seed in range(30):
        how.seed = seed
        drawn |= {
            rule for line in specimen(plan, how).key for rule in (line["rule"], *line["falls"])
        }

    assert drawn == set(rules_of(plan))


def test_without_the_quarters_before_no_rule_is_broken_that_looks_at_them():
    plan, how = recipe("FAS-CASE-Q", "2024-25Q1", 0, beside=False, faults=2)
    asking = {one.rule for one in plan.relations if one.prior}
    drawn = set()
    for seed in range(30):
        how.seed = seed
        drawn |= {line["rule"] for line in specimen(plan, how).key}

    assert asking
    assert drawn & asking == set()


def test_a_form_has_no_more_faults_than_stand_side_by_side():
    plan, how = recipe("CYC-PROG-Q", "2024-25Q1", 0, beside=True, faults=99)

    made = specimen(plan, how)

    assert FAULTS < len(made.key) <= len(rules_of(plan))
    assert list(unlike_its_key(made)) == []


def test_the_command_makes_faults_that_the_command_finds_beside_the_quarters_before(tmp_path):
    file, key, past = tmp_path / "f.xlsx", tmp_path / "key.json", str(tmp_path / "past")
    words = ["--period", "2025-26Q3", "--faults", "3", "--seed", "2", "--beside", past]

    made = esubmit("specimen", "SGH-OCC-Q", *words, "--key", str(key), "-o", str(file))
    told = esubmit("check", str(file), "--context", past, "--json")

    lines = json.loads(key.read_text())
    fails = [one["rule"] for one in json.loads(told.stdout)["findings"] if one["outcome"] == "fail"]
    assert "3 faults" in made.stdout, made.stderr
    assert {rule for line in lines for rule in (line["rule"], *line["falls"])} == set(fails)
