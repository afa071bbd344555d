"""The self-check of a blank says what the check of the return says, where it says anything."""

import re
import subprocess
import sys
from dataclasses import replace
from html import unescape
from io import BytesIO
from itertools import accumulate
from zipfile import ZipFile

import openpyxl
import pytest

from schemas.catalogue import Catalogue, packaged
from schemas.load import load
from schemas.sentences import sentences
from tests.validator import entries as listed
from tests.validator.broken import PERIOD, book
from tests.validator.everykind import BEYOND, all_of_them
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.mark import mark
from validator.ownsheets import CHECK_SHEET, WORKINGS_SHEET
from validator.plan import compile_plan
from validator.read import read
from validator.selfcheck.lines import line_of

FORMS = packaged()
FAILS, WAITS = 2, 3
SENT = "When you send 遞交時"


def plan_of(code):
    return compile_plan(FORMS.form(code), PERIOD.id)


def self_check(data):
    """Return the lines of a self-check by key: what each says, in words and as a code."""
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True)[CHECK_SHEET]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=10)]
    return {(line[0], line[1]): line[3:6] for line in lines if line[1]}


def counted(data):
    """Return what stands at the top: how many to correct, to explain, to fill in, unsaid."""
    sheet = openpyxl.load_workbook(BytesIO(data), data_only=True)[CHECK_SHEET]
    return [sheet[f"B{row}"].value for row in range(4, 8)]


@pytest.mark.parametrize("code", sorted(FORMS.specs))
def test_each_rule_is_checked_there_or_listed_as_checked_when_sent(code):
    plan = plan_of(code)

    lines = self_check(blank(plan, self_check=True))

    wanted = {(key, words.en) for key, words in sentences(plan.spec)}
    wanted -= {(one.id, words.en) for one, (_, words) in _notes(plan)}
    told = {f"{one.key}.{field.key}" for one in plan.spec.lists for field in one.fields}
    wanted = {(key, words) for key, words in wanted if key not in told}
    assert wanted <= lines.keys()
    beyond = {key for (key, _), said in lines.items() if said[0] == SENT}
    assert beyond & {relation.rule for relation in plan.relations if not relation.prior} == set()


def _notes(plan):
    written = list(sentences(plan.spec))[-len(plan.spec.rules) :]
    pairs = zip(plan.spec.rules, written, strict=True)
    return [(rule, said) for rule, said in pairs if rule.kind == "text_note"]


EVERY = {code: FORMS.form(code) for code in sorted(FORMS.specs)} | dict(all_of_them())


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", EVERY)
def test_what_fails_or_waits_there_fails_or_waits_when_sent_and_the_other_way_round(name, seed):
    plan = compile_plan(EVERY[name], PERIOD.id)
    data = book(plan, seed)

    lines = self_check(data)
    findings = check_file(data, Catalogue([EVERY[name]])).findings

    for outcome, state in (("fail", FAILS), ("cannot_check", WAITS)):
        told = {one.rule for one in findings if one.outcome == outcome}
        shown = {key for (key, _), said in lines.items() if said[2] == state}
        if outcome == "cannot_check":
            failing = {key for (key, _), said in lines.items() if said[2] == FAILS}
            told = {one for one in told if not lines_of(plan, one) & failing}
        assert {one for one in told if not lines_of(plan, one) & shown} <= beyond(lines)
        assert shown <= set().union(*(lines_of(plan, one) for one in told))


def lines_of(plan, rule):
    """Return the lines to which a finding's rule may belong."""
    found = {line_of(plan, one) for one in plan.relations if one.rule == rule}
    if rule.startswith("L."):
        _, listed, *rest = rule.split(".")
        codes = {one.key: one.code for one in plan.spec.lists}
        asked = f"L.{codes.get(listed, listed)}"
        if rest[-1] in ("required", "twice"):
            return {f"{asked}.{rest[-1]}"}
        return {f"{asked}.beside"} if rest[-1] in ("not_after", "depends_on") else {asked}
    asked = ".".join(rule.split(".")[:3])
    return {key.partition("|")[0] for key in found} or {rule, asked}


def beyond(lines):
    """Return the rules that are checked when the return is sent."""
    return {key for (key, _), said in lines.items() if said[0] == SENT}


