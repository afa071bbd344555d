"""The long CSV, one figure a line, is answered as the workbook with the same figures is."""

import csv
import io

import pytest

from schemas.catalogue import packaged
from schemas.periods import Period
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.long_csv import LongTable, extract_csv
from validator.plan import compile_plan
from validator.read import read
from validator.specimen import Recipe, specimen

FORMS = packaged()
PERIOD = Period.parse("2025-26Q3")
HEAD = "ngo_code unit_code form_code form_version fin_year quarter month item_code value remark"
HEAD = HEAD.split()


def plan_of(form):
    return compile_plan(FORMS.form(form), PERIOD.id)


def lines_of(form, figures):
    """Write figures by cell key as the lines of a long CSV, header first."""
    plan = plan_of(form)
    shared = ["901", "9101", form, "1", "2025-26", "3", ""]
    return [list(HEAD)] + [
        [*shared, plan.cells[plan.by_key[key]].code, str(value), ""]
        for key, value in figures.items()
        if value not in (None, "")
    ]


def written(lines, delimiter=",", encoding="utf-8"):
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(lines)
    return target.getvalue().encode(encoding)


def checked(data):
    return check_file(data, FORMS).as_document()


def told(document):
    """Return what a verdict says, places left out: rule, outcome, codes, figures, difference."""
    return sorted(
        (
            f["rule"],
            f["severity"],
            f["outcome"],
            f["cause"] is None,
            [place["code"] for place in f["places"]],
            f["value"],
            f["expected"],
            f["difference"],
        )
        for f in document["findings"]
    )


@pytest.fixture
def good():
    """The lines of a good return of the form of months."""
    return lines_of("HLS-MONTH-Q", specimen(plan_of("HLS-MONTH-Q"), Recipe(PERIOD)).figures)


def test_lines_above_the_names_of_the_columns_may_be_blank(good):
    assert told(checked(b"\r\n,,,\r\n" + written(good))) == told(checked(written(good)))


@pytest.mark.parametrize("above", ["sep=,\n", "Quarterly return,,,\n\nSAMPLE unit,,\n"])
def test_lines_above_the_names_of_the_columns_may_say_something_else(good, above):
    data = above.encode() + written(good)

    assert told(checked(data)) == told(checked(written(good)))
    assert checked(data)["cells"][0]["a1"] == f"I{2 + above.count(chr(10))}"


def test_the_columns_may_be_named_in_words(good):
    named = [[name.replace("_", " ").title() for name in good[0]], *good[1:]]

    assert told(checked(written(named))) == told(checked(written(good)))


def test_a_total_below_the_lines_is_told_and_no_return_of_its_own(good):
    document = checked(written([*good, ["", *[""] * 6, "Total", "999", ""]]))

    (found,) = [f for f in document["findings"] if f["outcome"] == "fail"]
    assert found["rule"] == "S.code_unknown"
    assert found["message"]["en"].startswith(f"H{len(good) + 1} names Total")


def test_of_more_than_two_hundred_lines_amiss_the_others_are_told_together(good):
    document = checked(written(good + good[1:] * 20))

    amiss = [f for f in document["findings"] if f["kind"] == "structure"]
    assert len(amiss) == 201
    first, last = f"H{202 + len(good[1:])}", f"H{21 * len(good[1:]) + 1}"
    words = amiss[-1]["message"]
    assert words["en"].startswith(f"{20 * len(good[1:]) - 200} more cells, from {first} to {last}")
    assert f"由 {first} 至 {last}" in words["zh-Hant"]


def line_and_month(cell):
    month = str(PERIOD.months[cell.month - 1][1]) if cell.month else ""
    return cell.code.partition("/")[0], month


def cells_called(plan, names):
    """Return which cell each code and month is read as, from a file with a line for each."""
    names = list(dict.fromkeys(names))
    shared = ["901", "9101", plan.spec.code, "1", "2025-26", "3"]
    lines = [[*shared, month, code, "1", ""] for code, month in names]
    found = extract_csv(LongTable(read(written([HEAD, *lines]))), plan, PERIOD)
    return {names[row - 2]: cell for cell, (_, row, _) in found.places.single.items()}


@pytest.mark.parametrize("form", sorted(FORMS.specs))
def test_every_cell_has_its_code_and_a_line_of_months_has_them_by_its_own(form):
    plan = plan_of(form)

    by_code = cells_called(plan, [(cell.code, "") for cell in plan.cells])
    by_line = cells_called(plan, [line_and_month(cell) for cell in plan.cells])

    assert by_code == {(cell.code, ""): cell.index for cell in plan.cells}
    for cell in plan.cells:
        others = [one for one in plan.cells if one.key[:2] == cell.key[:2] and not one.month]
        alone = cell.month or len(others) == 1
        assert (by_line.get(line_and_month(cell)) == cell.index) == bool(alone)


