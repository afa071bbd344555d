"""Kinds that look up what stands in a cell or an entry, by hand: each case says why it is so."""

import pytest

from schemas.sentences import sentence
from tests.validator import entries, test_kinds
from tests.validator.test_kinds import CANNOT, FAIL, NA, PASS, PERIOD
from validator.examples import outcome_of
from validator.plan import compile_plan
from validator.refproof import unbound
from validator.registers import BadRegister, overlapping, read

STAFF = {"register": {"staff": {"S1": {"since": "2025-04-01", "until": "2025-10-31"}, "S2": None}}}
ON = "kind: in_register; figure: g.no; register: staff; on: g.began"
LAST = "kind: in_register; figure: g.no; register: staff"
CELL = "kind: in_register; figure: t.a; register: cases"
CASES_77 = {"register": {"cases": {"77": {"until": "2025-12-31"}, "78": {"until": "2025-12-30"}}}}
SENT = {"sent": {"g.no": {"G1": "2025-26Q2", "G2": "agency", "G3": "all"}}}
ROLL = "kind: rows_expected; figure: g.no; register: staff"
ACROSS = "kind: unique_across; figure: g.no"

CASES = {
    ON: [
        ({"no": "S1", "began": "31/10/2025"}, STAFF, PASS),  # the last day counts
        ({"no": "S1", "began": "1/11/2025"}, STAFF, FAIL),  # the day after
        ({"no": "S1", "began": "31/3/2025"}, STAFF, FAIL),  # the day before the first
        ({"no": "S2", "began": "1/1/2020"}, STAFF, PASS),  # without an end
        ({"no": "S3", "began": "1/10/2025"}, STAFF, FAIL),  # nobody has it
        ({"no": "ｓ１", "began": "1/10/2025"}, STAFF, PASS),  # full width, and a small letter
        ({"began": "1/10/2025"}, STAFF, NA),
        ({"no": "S1"}, STAFF, NA),  # when, nobody says
        ({"no": "S1", "began": "soon"}, STAFF, CANNOT),
        ({"no": "S1", "began": "1/10/2025"}, {}, CANNOT),  # there is no register
        ({"no": "S1", "began": "1/10/2025"}, {"register": {"staff": []}}, FAIL),
    ],
    ON + "; blank: error": [({"no": "S1"}, STAFF, FAIL)],  # the day may not be blank
    LAST: [
        ({"no": "S1"}, STAFF, FAIL),  # on 31 December 2025 it has ended
        ({"no": "S2"}, STAFF, PASS),
        ({}, STAFF, NA),
    ],
    ROLL: [
        ({"no": "S2"}, STAFF, PASS),  # S1 has ended by 31 December 2025
        ({"no": "ｓ２"}, STAFF, PASS),
        ({"no": "S1"}, STAFF, FAIL),  # S2 is left out
        ({}, STAFF, FAIL),
        ({"no": "S9"}, {"register": {"staff": []}}, PASS),  # nobody is expected
        ({"no": "S2"}, {}, CANNOT),  # there is no register
    ],
    ACROSS: [
        ({"no": "G1"}, SENT, FAIL),  # in the unit's return of the quarter before
        ({"no": "g2"}, SENT, FAIL),  # of another unit of the agency
        ({"no": "G3"}, SENT, FAIL),  # of any other
        ({"no": "G4"}, SENT, PASS),
        ({}, SENT, NA),
        ({"no": "G1"}, {}, CANNOT),  # nobody looked
    ],
    "kind: unique_across; figure: g.new": [
        ({"new": "x"}, {"sent": {"g.new": {"5": "all"}}}, CANNOT)
    ],
    ACROSS + "; across: agency": [
        ({"no": "G1"}, SENT, FAIL),
        ({"no": "G2"}, SENT, FAIL),
        ({"no": "G3"}, SENT, PASS),  # of another agency
    ],
    ACROSS + "; across: unit": [
        ({"no": "G1"}, SENT, FAIL),
        ({"no": "G2"}, SENT, PASS),
        ({"no": "G3"}, SENT, PASS),
    ],
}
OF_CELLS = [
    ({"a1": 77}, CASES_77, PASS),  # in force until the last day of the quarter
    ({"a1": 78}, CASES_77, FAIL),  # until the day before
    ({"a1": 77, "a2": 76}, CASES_77, FAIL),  # a2 is in no register
    ({}, CASES_77, NA),
    ({"a1": "x"}, CASES_77, CANNOT),
    ({"a1": 77}, {}, CANNOT),
]
ONCE = "kind: unique_across; figure: a1"
FIVE = {"sent": {"t[R1].a": {5: "all"}}}
OF_ONE_CELL = [
    ({"a1": 5}, FIVE, FAIL),  # another unit has it
    ({"a1": 6}, FIVE, PASS),
    ({"a1": 0}, FIVE, PASS),
    ({}, FIVE, NA),
    ({"a1": "x"}, FIVE, CANNOT),
    ({"a1": 5}, {}, CANNOT),  # nobody looked
]


