"""A workbook made for a former text of a form: read by that text, and told in one finding."""

import io
import json

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from portal.cli.check import check as command
from schemas.catalogue import Catalogue
from schemas.load import load
from schemas.periods import Period
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.numbers import UNLOCATED
from validator.ownsheets import STAMP_SHEET
from validator.plan import compile_plan

PERIOD = Period.parse("2025-26Q3")
THEN = """
formspec: 1
form:
  id: CASE-Q
  title: {en: Cases, zh-Hant: 個案}
  programme: {en: Sample, zh-Hant: 樣本}
  service: '521'
revisions:
  - {v: 6, from: 2023-24Q1, note: {en: First, zh-Hant: 首個}}
tables:
  movement:
    code: A
    title: {en: Case movement, zh-Hant: 個案流動}
    find: {sheet: [Return]}
    rows:
      visits: {code: R010, en: Home visits, zh-Hant: 家訪}
      advice: {code: R020, en: Advice, zh-Hant: 諮詢}
      letters: {code: R030, en: Letters, zh-Hant: 信件}
      R900: {en: Total, zh-Hant: 總數, total_of: [visits, advice]}
    cols:
      bf: {code: C10, type: count, en: Brought forward, zh-Hant: 承上季}
      cf: {code: C20, type: count, en: Carried forward, zh-Hant: 轉下季}
  groups:
    code: B
    title: {en: Groups, zh-Hant: 小組}
    find: {sheet: [Groups]}
    unique: number
    fields:
      number: {code: F01, type: text, required: true, en: Group no., zh-Hant: 小組編號}
      heads: {code: F02, type: count, en: People, zh-Hant: 人數}
      room: {code: F03, type: text, en: Room, zh-Hant: 房間}
rules: []
"""
NOTE = "  - {v: 7, from: 2023-24Q2, note: {en: Second, zh-Hant: 第二版}}\ntables:"
RECODED = "visits: {code: R020, en: Visits to homes, zh-Hant: 上門探訪}"
NOW = (
    THEN
    .replace("tables:", NOTE, 1)
    .replace("visits: {code: R010, en: Home visits, zh-Hant: 家訪}", RECODED)
    .replace("advice: {code: R020", "advice: {code: R025")
    .replace(
        "letters: {code: R030, en: Letters, zh-Hant: 信件}",
        "calls: {code: R030, en: Calls, zh-Hant: 電話}",
    )
    .replace(
        "heads: {code: F02, type: count, en: People", "heads: {code: F04, type: count, en: Members"
    )
    .replace("人數", "組員")
    .replace(
        "room: {code: F03, type: text, en: Room, zh-Hant: 房間}",
        "place: {code: F05, type: text, required: true, en: Place, zh-Hant: 地點}",
    )
)
FIGURES = {
    ("movement", "visits", "bf"): 3,
    ("movement", "advice", "bf"): 4,
    ("movement", "letters", "bf"): 50,
    ("movement", "R900", "bf"): 7,
}
GROUPS = {"groups": [{"number": "G1", "heads": 12, "room": "A"}]}


def made(text=THEN, figures=FIGURES):
    """Return the blank workbook of a text, filled in."""
    plan, sender = compile_plan(load(text), PERIOD.id), Sender("9101")
    return blank(plan, period=PERIOD, sender=sender, figures=figures, entries=GROUPS)


def without_stamp(data):
    book, out = load_workbook(io.BytesIO(data)), io.BytesIO()
    del book[STAMP_SHEET]
    book.save(out)
    return out.getvalue()


def checked(data, now=NOW, former=(THEN,)):
    return check_file(data, Catalogue([load(now)], former={"CASE-Q": former}))


def figures(verdict):
    cells = {one["cell"]: one["value"] for one in verdict.as_document()["cells"]}
    return {name: value for name, value in cells.items() if value not in (None, "0")}


def told(verdict):
    (finding,) = [one for one in verdict.findings if one.kind == "former_form"]
    return finding


@pytest.mark.parametrize("stamp", [True, False], ids=["stamped", "by its lines"])
def test_the_figures_of_a_former_text_are_taken_over_whatever_the_lines_are_called_now(stamp):
    verdict = checked(made() if stamp else without_stamp(made()))

    assert figures(verdict) == {
        "movement[visits].bf": "3",
        "movement[advice].bf": "4",
        "movement[R900].bf": "7",
    }
    (entry,) = verdict.extract.lists["groups"].entries
    assert entry.values == {"number": "G1", "heads": 12}


def test_one_finding_says_what_changed_what_is_missing_and_what_is_not_taken_over():
    verdict = checked(made())

    finding = told(verdict)
    changed, _, rest = finding.message.en.partition("Not in it, though asked for now: ")
    missing, _, gone = rest.partition("In it, though no longer asked for and not taken over: ")
    assert "the form as it was in revision 6." in changed
    assert "the line “Home visits” is now called “Visits to homes”." in changed
    assert "Revision 7 is new" in changed
    assert missing == "Calls (R030), Place (F05). "
    assert gone == "Letters (R030), Room (F03)."
    assert "第 6 版的舊表格" in finding.message.zh
    alone = [one.kind for one in verdict.findings if one.stands_alone and one.severity == "error"]
    assert alone == ["former_form"]


def test_a_code_that_means_another_line_now_takes_no_figures_of_the_former_line():
    verdict = checked(made())

    reading = verdict.extract.readings[verdict.plan.cell("movement[calls].bf").index]
    assert reading.state == UNLOCATED
    assert "row_disagrees" not in {one.rule.rpartition(".")[2] for one in verdict.findings}


def test_the_figures_taken_over_are_checked_as_any_others():
    verdict = checked(made(figures=FIGURES | {("movement", "R900", "bf"): 8}))

    (wrong,) = [one for one in verdict.findings if one.kind == "total_of"]
    assert (wrong.value, wrong.expected, wrong.cause) == ("8", "7", None)
    assert told(verdict).severity == "error"


def test_a_former_text_that_misses_nothing_is_a_note():
    verdict = checked(made(), now=THEN.replace("en: Advice", "en: Counsel"))

    assert (verdict.outcome, told(verdict).severity) == ("passed", "note")
    assert "in an earlier text of revision 6. Nothing is missing in it" in told(verdict).message.en


def test_the_workbook_of_the_text_in_force_is_told_nothing():
    verdict = checked(made(NOW, {}), former=[THEN])

    assert [one.kind for one in verdict.findings if one.kind == "former_form"] == []


def test_of_former_texts_the_stamp_says_which():
    older = THEN.replace("v: 6", "v: 5")

    assert "in revision 5" in told(checked(made(older), former=[THEN, older])).message.en


def test_the_command_finds_former_texts_in_a_folder_of_that_name(tmp_path):
    (tmp_path / "forms" / "former").mkdir(parents=True)
    (tmp_path / "forms" / "CASE-Q.yaml").write_text(NOW)
    (tmp_path / "forms" / "former" / "CASE-Q.6.yaml").write_text(THEN)
    (tmp_path / "return.xlsx").write_bytes(made())

    said = CliRunner().invoke(
        command, [str(tmp_path / "return.xlsx"), "--json", "--forms", str(tmp_path / "forms")]
    )

    document = json.loads(said.stdout)
    assert (said.exit_code, document["revision"]) == (1, 7)
    alone = [one for one in document["findings"] if not one["cause"]]
    assert [one["kind"] for one in alone if one["severity"] == "error"] == ["former_form"]
