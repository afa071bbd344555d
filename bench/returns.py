"""One return of 2 sheets of 40 x 14: read, checked and worded, warm, against named peers.

`python -m bench.returns`: interleaved medians in one run; exit status 1 when the sides disagree
on the totals that do not agree.
"""

import io
import json
import random
import statistics
import sys
import time
from collections.abc import Callable

import python_calamine
import yaml

from bench.peers import openpyxl_pandera
from schemas.catalogue import Catalogue
from schemas.periods import Period
from validator.blank import Sender, blank
from validator.cells import column_letters
from validator.engine import check_file
from validator.layout import LABEL_COLUMNS, blocks
from validator.plan import Plan, compile_plan

ROWS, COLUMNS, FILES, ROUNDS = 40, 14, 40, 5
PERIOD = Period.parse("2025-26Q3")


def form_text() -> str:
    """Return a form of two tables with totals both ways: 108 relations."""
    words = {"en": "Bench", "zh-Hant": "量度"}
    tables = {}
    for name in ("a", "b"):
        rows = [f"{name.upper()}{n:03d}" for n in range(ROWS)]
        cols = [f"c{n:02d}" for n in range(COLUMNS)]
        tables[name] = {
            "code": name,
            "title": {"en": f"Table {name}", "zh-Hant": f"表{name}"},
            "find": {"sheet": [f"Sheet {name}"]},
            "rows": {r: {"en": f"Row {r}", "zh-Hant": f"行{r}"} for r in rows},
            "cols": {
                c: {"type": "count", "code": c.upper(), "en": f"Col {c}", "zh-Hant": f"欄{c}"}
                for c in cols
            },
        }
        tables[name]["rows"][rows[-1]]["total_of"] = rows[:-1]
        tables[name]["cols"][cols[-1]]["total_of"] = cols[:-1]
    head = {"id": "BENCH", "title": words, "programme": words, "service": "901"}
    revision = {"v": 1, "from": "2024-25Q1", "note": words}
    document = {"formspec": 1, "form": head, "revisions": [revision], "tables": tables}
    return str(yaml.safe_dump(document, allow_unicode=True))


def workbook(plan: Plan, seed: int) -> bytes:
    """Return a filled workbook with three figures broken after its totals were made."""
    chance = random.Random(seed)
    figures = {}
    for table in plan.spec.tables:
        rows, cols = [r.key for r in table.rows], [c.key for c in table.cols]
        grid = [[chance.randint(0, 99) for _ in cols[:-1]] for _ in rows[:-1]]
        grid.append([sum(column) for column in zip(*grid, strict=True)])
        grid = [[*line, sum(line)] for line in grid]
        for _ in range(3):
            grid[chance.randrange(ROWS - 1)][chance.randrange(COLUMNS - 1)] += 100
        for row, line in zip(rows, grid, strict=True):
            for col, value in zip(cols, line, strict=True):
                figures[table.key, row, col] = value
    return blank(plan, period=PERIOD, sender=Sender("9101"), figures=figures)


def ours(data: bytes, forms: Catalogue) -> set[tuple[str, str]]:
    """Return (sheet, address) of every total that does not agree, as the verdict words it."""
    findings = check_file(data, forms).summary()["findings"]
    return {(f["cells"][0]["sheet"], f["cells"][0]["a1"]) for f in findings}


def reading(data: bytes) -> int:
    """Read the two sheets by calamine, and nothing more."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(book.get_sheet_by_index(n).to_python()) for n in (0, 1))


def main() -> int:
    """Measure, print a table and a line of JSON; return the exit status."""
    forms = Catalogue.of_texts([form_text()])
    plan = compile_plan(forms.form("BENCH"), PERIOD.id)
    files = [workbook(plan, seed) for seed in range(FILES)]
    first = [block.first for block in blocks(plan)]
    letters = [column_letters(LABEL_COLUMNS + n) for n in range(1, COLUMNS + 1)]
    contract = openpyxl_pandera.schema(letters)
    sides: dict[str, Callable[[bytes], object]] = {
        "ours": lambda data: ours(data, forms),
        "openpyxl_pandera": lambda data: openpyxl_pandera.failing(data, contract, first),
        "reading": reading,
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for data in files[: FILES // ROUNDS]:
            for name, side in sides.items():
                began = time.perf_counter()
                side(data)
                times[name].append(time.perf_counter() - began)
    agree = all(sides["ours"](data) == sides["openpyxl_pandera"](data) for data in files[:10])
    return report({name: statistics.median(taken) * 1000 for name, taken in times.items()}, agree)


def report(medians: dict[str, float], agree: bool) -> int:
    """Print what was measured."""
    for name, median in medians.items():
        print(f"{name:20} {median:8.2f} ms a return")
    figures = {
        "agree": agree,
        "ms": round(medians["ours"], 2),
        "vs_openpyxl_pandera": round(medians["openpyxl_pandera"] / medians["ours"], 1),
        "times_reading": round(medians["ours"] / medians["reading"], 2),
    }
    print(json.dumps(figures))
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
