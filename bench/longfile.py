"""What `bench.long` checks: a form of 30 fields and 45 checks, and files of it with an answer key.

Only what our reading rules call wrong is planted. Beside it stand, unplanted, the ways in which
people write what is right: full-width digits and letters, spaces, short days, names of codes.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from schemas.load import packaged_texts
from schemas.spec import Field, FormSpec
from validator.cells import bare
from validator.rowspecimen import person

TODAY = date(2026, 3, 31)
CODE = "REF-GENERAL"
PART = 150_000
"""Rows of a file, of which the long one has ten times as many."""
Finding = tuple[int, str, str]
"""Row of the file, field, what is wrong with it."""

_Spoil = tuple[dict[str, str], dict[str, str]]
_MORE = """
      seen_on: {code: F21, type: date, not_before: referred_on, en: First seen, zh-Hant: 首次會面}
      closed_on: {code: F22, type: date, not_before: seen_on, en: Closed, zh-Hant: 結束日期}
      visits: {code: F23, type: count, max: 5000, en: Visits, zh-Hant: 探訪次數}
      household: {code: F24, type: count, max: 50, en: Household, zh-Hant: 家庭人數}
      hours: {code: F25, type: decimal, decimals: 1, en: Hours, zh-Hant: 時數}
      email: {code: F26, type: text, en: E-mail, zh-Hant: 電郵}
      school: {code: F27, type: text, en: School, zh-Hant: 學校}
      worker: {code: F28, type: text, en: Worker, zh-Hant: 負責人}
      office: {code: F29, type: text, en: Office, zh-Hant: 辦事處}
      remarks: {code: F30, type: text, en: Remarks, zh-Hant: 備註}
