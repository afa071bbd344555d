"""Random files of referrals, as somebody might send them; seeded."""

import csv
import io
import random
from datetime import date

from schemas.catalogue import Catalogue
from schemas.load import packaged_texts
from validator.rowfile import STATUS
from validator.rowspecimen import person

TODAY = date(2025, 12, 31)
FIGURES = """
      visits: {code: F21, type: count, max: 400, en: Visits, zh-Hant: 探訪次數}
      hours: {code: F22, type: decimal, decimals: 1, required: true, en: Hours, zh-Hant: 時數}
examples:
"""
TEXT = packaged_texts()["referrals/REF-GENERAL.yaml"].replace("\nexamples:\n", FIGURES, 1)
FORMS = Catalogue.of_texts([TEXT])
SPEC = FORMS.form("REF-GENERAL")
FIELDS = SPEC.lists[0].fields
SAID = {
    "date": "31/2/2025;1/9/2025;2025-09-01;2025/9/1;１/９/２０２５;1 Sep 2025;2025年9月1日;45901;"
    "2999-01-01;1-Sep-25;2025-W1-1;01/13/2025;+1/09/2025;1/1/1901;01/09/2025 (Mon)",
    "code": "hkid;ＦＡＭ; N ;Y;n;Female;女;Kwun Tong;nowhere;U;OTH;U Urgent 緊急;0;-0",
    "count": "0;7;07;-0;1,200;１２;12.0;1.5;-3;n/a;無;401;1 200;9999999999999999;٣;²;1e3;—",
    "decimal": "0;7;7.5;7.50;7.55;.5;7.;１.５;-3;n/a;1,200.5;0000000000000000.5;1.2.3",
    "text": '=1;@x;plain;  plain ;-0;007;１２;;;\u00a0;a,b;say "so";two\nlines;a\r\nb;'
    + "x" * 1001,
}
CHECKED = {
    "document_number": "Q123456(7);q123456 7;ｑ１２３４５６（７）;Q123456(8);Q123456;QX123456;-0",
    "phone": "2000 0001;20000001;+852 2000 0001;１２３;２０００ ０００１;0200;20000001 x",
}


def value(one, chance):
    """Return how a field may be written, wrong more often than not."""
    written = CHECKED.get(one.key) or SAID[one.type]
    return chance.choice(["", " ", *written.split(";")])


def plain(raw):
    return f"{raw:%d/%m/%Y}" if isinstance(raw, date) else str(raw)


def rows_of(chance, count, odd):
    for number in range(count):
        row = {**person(number % 40, chance), "visits": chance.randrange(9), "hours": "1.5"}
        for one in FIELDS:
            if chance.random() < odd:
                row[one.key] = value(one, chance)
        yield row


def random_file(seed, counts=(1, 30, 90)):
    """Return a file as somebody might send it."""
    chance = random.Random(seed)
    fields = [one for one in FIELDS if one.required or chance.random() < 0.9]
    chance.shuffle(fields)
    head = [chance.choice((one.code, one.label.both(), one.label.en)) for one in fields]
    more = chance.choice(([], [], ["Nobody's", "", *STATUS]))
    lines = [["Referrals of one of us"]] * chance.choice((0, 0, 1, 3)) + [[*head, *more]]
    if chance.random() < 0.3:
        lines.append([one.code for one in fields])
    for row in rows_of(chance, chance.choice(counts), chance.choice((0, 0.02, 0.2))):
        lines.append([plain(row.get(one.key, "")) for one in fields])
        lines[-1] += ["x" if chance.random() < 0.3 else "" for _ in more]
        if chance.random() < 0.05:
            lines.append(chance.choice(([], [""], [" "] * 9, [""] * len(head) + ["y"] * len(more))))
        if chance.random() < 0.03:
            lines[-1] = lines[-1][: chance.randrange(len(fields) + 1)]
    return written(chance, lines)


def written(chance, lines):
    ending, sign = chance.choice(("\n", "\r\n")), chance.choice(",;\t")
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=ending, delimiter=sign, quoting=quoting).writerows(lines)
    return buffer.getvalue().encode(chance.choice(("utf-8", "utf-8-sig")))


def answer(rows):
    """Return all that an answer holds."""
    told = [
        (one.rule, one.message, one.hint, [(place.sheet, place.a1) for place in one.places])
        for one in rows.findings()
    ]
    return rows.count, dict(rows.faults), told, rows.good, rows.file.columns, rows.file.header
