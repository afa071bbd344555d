"""One file tells a form of all years: what is in force for a data period, and what is not there."""

import pytest

from schemas.catalogue import Catalogue
from schemas.editions import editions, resolve
from schemas.load import SpecError, load
from schemas.periods import Period
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.plan import compile_plan
from validator.proof import problems_of

FORM = """
formspec: 1
form:
  id: CASE-Q
  title: {en: Cases, zh-Hant: 個案}
  programme: {en: Sample, zh-Hant: 樣本}
  service: '521'
revisions:
  - {v: 1, from: 2023-24Q1, note: {en: First, zh-Hant: 首個}}
  - {v: 2, from: 2025-26Q1, note: {en: Second, zh-Hant: 第二}}
tables:
  movement:
    code: A
    title: {en: Case movement, zh-Hant: 個案流動}
    find: {sheet: [Return]}
    rows:
      R010: {en: Counselling, zh-Hant: 輔導}
      R020: {en: Home visits, zh-Hant: 家訪, until: 2024-25Q4}
      R030: {en: Parenting, zh-Hant: 親職, since: 2025-26Q1}
      R900: {en: Total, zh-Hant: 總數, total_of: [R010, R020, R030]}
    cols:
      bf: {code: C10, type: count, en: Brought forward, zh-Hant: 承上季}
      cf: {code: C20, type: count, en: Carried forward, zh-Hant: 轉下季}
  groups:
    code: B
    title: {en: Groups, zh-Hant: 小組}
    find: {sheet: [Groups]}
    unique: number
    fields:
      number: {code: B10, type: text, required: true, en: Group no., zh-Hant: 小組編號}
      held: {code: B20, type: date, en: Date held, zh-Hant: 日期, since: 2024-25Q1}
      target:
        {code: B30, type: code, en: Target, zh-Hant: 對象, codes: {
          CHI: {en: Children, zh-Hant: 兒童}, OLD: {en: Old, zh-Hant: 長者, until: 2024-25Q4}}}
rules:
  - id: CASE-Q-010
    kind: carry_forward
    opening: movement.bf
    closing: movement.cf
    severity: [{is: query, until: 2024-25Q4}, {is: error, since: 2025-26Q1}]
  - id: CASE-Q-020
    kind: compare
    is: at_most
    left: movement[R030].bf
    right: movement[R900].cf
    severity: query
    since: 2025-26Q1
examples:
  - {rule: CASE-Q-010, prior: {'movement[R010].cf': 4},
     data: {'movement[R010].bf': 4}, expect: pass}
  - {rule: CASE-Q-010, prior: {'movement[R010].cf': 4},
     data: {'movement[R010].bf': 5}, expect: fail}
  - {rule: CASE-Q-010, period: 2023-24Q1, prior: {'movement[R020].cf': 4},
     data: {'movement[R020].bf': 5}, expect: fail}
  - {rule: CASE-Q-020, data: {'movement[R030].bf': 5, 'movement[R900].cf': 5}, expect: pass}
  - {rule: CASE-Q-020, data: {'movement[R030].bf': 6, 'movement[R900].cf': 5}, expect: fail}
"""


def test_a_form_is_another_from_each_quarter_in_which_something_begins_or_has_ended():
    assert editions(load(FORM)) == ("2023-24Q1", "2024-25Q1", "2025-26Q1")


@pytest.mark.parametrize(
    ("period", "rows", "parts"),
    [
        ("2023-24Q1", ["R010", "R020", "R900"], ("R010", "R020")),
        ("2024-25Q4", ["R010", "R020", "R900"], ("R010", "R020")),
        ("2025-26Q1", ["R010", "R030", "R900"], ("R010", "R030")),
        ("2030-31Q3", ["R010", "R030", "R900"], ("R010", "R030")),
        # Before the first issue nothing was in force; a file of then is held to the first.
        ("2020-21Q1", ["R010", "R020", "R900"], ("R010", "R020")),
    ],
)
def test_a_line_and_its_part_in_the_total_are_there_in_their_time_alone(period, rows, parts):
    table = resolve(load(FORM), period).table("movement")

    assert [row.key for row in table.rows] == rows
    assert table.row("R900").total_of == parts