@pytest.mark.parametrize(
    ("slots", "entry", "known", "expected"),
    [(slots, *case) for slots, cases in CASES.items() for case in cases],
)
def test_what_an_entry_says_is_looked_up(slots, entry, known, expected):
    example = {"rule": "RULE", "data": {"g": [entry]}, **known}

    assert outcome_of(compile_plan(entries.form(slots), PERIOD), example) == expected


@pytest.mark.parametrize(("cells", "known", "expected"), OF_CELLS)
def test_what_a_cell_holds_is_looked_up(cells, known, expected):
    example = {"rule": "RULE", "data": test_kinds.named(cells), **known}

    assert outcome_of(compile_plan(test_kinds.form(CELL), PERIOD), example) == expected


@pytest.mark.parametrize(("cells", "known", "expected"), OF_ONE_CELL)
def test_a_cell_that_stands_once_only(cells, known, expected):
    example = {"rule": "RULE", "data": test_kinds.named(cells), **known}

    assert outcome_of(compile_plan(test_kinds.form(ONCE), PERIOD), example) == expected


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ("kind: in_register; figure: g.began; register: staff", "by which nothing is known"),
        ("kind: in_register; figure: g.no; register: staff; on: g.new", "on: new is a figure"),
        ("kind: in_register; figure: t.a; register: staff; on: g.began", ""),
        (CELL + "; blank: zero", "t.a is looked up: a blank one is no 0"),
        (ACROSS + "; blank: zero_if_any", "no is a text: a blank one is no 0"),
        ("kind: unique_across; figure: t.a", "t.a is a column: a key is one cell"),
        (ROLL + "; only: [S1]", "only: it names codes, and here a register says"),
        ("kind: rows_expected; figure: g.new; register: staff", "new is a figure"),
        ("kind: in_register; figure: g.none; register: staff", "'g.none' is nothing"),
    ],
)
def test_what_cannot_be_looked_up_is_refused(slots, words):
    (problem,) = unbound(entries.form(slots), PERIOD)

    assert words in problem


@pytest.mark.parametrize(
    ("slots", "english", "chinese"),
    [
        (ON, "in the register of staff on “First meeting”.", "須載於職員登記冊"),
        (LAST, "in the register of staff on the last day of the quarter", "須載於職員登記冊"),
        (ACROSS + "; across: unit", "no other accepted return of the unit.", "本單位其他"),
        (ACROSS, "no other accepted return of any unit.", "任何單位其他"),
    ],
)
def test_a_rule_says_what_it_looks_up_where(slots, english, chinese):
    spec = entries.form(slots)
    said = sentence(spec, spec.rules[0])

    assert (english in said.en, chinese in said.zh) == (True, True)


def test_a_register_is_read_from_a_csv_with_all_that_is_wrong_at_once():
    (one, other) = read("ID,Valid_from,unit\nＳ1,1/4/2025,9101\nS2,,\n".encode("utf-8-sig"))

    assert (one.key, one.span.since, one.unit) == ("s1", "2025-04-01", "9101")
    assert (other.key, other.span.since, other.span.until, other.unit) == ("s2", None, None, "")
    with pytest.raises(BadRegister) as bad:
        read(b"id,valid_from,valid_to\n,,\nS1,soon,\nS2,2025-04-02,2025-04-01\n")
    assert bad.value.problems == [
        "line 2: there is no id",
        "line 3: valid_from 'soon' is no day such as 2025-10-31",
        "line 4: valid_to lies before valid_from",
    ]
    for data in (b"", b"name\nS1\n", b"\xff\xfe\x00"):
        with pytest.raises(BadRegister):
            read(data)


def test_an_entry_is_told_by_its_line_of_the_file_behind_blank_lines_too():
    with pytest.raises(BadRegister) as bad:
        read(b"id,valid_to\r\n\r\n\r\nS1,soon\r\n")

    assert bad.value.problems == ["line 4: valid_to 'soon' is no day such as 2025-10-31"]
    assert [one.line for one in read(b"id\n\nS1\n\nS2\n")] == [3, 5]


def test_an_id_may_stand_twice_for_other_days_or_units_alone():
    text = "id,valid_from,valid_to,unit\nS1,,2025-03-31,\nS1,2025-03-31,,\nS1,,,9101\n"

    assert list(overlapping(read(text.encode()))) == [
        "line 3: 's1' stands in line 2 for the same days"
    ]
