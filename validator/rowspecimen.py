"""Files of rows to try the check with, of invented people only: good ones, or with faults.

Their document numbers begin with a letter that no Hong Kong document is issued with, and their
telephone numbers with 2000, so that no row can be anybody.
"""

import csv
import io
import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from schemas.spec import FormSpec
from validator.cells import a1
from validator.identity import check_character

NOT_ISSUED = "Q"
_HEADER = 1
_FAMILY = ("SAMPLE 樣", "SPECIMEN 範", "EXAMPLE 例", "INVENTED 虛", "TRIAL 試", "MODEL 模")
_GIVEN = ("Ah One 阿一", "Ah Two 阿二", "Siu Three 小三", "Siu Four 小四", "Lo Five 老五")
EXAMPLE: dict[str, Any] = {
    "sender_ref": "S-1",
    "name_en": "SAMPLE Ah One",
    "name_zh": "樣阿一",
    "sex": "F",
    "born_on": date(1980, 2, 29),
    "document_type": "HKID",
    "document_number": "Q123456(7)",
    "referred_on": date(2025, 11, 3),
    "service": "FAM",
    "district": "SSP",
    "urgency": "N",
    "phone": "2000 0001",
    "guardian_name": "",
    "needs": "Counselling (invented)",
    "consent": "Y",
    "consent_on": date(2025, 11, 1),
}
"""A good row of the sample form: what an example of a rule does not say is as here."""


@dataclass(frozen=True, slots=True)
class RowSpecimen:
    """A file of rows, and the key: where it has faults and of which rule."""

    content: bytes
    key: list[dict[str, Any]]


def row_specimen(
    spec: FormSpec, count: int = 20, *, faults: int = 0, seed: int = 0, form: str = "csv"
) -> RowSpecimen:
    """Return a file of `count` rows, `faults` of them wrong in one field each."""
    chance = random.Random(f"{spec.code}|{seed}")
    rows = [person(number, chance) for number in range(count)]
    key = [_spoil(spec, row, at, chance) for at, row in enumerate(rows[:faults])]
    return RowSpecimen(written(spec, rows, form), key)


def person(number: int, chance: random.Random) -> dict[str, Any]:
    """Return the row of one invented person."""
    (family, family_zh), (given, given_zh) = (
        chance.choice(names).rsplit(" ", 1) for names in (_FAMILY, _GIVEN)
    )
    digits = f"{(number * 7 + 13) % 1_000_000:06d}"
    letters = NOT_ISSUED if number < 1_000_000 else NOT_ISSUED * 2
    referred = date(2025, 10, 1) + timedelta(days=chance.randrange(60))
    row = {
        **EXAMPLE,
        "sender_ref": f"S-{number + 1}",
        "name_en": f"{family} {given}",
        "name_zh": f"{family_zh}{given_zh}",
        "sex": chance.choice("MF"),
        "born_on": date(1940, 1, 1) + timedelta(days=chance.randrange(30_000)),
        "document_number": f"{letters}{digits}({check_character(letters, digits)})",
        "referred_on": referred,
        "service": chance.choice(("FAM", "ELD", "CHI", "REH", "YOU")),
        "district": chance.choice(("SSP", "KT", "ST", "TM", "EST", "KWT")),
        "phone": f"2000{number % 10_000:04d}",
        "consent_on": referred,
    }
    if row["born_on"].year > referred.year - 19:
        row |= {"guardian_name": f"{family} Guardian", "guardian_phone": "20009999"}
    return row


def _spoil(spec: FormSpec, row: dict[str, Any], at: int, chance: random.Random) -> dict[str, Any]:
    """Break one field of a row, and say where and of which rule."""
    future = date(2999, 1, 1)
    field, trouble, raw = chance.choice((
        ("document_number", "hkid", row["document_number"][:-2] + "Z)"),
        ("referred_on", "not_after", future),
        ("consent", "must_be", "N"),
        ("name_en", "required", ""),
        ("district", "code", "nowhere"),
        ("phone", "phone", "12"),
        ("born_on", "date", "31/02/1980"),
    ))
    row[field] = raw
    place = [one.key for one in spec.lists[0].fields].index(field) + 1
    cell = a1(at + 1 + _HEADER, place)
    rule = f"{spec.code}.{field}.{trouble}"
    return {"sheet": None, "a1": cell, "rule": rule, "expected": None, "changed": [cell]}


def written(spec: FormSpec, rows: list[dict[str, Any]], form: str = "csv") -> bytes:
    """Return rows as a file of the form: `csv` or `xlsx`, the names of the columns on top."""
    table = spec.lists[0]
    head = [one.label.both() for one in table.fields]
    lines = [[row.get(one.key, "") for one in table.fields] for row in rows]
    if form == "csv":
        buffer = io.StringIO()
        csv.writer(buffer).writerows([head, *([_plain(raw) for raw in line] for line in lines)])
        return b"\xef\xbb\xbf" + buffer.getvalue().encode()
    return workbook([head, *lines], " ".join(table.sheets))


def workbook(lines: list[list[Any]], name: str) -> bytes:
    """Return lines as a workbook of one sheet, made in memory alone; all but dates is text."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(name[:31])
    day, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
    for number, line in enumerate(lines):
        for column, raw in enumerate(line):
            if isinstance(raw, date):
                sheet.write_datetime(number, column, raw, day)
            elif raw not in ("", None):
                sheet.write_string(number, column, str(raw), bold if number == 0 else None)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(lines[0]), 16)
    book.close()
    return target.getvalue()


def _plain(raw: Any) -> str:
    return f"{raw:%d/%m/%Y}" if isinstance(raw, date) else str(raw)