@pytest.mark.parametrize(
    ("period", "fields", "codes"),
    [
        ("2023-24Q4", ["number", "target"], ["CHI", "OLD"]),
        ("2024-25Q1", ["number", "held", "target"], ["CHI", "OLD"]),
        ("2025-26Q1", ["number", "held", "target"], ["CHI"]),
    ],
)
def test_so_are_a_field_of_a_list_and_a_code(period, fields, codes):
    listed = resolve(load(FORM), period).listed("groups")

    assert [one.key for one in listed.fields] == fields
    assert list(listed.field("target").codes) == codes


@pytest.mark.parametrize(
    ("period", "rules"),
    [
        ("2024-25Q4", [("CASE-Q-010", "query")]),
        ("2025-26Q1", [("CASE-Q-010", "error"), ("CASE-Q-020", "query")]),
    ],
)
def test_a_rule_applies_in_its_time_and_weighs_what_it_weighed_then(period, rules):
    spec = resolve(load(FORM), period)

    assert [(rule.id, rule.severity) for rule in spec.rules] == rules
    bound = {(r.rule, r.severity) for r in compile_plan(load(FORM), period).relations}
    assert set(rules) <= bound


def test_periods_of_one_edition_have_one_form_and_one_hash_and_those_of_others_have_not():
    spec = load(FORM)
    plans = [compile_plan(spec, period) for period in ("2024-25Q1", "2024-25Q4", "2025-26Q1")]

    assert plans[0].spec is plans[1].spec is not plans[2].spec
    assert plans[0].hash == plans[1].hash != plans[2].hash


def test_a_form_without_dates_is_itself():
    text = FORM[: FORM.index("rules:")]
    for words in (", until: 2024-25Q4", ", since: 2025-26Q1", ", since: 2024-25Q1"):
        text = text.replace(words, "")
    spec = load(text)

    assert resolve(spec, "2025-26Q3") is spec


@pytest.mark.parametrize("period", ["2024-25Q4", "2025-26Q1"])
def test_the_blank_of_a_quarter_has_the_lines_of_that_quarter_and_is_read_by_them(period):
    spec = load(FORM)
    plan, quarter = compile_plan(spec, period), Period.parse(period)
    figures = {cell.key: 2 if cell.key[1] == "R900" else 1 for cell in plan.cells}

    verdict = check_file(
        blank(plan, period=quarter, sender=Sender("9101"), figures=figures), Catalogue([spec])
    )

    assert verdict.plan is plan
    assert [f.message.en for f in verdict.findings if f.severity == "error"] == []
    assert [r.value for r in verdict.extract.readings] == [1, 1, 1, 1, 2, 2]


def problems(text):
    try:
        return problems_of(load(text))
    except SpecError as error:
        return error.problems


def test_the_form_of_all_years_proves_itself():
    assert problems(FORM) == []


FAULTS = {
    "an end before the beginning": (
        "zh-Hant: 親職, since: 2025-26Q1",
        "zh-Hant: 親職, since: 2025-26Q1, until: 2024-25Q1",
        "lies before since 2025-26Q1",
    ),
    "no quarter": ("until: 2024-25Q4}\n      R030", "until: 2024}\n      R030", "'2024' is no"),
    "a rule older than its line": (
        "severity: query\n    since: 2025-26Q1",
        "severity: query",
        "R030",
    ),
    "a gap between severities": (
        "is: query, until: 2024-25Q4",
        "is: query, until: 2023-24Q4",
        "each",
    ),
    "a total without parts": ("[R010, R020, R030]", "[R020]", "R900: no part"),
    "a table without columns": (
        "zh-Hant: 承上季}\n      cf: {code: C20, type: count, en: Carried forward,",
        "zh-Hant: 承上季, since: 2024-25Q1}\n      cf: {code: C20, since: 2024-25Q1, en: Carried,",
        "movement.cols: none",
    ),
    "two lines of one name at one time": ("en: Parenting", "en: Counselling", "Counselling"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_does_not_go_together_in_time_is_named(name):
    old, new, words = FAULTS[name]
    assert FORM.count(old) == 1, "the fault cannot be planted any more"

    found = problems(FORM.replace(old, new))

    assert any(words in problem for problem in found), found


def test_a_line_may_have_the_name_of_one_that_has_ended():
    assert (
        problems(FORM.replace("en: Parenting, zh-Hant: 親職", "en: Home visits, zh-Hant: 家訪"))
        == []
    )
