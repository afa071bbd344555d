"""A folder of other returns answers what a rule asks beyond the file."""

from datetime import date

import pytest
from click.testing import CliRunner

from portal.cli.check import check as check_command
from schemas.catalogue import Catalogue
from schemas.load import load
from schemas.periods import Period
from tests.validator import entries
from tests.validator.test_kinds import form, named
from tests.validator.test_kinds_unusual import CHANGE, PEERS, with_items
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.folder import context_in, returns_in
from validator.plan import compile_plan

OTHER = load("""
formspec: 1
form:
  id: OTHER-Q
  title: {en: Other, zh-Hant: 另一表格}
  programme: {en: Sample, zh-Hant: 樣本}
  service: '521'
revisions: [{v: 1, from: 2024-25Q1, note: {en: First, zh-Hant: 首個}}]
tables:
  s:
    code: S
    title: {en: Other figures, zh-Hant: 其他數字}
    find: {sheet: [Other]}
    rows: {R1: {en: Staff, zh-Hant: 職員}}
    cols: {x: {code: X1, type: count, en: Hours worked, zh-Hant: 工時}}
""")
PAST = ("2024-25", "2024-25", "2025-26", "2025-26")
"""The years of Q3, Q4, Q1 and Q2 before the quarter that is checked."""
AGREES = "kind: agrees_with_form; figure: a1; other: {form: OTHER-Q, value: 's[R1].x'}"


def workbook(spec, cells, *, period="2025-26Q3", unit="9101"):
    plan = compile_plan(spec, period)
    figures = {plan.cell(name).key: value for name, value in cells.items()}
    return blank(plan, period=Period.parse(period), sender=Sender(unit), figures=figures)


@pytest.fixture
def found(tmp_path):
    """Check a return with one rule in a folder of others, and return what the rule says."""

    def check(slots, cells, *, spec=None, **others):
        spec = spec or form(slots)
        for name, data in others.items():
            (tmp_path / f"{name}.xlsx").write_bytes(data)
        forms = Catalogue([spec, OTHER])
        file = tmp_path / "this.xlsx"
        file.write_bytes(workbook(spec, named(cells)))
        context_for = context_in(tmp_path, forms, beside=file)
        findings = check_file(file.read_bytes(), forms, context_for=context_for).findings
        return [(one.outcome, one.message) for one in findings if one.rule == "RULE"]

    return check


def other(figure, **more):
    return workbook(OTHER, {"s[R1].x": figure}, **more)


def test_another_form_s_figure_is_found_in_the_folder(found):
    ((outcome, said),) = found(AGREES, {"a1": 5}, other=other(7), aside=other(5, unit="9102"))

    assert outcome == "fail"
    assert said.en == (
        "C11 (Table, First line (R1), Asked) is 5, but OTHER-Q for Oct–Dec 2025 says 7. "
        "Difference 2."
    )
    assert said.zh == (
        "C11（表，甲行（R1），要求）是 5，但2025年10月至12月的 OTHER-Q 是 7。相差 2。"
    )


def test_a_form_that_is_not_in_the_folder_is_waited_for_by_name(found):
    ((outcome, said),) = found(AGREES, {"a1": 5}, before=other(5, period="2025-26Q2"))

    assert outcome == "cannot_check"
    assert "waits for OTHER-Q for Oct–Dec 2025" in said.en
    assert "此項待2025年10月至12月的 OTHER-Q 簽署" in said.zh


def test_the_quarters_that_lack_are_named_and_four_of_them_are_added_up(found):
    slots = "kind: quarters_make_year; figure: a1; quarter: s[R1].x; form: OTHER-Q"
    quarters = {f"q{n}": other(10 * n, period=f"2025-26Q{n}") for n in (1, 2, 3)}

    ((outcome, waits),) = found(slots, {"a1": 99}, **quarters)
    ((_, said),) = found(slots, {"a1": 99}, q4=other(40, period="2025-26Q4"))

    assert outcome == "cannot_check"
    assert "waits for OTHER-Q for Jan–Mar 2026," in waits.en
    assert "the quarters of 2025-26 come to 10 + 20 + 30 + 40 = 100. Difference 1." in said.en


def test_other_units_in_the_folder_are_peers_of_which_none_is_named(found):
    spec = with_items(PEERS + "; scale: b1")
    rates = [(20, 100), (30, 120), (15, 60), (12, 40), (8, 40)]
    others = {
        f"u{n}": workbook(spec, named({"a1": a, "b1": b}), unit=f"920{n}")
        for n, (a, b) in enumerate(rates)
    }
    others["late"] = workbook(spec, named({"a1": 9, "b1": 1}), unit="9209", period="2025-26Q4")
    others["own"] = workbook(spec, named({"a1": 9, "b1": 1}), period="2025-26Q2")

    # The middle rate is 0.25 and the spread 0.05: of 200, 50 is usual and up to 50 away.
    ((outcome, said),) = found("", {"a1": 101, "b1": 200}, spec=spec, **others)

    assert outcome == "fail"
    assert said.en == (
        "C11 (Table, First line (R1), Asked) is 101. Beside D11 (Table, First line (R1), Begun: "
        "200), usual for 5 other units of the same service would be about 50 (Oct–Dec 2025)."
    )
    assert said.zh == (
        "C11（表，甲行（R1），要求）是 101。按 D11（表，甲行（R1），開始：200）計算，"
        "其他 5 個同類服務單位一般約為 50（2025年10月至12月）。"
    )
    assert found("", {"a1": 100, "b1": 200}, spec=spec) == []


