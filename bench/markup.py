"""Workbooks marked up, twenty cells each: our edit of the file's own XML against openpyxl.

`python -m bench.markup`: a mixed set by size and by who wrote it; interleaved medians in one run.
Exit status 1 when a value of the sender's sheets differs on either side, or a note is missing.
"""

import io
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import openpyxl
import xlsxwriter

from bench.peers import openpyxl_marked
from validator.cells import a1
from validator.mark import mark
from validator.read import Book, read

SIZES = {"small": (30, 8), "middle": (300, 14), "large": (2_000, 20)}
ROUNDS, MARKS = 7, 20
Files = dict[str, tuple[bytes, list[dict[str, Any]]]]


def by_xlsxwriter(rows: int, columns: int) -> bytes:
    """Return a workbook with formats, formulas, a list and a conditional format."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        looks = [
            book.add_format({"num_format": code, "border": 1}) for code in ("0", "0.0", "#,##0")
        ]
        for name in ("Return 統計表", "Notes"):
            sheet = book.add_worksheet(name)
            for row in range(rows):
                sheet.write_string(row, 0, f"R{row:04d} Item 項目")
                for column in range(1, columns):
                    sheet.write_number(row, column, row * column % 97, looks[column % 3])
                total = f"=SUM(B{row + 1}:{a1(row + 1, columns)})"
                sheet.write_formula(row, columns, total, looks[0], 5)
            sheet.conditional_format(0, 1, rows, 3, {"type": "cell", "criteria": ">", "value": 90})
            sheet.data_validation(
                0, 1, rows, 1, {"validate": "integer", "criteria": ">=", "value": 0}
            )
    return target.getvalue()


def by_openpyxl(rows: int, columns: int) -> bytes:
    """Return the same as openpyxl saves it."""
    book = openpyxl.load_workbook(io.BytesIO(by_xlsxwriter(rows, columns)))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def findings(rows: int, columns: int) -> list[dict[str, Any]]:
    """Return documents of findings at twenty cells."""
    chance = random.Random(rows)
    cells = chance.sample([(r, c) for r in range(1, rows) for c in range(2, columns)], MARKS)
    return [_finding(number, a1(*cell)) for number, cell in enumerate(cells, 1)]


def _finding(number: int, address: str) -> dict[str, Any]:
    words = {"en": f"{address} is 5, but 3 + 4 = 7.", "zh-Hant": f"{address} 是 5，但 3 + 4 = 7。"}
    place = {"sheet": "Return 統計表", "a1": address, "code": "", "label": words}
    finding = {"id": f"F{number}", "severity": "error", "outcome": "fail", "cause": None}
    finding |= {"address": place, "places": [place], "raw": "5", "value": "5", "expected": "7"}
    return finding | {"suggestion": None, "message": words, "hint": words}


def theirs(data: bytes, found: list[dict[str, Any]]) -> bytes:
    """Mark by openpyxl."""
    places = [(f["address"]["sheet"], f["address"]["a1"], f["message"]["en"]) for f in found]
    return openpyxl_marked.marked(data, places)


def right(data: bytes, marked: bytes, found: list[dict[str, Any]]) -> bool:
    """Say whether the sender's values are as before, and every cell has its note."""
    before, after = read(data), read(marked)
    assert isinstance(before, Book) and isinstance(after, Book)
    sheets = {sheet.name: sheet.rows for sheet in after.sheets}
    same = all(sheets.get(sheet.name) == sheet.rows for sheet in before.sheets)
    noted = openpyxl.load_workbook(io.BytesIO(marked))["Return 統計表"]
    return same and all(noted[f["address"]["a1"]].comment for f in found)


def main() -> int:
    """Measure, print a table and a line of JSON; return the exit status."""
    sides: dict[str, Callable[..., bytes]] = {"ours": mark, "openpyxl": theirs}
    ratios, agree = {}, True
    for size, shape in SIZES.items():
        for maker in (by_xlsxwriter, by_openpyxl):
            data, found = maker(*shape), findings(*shape)
            taken: dict[str, list[float]] = {name: [] for name in sides}
            for _ in range(ROUNDS):
                for name, side in sides.items():
                    began = time.perf_counter()
                    marked = side(data, found)
                    taken[name].append(time.perf_counter() - began)
                    if name == "ours":
                        agree = agree and right(data, marked, found)
            ours, peer = (statistics.median(taken[name]) * 1000 for name in sides)
            name = f"{size} {maker.__name__}"
            ratios[name] = peer / ours
            print(f"{name:24} {len(data) / 1000:7.0f} kB  {ours:8.1f} ms  openpyxl {peer:8.1f} ms")
    figures = {"agree": agree, "vs_openpyxl": round(statistics.median(ratios.values()), 1)}
    figures |= {f"vs_openpyxl {name}": round(ratio, 1) for name, ratio in ratios.items()}
    print(json.dumps(figures))
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
