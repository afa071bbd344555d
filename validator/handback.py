"""A file of rows handed back to its sender: each row with its answer, or the wrong rows alone.

Made in memory; the rows say what they said, and three columns more. They come again unread.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from schemas.spec import ListTable
from validator.rowcolumns import Fault
from validator.rowfile import STATUS, RowFile
from validator.rows import words
from validator.rowspecimen import workbook

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[\d\s().-]+")


class Answer(NamedTuple):
    """What became of a row: in words of both languages, under which reference, what to correct."""

    status: str
    reference: str = ""
    correct: str = ""


def to_correct(table: ListTable, faults: Iterable[Fault]) -> str:
    """Say in both languages what is wrong with a row, one fault after the other."""
    said = []
    for field, trouble in faults:
        message, hint = words(table.field(field), trouble, table)
        said.append(f"{message.en} {hint.en} {message.zh}{hint.zh}")
    return " | ".join(said)


def handed_back(
    file: RowFile, answers: Mapping[int, Answer], *, form: str, only: frozenset[int] | None = None
) -> bytes:
    """Return the file with its answers, as `csv` or `xlsx`; with `only`, header and these rows."""
    own = set(file.own.values())
    days = {at for key, at in file.columns.items() if file.table.field(key).type == "date"}
    lines: list[list[Any]] = []
    for number, row in enumerate(file.rows, file.top):
        if only is not None and number != file.header and number not in only:
            continue
        said = [file.day(raw) if at in days else raw for at, raw in enumerate(row)]
        kept = [_kept(raw) for at, raw in enumerate(said) if at not in own]
        lines.append([*kept, *(STATUS if number == file.header else answers.get(number, ()))])
    if form == "xlsx":
        return workbook(lines, file.table.sheets[0])
    buffer = io.StringIO()
    csv.writer(buffer).writerows([_harmless(raw) for raw in line] for line in lines)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _kept(raw: object) -> object:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return raw


def _harmless(raw: object) -> str:
    """Return a value that no spreadsheet runs; telephone numbers with a plus stay as they are."""
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    text = str(raw)
    return f"'{text}" if text.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text) else text
