"""What a cell says as a figure: exact, never guessed."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import Catalogue
from schemas.spec import Text
from validator.engine import check_file
from validator.numbers import (
    BLANK,
    FIGURE,
    MISTYPED,
    NOT_APPLICABLE,
    Readings,
    shown,
    understand,
)
from validator.relations import Cell


def asked(type_="count", decimals=0, **others):
    """Return a cell that asks for one kind of figure."""
    about = {"required": False, "max": None, "na_codes": (), "item": "", "month": None}
    label = Text("A", "甲")
    return Cell(0, ("t", "r", "c"), "R/C", label, type_, decimals, **about | others)


def outcome(raw, cell, **how):
    """Return the figure as people write it, else the state or trouble."""
    read = understand(raw, cell, **how)
    if read.state == FIGURE:
        return shown(read.value, cell.decimals)
    return read.trouble or read.state


COUNT, HOURS, BALANCE = asked(), asked("decimal", 1), asked("integer")


@pytest.mark.parametrize(
    ("raw", "cell", "is_"),
    [
        (12.0, COUNT, "12"),
        (12, COUNT, "12"),
        ("１２", COUNT, "12"),
        (" 1 200 ", COUNT, "1200"),
        ("1,200", COUNT, "1200"),
        ("1,234,567", COUNT, "1234567"),
        ("1,20", COUNT, "ambiguous"),
        ("12,34,567", COUNT, "ambiguous"),
        ("1.200,5", HOURS, "ambiguous"),
        ("-", COUNT, "0"),
        ("—", COUNT, "0"),
        ("-", HOURS, "none"),
        ("", COUNT, BLANK),
        ("　", COUNT, BLANK),
        (None, COUNT, BLANK),
        ("N.A.", asked(na_codes=("N.A.",)), NOT_APPLICABLE),
        ("-", asked(na_codes=("-",)), NOT_APPLICABLE),
        ("N.A.", COUNT, "none"),
        ("無", COUNT, "none"),
        ("沒有", COUNT, "none"),
        ("Nil 無", COUNT, "none"),
        ("不適用", HOURS, "none"),
        ("/", COUNT, "none"),
        ("無家者", COUNT, "text"),
        ("\u200e1,200\u00a0", COUNT, "1200"),
        ("18\u200b", COUNT, "18"),
        ("(5)", BALANCE, "-5"),
        ("−5", BALANCE, "-5"),
        ("(5)", COUNT, "negative"),
        (-1.0, COUNT, "negative"),
        (12.5, COUNT, "not_whole"),
        (12.5, HOURS, "12.5"),
        (12.55, HOURS, "decimals"),
        (0.1 + 0.2, HOURS, "0.3"),
        ("12.50", HOURS, "12.5"),
        ("12 cases", COUNT, "text"),
        ("1O", COUNT, "text"),
        ("1e3", COUNT, "text"),
        ("=1+1", COUNT, "text"),
        (True, COUNT, "truth"),
        (float("nan"), COUNT, "excel_error"),
        (float("inf"), COUNT, "excel_error"),
        ("#DIV/0!", COUNT, "excel_error"),
        (1e16, COUNT, "too_long"),
        ("1234567890123456", COUNT, "too_long"),
        (999999999999999.0, COUNT, "999999999999999"),
    ],
)
def test_what_is_typed_is_read_so_or_is_no_figure(raw, cell, is_):
    assert outcome(raw, cell) == is_


@pytest.mark.parametrize(
    ("raw", "percent", "is_"),
    [
        (85.0, False, "85.0"),
        (0.85, True, "85.0"),
        (0.855, True, "85.5"),
        (0.07, True, "7.0"),
        (1.1, True, "110.0"),
        (0.8555, True, "decimals"),
        ("85%", False, "85.0"),
        ("85 ％", False, "85.0"),
    ],
)
def test_a_percentage_is_as_its_number_format_shows_it(raw, percent, is_):
    assert outcome(raw, asked("percent", 1), percent=percent) == is_


WAYS = [
    str,
    float,
    "{:,}".format,
    "{:d}.0".format,
    "　{:d} ".format,
    lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
]


@given(st.integers(0, 10**12), st.sampled_from(WAYS))
def test_a_whole_number_reads_as_itself_however_it_is_written(number, way):
    raw = way(number)

    read = understand(raw, COUNT)

    assert (read.state, read.value, read.raw) == (FIGURE, number, raw)


@given(st.decimals(0, 10**9, places=2))
def test_decimals_are_exact(number):
    read = understand(float(number), asked("decimal", 2))

    assert (read.state, type(read.value)) == (FIGURE, int)
    assert Decimal(read.value).scaleb(-2) == number


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_whatever_stands_there_it_is_kept_and_never_raises(raw):
    read = understand(raw, COUNT)

    assert type(read.value) is int
    assert read.state in (BLANK, FIGURE, MISTYPED)
    assert read.state == BLANK or read.raw is raw


MANNERS = st.one_of(st.floats(), st.integers(), st.sampled_from(["", "5", True]))
SOUND = st.one_of(st.integers(0, 999), st.sampled_from(["", 7.0]))


@given(st.one_of(st.lists(MANNERS), st.lists(SOUND)), st.booleans())
def test_a_row_taken_at_once_is_read_as_each_of_its_cells(content, blanks):
    taken = Readings.of(len(content))
    each = [understand(raw, COUNT) for raw in content]

    plain = taken.take_plain(0, content, blanks=blanks)

    if plain:
        assert [(r.raw, r.state, r.value) for r in taken] == [
            (r.raw, r.state, r.value) for r in each
        ]
        assert taken.most == max(r.value for r in each)
        assert {r.state for r in each} <= ({FIGURE, BLANK} if blanks else {FIGURE})


FORM = """
formspec: 1
form:
  id: RATE-Q
  title: {en: Rate, zh-Hant: 比率}
  programme: {en: P, zh-Hant: 綱}
  service: '901'
