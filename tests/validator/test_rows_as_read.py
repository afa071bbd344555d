"""A CSV of rows checked as it is read has the answer of one that is held, and of a plain reading.

Random files, seeded: good rows and every fault, in the ways that people write days, figures and
codes, with quotes, breaks within cells, blank and short lines, columns of our own and of nobody.
"""

import csv
import io
import json
import random
import subprocess
import sys
from datetime import date, timedelta
from functools import partial
from itertools import product

import pytest

from tests.validator.drawn_rows import (
    FIELDS,
    FORMS,
    SAID,
    SPEC,
    TEXT,
    TODAY,
    answer,
    plain,
    random_file,
)
from validator.fields import understood
from validator.rowchecks import CHECKS, UNUSUAL, holds
from validator.rowcolumns import MOST_CHARACTERS, Columns
from validator.rowfile import RowFile, read_rows
from validator.rowlong import check_as_read
from validator.rows import check_rows
from validator.rowspecimen import EXAMPLE

NAMES = dict.fromkeys(
    ("type.text", "type.none", "type.ambiguous", "type.too_long", "type.date"), "figure"
)


@pytest.mark.parametrize("seed", range(60))
def test_a_file_read_as_it_goes_is_answered_as_one_that_is_held(seed):
    data = random_file(seed)
    file = read_rows(data, FORMS)
    assert isinstance(file, RowFile)

    held = check_rows(file, TODAY)
    going = check_as_read(lambda: io.BytesIO(data), FORMS, TODAY, keep=True, piece=4000 + 97 * seed)

    assert going is not None
    assert answer(going) == answer(held)
    counted = check_as_read(lambda: io.BytesIO(data), FORMS, TODAY)
    assert (counted.count, counted.faults, counted.good) == (held.count, held.faults, [])


def text_of(raw, one):
    text = str(raw).strip()
    if text.startswith(("=", "@")):
        return None, "formula"
    if len(text) > MOST_CHARACTERS:
        return None, "too_long"
    return text or None, "required" if one.required and not text else ""


def row_by_row(file):
    """Yield (row, field, trouble) as the form says it, a cell at a time: without any haste."""
    seen = set()
    for number, row in file.filled():
        said, wrong = {}, []
        for one in FIELDS:
            raw = row[file.columns[one.key]] if one.key in file.columns else None
            read = text_of if one.type == "text" else lambda raw, one: understood(raw, one, None)
            found, trouble = read(raw, one) if one.key in file.columns else (None, "")
            said[one.key] = None if trouble else found
            wrong += [(one.key, NAMES.get(trouble, trouble.rpartition(".")[2]))] if trouble else []
        for one in FIELDS:
            wrong += demanded(one, said, {key for key, _ in wrong})
        known = tuple(str(said[key]).upper() for key in SPEC.lists[0].known_by)
        if not wrong and known in seen:
            wrong = [(SPEC.lists[0].known_by[-1], "twice")]
        elif not wrong:
            seen.add(known)
        yield from ((number, *one) for one in wrong)


def demanded(one, said, told):
    """Yield what a row does not do of what a field demands beyond its type."""
    columns, found = {key: [value] for key, value in said.items()}, said[one.key]
    if one.required_when and holds(one.required_when, columns, 1)[0]:
        if found is None and one.key not in told:
            yield one.key, "required"
    if one.must_be and found not in (None, one.must_be):
        yield one.key, "must_be"
    if one.check and found and (not one.check_when or holds(one.check_when, columns, 1)[0]):
        said[one.key] = CHECKS[one.check](found)
        if said[one.key] is None:
            yield one.key, one.check
    for bound, trouble in ((one.not_after, "not_after"), (one.not_before, "not_before")):
        other = TODAY if bound == "today" else said.get(bound)
        if found and other and (found > other if trouble == "not_after" else found < other):
            yield one.key, trouble


@pytest.mark.parametrize("seed", range(60, 90))
def test_columns_are_read_and_held_to_the_form_as_cell_by_cell(seed):
    file = read_rows(random_file(seed), FORMS)

    found = check_rows(file, TODAY)

    told = {(n, *fault) for fault, numbers in found.faults.items() for n in numbers}
    assert told == set(row_by_row(file))


