"""Layouts that people make of a form, worked out by hand: read right, or named where it stands.

Every file holds the same figures; only where they stand differs. What each cell must then be is
written in `FIGURES`, and `WHERE` says where a few of them must be told to stand.
"""

import copy
import io
import random

import openpyxl
import pytest

from schemas.catalogue import packaged
from validator.engine import check_file

HEAD = [["Form code 表格編號", "FAS-CASE-Q"], ["Unit code", "9101"], ["期間", "2025-26Q3"]]
MOVEMENT = [
    ["A. Case movement 甲、個案流動"],
    ["Line", "Item", "Brought forward", "New and reopened", "Closed", "Carried forward"],
    [None, None, "C10", "C20", "C30", "C40"],
    ["R010", "Family counselling 家庭輔導", 39, 26, 19, 46],
    ["R020", "Child care skills training 照顧兒童技巧訓練", 12, 36, 32, 16],
    ["R030", "Household management training 家務管理訓練", 35, 35, 14, 56],
    ["R900", "Total 總數", 86, 97, 65, 118],
]
OUTCOME = [
    ["B. Closed cases and training 乙、結束個案及訓練"],
    ["Line", "Item", "Figure 數目"],
    [None, None, "C90"],
    ["R110", "Closed cases with an agreed service plan 已議定服務計劃的結束個案", 13],
    ["R120", "Of these, plan achieved 其中：達成服務計劃", 9],
    ["R130", "Direct training hours 直接訓練時數", 12.5],
]
FIGURES = {
    **{f"R010/C{n}0": v for n, v in zip("1234", ("39", "26", "19", "46"), strict=True)},
    **{f"R020/C{n}0": v for n, v in zip("1234", ("12", "36", "32", "16"), strict=True)},
    **{f"R030/C{n}0": v for n, v in zip("1234", ("35", "35", "14", "56"), strict=True)},
    **{f"R900/C{n}0": v for n, v in zip("1234", ("86", "97", "65", "118"), strict=True)},
    "R110/C90": "13",
    "R120/C90": "9",
    "R130/C90": "12.5",
}
FORMS = packaged()


@pytest.fixture
def head():
    return copy.deepcopy(HEAD)


@pytest.fixture
def movement():
    return copy.deepcopy(MOVEMENT)


@pytest.fixture
def outcome():
    return copy.deepcopy(OUTCOME)


def book(*sheets):
    """Make a workbook of (name, blocks), each block's lines after an empty one; a first book."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, blocks in sheets:
        sheet = made.create_sheet(name)
        for block in blocks:
            for line in block:
                sheet.append(line)
            sheet.append([])
    return made


def saved(made):
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def verdict(made):
    return check_file(saved(made), FORMS).as_document()


def figures(document):
    return {cell["code"]: cell["value"] for cell in document["cells"] if cell["value"] is not None}


def places(document, *codes):
    found = {cell["code"]: (cell["sheet"], cell["a1"]) for cell in document["cells"]}
    return [found[code] for code in codes]


def problems(document):
    """Return rule's last word, sheet and cell of what counts."""
    return [
        (
            f["rule"].rpartition(".")[2],
            *((f["address"]["sheet"], f["address"]["a1"]) if f["address"] else (None, None)),
        )
        for f in document["findings"]
        if f["severity"] in ("error", "reject", "query") and f["outcome"] == "fail"
    ]


def test_the_form_as_it_is(head, movement, outcome):
    found = verdict(book(("Return", [head, movement, outcome])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)
    assert places(found, "R010/C10", "R130/C90") == [("Return", "C8"), ("Return", "C18")]


def test_1_a_table_moved_to_the_right_and_down(head, movement, outcome):
    made = book(("Return", [head, movement, outcome]))
    made.active.move_range("A5:F11", rows=30, cols=7)

    found = verdict(made)

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)
    assert places(found, "R010/C10", "R900/C40") == [("Return", "J38"), ("Return", "M41")]