SAFE = """
    ABS AND COUNT COUNTIF COUNTIFS DAY EXACT IF IFERROR INDEX INT ISLOGICAL ISNUMBER LEN LOWER MATCH
    MAX MIN MOD MONTH NOT OR ROUND SUBSTITUTE SUM SUMIFS SUMPRODUCT TRIM UPPER YEAR
""".split()
"""Functions that Excel 2007, LibreOffice and Google Sheets have under the same name."""
LONGEST, DEEPEST = 8192, 64


@pytest.mark.parametrize("name", ["AGY-SAR-Y", "cells zero_if_any", "entries skip"])
def test_every_formula_is_one_that_all_programs_take(name):
    formulas = formulas_of(book(compile_plan(EVERY[name], PERIOD.id), 0))

    bare = [re.sub(r"'[^']*'!|\"[^\"]*\"", "", one) for one in formulas]
    assert {name for one in bare for name in re.findall(r"([A-Z]+)\(", one)} <= {*SAFE}
    assert max(map(len, formulas)) < LONGEST
    assert max(map(depth, bare)) <= DEEPEST


def formulas_of(data):
    return [
        cell.value
        for sheet in openpyxl.load_workbook(BytesIO(data))
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_what_would_be_too_long_a_formula_for_excel_is_checked_when_sent():
    spec = FORMS.form("CYC-PROG-Q")
    spec = replace(spec, lists=tuple(replace(one, lines=200) for one in spec.lists))

    data = blank(compile_plan(spec, PERIOD.id), period=PERIOD, self_check=True)

    sheets = [ZipFile(BytesIO(data)).read(f"xl/worksheets/sheet{n}.xml") for n in range(1, 6)]
    said = [unescape(one) for xml in sheets for one in re.findall("<f>(.*?)</f>", xml.decode())]
    assert max(map(len, said)) < LONGEST
    sent = beyond(self_check(data))
    assert {"CYC-PROG-Q-010", "CYC-PROG-Q-020"} <= sent
    assert "CYC-PROG-Q-050" not in sent


WIDE = """
formspec: 1
form:
  id: WIDE-Q
  title: {en: Wide, zh-Hant: 寬}
  programme: {en: Sample, zh-Hant: 樣本}
  service: '521'
revisions: [{v: 1, from: 2024-25Q1, note: {en: First, zh-Hant: 首個}}]
tables:
  s:
    code: A
    title: {en: Sheet, zh-Hant: 表}
    find: {sheet: [Sheet]}
    blank: zero
    required: true
    cols:
      x: {code: X1, type: count, en: Persons, zh-Hant: 人數}
    rows:
      T: {en: All, zh-Hant: 全部, total_of: [PARTS]}
LINES
"""
PARTS = [f"R{number}" for number in range(1, 261)]


def test_of_hundreds_of_cells_no_function_has_more_arguments_than_excel_takes():
    lines = "\n".join(f"      {key}: {{en: Line {key}, zh-Hant: 第 {key} 行}}" for key in PARTS)
    spec = load(WIDE.replace("PARTS", ", ".join(PARTS)).replace("LINES", lines))

    data = blank(compile_plan(spec, PERIOD.id), period=PERIOD, self_check=True)

    assert "s.T" in {key for key, _ in self_check(data)} - beyond(self_check(data))
    assert max(most_arguments(formula) for formula in formulas_of(data)) <= 255


def most_arguments(formula):
    """Return how many arguments stand beside each other at most."""
    commas, most = [0], 1
    for sign in formula:
        if sign == "(":
            commas.append(0)
        elif sign == ")":
            commas.pop()
        elif sign == ",":
            commas[-1] += 1
            most = max(most, commas[-1] + 1)
    return most


def depth(formula):
    """Return how many brackets are open at once."""
    return max(accumulate((sign == "(") - (sign == ")") for sign in formula))


def test_only_what_looks_beyond_the_workbook_or_at_how_texts_are_written_has_no_formula():
    for name, spec in all_of_them():
        lines = self_check(blank(compile_plan(spec, PERIOD.id), self_check=True))
        sent = {key for (key, _), said in lines.items() if said[0] == SENT}

        texts = [f"{one.kind} {dict(one.slots)} {one.when}" for one in spec.rules if one.id in sent]

        left = [one for one in texts if not BEYOND.search(one)]
        assert all(one.startswith("sequence_without_gaps") for one in left), (name, left)
        assert len(texts) <= 5


def test_a_blank_says_what_is_still_to_be_filled_in_and_that_nothing_is_wrong():
    plan = plan_of("FAS-CASE-Q")

    data = blank(plan, period=PERIOD, sender=Sender("9101"), self_check=True)

    assert counted(data) == [0, 0, len(plan.required) + 1, 0]
    (total,) = (said for (key, _), said in self_check(data).items() if key == "movement.R900")
    assert total[0] == "Not applicable 不適用"


def test_a_rule_that_fails_says_at_how_many_places_and_names_the_first():
    plan = plan_of("FAS-CASE-Q")
    figures = {("movement", "R010", "bf"): 5, ("movement", "R900", "bf"): 6}

    data = blank(plan, figures=figures, self_check=True)

    (total,) = (said for (key, _), said in self_check(data).items() if key == "movement.R900")
    assert total[:2] == ["To correct 需更正: 1", "Return 統計表 C14"]
    assert counted(data)[0] == 2  # The balance of the total line does not hold either: 6, not 5.


@pytest.mark.parametrize("package", ["validator.blank", "validator.selfcheck"])
def test_it_and_the_blank_do_not_need_each_other_in_a_circle(package):
    subprocess.run([sys.executable, "-c", f"import {package}"], check=True)


def test_nothing_of_it_is_read_and_marking_up_leaves_it_as_it_is():
    data = book(plan_of("CYC-PROG-Q"), 3)

    after = mark(data, check_file(data, FORMS).summary()["findings"])

    assert {CHECK_SHEET, WORKINGS_SHEET}.isdisjoint(one.name for one in read(data).sheets)
    assert self_check(after) == self_check(data)
    formulas = [
        [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(one))[name]]
        for one in (data, after)
        for name in (CHECK_SHEET, WORKINGS_SHEET)
    ]
    assert formulas[:2] == formulas[2:]


