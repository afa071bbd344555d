"""Findings and lists as files: xlsx, csv, json. No cell of any of them can start a formula."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import itemgetter
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from portal.models.submissions import Submission
from portal.services import verdicts
from portal.spreadsheets import harmless
from portal.workbooks import write_workbook
from validator.findings import Line
from validator.words import title

HEADINGS = (
    ("No.", "編號"),
    ("Severity", "性質"),
    ("Sheet", "工作表"),
    ("Cell", "儲存格"),
    ("Item (English)", "項目（英文）"),
    ("Item (Chinese)", "項目（中文）"),
    ("What is there", "現有內容"),
    ("Expected", "應為"),
    ("Difference", "相差"),
    ("What is wrong", "不符之處（英文）"),
    ("不符之處", "不符之處（中文）"),
    ("What to do", "如何更正（英文）"),
    ("如何更正", "如何更正（中文）"),
    ("Rule", "規則"),
)
WIDTHS = (6, 9, 18, 10, 30, 30, 14, 12, 10, 44, 40, 44, 40, 30)
_IN_MEMORY = 4 * 1024 * 1024
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


_NONE: tuple[str, tuple[tuple[str, Line], ...]] = ("", ())

_Findings = Iterable[tuple[dict[str, Any], Iterable[Line]]]
"""Findings, each with its places where these are more than its document names."""


def findings_file(submission: Submission, form: str) -> BinaryIO:
    """Return all findings of a submission, with every place, as a file of one of TYPES."""
    findings = _whole(submission)
    if form == "json":
        return _as_json(findings)
    heads = [" ".join(dict.fromkeys(pair)) for pair in HEADINGS]
    return table_file(chain([heads], _rows(findings)), form, WIDTHS, "Findings 需更正項目")


def table_file(
    rows: Iterable[Sequence[str]], form: str, widths: Sequence[int], title: str
) -> BinaryIO:
    """Return a table, its headings first, as a file: "csv" or "xlsx"."""
    made = _room()
    if form == "csv":
        text = io.TextIOWrapper(made, encoding="utf-8-sig", newline="", write_through=True)
        csv.writer(text).writerows([harmless(text) for text in row] for row in rows)
        text.detach()
    else:
        write_workbook(made, rows, widths, title)
    made.seek(0)
    return made


def _room() -> BinaryIO:
    """Return room for a file: in memory while it is small."""
    return cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))


def _whole(submission: Submission) -> _Findings:
    """Yield each finding of a submission; its further places are read while they are asked for."""
    findings = verdicts.of(submission)["findings"]
    many = any(finding.get("further") for finding in findings)
    groups = groupby(verdicts.lines(submission), itemgetter(0)) if many else iter(())
    for finding in findings:
        lines = next(groups, _NONE)[1] if finding.get("further") else ()
        yield finding, (line for _, line in lines)


def _as_json(findings: _Findings) -> BinaryIO:
    made = _room()
    made.write(b"[")
    for number, (finding, lines) in enumerate(findings):
        places = [_place(line) for line in lines]
        document = finding | ({"places": places, "further": 0} if places else {})
        made.write(b",\n" if number else b"\n")
        made.write(json.dumps(document, ensure_ascii=False).encode())
    made.write(b"\n]\n")
    made.seek(0)
    return made


def _place(line: Line) -> dict[str, Any]:
    """Return a place with what is said of it alone."""
    said = zip(line._fields[1:], line[1:], strict=True)
    return line.place.document() | {name: text for name, text in said if text is not None}


def _rows(findings: _Findings) -> Iterator[tuple[str, ...]]:
    for finding, lines in findings:
        yield _row(finding)
        for (sheet, a1, code, label), *said in lines:
            raw, value, expected, difference = (text or "" for text in said)
            yield (
                *(finding["id"], finding["severity"], sheet or "", a1 or code, label.en, label.zh),
                *(value or raw, expected, difference, "", "", "", "", finding["rule"]),
            )


def _row(finding: dict[str, Any]) -> tuple[str, ...]:
    address = finding["address"] or {
        "sheet": "",
        "a1": "",
        "label": title(finding["kind"]).document(),
    }
    return (
        finding["id"],
        finding["severity"],
        address["sheet"] or "",
        _cells(finding) or address["a1"],
        address["label"]["en"],
        address["label"]["zh-Hant"],
        *_there_and_expected(finding),
        finding["difference"] or "",
        finding["message"]["en"],
        finding["message"]["zh-Hant"],
        finding["hint"]["en"],
        finding["hint"]["zh-Hant"],
        finding["rule"],
    )


def _cells(finding: dict[str, Any]) -> str:
    """Return where a finding stands; of one with more places than it names, the first alone."""
    if finding.get("further"):
        return f"{finding['address']['a1']} …"
    return ", ".join(place["a1"] for place in finding["places"])


def _there_and_expected(finding: dict[str, Any]) -> tuple[str, str]:
    """Return what stands in the cell that is named, and what would be right there."""
    if finding["suggestion"]:
        return finding["raw"] or "", finding["suggestion"]["value"]
    return finding["value"] or finding["raw"] or "", finding["expected"] or ""
