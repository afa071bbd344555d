"""What a rule says of an entry that breaks it, at which cell, in both languages."""

import io
from datetime import date

import openpyxl
import pytest

from schemas.catalogue import Catalogue
from schemas.periods import Period
from tests.validator.entries import PERIOD, form
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.plan import compile_plan

GOOD = {"no": "A1", "kind": "G"}
SAID = [
    (
        "kind: compare; left: g.new; right: g.total",
        {"new": 12, "total": 9},
        "H7 (New participants) is 12, more than J7 (Attendance), which is 9. Difference 3.",
        "H7（新參加者人數）是 12，多於 J7（出席人次）的 9。相差 3。",
    ),
    (
        "kind: compare; is: at_least; left: g.hours; right: g.new",
        {"hours": 2.5, "new": 3},
        "K7 (Hours) is 2.5, less than H7 (New participants), which is 3. Difference 0.5.",
        "K7（時數）是 2.5，少於 H7（新參加者人數）的 3。相差 0.5。",
    ),
    (
        "kind: compare; is: before; left: g.began; right: g.ended",
        {"began": date(2025, 10, 3), "ended": date(2025, 10, 2)},
        "C7 (First meeting) is 2025-10-03, but has to be before D7 (Last meeting), "
        "which is 2025-10-02.",
        "C7（首次聚會）是 2025-10-03，但須早於 D7（末次聚會）的 2025-10-02。",
    ),
    (
        "kind: compare; is: after; left: g.began; right: g.ended",
        {"began": date(2025, 10, 2), "ended": date(2025, 10, 3)},
        "C7 (First meeting) is 2025-10-02, but has to be after D7 (Last meeting), "
        "which is 2025-10-03.",
        "C7（首次聚會）是 2025-10-02，但須遲於 D7（末次聚會）的 2025-10-03。",
    ),
    (
        "kind: compare; is: different; left: g.no; right: g.alias",
        {"no": "G1", "alias": "g1"},
        "A7 (Group no.) is G1, as B7 (Other name) is; the two have to differ.",
        "A7（小組編號）是 G1，與 B7（別名）相同；兩者必須不同。",
    ),
    (
        "kind: between; figure: g.began; least: 2025-10-05",
        {"began": date(2025, 10, 3)},
        "C7 (First meeting) is 2025-10-03; it may not be before 2025-10-05.",
        "C7（首次聚會）是 2025-10-03；不得早於 2025-10-05。",
    ),
    (
        "kind: between; figure: g.hours; most: 8",
        {"hours": 9},
        "K7 is 9.0; it may be at most 8.0.",
        "K7 是 9.0；不得多於 8.0。",
    ),
    (
        "kind: part_of; part: g.new; whole: g.total",
        {"new": 12, "total": 9},
        "H7 (New participants) is 12, more than J7 (Attendance: 9) of which it is a part. "
        "Difference 3.",
        "H7（新參加者人數）是 12，多於它所屬的 J7（出席人次：9）。相差 3。",
    ),
    (
        "kind: share_at_most; part: g.new; whole: g.total; percent: '12.5'",
        {"new": 2, "total": 9},  # an eighth of 9 is 1.125
        "H7 (New participants) is 2; beside J7 (Attendance: 9) it may be at most 1.",
        "H7（新參加者人數）是 2；相對於 J7（出席人次：9），不得多於 1。",
    ),
    (
        "kind: share_at_least; part: g.new; whole: g.total; percent: 50",
        {"new": 2, "total": 9},  # half of 9 is 4.5
        "H7 (New participants) is 2; beside J7 (Attendance: 9) it has to be at least 5.",
        "H7（新參加者人數）是 2；相對於 J7（出席人次：9），不得少於 5。",
    ),
    (
        "kind: equals; left: g.total; right: g.new",
        {"new": 4, "total": 8},
        "J7 (Attendance) is 8, but H7 (New participants) is 4. Difference 4.",
        "J7（出席人次）是 8，但 H7（新參加者人數）是 4。相差 4。",
    ),
    (
        "kind: equals; left: g.no; right: g.alias",
        {"no": "G1", "alias": "G2"},
        "A7 (Group no.) is “G1”, but B7 (Other name) is “G2”.",
        "A7（小組編號）是「G1」，但 B7（別名）是「G2」。",
    ),
    (
        "kind: balance; closing: g.old; movement: g.total - g.new",
        {"total": 9, "new": 4, "old": 6},
        "I7 is 6, but 9 − 4 = 5. Difference 1.",
        "I7 是 6，但 9 − 4 = 5。相差 1。",
    ),
    (
        "kind: total_of; total: g.total; parts: g.new + g.old",
        {"total": 8, "new": 4, "old": 5},
        "J7 is 8, but 4 + 5 = 9. Difference 1.",
        "J7 是 8，但 4 + 5 = 9。相差 1。",
    ),
    (
        "kind: all_or_none; figures: [g.began, g.total]",
        {"total": 8},
        "J7 is filled in, but C7 is not; they go together.",
        "已填寫 J7，但 C7 留空；這些項目須一併填寫。",
    ),
    (
        "kind: one_of; figures: [g.new, g.old]",
        {"new": 4, "old": 8},
        "H7, I7 are all filled in; only one of them may be.",
        "H7、I7 均已填寫；只可填其中一項。",
    ),
    (
        "kind: valid_pair; left: g.kind; right: g.venue; pairs: {G: [HALL, ROOM], P: [ROOM, OTH]}",
        {"kind": "P", "venue": "HALL"},
        "F7 (Venue) is HALL Hall, which does not go with E7 (Kind), P Programme.",
        "F7（地點）是 HALL 禮堂，不能配合 E7（類別）的 P 活動。",
    ),
    (
        "kind: unique; fields: [g.no]",
        {"no": "a1"},
        "A7 (Group no.) is a1, as A6 is already.",
        "A7（小組編號）是 a1，與 A6 相同。",
    ),
    (
        "kind: unique; fields: [g.no, g.kind]",
        {"no": "a1", "kind": "G"},
        "A7, E7 together are the same as A6, E6 already.",
        "A7、E7 合起來與 A6、E6 相同。",
    ),
    (
        "kind: within_period; figure: g.began",
        {"began": date(2025, 9, 30)},
        "C7 (First meeting) is 2025-09-30, but has to be from 2025-10-01 to 2025-12-31.",
        "C7（首次聚會）是 2025-09-30，但須為 2025-10-01 至 2025-12-31。",
    ),
    (
        "kind: sequence_without_gaps; figure: g.no; like: A1",
        {"no": "A4"},
        "A7 (Group no.) is A4, but the last number before it is A1 in A6: A2 to A3 is missing.",
        "A7（小組編號）是 A4，但之前的編號是 A6 的 A1：欠 A2 至 A3。",
    ),
    (
        "kind: sequence_without_gaps; figure: g.no; like: A1",
        {"no": "A1"},
        "A7 (Group no.) is A1, as A6 is already.",
        "A7（小組編號）是 A1，與 A6 相同。",
    ),
    (
        "kind: sequence_without_gaps; figure: g.no; like: A1",
        {"no": "two"},
        "A7 (Group no.) is “two”, but has to be a number like A1.",
        "A7（小組編號）是「two」，但須為 A1 格式的編號。",
    ),
    (
        "kind: rows_expected; figure: g.venue",
        {"venue": "HALL"},
        "Below F5 (Venue) no line has: ROOM Room; OTH Other.",
        "F5（地點）之下沒有任何一行填寫：ROOM 活動室；OTH 其他。",
    ),
    (
        "kind: required_when; figure: g.other; when: venue = 'OTH'",
        {"venue": "OTH"},
        "G7 (Other venue) is blank, but is needed since F7 (Venue) is OTH Other.",
        "G7（其他地點）留空，但由於 F7（地點）是 OTH 其他，此項必須填寫。",
    ),
    (
        "kind: required_when; figure: g.other; when: venue = 'OTH' and new > 3",
        {"venue": "OTH", "new": 4},
        "G7 (Other venue) is blank, but is needed when “Venue” is “Other” and “New participants” "
        "is above 3.",
        "G7（其他地點）留空，但如「地點」是「其他」，而且「新參加者人數」多於 3，此項必須填寫。",
    ),
    (
        "kind: forbidden_when; figure: g.other; when: venue != 'OTH'",
        {"venue": "HALL", "other": "Park"},
        "G7 (Other venue) is “Park”, but has to be left blank since F7 (Venue) is HALL Hall.",
        "G7（其他地點）是「Park」，但由於 F7（地點）是 HALL 禮堂，此項須留空。",
    ),
]


