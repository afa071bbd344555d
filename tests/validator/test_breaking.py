"""Each rule of each packaged form can be broken by itself, in memory and through real files."""

import json
import random
import subprocess
import sys

import pytest

from schemas.catalogue import packaged
from schemas.editions import editions
from schemas.periods import Period
from tests.validator.written_as import as_csv, as_ods
from validator.blank import Sender
from validator.breaking import Change, broken, failing, rules_of
from validator.engine import check_file
from validator.plan import compile_plan
from validator.specimen import Recipe, breaking, passing

FORMS = packaged()
EDITIONS = [(code, one) for code, spec in sorted(FORMS.specs.items()) for one in editions(spec)]
SLOW, QUICK = 300, 12


def plan_of(form, period):
    return compile_plan(FORMS.form(form), period)


@pytest.mark.parametrize(("form", "edition"), EDITIONS)
def test_every_rule_can_be_broken_and_no_rule_falls_that_is_not_named(form, edition):
    good = passing(plan_of(form, edition), Recipe(Period.parse(edition)))

    assert failing(good, Change({})) == {}
    for rule in rules_of(good.plan):
        found = broken(good, rule)
        assert failing(good, found.change).keys() == {rule, *found.falls}, rule
        assert len(found.falls) <= 2, rule


def test_what_a_form_asks_of_single_cells_is_among_its_rules():
    letters = {
        rule.split(".")[1]
        for form, one in EDITIONS
        for rule in rules_of(plan_of(form, one))
        if "." in rule
    }

    assert letters >= {"T", "E", "W", "Q", "M"}


def drawn(count, *, seed):
    """Draw so many rules, each with a seed for its figures and a format."""
    chance = random.Random(seed)
    rules = [(form, one, rule) for form, one in EDITIONS for rule in rules_of(plan_of(form, one))]
    for _ in range(count):
        yield *chance.choice(rules), chance.randrange(1000), chance.choice(["xlsx", "ods", "csv"])


def told_by_file(form, edition, rule, seed, kind):
    """Break a rule in a real file; return what the check says and what the key says."""
    plan, period = plan_of(form, edition), Period.parse(edition)
    made = breaking(plan, Recipe(period, Sender("9101"), seed=seed), rule)
    data = made.workbook
    if kind == "csv":
        data = as_csv(plan, made, period) or data
    elif kind == "ods":
        data = as_ods(data)
    document = check_file(data, FORMS, context_for=lambda _: made.context).as_document()
    fails = [one for one in document["findings"] if one["outcome"] == "fail"]
    (line,) = made.key
    return {one["rule"] for one in fails if one["severity"] != "note"}, fails, line


def told_otherwise(draws):
    """Return the draws of which the check says something else than the key."""
    return [draw for draw in draws if not is_told_alone(draw)]


def is_told_alone(draw):
    """Say whether the rules of the key fail and no others, the broken one at its cell."""
    rules, fails, line = told_by_file(*draw)
    if rules != {line["rule"], *line["falls"]}:
        return False
    causes = {one["id"]: one for one in fails}
    first = next(one for one in fails if one["rule"] == line["rule"])
    first = causes.get(first["cause"], first)
    return draw[-1] == "csv" or first["address"]["a1"] == line["a1"]


def test_a_sample_of_rules_falls_alone_in_real_files():
    assert told_otherwise(drawn(QUICK, seed=1)) == []


@pytest.mark.slow
def test_three_hundred_rules_fall_alone_in_real_files():
    assert told_otherwise(drawn(SLOW, seed=2)) == []


def esubmit(*words):
    return subprocess.run(
        [sys.executable, "-m", "portal.cli", *words], capture_output=True, text=True
    )


def test_the_command_makes_a_file_that_the_command_finds_that_very_fault_in(tmp_path):
    rule, file, key = "FAS-CASE-Q-010", tmp_path / "f.xlsx", tmp_path / "key.json"
    period = ["--period", "2025-26Q3"]
    words = ["--rule", rule, "--beside", str(tmp_path / "past"), "--key", str(key), "-o", str(file)]

    made = esubmit("specimen", "FAS-CASE-Q", *period, *words)
    told = esubmit("check", str(file), "--context", str(tmp_path / "past"), "--json")

    (line,) = json.loads(key.read_text())
    fails = [one["rule"] for one in json.loads(told.stdout)["findings"] if one["outcome"] == "fail"]
    assert made.returncode == 0, made.stderr
    assert {rule, *line["falls"]} == set(fails)


def test_a_rule_that_is_none_of_the_form_is_answered_with_those_that_are(tmp_path):
    made = esubmit("specimen", "FAS-CASE-Q", "--rule", "NONE", "-o", str(tmp_path / "f.xlsx"))

    assert made.returncode == 1
    assert "There is no rule NONE 沒有此規則" in made.stderr
    assert "FAS-CASE-Q-010" in made.stderr
