"""A file of rows: good ones told from wrong ones, every fault at its cell, no cell ever quoted."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalogue import packaged
from validator.handback import Answer, handed_back, to_correct
from validator.rowchecks import age, hkid, phone
from validator.rowfile import RowFile, read_rows
from validator.rowproof import rules_of
from validator.rows import check_rows
from validator.rowspecimen import EXAMPLE, row_specimen, written

SPEC = packaged().form("REF-GENERAL")
TODAY = date(2025, 12, 31)
KEYS = [one.key for one in SPEC.lists[0].fields]


def read(data):
    file = read_rows(data, packaged())
    assert isinstance(file, RowFile), file
    return file


def checked(*changes, form="csv"):
    """Check rows that are each a good row but for what is said."""
    return check_rows(
        read(written(SPEC, [{**EXAMPLE, **change} for change in changes], form)), TODAY
    )


def faults(found):
    return {f"{field}.{trouble}": rows for (field, trouble), rows in found.faults.items()}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_good_rows_have_nothing_said_of_them(form):
    found = check_rows(read(row_specimen(SPEC, 60, form=form).content), TODAY)

    assert (found.count, len(found.good), list(found.findings())) == (60, 60, [])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_each_planted_fault_is_found_at_its_cell_and_no_other(form):
    made = row_specimen(SPEC, 40, faults=25, seed=3, form=form)

    found = list(check_rows(read(made.content), TODAY).findings())

    told = {(place.a1, finding.rule) for finding in found for place in finding.places}
    assert told == {(entry["a1"], entry["rule"]) for entry in made.key}


@pytest.mark.parametrize("example", SPEC.examples, ids=lambda e: f"{e['rule']} {e['expect']}")
def test_an_example_comes_out_as_said_also_from_a_workbook(example):
    found = checked(example.get("data", {}), form="xlsx")

    assert (example["rule"] in faults(found)) == (example["expect"] == "fail")


def test_every_rule_has_been_broken_by_an_example():
    broken = {example["rule"] for example in SPEC.examples if example["expect"] == "fail"}

    assert broken == set(rules_of(SPEC))


def test_a_referral_that_stands_twice_counts_once():
    found = checked({}, {"phone": "2000 0002"}, {"service": "ELD"})

    assert faults(found) == {"referred_on.twice": [3]}
    assert [number for number, _ in found.good] == [2, 4]


def test_numbers_are_kept_in_their_usual_writing():
    ((number, row),) = checked({"document_number": "ｑ123456 7", "phone": "+852-2000 0001"}).good

    assert (row[KEYS.index("document_number")], row[KEYS.index("phone")]) == (
        "Q123456(7)",
        "20000001",
    )


def test_a_formula_and_a_text_without_end_are_told():
    found = checked({"needs": "=HYPERLINK(1)"}, {"needs": "x" * 1001, "service": "ELD"})

    assert faults(found) == {"needs.formula": [2], "needs.too_long": [3]}


def test_columns_are_found_by_any_of_their_names_in_any_order_below_a_title():
    names = ["F01", "name_en", "Name in Chinese", *(one.code for one in SPEC.lists[0].fields[3:])]
    row = [str(EXAMPLE.get(key, "")) for key in KEYS]
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["Referrals of today"], names[::-1], row[::-1]])

    found = check_rows(read(buffer.getvalue().encode()), TODAY)

    assert (found.file.header, [number for number, _ in found.good]) == (2, [3])


def test_a_file_that_lacks_a_required_column_says_which():
    lines = row_specimen(SPEC, 3).content.decode("utf-8-sig").replace("Consent given", "Agreed")

    (finding,) = read_rows(lines.replace("已取得同意", "").encode(), packaged())

    assert (finding.rule, finding.severity) == ("V.no_columns", "reject")
    assert "Consent given" in finding.message.en and "已取得同意" in finding.message.zh


def test_a_column_that_is_no_field_is_told_by_its_place_alone():
    content = row_specimen(SPEC, 3).content.decode().splitlines()
    lines = [content[0] + ",CANARY Tai Man", *(line + ",x" for line in content[1:])]

    (note,) = check_rows(read("\n".join(lines).encode()), TODAY).findings()

    assert (note.severity, "U1" in note.message.en) == ("note", True)
    assert "CANARY" not in json.dumps(note.document("", ""))


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=3).filter(lambda said: said.strip() == said and len(set(said)) > 2))
def test_no_finding_repeats_what_a_cell_says(said):
    changes = [{key: f"CaNaRy{said}"} for key in KEYS]

    told = json.dumps([f.document("", "") for f in checked(*changes, form="xlsx").findings()])

    assert "canary" not in told.lower()


@pytest.mark.parametrize("name", ["Referrals 轉介", "轉介"])
def test_a_sheet_is_named_only_by_the_name_that_the_form_gives(name):
    book = openpyxl.load_workbook(io.BytesIO(row_specimen(SPEC, 3, form="xlsx").content))
    names = {}
    for title in (name, "CANARY Tai Man"):
        book.worksheets[0].title = title
        target = io.BytesIO()
        book.save(target)
        names[title] = read(target.getvalue()).sheet

    assert names == {name: name, "CANARY Tai Man": "#1"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_comes_back_with_an_answer_on_each_row_and_can_be_sent_again(form):
    file = read(row_specimen(SPEC, 6, faults=2, form=form).content)
    found = check_rows(file, TODAY)
    answers = {row: Answer("Taken", f"F-{row}") for row, _ in found.good}
    answers |= {
        row: Answer("To correct", "", to_correct(file.table, told))
        for row, told in found.wrong().items()
    }

    whole = read(handed_back(file, answers, form=form))
    wrong = read(handed_back(file, answers, form=form, only=frozenset(found.wrong())))

    assert faults(check_rows(whole, TODAY)) == faults(found)
    assert whole.unknown == []
    assert check_rows(wrong, TODAY).count == 2
    assert [row[-3:-1] for row in whole.rows[3:]] == [["Taken", f"F-{row}"] for row in range(4, 8)]


def test_a_row_handed_back_runs_no_formula():
    file = read(written(SPEC, [{**EXAMPLE, "needs": "=1+1", "phone": "+852 2000 0001"}]))

    said = handed_back(file, {}, form="csv").decode("utf-8-sig")

    assert ",'=1+1," in said and ",+852 2000 0001," in said


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2007, 11, 3), date(2025, 11, 3), 18),
        (date(2007, 11, 4), date(2025, 11, 3), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_is_in_whole_years(born, on, years):
    assert age(born, on) == years


def test_a_check_character_of_ten_is_an_a_and_two_letters_count():
    assert hkid("A123456(3)") == "A123456(3)"
    assert hkid("A１２３４５６（３）") == "A123456(3)"
    assert hkid("A١٢٣٤٥٦(4)") is None
    assert [hkid(f"Q123456({c})") is not None for c in "0123456789A"].count(True) == 1


@pytest.mark.parametrize(("said", "meant"), [("2345-6789", "23456789"), ("0123 4567", None)])
def test_a_telephone_number_has_eight_digits_and_begins_with_2_to_9(said, meant):
    assert phone(said) == meant


def test_a_hundred_thousand_rows_are_read_in_chunks_and_all_counted():
    made = row_specimen(SPEC, 100_000, faults=700)

    found = check_rows(read(made.content), TODAY)

    assert (found.count, len(found.good), len(found.wrong())) == (100_000, 99_300, 700)


def test_rows_of_hard_spaces_alone_are_no_referrals():
    blank = "\u00a0, ," * 4 + "\r\n" + "," * 9 + "\r\n"

    found = check_rows(read(written(SPEC, [EXAMPLE]) + blank.encode()), TODAY)

    assert (found.count, len(found.good), list(found.findings())) == (1, 1, [])


def test_a_number_copied_from_a_web_page_is_read_without_what_nobody_sees():
    found = checked({"document_number": "\u200eQ123456(7)\u200b", "phone": "\u202a2000 0001\u202c"})

    assert list(found.findings()) == []