def test_its_own_past_in_the_folder_is_what_a_figure_is_held_against(found):
    before = {
        f"q{n}": workbook(form(CHANGE), named({"a1": a}), period=f"{year}Q{n % 4 + 1}")
        for n, (year, a) in enumerate(zip(PAST, (20, 24, 19, 22), strict=True), 2)
    }

    ((_, said),) = found(CHANGE, {"a1": 32}, **before)

    assert said.en == "C11 is 32. The last 4 figures were 20, 24, 19, 22; usual is about 21."
    ((_, said),) = found(CHANGE + "; method: previous_max; times: 1.3", {"a1": 32})
    assert said.en == (
        "C11 is 32, more than 1.3 times the highest of the last 4 figures, 24: 20, 24, 19, 22."
    )
    ((_, said),) = found(CHANGE + "; method: same_quarter; times: 1.5", {"a1": 32})
    assert said.zh == "C11 是 32；2024年10月至12月是 20。兩者相差多於 1.5 倍。"


HELD = "kind: in_register; figure: g.no; register: staff; on: g.began"


def test_a_folder_that_was_read_answers_for_many_files_and_is_not_opened_again(tmp_path):
    spec = form(AGREES)
    forms = Catalogue([spec, OTHER])
    other = tmp_path / "other.xlsx"
    other.write_bytes(workbook(OTHER, {"s[R1].x": 5}))
    returns = returns_in(tmp_path, forms)
    other.unlink()

    said = []
    for name, hours in (("a", 5), ("b", 6)):
        data = workbook(spec, named({"a1": hours}))
        context_for = context_in(tmp_path, forms, beside=tmp_path / name, returns=returns)
        findings = check_file(data, forms, context_for=context_for).findings
        said.append([one.outcome for one in findings if one.rule == "RULE"])

    assert said == [[], ["fail"]]


@pytest.fixture
def listed(tmp_path):
    """Check a return with a list, beside registers and others' returns; return what it says."""

    def check(slots, *rows, registers=(), **others):
        spec = entries.form(slots)
        for name, text in registers:
            (tmp_path / f"{name}.register.csv").write_text(text)
        file = tmp_path / "this.xlsx"
        for name, (period, unit, its) in {"this": ("2025-26Q3", "9101", rows), **others}.items():
            book = blank(
                compile_plan(spec, period),
                period=Period.parse(period),
                sender=Sender(unit),
                entries={"g": list(its)},
            )
            (tmp_path / f"{name}.xlsx").write_bytes(book)
        context_for = context_in(tmp_path, Catalogue([spec]), beside=file)
        found = check_file(file.read_bytes(), Catalogue([spec]), context_for=context_for).findings
        return [(one.outcome, one.message.en) for one in found if one.rule == "RULE"]

    return check


def test_a_register_in_the_folder_is_asked_and_others_units_entries_are_not_in_it(listed):
    text = "id,valid_from,valid_to,unit\nS1,,2025-10-31,9101\nS2,,,9102\nS3,,,\n"
    days = {"began": date(2025, 11, 1)}
    rows = [{"no": name, **days} for name in ("S1", "S2", "S3")]

    said = listed(HELD, *rows, registers=[("staff", text)])

    assert [words.partition("“")[2] for _, words in said] == [
        "S1”, which is in the register of staff, but not for 2025-11-01.",
        "S2”, which is not in the register of staff.",
    ]
    assert {outcome for outcome, _ in said} == {"fail"}


def test_whom_a_register_has_for_the_unit_is_missing_where_no_line_names_them(listed):
    text = "id,valid_to,unit\nS1,,9101\nS2,2025-12-30,9101\nS3,,9102\nS4,,\nS5,,9101\n"
    slots = "kind: rows_expected; figure: g.no; register: staff"

    said = listed(slots, {"no": "s1"}, registers=[("staff", text)])

    assert said == [
        (
            "fail",
            "Below A5 (Group no.) no line has S5, which the register of staff has for the last "
            "day of the quarter.",
        )
    ]
    assert listed(slots, {"no": "S1"}, {"no": "S5"}, registers=[("staff", text)]) == []


def test_a_register_that_the_folder_does_not_have_is_waited_for_once(listed):
    rows = [{"no": name, "began": date(2025, 11, 1)} for name in ("S1", "S2")]

    said = listed(HELD, *rows)

    assert said == [
        ("cannot_check", "Group no.: the register is not at hand, so this was not checked.")
    ]


def test_what_stands_in_another_return_of_the_folder_stands_there_already(listed):
    def rows(*names):
        return [{"no": name} for name in names]

    said = listed(
        "kind: unique_across; figure: g.no",
        *rows("G1", "G2", "G3"),
        before=("2025-26Q2", "9101", rows("g1", "G4")),
        version=("2025-26Q3", "9101", rows("G3")),
        beside=("2025-26Q3", "9102", rows("G1", "G2")),
    )

    assert [words.partition("“")[2] for _, words in said] == [
        "G1”, which stands in the unit's return for Jul–Sep 2025 already.",
        "G2”, which stands in a return of another agency's unit already.",
    ]


def test_the_command_says_what_is_wrong_with_a_register_before_it_checks(tmp_path):
    (tmp_path / "staff.register.csv").write_text("id,valid_to\nS1,soon\n")
    (tmp_path / "this.xlsx").write_bytes(other(5))

    said = CliRunner().invoke(check_command, [str(tmp_path / "this.xlsx"), "--context", tmp_path])

    assert said.exit_code == 1
    assert "staff.register.csv: line 2: valid_to 'soon' is no day such as 2025-10-31" in said.output