def test_a_cell_and_a_total_are_reckoned_by_these_formulas():
    book = openpyxl.load_workbook(BytesIO(blank(plan_of("FAS-CASE-Q"), self_check=True)))
    rows = [[cell.value for cell in row] for row in book[WORKINGS_SHEET].iter_rows()]

    at = "'Return 統計表'!C11"
    assert rows[0][:3] == [
        "movement[R010].bf",
        f"=IFERROR(IF(LEN(TRIM({at}))=0,1,IF(AND(ISNUMBER({at}),NOT(ISLOGICAL({at}))),"
        f"IF(AND(ABS({at}*1-ROUND({at}*1,0))<0.000001,ABS({at})<1E+15,{at}>=0),0,3),3)),3)",
        f"=IF($B$1=0,ROUND({at}*1,0),0)",
    ]
    (total,) = (row[1] for row in rows if row[0] == "movement.R900" and "C14" in row[2])
    parts = [f"$B${row}" for row in (13, 1, 5, 9)]
    waits = [f"IF({one}>1,IF({one}=3,3,0)" for one in parts]
    assert total == (
        f"=IF(NOT(OR({','.join(f'{one}>1' for one in parts)})),"
        f"IF(OR({','.join(f'{one}=0' for one in parts)}),"
        "IF(2*ABS((1*$C$13-1*$C$1-1*$C$5-1*$C$9))<=0,1,2),0),"
        f"{','.join(waits)},0)))))"
    )


def test_a_column_of_which_formulas_do_not_know_all_is_checked_when_sent():
    text = listed.FORM.replace("no: {type: text,", r"no: {type: text, pattern: 'G\d{4}',")
    text = text.replace("other: {type: text,", "other: {type: text, required: true,")
    rule = "kind: compare; is: different; left: g.no; right: g.alias"
    spec = load(text.replace("SLOTS", rule.replace("; ", "\n    ")).replace("BLANK", "skip"))

    lines = self_check(blank(compile_plan(spec, PERIOD.id), self_check=True))

    sent = {key for (key, _), said in lines.items() if said[0] == SENT}
    assert sent == {"g.no", "RULE"}
    assert "L.B.required" in {key for key, _ in lines}
