"""What stands in a field of a list is understood by its type, and held to what the field asks."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from schemas.catalogue import Catalogue
from schemas.expressionnames import Names
from schemas.fieldwords import of_field
from schemas.load import SpecError, load
from schemas.periods import Period
from tests.validator.entries import FORM
from validator.blank import Sender, blank
from validator.engine import check_file
from validator.fields import understood
from validator.plan import compile_plan
from validator.refproof import unbound

PERIOD = Period.parse("2025-26Q3")
OCTOBER = date(2025, 10, 1)


def form(body, slots=""):
    """Return a form whose list has one more field: `type: count, min: 2`, and maybe a rule."""
    label = ", en: Asked, zh-Hant: 要求}"
    field = f"      asked: {{code: F99, {body}{label}\n      no:"
    text = FORM.replace("      no:", field, 1).replace("BLANK", "skip")
    if not slots:
        return load(text.partition("rules:")[0])
    return load(text.replace("SLOTS", slots.replace("; ", "\n    ")))


def field(body):
    return form(body).listed("g").field("asked")


UNDERSTOOD = [
    ("type: count, min: 2", 2, 2, ""),
    ("type: count, min: 2", 1, 1, "list.min"),
    ("type: decimal, decimals: 1, min: 2, max: 3", "1.9", 19, "list.min"),  # 19 < 20 tenths
    ("type: decimal, decimals: 1, min: 2, max: 3", "3.1", 31, "list.max"),
    ("type: count", -3, None, "type.negative"),
    ("type: integer", -3, -3, ""),
    ("type: integer, min: -2", "-3", -3, "list.min"),
    ("type: integer", "(3)", -3, ""),
    ("type: integer", "2.5", None, "type.not_whole"),
    ("type: money", "1,200", 1200, ""),
    ("type: money", "-", 0, ""),
    ("type: percent", "85%", 85, ""),
    ("type: percent", 0.85, None, "type.not_whole"),  # 85 of it, or less than 1?
    ("type: percent, decimals: 1", "７.5 %", 75, ""),
    ("type: percent, max: 100", 101, 101, "list.max"),
    ("type: month", "2025-10", OCTOBER, ""),
    ("type: month", "10/2025", OCTOBER, ""),
    ("type: month", "Oct 2025", OCTOBER, ""),
    ("type: month", "2025年10月", OCTOBER, ""),
    ("type: month", datetime(2025, 10, 17, tzinfo=UTC), OCTOBER, ""),
    ("type: month", "13/2025", None, "list.month"),
    ("type: month", "October", None, "list.month"),
    ("type: month, within: period", "2025-12", date(2025, 12, 1), ""),
    ("type: month, within: period", "2025-09", date(2025, 9, 1), "list.outside"),
    ("type: bool", "Yes", "Y", ""),
    ("type: bool", "否", "N", ""),
    ("type: bool", True, "Y", ""),
    ("type: bool", False, "N", ""),
    ("type: bool", "perhaps", None, "list.code"),
    ("type: bool, required: true", "", None, "list.required"),
    ("type: id", "Ａ 12 ", "A12", ""),
    ("type: id", 12.0, "12", ""),
    ("type: text", "Ａ 12", "Ａ 12", ""),
    ("type: text, max_length: 4", "甲乙丙丁", "甲乙丙丁", ""),
    ("type: text, max_length: 4", "甲乙丙丁戊", "甲乙丙丁戊", "list.max_length"),
    (r"type: text, pattern: 'G\d{4}'", "G0001", "G0001", ""),
    (r"type: text, pattern: 'G\d{4}'", "Ｇ０００１", "Ｇ０００１", ""),  # full width
    (r"type: text, pattern: 'G\d{4}'", "G001", "G001", "list.pattern"),
    (r"type: id, pattern: '\d{4}'", 2025, "2025", ""),
]


@pytest.mark.parametrize(("body", "raw", "value", "trouble"), UNDERSTOOD)
def test_what_stands_in_a_field_is_understood_by_its_type(body, raw, value, trouble):
    assert understood(raw, field(body), PERIOD) == (value, trouble)


CASCADE = (
    "type: code, depends_on: kind, codes: {A: {en: Ay, zh-Hant: 甲, with: [G]}, "
    "B: {en: Bee, zh-Hant: 乙, with: [G, P]}, C: {en: Sea, zh-Hant: 丙}}"
)
SAID = [
    ("type: count, min: 2, max: 9", "“Asked” is at least 2. “Asked” is at most 9."),
    (r"type: id, pattern: 'G\d{4}'", "“Asked” is written as “G”, then 4 digits (such as G0001)."),
    ("type: text, max_length: 40", "“Asked” has at most 40 characters."),
    ("type: month, within: period", "“Asked” lies in the period of the return."),
    ("type: bool, required: true", "“Asked” is filled in."),
    ("type: date, not_after: ended", "“Asked” is not after “Last meeting”."),
    ("type: date, not_before: began", "“Asked” is not before “First meeting”."),
    ("type: text, required: venue = 'OTH'", "“Asked” is filled in when “Venue” is “Other”."),
    ("type: text, forbidden: new > 3", "“Asked” is blank or 0 when “New participants” is above 3."),
    (CASCADE, "What “Asked” can be depends on “Kind”."),
    (
        "type: count, na_codes: [N/A, 不適用]",
        "Where “Asked” does not apply, “N/A” or “不適用” is written.",
    ),
]


@pytest.mark.parametrize(("body", "words"), SAID)
def test_what_a_field_asks_is_said_in_both_languages(body, words):
    spec = form(body)
    listed = spec.listed("g")

    said = list(of_field(Names(spec), listed, listed.field("asked")))

    assert " ".join(one.en for one in said) == words
    assert all("「要求」" in one.zh and one.zh.endswith("。") for one in said)


REFUSED = [
    ("type: text, max: 4", "tables.g.asked.max: the field is a text, and no figure"),
    ("type: count, max_length: 4", "tables.g.asked.max_length: the field is a count, and no text"),
    ("type: date, pattern: 'G'", "tables.g.asked.pattern: the field is a date, and no text"),
    ("type: count, min: 4, max: 3", "tables.g.asked.min: 4 is above the max, 3"),
    ("type: text, max_length: 0", "tables.g.asked.max_length: a text has at least one character"),
    (r"type: id, max_length: 4, pattern: 'G\d{4}'", "it takes more than 4 characters"),
    ("type: count, within: period", "only a date is within the period"),
    ("type: date, not_after: today", "today is for referrals"),
    ("type: date, not_after: end", "'end' is no other date of the list: did you mean 'ended'?"),
    ("type: date, not_before: new", "tables.g.asked.not_before: 'new' is no other date"),
    ("type: count, not_before: new", "tables.g.asked.not_before: the field is a count"),
    (CASCADE.replace("kind", "no"), "tables.g.asked.depends_on: 'no' is no other field with codes"),
    (CASCADE.replace("[G]", "[Q]"), "tables.g.asked.codes: kind has no code 'Q'"),
    ("type: code, depends_on: kind, codes: {A: {en: A, zh-Hant: 甲}}", "no code says with which"),
    ("type: bool, na_codes: ['NO']", "tables.g.asked.na_codes: 'NO' is one of the choices"),
    ("type: text, required: venue = 'X'", "tables.g.asked.required: character 9: venue: there is"),
    ("type: text, forbidden: venu = 'OTH'", "tables.g.asked.forbidden: character 1: g has no"),
    ("type: text, required: t.a > 0", "tables.g.asked.required: t has not the entries of g"),
    ("type: date, within: quarter", "tables.g.asked.within: 'quarter' is none of period"),
]


@pytest.mark.parametrize(("body", "words"), REFUSED)
def test_what_does_not_go_with_the_type_of_a_field_is_refused(body, words):
    (problem,) = unbound(form(body), "2024-25Q1")

    assert words in problem


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("type: text, pattern: '.*'", "tables.g.asked.pattern: character 1"),
        (
            "type: bool, codes: {X: {en: X, zh-Hant: X}}",
            "tables.g.asked.codes: the codes of a bool",
        ),
        ("type: text, required: venue =", "tables.g.asked.required: character"),
        ("type: text, min: some", "tables.g.asked.min: there is no limit"),
    ],
)
def test_what_cannot_be_read_is_no_attribute(body, words):
    with pytest.raises(SpecError) as caught:
        form(body)

    assert words in "".join(caught.value.problems)


LATE, EARLY = "type: date, not_after: ended", "type: date, not_before: began"
TOLD = [
    (
        "type: count, min: 2",
        1,
        "A6 holds “1”; it has to be at least 2.",
        "A6 填「1」；不得少於 2。",
    ),
    (
        "type: text, max_length: 4",
        "five!",
        "A6 holds 5 characters; at most 4 can be.",
        "A6 有 5 個字；上限為 4 個字。",
    ),
    (
        r"type: id, pattern: 'G\d{4}'",
        "H1",
        "A6 holds “H1”, but Asked is written as “G”, then 4 digits.",
        "A6 填「H1」，但要求的格式為「G」，然後 4 個數字。",
    ),
    (
        "type: month",
        "soon",
        "A6 holds “soon”, which could not be read as a month.",
        "A6 填「soon」，未能讀作月份。",
    ),
    (
        LATE,
        {"asked": date(2025, 10, 3), "ended": date(2025, 10, 2)},
        "A6 (Asked) is 2025-10-03, but may not be after E6 (Last meeting), which is 2025-10-02.",
        "A6（要求）是 2025-10-03，但不得遲於 E6（末次聚會）的 2025-10-02。",
    ),
    (
        EARLY,
        {"asked": date(2025, 10, 1), "began": date(2025, 10, 2)},
        "A6 (Asked) is 2025-10-01, but may not be before D6 (First meeting), which is 2025-10-02.",
        "A6（要求）是 2025-10-01，但不得早於 D6（首次聚會）的 2025-10-02。",
    ),
    (
        CASCADE,
        {"asked": "A", "kind": "P"},
        "A6 (Asked) is A Ay, which does not go with F6 (Kind), P Programme.",
        "A6（要求）是 A 甲，不能配合 F6（類別）的 P 活動。",
    ),
    (
        CASCADE.replace(", C: {en: Sea, zh-Hant: 丙}", "").replace("[G, P]", "[G]"),
        {"asked": "A", "kind": "P"},
        "A6 (Asked) is A Ay, but has to be left blank beside F6 (Kind), P Programme.",
        "A6（要求）是 A 甲，但由於 F6（類別）是 P 活動，此項須留空。",
    ),
]


@pytest.mark.parametrize(("body", "value", "english", "chinese"), TOLD)
def test_what_is_wrong_with_a_field_is_told_at_its_cell(body, value, english, chinese):
    (found,) = told(body, value if isinstance(value, dict) else {"asked": value})

    assert (found.en, found.zh) == (english, chinese)


def told(body, entry):
    """Yield what is said of the field in a workbook with one entry."""
    spec = form(body)
    plan = compile_plan(spec, "2025-26Q3")
    data = blank(plan, period=PERIOD, sender=Sender("9101"), entries={"g": [entry]})
    for one in check_file(data, Catalogue([spec])).findings:
        if one.rule.startswith("L.B.asked"):
            yield one.message


def test_a_blank_form_says_what_a_field_asks_among_its_notes():
    plan = compile_plan(form("type: count, min: 2"), "2025-26Q3")
    book = openpyxl.load_workbook(io.BytesIO(blank(plan, period=PERIOD)))

    said = [[one.value for one in row] for sheet in book for row in sheet.iter_rows()]

    assert ["F99 Asked 要求", "“Asked” is at least 2.", "「要求」不得少於 2。"] in [
        row[:3] for row in said
    ]


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("type: text, max_length: 40", ("textLength", "lessThanOrEqual", "40")),
        ("type: integer", ("whole", None, "-999999999999999")),
        ("type: month", ("date", None, "3654")),
    ],
)
def test_excel_itself_asks_a_field_for_what_belongs_there(body, asked):
    plan = compile_plan(form(body), "2025-26Q3")
    book = openpyxl.load_workbook(io.BytesIO(blank(plan, period=PERIOD)))
    (found,) = [
        one for one in book["Groups"].data_validations.dataValidation if "A6" in str(one.sqref)
    ]

    assert (found.type, found.operator, found.formula1) == asked


def test_a_field_that_is_shown_as_a_percentage_is_read_as_shown_and_told():
    spec = form("type: percent, decimals: 1, required: true")
    plan = compile_plan(spec, "2025-26Q3")
    data = blank(plan, period=PERIOD, sender=Sender("9101"), entries={"g": [{"asked": 0.855}]})
    book, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    (cell,) = [
        one for sheet in book for row in sheet.iter_rows() for one in row if one.value == 0.855
    ]
    cell.number_format = "0.0%"
    book.save(out)

    verdict = check_file(out.getvalue(), Catalogue([spec]))

    assert verdict.extract.lists["g"].entries[0].values["asked"] == 855
    (note,) = [one for one in verdict.findings if one.kind == "understood"]
    assert f"{cell.coordinate} “0.855” = 85.5" in note.message.en