def test_an_open_list_cannot_be_told_in_it_and_what_rests_on_it_waits():
    figures = specimen(plan_of("CYC-PROG-Q"), Recipe(PERIOD)).figures

    document = checked(written(lines_of("CYC-PROG-Q", figures)))

    waiting = {f["rule"] for f in document["findings"] if f["outcome"] == "cannot_check"}
    assert waiting == {f"CYC-PROG-Q-0{n}0" for n in (1, 2, 3, 4)}


@pytest.mark.parametrize("form", sorted(f.code for f in FORMS.specs.values() if not f.lists))
@pytest.mark.parametrize("seed", range(6))
def test_it_is_answered_as_the_workbook_is(form, seed):
    plan = plan_of(form)
    made = specimen(plan, Recipe(PERIOD, Sender("9101"), seed=seed, faults=seed % 3)).figures
    figures = {key: value for key, value in made.items() if value not in (None, "")}
    workbook = check_file(
        blank(plan, period=PERIOD, sender=Sender("9101"), figures=figures), FORMS
    ).as_document()

    lines = checked(written(lines_of(form, figures)))

    assert lines["outcome"] == workbook["outcome"]
    assert told(lines) == told(workbook)
    values = [[cell["value"] for cell in document["cells"]] for document in (lines, workbook)]
    assert values[0] == values[1]


def test_a_place_is_the_line_and_the_column_of_the_value(good):
    good[3][8] = "1O"

    (finding,) = [f for f in checked(written(good))["findings"] if f["kind"] == "type"]

    assert (finding["address"]["sheet"], finding["address"]["a1"]) == (None, "I4")
    assert "I4" in finding["message"]["en"]
    assert "I4" in finding["message"]["zh-Hant"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_marks_of_encodings_make_no_difference(good, delimiter, encoding):
    assert told(checked(written(good, delimiter, encoding))) == told(checked(written(good)))


def test_a_month_may_be_named_beside_the_line(good):
    months = {"C01": "10", "C02": "2025-11", "C03": "12"}
    for line in good[1:]:
        row, _, col = line[7].partition("/")
        if col in months:
            line[6], line[7] = months[col], row

    assert checked(written(good))["outcome"] == "passed"


def test_blank_is_not_zero(good):
    survey = next(line for line in good if line[7] == "R110/C80")
    survey[8] = ""
    blank_one = checked(written(good))
    survey[8] = "0"
    zero = checked(written(good))

    assert [f["kind"] for f in blank_one["findings"] if f["severity"] == "error"] == ["required"]
    assert "required" not in {f["kind"] for f in zero["findings"]}


def test_na_is_data_and_no_missing_value(good):
    good[1][8] = "NA"

    (finding,) = [f for f in checked(written(good))["findings"] if f["kind"] == "type"]

    assert finding["raw"] == "NA"


@pytest.mark.parametrize(
    ("change", "rule", "cell"),
    [
        (lambda lines: lines[2].__setitem__(7, "R999/C10"), "S.code_unknown", "H3"),
        (lambda lines: lines.insert(3, list(lines[2])), "S.code_twice", "H4"),
    ],
    ids=["unknown", "twice"],
)
def test_an_item_that_is_unknown_or_there_twice_is_named_at_its_line(good, change, rule, cell):
    change(good)

    found = [f for f in checked(written(good))["findings"] if f["rule"] == rule]

    assert [f["address"]["a1"] for f in found] == [cell]
    assert cell in found[0]["message"]["en"]
    assert cell in found[0]["message"]["zh-Hant"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: lines[1].__setitem__(2, "SGH-OCC-Q"), ("HLS-MONTH-Q", "SGH-OCC-Q")),
        (lambda lines: lines[1].__setitem__(1, "9102"), ("9101", "9102")),
        (lambda lines: [line.pop(7) for line in lines], ("item_code",)),
        (lambda lines: lines[5].extend(["x", "y"]), ("6",)),
    ],
    ids=["two forms", "two units", "a column missing", "fields too many"],
)
def test_a_file_that_is_no_one_return_is_refused_in_words(good, change, words):
    change(good)

    found = checked(written(good))

    assert found["outcome"] == "refused"
    (finding,) = found["findings"]
    for language in ("en", "zh-Hant"):
        assert all(word in finding["message"][language] for word in words), finding["message"]
        assert finding["hint"][language]