def test_2_rows_put_in_between(head, movement, outcome):
    movement.insert(5, ["", "of these, referred by schools", 3, 4, 5, 6])
    movement.insert(5, [])

    found = verdict(book(("Return", [head, movement, outcome])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)
    notes = [f["address"]["a1"] for f in found["findings"] if "row_unknown" in f["rule"]]
    assert notes == ["C11"]


def test_3_columns_in_another_order(head, movement, outcome):
    movement = [[*line[:2], *reversed(line[2:])] for line in movement]

    found = verdict(book(("Return", [head, movement, outcome])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)
    assert places(found, "R010/C10", "R010/C40") == [("Return", "F8"), ("Return", "C8")]


def test_4_a_sheet_of_another_name(head, movement, outcome):
    found = verdict(book(("Sheet1 (2)", [head, movement, outcome])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)
    assert places(found, "R900/C10") == [("Sheet1 (2)", "C11")]


def test_5_tables_on_sheets_of_their_own_in_another_order(head, movement, outcome):
    found = verdict(book(("乙", [outcome]), ("notes", [[["Hello"]]]), ("甲", [head, movement])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)
    assert places(found, "R110/C90", "R010/C20") == [("乙", "C4"), ("甲", "D8")]


def test_6_rows_in_another_order_and_the_total_among_them(head, movement, outcome):
    lines = [movement[index] for index in (0, 1, 2, 5, 6, 3, 4)]

    found = verdict(book(("Return", [head, lines, outcome])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)
    assert places(found, "R900/C10") == [("Return", "C9")]


@pytest.mark.parametrize("language", [0, 1], ids=["English", "Chinese"])
def test_7_no_codes_and_one_language_only(head, movement, outcome, language):
    chinese = ["行", "項目", "承上季個案", "新開及重開個案", "結束個案", "轉下季個案"]
    movement = [movement[0], chinese if language else movement[1], *movement[3:]]
    outcome = [outcome[0], ["", "", ("Figure", "數目")[language]], *outcome[3:]]
    for line in (*movement[2:], *outcome[2:]):
        english, _, zh = line[1].rpartition(" ")
        line[:2] = [(english, zh)[language], None]

    found = verdict(book(("Return", [head, movement, outcome])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)


def test_8_labels_typed_anew(head, movement, outcome):
    movement[1][2:] = [" brought  FORWARD ", "New / reopened", "ＣＬＯＳＥＤ", "Carried-forward"]
    movement[2] = []
    movement[3][:2] = ["r010", "Counselling of families"]
    movement[6][:2] = ["Ｒ９００ ", "TOTAL:"]

    found = verdict(book(("Return", [head, movement, outcome])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)


def test_9_heads_over_merged_cells_and_a_note_above(head, movement, outcome):
    movement.insert(1, ["", "", "Cases (see the counting notes)"])
    made = book(("Return", [[["Draft 3, checked by the office"]], head, movement, outcome]))
    made.active.merge_cells("C8:F8")
    made.active.merge_cells("A7:F7")

    found = verdict(made)

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)


def test_10_a_row_that_is_missing_is_named(head, movement, outcome):
    del movement[4]

    found = verdict(book(("Return", [head, movement, outcome])))

    assert ("row_missing", "Return", "A7") in problems(found)
    message = next(f["message"] for f in found["findings"] if "row_missing" in f["rule"])
    assert "Child care skills training" in message["en"]
    assert "照顧兒童技巧訓練" in message["zh-Hant"]
    assert {code: FIGURES[code] for code in figures(found)} == figures(found)
    assert not any(code.startswith("R020") for code in figures(found))


def test_11_a_column_that_is_missing_is_named(head, movement, outcome):
    movement = [line[:4] + line[5:] for line in movement]

    found = verdict(book(("Return", [head, movement, outcome])))

    assert [problem[0] for problem in problems(found)] == ["column_missing"]
    assert not any(code.endswith("C30") for code in figures(found))


def test_12_a_row_that_stands_twice_is_named_and_the_first_is_read(head, movement, outcome):
    movement.insert(5, ["R010", "Family counselling 家庭輔導", 1, 1, 1, 1])

    found = verdict(book(("Return", [head, movement, outcome])))

    assert problems(found) == [("row_twice", "Return", "A10")]
    assert figures(found) == FIGURES


def test_13_a_column_that_stands_twice_is_named_and_not_read(head, movement, outcome):
    for line, extra in zip(movement[1:], ["Closed", "", 1, 2, 3, 6], strict=True):
        line.append(extra)

    found = verdict(book(("Return", [head, movement, outcome])))

    assert problems(found) == [("column_twice", "Return", "G7")]
    assert not any(code.endswith("C30") for code in figures(found))


def test_a_column_whose_code_was_lost_is_known_by_its_name(head, movement, outcome):
    movement[2][4] = None

    found = verdict(book(("Return", [head, movement, outcome])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)


def test_a_code_over_another_columns_name_is_named(head, movement, outcome):
    movement[2][2:4] = ["C20", "C10"]

    found = verdict(book(("Return", [head, movement, outcome])))

    assert {problem[0] for problem in problems(found)} == {"column_twice"}
    assert not any(code.endswith(("C10", "C20")) for code in figures(found))


def test_14_a_code_beside_another_lines_name_is_named(head, movement, outcome):
    movement[3][1], movement[4][1] = movement[4][1], movement[3][1]

    found = verdict(book(("Return", [head, movement, outcome])))

    assert [problem[0] for problem in problems(found)] == ["row_disagrees", "row_disagrees"]


def test_15_a_table_that_is_missing_is_named(head, movement):
    found = verdict(book(("Return", [head, movement])))

    assert problems(found)[0][0] == "table_missing"
    assert {code: FIGURES[code] for code in figures(found)} == figures(found)


@pytest.mark.parametrize("seed", range(25))
def test_however_rows_and_columns_are_shuffled_the_figures_are_the_same(seed):
    chance = random.Random(seed)
    order = chance.sample(range(2, 6), 4)
    movement = [[*line[:2], *(line[n] for n in order if n < len(line))] for line in MOVEMENT]
    lines = [*movement[:3], *chance.sample(movement[3:], 4)]
    outcome = [*OUTCOME[:3], *chance.sample(OUTCOME[3:], 3)]
    blocks = chance.sample([HEAD, lines, outcome], 3)
    pad = chance.randrange(5)

    found = verdict(book(("X", [[[*[None] * pad, *line] for line in block] for block in blocks])))

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)
