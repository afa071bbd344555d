"""Kinds over the entries of a list by hand: each case says its arithmetic, and how it comes out."""

import pytest

from tests.validator.entries import CANNOT, FAIL, NA, PASS, form, outcome_by

PAIRS = "kind: valid_pair; left: g.kind; right: g.venue; pairs: {G: [HALL, ROOM], P: [ROOM, OTH]}"
CASES = {
    "kind: compare; left: g.new; right: g.total": [
        ({"new": 9, "total": 9}, PASS),  # 9 <= 9
        ({"new": 12, "total": 9}, FAIL),  # 12 > 9
        ({"new": 0, "total": 9}, PASS),
        ({"new": 12}, NA),  # total is blank
        ({"total": 9}, NA),
        ({"new": "12 or 13", "total": 9}, CANNOT),
    ],
    "kind: compare; is: at_least; left: g.hours; right: g.new": [
        ({"hours": "3.0", "new": 3}, PASS),  # 30 tenths >= 3 x 10
        ({"hours": "2.9", "new": 3}, FAIL),  # off by 1 tenth, half a tenth allowed: 2 x 1 > 1
        ({"hours": "3.1", "new": 3}, PASS),
        ({"hours": "2.9"}, NA),
        ({}, NA),
        ({"hours": "2.95", "new": 3}, CANNOT),  # two decimals
    ],
    "kind: compare; is: before; left: g.began; right: g.ended": [
        ({"began": "1/10/2025", "ended": "2/10/2025"}, PASS),
        ({"began": "2/10/2025", "ended": "2/10/2025"}, FAIL),  # the same day is not before
        ({"began": "3/10/2025", "ended": "2/10/2025"}, FAIL),
        ({"began": "3/10/2025"}, NA),
        ({"ended": "3/10/2025"}, NA),
        ({"began": "soon", "ended": "2/10/2025"}, CANNOT),
    ],
    "kind: compare; is: after; left: g.ended; right: g.began": [
        ({"began": "1/10/2025", "ended": "2/10/2025"}, PASS),
        ({"began": "2/10/2025", "ended": "2/10/2025"}, FAIL),
        ({"began": "3/10/2025", "ended": "2/10/2025"}, FAIL),
        ({"began": "3/10/2025"}, NA),
        ({}, NA),
        ({"began": "1/10/2025", "ended": "13/13/2025"}, CANNOT),
    ],
    "kind: compare; is: different; left: g.no; right: g.alias": [
        ({"no": "G1", "alias": "G2"}, PASS),
        ({"no": "G1", "alias": "G1"}, FAIL),
        ({"no": "G1", "alias": "ｇ１"}, FAIL),  # full width, and another case
        ({"no": "G1"}, NA),
        ({"alias": "G1"}, NA),
        ({}, NA),
    ],
    "kind: compare; is: different; left: g.new; right: g.old": [
        ({"new": 1, "old": 2}, PASS),
        ({"new": 2, "old": 2}, FAIL),
        ({"new": 0, "old": 0}, FAIL),
        ({"new": 2}, NA),
        ({}, NA),
        ({"new": 1, "old": "two"}, CANNOT),
    ],
    "kind: between; figure: g.hours; least: '0.5'; most: 8": [
        ({"hours": "0.5"}, PASS),  # 5 tenths
        ({"hours": "0.4"}, FAIL),
        ({"hours": 8}, PASS),
        ({"hours": "8.1"}, FAIL),  # 81 > 80 tenths
        ({}, NA),
        ({"hours": "half"}, CANNOT),
    ],
    "kind: between; figure: g.began; least: 2025-10-01; most: 2025-10-31": [
        ({"began": "1/10/2025"}, PASS),
        ({"began": "31/10/2025"}, PASS),
        ({"began": "30/9/2025"}, FAIL),
        ({"began": "1/11/2025"}, FAIL),
        ({}, NA),
        ({"began": "31/11/2025"}, CANNOT),  # November has 30 days
    ],
    "kind: part_of; part: g.new; whole: g.total": [
        ({"new": 9, "total": 9}, PASS),
        ({"new": 10, "total": 9}, FAIL),
        ({"new": 0, "total": 0}, PASS),
        ({"new": 1}, NA),
        ({"total": 1}, NA),
        ({"new": 1, "total": "?"}, CANNOT),
    ],
    "kind: share_at_most; part: g.new; whole: g.total; percent: '12.5'": [
        ({"new": 1, "total": 8}, PASS),  # 1 x 1000 <= 8 x 125
        ({"new": 1, "total": 7}, FAIL),  # 1000 > 875
        ({"new": 0, "total": 0}, PASS),
        ({"new": 1}, NA),
        ({}, NA),
        ({"new": "a", "total": 8}, CANNOT),
    ],
    "kind: share_at_least; part: g.new; whole: g.total; percent: 50": [
        ({"new": 5, "total": 10}, PASS),  # 500 >= 500
        ({"new": 5, "total": 11}, FAIL),  # 500 < 550
        ({"new": 6, "total": 11}, PASS),
        ({"total": 1}, NA),
        ({}, NA),
        ({"new": 1, "total": "b"}, CANNOT),
    ],
    "kind: equals; left: g.total; right: g.new + g.old": [
        ({"new": 4, "old": 5, "total": 9}, PASS),  # 4 + 5 = 9
        ({"new": 4, "old": 5, "total": 8}, FAIL),
        ({"new": 0, "old": 0, "total": 0}, PASS),
        ({"new": 4, "total": 4}, NA),  # old is blank: skip
        ({}, NA),
        ({"new": 4, "old": "five", "total": 9}, CANNOT),
    ],
    "kind: equals; left: g.no; right: g.alias": [
        ({"no": "G1", "alias": "G1"}, PASS),
        ({"no": "G1", "alias": "g1 "}, PASS),
        ({"no": "G1", "alias": "G2"}, FAIL),
        ({"no": "G1"}, NA),
        ({"alias": "G1"}, NA),
        ({}, NA),
    ],
    "kind: total_of; total: g.hours; parts: g.staff + g.new": [
        ({"staff": "1.5", "new": 2, "hours": "3.5"}, PASS),  # 15 + 20 = 35 tenths
        ({"staff": "1.5", "new": 2, "hours": "3.6"}, PASS),  # off by 1 tenth, 2 halves allowed
        ({"staff": "1.5", "new": 2, "hours": "3.7"}, FAIL),  # off by 2 tenths: 2 x 2 > 2
        ({"staff": "1.5", "hours": "1.5"}, NA),
        ({}, NA),
        ({"staff": "1.55", "new": 2, "hours": "3.5"}, CANNOT),
    ],
    "kind: balance; closing: g.old; movement: g.total - g.new": [
        ({"total": 9, "new": 4, "old": 5}, PASS),  # 9 - 4 = 5
        ({"total": 9, "new": 4, "old": 6}, FAIL),
        ({"total": 9, "new": "-", "old": 9}, PASS),  # a dash is 0
        ({"total": 9, "old": 9}, NA),
        ({}, NA),
        ({"total": 9, "new": "-4", "old": 13}, CANNOT),
    ],
    "kind: all_or_none; figures: [g.began, g.ended, g.total]": [
        ({"began": "1/10/2025", "ended": "2/10/2025", "total": 1}, PASS),
        ({"new": 3}, PASS),  # none of the three
        ({"began": "1/10/2025"}, FAIL),
        ({"began": "1/10/2025", "ended": "2/10/2025", "total": 0}, PASS),  # 0 is filled in
        ({"total": 0}, FAIL),
        ({"began": "1/10/2025", "ended": "?", "total": 1}, CANNOT),
    ],
    "kind: one_of; figures: [g.new, g.old]": [
        ({"new": 1}, PASS),
        ({"new": 1, "old": 0}, PASS),  # 0 counts for nothing
        ({"new": 1, "old": 1}, FAIL),
        ({"new": 0, "old": 0}, FAIL),
        ({"total": 3}, NA),
        ({"new": "one"}, CANNOT),
    ],
    "kind: at_most_one_of; figures: [g.other, g.alias]": [
        ({"other": "Park"}, PASS),
        ({"alias": "G9"}, PASS),
        ({"other": "Park", "alias": "G9"}, FAIL),
        ({"other": "", "alias": "G9"}, PASS),
        ({"total": 3}, NA),
        ({}, NA),
    ],
    "kind: at_most_one_of; figures: [g.new, g.old]": [
        ({"new": 1}, PASS),
        ({"new": 1, "old": 0}, PASS),  # 0 counts for nothing
        ({"new": 1, "old": 1}, FAIL),
        ({"new": 0, "old": 0}, PASS),
        ({"total": 3}, NA),
        ({"new": "one"}, CANNOT),
    ],
    "kind: check; that: g.new + g.old <= 2 * g.total": [
        ({"new": 4, "old": 6, "total": 5}, PASS),  # 4 + 6 = 2 x 5
        ({"new": 4, "old": 7, "total": 5}, FAIL),  # 11 > 10
        ({"new": 0, "old": 0, "total": 0}, PASS),
        ({"new": 4, "total": 5}, NA),  # old is blank: skip
        ({}, NA),
        ({"new": 4, "old": "six", "total": 5}, CANNOT),
    ],
    "kind: required_when; figure: g.other; when: venue = 'OTH'": [
        ({"venue": "OTH", "other": "Park"}, PASS),
        ({"venue": "Other"}, FAIL),  # the code by its name
        ({"venue": "HALL"}, NA),
        ({"venue": "HALL", "other": "Park"}, NA),
        ({}, NA),  # a blank condition does not hold
        ({"venue": "Garden"}, CANNOT),  # none of the codes
    ],
    "kind: required_when; figure: g.other; when: venue = 'OTH' and (new > 3 or old > 5)": [
        ({"venue": "OTH", "new": 4, "other": "Park"}, PASS),
        ({"venue": "OTH", "new": 4}, FAIL),  # 4 > 3
        ({"venue": "OTH", "new": 3, "old": 6}, FAIL),  # 6 > 5
        ({"venue": "OTH", "new": 3, "old": 5}, NA),
        ({"venue": "OTH", "new": "?", "old": 6}, FAIL),  # decided without it
        ({"venue": "OTH", "new": "?"}, CANNOT),
        ({"venue": "HALL", "new": 4}, NA),
    ],
    "kind: forbidden_when; figure: g.new; when: venue in ('OTH', 'ROOM')": [
        ({"venue": "ROOM", "new": 1}, FAIL),
        ({"venue": "OTH", "new": 0}, PASS),
        ({"venue": "ROOM"}, PASS),
        ({"venue": "HALL", "new": 1}, NA),
        ({"venue": "HALL", "new": "x"}, NA),  # whatever is meant, it may stand there
        ({"venue": "ROOM", "new": "x"}, CANNOT),
    ],
    "kind: forbidden_when; figure: g.other; when: g.venue != 'OTH'": [
        ({"venue": "HALL", "other": "Park"}, FAIL),
        ({"venue": "HALL"}, PASS),
        ({"venue": "OTH", "other": "Park"}, NA),
        ({"other": "Park"}, NA),
        ({}, NA),
        ({"venue": "Garden", "other": "Park"}, CANNOT),
    ],
    "kind: forbidden_when; figure: g.new; when: began < 2025-10-01": [
        ({"began": "30/9/2025", "new": 1}, FAIL),
        ({"began": "30/9/2025", "new": 0}, PASS),  # 0 counts for nothing
        ({"began": "1/10/2025", "new": 1}, NA),
        ({"new": 1}, NA),
        ({"began": "30/9/2025"}, PASS),
        ({"began": "30/9/2025", "new": "x"}, CANNOT),
    ],
    PAIRS: [
        ({"kind": "G", "venue": "HALL"}, PASS),
        ({"kind": "P", "venue": "HALL"}, FAIL),  # a programme is held elsewhere
        ({"kind": "Programme", "venue": "禮堂"}, FAIL),  # the same two by their names
        ({"kind": "P", "venue": "OTH"}, PASS),
        ({"kind": "P"}, NA),
        ({"venue": "HALL"}, NA),
        ({"kind": "P", "venue": "Garden"}, CANNOT),
    ],
    "kind: within_period; figure: g.began": [
        ({"began": "1/10/2025"}, PASS),  # the quarter is October to December 2025
        ({"began": "31/12/2025"}, PASS),
        ({"began": "30/9/2025"}, FAIL),
        ({"began": "1/1/2026"}, FAIL),
        ({}, NA),
        ({"began": "31/11/2025"}, CANNOT),
    ],
    "kind: within_period; figure: g.began; within: year_to_date": [
        ({"began": "1/4/2025"}, PASS),  # the financial year begins in April
        ({"began": "31/12/2025"}, PASS),
        ({"began": "31/3/2025"}, FAIL),
        ({"began": "1/1/2026"}, FAIL),  # in the year, but after the quarter
        ({}, NA),
        ({"began": "soon"}, CANNOT),
    ],
}


@pytest.mark.parametrize(
    ("slots", "entry", "outcome"),
    [(slots, entry, outcome) for slots, cases in CASES.items() for entry, outcome in cases],
)
def test_a_rule_comes_out_in_an_entry_as_worked_out_by_hand(slots, entry, outcome):
    assert outcome_by(form(slots), entry) == outcome