revisions: [{v: 1, from: 2024-25Q1, note: {en: First, zh-Hant: 首個}}]
tables:
  rates:
    code: A
    title: {en: A. Rates, zh-Hant: 甲、比率}
    find: {sheet: [Rates]}
    rows:
      R010: {en: Satisfied, zh-Hant: 滿意}
      R020: {en: Attended, zh-Hant: 出席}
    cols:
      rate: {code: C10, type: percent, decimals: 1, en: Rate, zh-Hant: 比率}
"""


def rates(*, hidden=False):
    """Return the form filled in: 85 as a plain number, 85 % by number format."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Rates")
        sheet.write_column("A1", ["Form code", "Unit code", "Period"])
        sheet.write_column("B1", ["RATE-Q", "9101", "2025-26Q3"])
        sheet.write_row("A5", ["Line", "Item", "C10"])
        sheet.write_row("A6", ["R010", "Satisfied", 85])
        sheet.write_row("A7", ["R020", "Attended", 0.855], book.add_format({"num_format": "0.0%"}))
        if hidden:
            sheet.set_row(6, None, None, {"hidden": True})
    return check_file(target.getvalue(), Catalogue.of_texts([FORM])).as_document()


def test_a_percent_cell_is_shown_as_typed_and_as_understood():
    found = rates()

    assert [cell["value"] for cell in found["cells"]] == ["85.0", "85.5"]
    (note,) = [f for f in found["findings"] if f["kind"] == "understood"]
    assert "C7 “0.855” = 85.5" in note["message"]["en"]
    assert "C6" not in note["message"]["en"]


def test_hidden_rows_that_were_read_are_told():
    (note,) = [f for f in rates(hidden=True)["findings"] if "rows_hidden" in f["rule"]]

    assert (note["severity"], note["address"]["a1"]) == ("note", "A7")
    assert "7" in note["message"]["en"]
    assert "7" in note["message"]["zh-Hant"]