def test_every_way_to_write_a_figure_or_a_day_is_understood_the_same():
    kinds = {one.type: one for one in FIELDS if one.type != "text"}
    said = [text for kind in kinds for text in SAID[kind].split(";")]
    head = ",".join(one.label.en for one in FIELDS)
    row = [plain({**EXAMPLE, "hours": "1"}.get(one.key, "")) for one in FIELDS]
    lines = []
    for one, text in product(kinds.values(), said):
        at = FIELDS.index(one)
        lines.append([*row[:at], text, *row[at + 1 :]])
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(lines)
    data = f"{head}\n{buffer.getvalue()}".encode()

    file = read_rows(data, FORMS)
    going = check_as_read(lambda: io.BytesIO(data), FORMS, TODAY, keep=True)

    assert answer(going) == answer(check_rows(file, TODAY))
    told = {(n, *fault) for fault, numbers in going.faults.items() for n in numbers}
    assert told == set(row_by_row(file))
    assert len(told) > 60


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"form_code,unit_code,fin_year,quarter,item_code,value\n",
        "\ufeffa,b\n".encode("utf-16"),
        "姓名,性別\n".encode("big5"),
        b"a,b\0\n",
        ('"' + "x" * 200_000 + '"\n').encode(),
        b'a,"b\n',
    ],
    ids=["nothing", "zip", "long", "utf-16", "big5", "nul", "huge", "open"],
)
def test_what_is_out_of_the_ordinary_is_left_to_who_reads_it_whole(data):
    assert check_as_read(lambda: io.BytesIO(data), FORMS, TODAY) is None


def test_a_file_that_turns_odd_far_below_is_left_as_well():
    head = ",".join(one.label.both() for one in FIELDS) + "\n"
    row = ",".join(plain({**EXAMPLE, "hours": "1"}.get(one.key, "")) for one in FIELDS) + "\n"
    good = (head + row * 20).encode()

    assert check_as_read(lambda: io.BytesIO(good), FORMS, TODAY, piece=100).count == 20
    for odd in (b"\xff\xfe\n", b'"a"b\n', b"a\0\n"):
        file = partial(io.BytesIO, good + odd)
        assert check_as_read(file, FORMS, TODAY, piece=100) is None


@pytest.mark.parametrize(
    ("field", "said", "trouble", "message"),
    [
        ("visits", "無", "figure", ("Visits is no number.", "探訪次數並非數字。")),
        ("visits", "-3", "negative", ("Visits is below 0.", "探訪次數小於 0。")),
        ("visits", "1.5", "not_whole", ("Visits is no whole number.", "探訪次數並非整數。")),
        (
            "visits",
            "401",
            "max",
            ("Visits is above 400, the most that it can be.", "探訪次數超過上限 400。"),
        ),
        (
            "hours",
            "7.55",
            "decimals",
            (
                "Hours has more decimals than are asked for (1 at most).",
                "時數的小數位多於所需（最多 1 個）。",
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_figure_is_said_without_the_figure(field, said, trouble, message):
    row = {**EXAMPLE, "hours": "1", field: said}
    data = f"{','.join(one.code for one in FIELDS)}\n"
    data += ",".join(plain(row.get(one.key, "")) for one in FIELDS)

    (finding,) = check_rows(read_rows(data.encode(), FORMS), TODAY).findings()

    assert finding.rule == f"REF-GENERAL.{field}.{trouble}"
    assert (finding.message.en, finding.message.zh) == message


def test_the_command_checks_a_file_that_is_too_long_to_be_held(tmp_path):
    head = ",".join(one.label.both() for one in FIELDS) + "\n"
    row = {**EXAMPLE, "hours": "1.5", "visits": "none", "address": "x" * 1000}
    line = ",".join(plain(row.get(one.key, "")) for one in FIELDS) + "\n"
    (tmp_path / "rows.csv").write_text(head + line * 20_000, encoding="utf-8")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "form.yaml").write_text(TEXT, encoding="utf-8")

    command = [sys.executable, "-m", "portal.cli", "check", "--json", str(tmp_path / "rows.csv")]
    said = subprocess.run([*command, "--forms", str(tmp_path / "forms")], capture_output=True)

    (first,) = json.loads(said.stdout)["findings"]
    assert (said.returncode, first["rule"]) == (1, "REF-GENERAL.visits.figure")


def test_days_of_the_quick_way_are_days():
    chance = random.Random(1)
    days = [date(1900, 1, 1) + timedelta(chance.randrange(70_000)) for _ in range(500)]
    one = next(one for one in FIELDS if one.type == "date")
    said = [text for day in days for text in (f"{day:%d/%m/%Y}", day.isoformat())]

    read = Columns(SPEC.lists[0], TODAY).check({one.key: said}, len(said))[0][one.key]

    assert read == [day for day in days for _ in range(2)]
    assert [understood(text, one, None) for text in said] == [(day, "") for day in read]


def test_what_no_check_looks_at_is_good_as_it_stands():
    chance = random.Random(2)
    ways = {"hkid": ("A", "Z", "QX", "a", "", " ", "Ａ"), "phone": ("2", "9", "1", "", "２", "+8")}
    ends = {"hkid": [f"({sign})" for sign in "0123456789A"], "phone": ["", "0", " ", "٣"]}
    for name, begins in ways.items():
        some = [f"{chance.randrange(10**6):06}" for _ in range(200)]
        said = [begin + one + end for one in some for begin in begins for end in ends[name]]

        left = sorted(set(range(len(said))) - set(UNUSUAL[name](said)))

        assert len(left) > 200
        assert [CHECKS[name](said[at]) for at in left] == [said[at] for at in left]