def told(slots, *entries, change=lambda book: None):
    """Return what the one rule says of a workbook with some entries, read from the file."""
    spec = form(slots)
    plan = compile_plan(spec, PERIOD)
    listed = {"g": list(entries)}
    data = blank(plan, period=Period.parse(PERIOD), sender=Sender("9101"), entries=listed)
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    target = io.BytesIO()
    book.save(target)
    findings = check_file(target.getvalue(), Catalogue([spec])).findings
    return [one for one in findings if one.rule == "RULE"]


@pytest.mark.parametrize(("slots", "entry", "english", "chinese"), SAID)
def test_what_is_wrong_with_an_entry_is_said_at_its_cell(slots, entry, english, chinese):
    (found,) = told(slots, GOOD, entry)

    assert (found.message.en, found.message.zh) == (english, chinese)
    assert english.startswith(found.places[0].a1) or found.places[0].a1 in english
    assert found.hint.en and found.hint.zh


def test_each_wrong_entry_is_told_at_its_own_row():
    wrong = [{"new": 2, "total": 1}] * 1000

    found = told("kind: compare; left: g.new; right: g.total", GOOD, *wrong)

    told_at = [place.a1 for one in found for place in one.places]
    assert told_at == [f"H{row}" for row in range(7, 1007)]


def test_an_entry_that_cannot_be_read_waits_for_its_cell():
    (found,) = told(
        "kind: compare; left: g.new; right: g.total", {"new": "two", "total": 1}, {"new": 1}
    )

    assert found.outcome == "cannot_check"
    assert found.message.en == "New participants: this check waits for H6."
    assert found.blocked_by.rule == "L.B.new.text"


def test_a_column_that_is_not_there_is_waited_for_once():
    def without(book):
        book["Groups"].delete_cols(10)

    (found,) = told("kind: part_of; part: g.new; whole: g.total", {"new": 1}, GOOD, change=without)

    assert found.outcome == "cannot_check"
    assert "“Groups”, the column “Attendance” was not found" in found.message.en
    assert "在「小組」內找不到「出席人次」一欄" in found.message.zh


def test_a_list_that_is_not_there_is_waited_for():
    def without(book):
        del book["Groups"]

    (found,) = told("kind: part_of; part: g.new; whole: g.total", GOOD, change=without)

    assert found.outcome == "cannot_check"
    assert "“Groups” was not found" in found.message.en