examples:
"""
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_GUARDED = {"guardian_name": "SAMPLE Guardian", "guardian_phone": "20009999"}
_LATE = {"seen_on": "20/08/2027", "closed_on": "21/08/2027"}
_FUTURE, _BEFORE, _YOUNG = "15/08/2027", "15/08/1930", "01/06/2015"


def form_text() -> str:
    """Return the sample form of referrals with ten fields more."""
    return packaged_texts()["referrals/REF-GENERAL.yaml"].replace("\nexamples:\n", _MORE, 1)


def described(spec: FormSpec) -> dict[str, Any]:
    """Return the form as the peers are given it: columns, codes as written, checks."""
    table = spec.lists[0]
    named = [one for one in table.fields if one.codes]
    codes = {one.key: dict(_forms(one)) for one in named}
    checks = [check for one in table.fields for check in _checks(one)]
    checks.append({"field": table.known_by[-1], "trouble": "twice"})
    kinds = {"date": ("date",), "figure": ("count", "decimal")}
    return {
        "columns": [one.key for one in table.fields],
        "codes": codes,
        **{kind: [f.key for f in table.fields if f.type in types] for kind, types in kinds.items()},
        "typed": [one.key for one in table.fields if one.type != "text"],
        "packed": [one.key for one in table.fields if one.check],
        "known_by": table.known_by,
        "today": TODAY.isoformat(),
        "checks": checks,
    }


def _forms(one: Field) -> Iterator[tuple[str, str]]:
    for code, label in one.codes.items():
        yield from ((bare(form), code) for form in (code, label.en, label.zh, label.both()))


def _checks(one: Field) -> Iterator[dict[str, Any]]:
    kinds = {"code": "code", "date": "date", "count": "figure", "decimal": "figure"}
    said: list[dict[str, Any]] = [{"trouble": "required"}] if one.required else []
    said += [{"trouble": kinds[one.type]}] if one.type in kinds else []
    said += [{"trouble": "max", "most": one.max}] if one.max else []
    said += [{"trouble": "must_be", "code": one.must_be}] if one.must_be else []
    for name in ("not_after", "not_before"):
        said += [{"trouble": name, "other": getattr(one, name)}] if getattr(one, name) else []
    if one.check:
        when = one.check_when
        asked = {"when": when.field, "codes": when.codes} if when else {}
        said.append({"trouble": one.check, **asked})
    if when := one.required_when:
        asked = {"when": when.field, "codes": when.codes}
        asked |= {"younger": when.younger_than, "at": when.at} if when.younger_than else {}
        said.append({"trouble": "required", **asked})
    return ({"field": one.key, **check} for check in said)


def write(path: Path, spec: FormSpec, rows: int) -> set[Finding]:
    """Write a file of so many rows, one in a hundred with a fault; return its answer key."""
    fields = spec.lists[0].fields
    chance = random.Random(rows)
    spoils = list(_spoils(fields))
    key: set[Finding] = set()
    former: dict[str, str] = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([one.label.both() for one in fields])
        for number in range(rows):
            row = _row(number, chance)
            if number % 100 == 50:
                changes, faults = spoils[number // 100 % len(spoils)]
                said = {name: to.format(row.get(name)) for name, to in changes.items()}
                row |= former | said if "twice" in faults.values() else said
                key |= {(number + 2, *one) for one in faults.items()}
            elif number % 100 == 7:
                former = {name: row[name] for name in spec.lists[0].known_by}
            elif number % 5 == 3:
                _write_otherwise(row, fields, chance)
            lines.writerow([row.get(one.key, "") for one in fields])
    return key


def _row(number: int, chance: random.Random) -> dict[str, str]:
    """Return a good row as a program would export it."""
    row = person(number, chance)
    seen = row["referred_on"] + timedelta(days=chance.randrange(30))
    row |= {"seen_on": seen, "closed_on": seen + timedelta(days=chance.randrange(60))}
    row |= {"visits": chance.randrange(60), "household": chance.randrange(1, 9)}
    row |= {"hours": chance.randrange(800) / 10, "email": f"{number}@example.org"}
    row |= {"school": f"Sample school {number % 400}", "worker": f"Worker {number % 90}"}
    row |= {"office": f"Office {number % 30}", "remarks": "" if number % 3 else f"Note {number}"}
    return {name: _plain(said) for name, said in row.items()}


def _plain(said: object) -> str:
    return f"{said:%d/%m/%Y}" if isinstance(said, date) else str(said)


def _spoils(fields: tuple[Field, ...]) -> Iterator[_Spoil]:
    """Yield every way to spoil a row: what it then says, and what is wrong with which field."""
    for one in fields:
        yield from _of_field(one)
    yield {"consent": "N"}, {"consent": "must_be"}
    yield {"consent_on": _FUTURE}, {"consent_on": "not_after"}
    yield {"referred_on": _FUTURE, **_LATE}, {"referred_on": "not_after"}
    after = {"referred_on": "not_before", "consent_on": "not_before"}
    yield {"born_on": _FUTURE, **_GUARDED}, {"born_on": "not_after", **after}
    yield {"document_number": "Q{}"}, {"document_number": "hkid"}
    yield {"phone": "12345678"}, {"phone": "phone"}
    yield {"guardian_phone": "0200"}, {"guardian_phone": "phone"}
    yield {"service": "OTH"}, {"service_other": "required"}
    yield {"urgency": "U"}, {"urgent_reason": "required"}
    for key in _GUARDED:
        yield {"born_on": _YOUNG, **_GUARDED, key: ""}, {key: "required"}
    yield {"seen_on": "", "closed_on": ""}, {"referred_on": "twice"}


def _of_field(one: Field) -> Iterator[_Spoil]:
    wrong = {"code": ("code", "nowhere"), "date": ("date", "31/02/2025", "05/13/2025")}
    wrong |= dict.fromkeys(("count", "decimal"), ("figure", "n/a", "１２x"))
    trouble, *ways = wrong.get(one.type, ("",))
    yield from (({one.key: said}, {one.key: trouble}) for said in ways)
    if one.required:
        yield {one.key: ""}, {one.key: "required"}
    if one.max:
        yield {one.key: str(one.max + 1)}, {one.key: "max"}
    if one.not_before:
        yield {one.key: _BEFORE, **_GUARDED}, {one.key: "not_before"}


def _write_otherwise(row: dict[str, str], fields: tuple[Field, ...], chance: random.Random) -> None:
    """Write some fields of a row in another way that means the same."""
    for one in chance.sample(fields, 4):
        said = row.get(one.key, "")
        if not said:
            continue
        ways = [said.translate(_WIDE), f" {said} ", f"\u00a0{said}"]
        if one.type == "date":
            day, month, year = said.split("/")
            ways += [f"{int(day)}/{int(month)}/{year}", f"{year}-{month}-{day}"]
        elif one.type == "code":
            ways += [said.lower(), one.codes[said].en, one.codes[said].zh]
        elif one.type in ("count", "decimal"):
            ways += ["1,234" if one.key == "visits" else "012", "１２"]
        elif one.check == "hkid":
            ways += [said.lower(), said.replace("(", " ").rstrip(")")]
        elif one.check == "phone":
            ways += [f"+852 {said[:4]} {said[4:]}", f"{said[:4]}-{said[4:]}"]
        else:
            continue
        row[one.key] = chance.choice(ways)
