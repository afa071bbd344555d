"""Findings and lists as files: xlsx, csv, json. No cell of any of them can start a formula."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter

from portal.models.submissions import Submission
from portal.services import verdicts
from portal.spreadsheets import harmless
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
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def findings_file(submission: Submission, form: str) -> bytes:
    """Return all findings of a submission as a file of one of TYPES."""
    findings = verdicts.of(submission)["findings"]
    if form == "json":
        return json.dumps(findings, ensure_ascii=False, indent=1).encode()
    rows = [[" ".join(dict.fromkeys(pair)) for pair in HEADINGS], *map(list, _rows(findings))]
    return table_file(rows, form, WIDTHS, "Findings 需更正項目")


def table_file(rows: list[list[str]], form: str, widths: Sequence[int], title: str) -> bytes:
    """Return a table, its headings first, as a file: "csv" or "xlsx"."""
    return _as_csv(rows) if form == "csv" else _as_workbook(rows, widths, title)


def _rows(findings: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for finding in findings:
        address = finding["address"] or {
            "sheet": "",
            "a1": "",
            "label": title(finding["kind"]).document(),
        }
        yield (
            finding["id"],
            finding["severity"],
            address["sheet"] or "",
            ", ".join(place["a1"] for place in finding["places"]) or address["a1"],
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


def _there_and_expected(finding: dict[str, Any]) -> tuple[str, str]:
    """Return what stands in the cell that is named, and what would be right there."""
    if finding["suggestion"]:
        return finding["raw"] or "", finding["suggestion"]["value"]
    return finding["value"] or finding["raw"] or "", finding["expected"] or ""


def _as_csv(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([harmless(text) for text in row] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _as_workbook(rows: list[list[str]], widths: Sequence[int], title: str) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title)
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#F1F3F5"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, body if number else head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows) - 1, len(widths) - 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    book.close()
    return buffer.getvalue()
