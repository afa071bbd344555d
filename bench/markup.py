"""Workbooks marked up, twenty cells each: our edit of the file's own XML against openpyxl.

`python -m bench.markup`: a mixed set by size, by who wrote it and by what is in it; interleaved
medians in one run. Those of programs that are not at hand are made from XlsxWriter's by script, as
the tests have their habits. Exit status 1 when, on our side, a value of the sender's sheets
differs, a note is missing, or a part is lost.
"""

import io
import json
import random
import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

import openpyxl
import xlsxwriter

from bench.peers import openpyxl_marked
from tests.validator.habits import HABITS, as_written_by
from validator.cells import a1
from validator.mark import mark
from validator.read import Book, read

SIZES = {"small": (30, 8), "middle": (300, 14), "large": (2_000, 20)}
ROUNDS, MARKS = 7, 20
PROGRAMS = ("inline strings", "LibreOffice", "WPS", "Google", "Numbers", "Excel online", "prefixes")
ALSO_LARGE = ("XlsxWriter", "openpyxl", "Excel online", "with comments")
"""Kinds that are measured large as well, where openpyxl takes seconds a file."""
Make = Callable[[int, int], bytes]
Feature = Callable[[Any, Any], None]


def plain(book: Any, sheet: Any) -> None:
    """Add nothing."""


def with_comments(book: Any, sheet: Any) -> None:
    """Add forty notes of the sender's own."""
    for row in range(1, 41):
        sheet.write_comment(row % 29, row // 29 + 3, f"Ask the office, {row}.")


def with_drawings(book: Any, sheet: Any) -> None:
    """Add five charts and ten text boxes."""
    for number in range(5):
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Return 統計表'!$B$1:$B$20"})
        sheet.insert_chart(number * 15, 24, chart)
    for number in range(10):
        sheet.insert_textbox(number * 4, 34, f"Note {number}")


def with_conditions(book: Any, sheet: Any) -> None:
    """Add a hundred conditional formats."""
    look = book.add_format({"bg_color": "#FFEB9C"})
    for row in range(100):
        rule = {"type": "cell", "criteria": ">", "value": row, "format": look}
        sheet.conditional_format(row, 4, row, 6, rule)


def with_a_table(book: Any, sheet: Any) -> None:
    """Add a table."""
    sheet.add_table(1, 30, 40, 34, {"data": [[row] * 5 for row in range(39)]})


def with_macros(book: Any, sheet: Any) -> None:
    """Add a VBA project, whose bytes nobody reads."""
    book.add_vba_project(io.BytesIO(b"sample of a VBA project" * 2_000), is_stream=True)


FEATURES = (with_comments, with_drawings, with_conditions, with_a_table, with_macros)


def by_xlsxwriter(rows: int, columns: int, feature: Feature = plain) -> bytes:
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
        feature(book, book.worksheets()[0])
    return target.getvalue()


def by_openpyxl(rows: int, columns: int) -> bytes:
    """Return the same as openpyxl saves it."""
    book = openpyxl.load_workbook(io.BytesIO(by_xlsxwriter(rows, columns)))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def kinds() -> dict[str, Make]:
    """Return how the files of each kind are made, of any size."""
    made: dict[str, Make] = {"XlsxWriter": by_xlsxwriter, "openpyxl": by_openpyxl}
    made |= {name: partial(_as_by, name) for name in PROGRAMS}
    return made | {
        one.__name__.replace("_", " "): partial(by_xlsxwriter, feature=one) for one in FEATURES
    }


def _as_by(program: str, rows: int, columns: int) -> bytes:
    return as_written_by(HABITS[program], by_xlsxwriter(rows, columns))


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
    """Say whether values and parts are as before, and every cell has its note."""
    before, after = read(data), read(marked)
    assert isinstance(before, Book) and isinstance(after, Book)
    sheets = {sheet.name: sheet.rows for sheet in after.sheets}
    same = all(sheets.get(sheet.name) == sheet.rows for sheet in before.sheets)
    kept = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    same = same and kept <= set(zipfile.ZipFile(io.BytesIO(marked)).namelist())
    noted = openpyxl.load_workbook(io.BytesIO(marked))["Return 統計表"]
    return same and all(noted[f["address"]["a1"]].comment for f in found)


def main() -> int:
    """Measure, print a table and a line of JSON; return the exit status."""
    sides: dict[str, Callable[..., bytes]] = {"ours": mark, "openpyxl": theirs}
    ratios: dict[str, list[float]] = {}
    agree = True
    for size, shape in SIZES.items():
        for kind, make in kinds().items():
            if size == "large" and kind not in ALSO_LARGE:
                continue
            data, found = make(*shape), findings(*shape)
            agree = right(data, mark(data, found), found) and agree
            rounds = ROUNDS if size != "large" else 3
            ours, peer = (median * 1000 for median in measured(sides, data, found, rounds=rounds))
            for name in (size, kind):
                ratios.setdefault(name, []).append(peer / ours)
            name = f"{size} {kind}"
            print(f"{name:24} {len(data) / 1000:7.0f} kB  {ours:8.1f} ms  openpyxl {peer:8.1f} ms")
    every = [ratio for size in SIZES for ratio in ratios[size]]
    figures = {"agree": agree, "files": len(every)}
    figures |= {"vs_openpyxl": round(statistics.median(every), 1), "least": round(min(every), 1)}
    figures |= {f"vs_openpyxl {k}": round(statistics.median(r), 1) for k, r in ratios.items()}
    print(json.dumps(figures))
    return 0 if agree else 1


def measured(
    sides: dict[str, Callable[..., bytes]],
    data: bytes,
    found: list[dict[str, Any]],
    *,
    rounds: int,
) -> list[float]:
    """Return each side's median in seconds, the sides taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            began = time.perf_counter()
            side(data, found)
            taken[name].append(time.perf_counter() - began)
    return [statistics.median(times) for times in taken.values()]


if __name__ == "__main__":
    sys.exit(main())
