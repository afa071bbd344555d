"""Identity card numbers are found by their check character and masked wherever text is shown.

The numbers are invented: the letters UX and XF are issued to nobody.
"""

import io
import json
import re
import subprocess
import sys
import unicodedata

import openpyxl
import pytest

from schemas.catalogue import packaged
from schemas.periods import Period
from validator.blank import Sender
from validator.engine import check_file
from validator.identity import check_character, masked, may_hold
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

NUMBER = f"UX123456({check_character('UX', '123456')})"
FORM = "HLS-MONTH-Q"
PERIOD = Period.parse("2025-26Q3")


def with_text(place, text, sheet=0):
    """Return a good return with one cell that holds a text."""
    plan = compile_plan(packaged().form(FORM), PERIOD.id)
    data = specimen(plan, Recipe(PERIOD, Sender("9101"))).workbook
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[sheet][place] = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("letters", "digits", "check"),
    # Worked by hand: 36*9 + 10*8 + 1*7+2*6+3*5+4*4+5*3+6*2 = 481; 481 mod 11 = 8; 11 - 8 = 3.
    [("A", "123456", "3"), ("G", "123456", "A")],
)
def test_the_check_character_is_as_worked_out_by_hand(letters, digits, check):
    assert check_character(letters, digits) == check


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        NUMBER.lower(),
        f"case of {NUMBER}, closed",
        NUMBER.replace("(", " ("),
        NUMBER.translate({ord(a): ord(a) + 0xFEE0 for a in "UX123456()"}),
        NUMBER.replace("123456", "١٢٣٤٥٦"),
    ],
)
def test_a_number_is_masked_however_it_is_written(text):
    assert not re.search(r"\d", masked(text))
    assert "UX****(*)" in masked(text)


def test_no_way_to_write_a_digit_gets_past_the_first_look():
    signs = map(chr, range(sys.maxunicode + 1))
    digits = (s for s in signs if re.search("[0-9]", unicodedata.normalize("NFKC", s)))

    assert [hex(ord(sign)) for sign in digits if not may_hold(f"number: {sign * 6}")] == []


@pytest.mark.parametrize(
    "text", ["UX123456", "A123456(7)", "Unit 9101 (2025)", "123456(3)", "R010/C10", ""]
)
def test_what_is_no_such_number_is_left_alone(text):
    assert masked(text) is None


@pytest.mark.parametrize(("place", "sheet"), [("H20", 0), ("C11", 0), ("B13", 0), ("A1", 1)])
def test_wherever_it_stands_it_is_told_and_shown_nowhere(place, sheet):
    document = check_file(with_text(place, f"Chan {NUMBER}", sheet), packaged()).as_document()

    told = [f for f in document["findings"] if f["kind"] == "privacy"]
    assert [(f["severity"], f["address"]["a1"]) for f in told] == [("error", place)]
    assert "UX****(*)" in told[0]["message"]["en"]
    assert "UX****(*)" in told[0]["message"]["zh-Hant"]
    assert "123456" not in json.dumps(document)


def test_the_command_prints_it_masked(tmp_path):
    file = tmp_path / "return.xlsx"
    file.write_bytes(with_text("C11", NUMBER))

    for words in ([], ["--json"]):
        said = subprocess.run(
            [sys.executable, "-m", "portal.cli", "check", str(file), *words],
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 1, said.stderr
        assert "UX****(*)" in said.stdout
        assert "123456" not in said.stdout + said.stderr
