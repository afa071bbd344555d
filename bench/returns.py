"""One return of 2 sheets of 40 x 14: read, checked and worded, warm, against named peers.

`python -m bench.returns`: interleaved medians in one run, clean and faulty returns apart; the
figures without `clean_` are those of faulty ones. Warm is: the sides take turns, each over all
files, as a side works that checks one return after the other. The figures with `cold_` are those
of a side that finds its memory full of the others' each time: they take turns at every file. Exit
status 1 when the sides disagree on which cells are wrong. Both sides hold each figure to be a
whole number from 0 to the column's most, and both ways of totals: 2 x (14 x 4 + 1) rules.
"""

import gc
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

ROWS, COLUMNS, FILES, ROUNDS, MOST = 40, 14, 20, 5, 100_000
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
                c: {
                    "type": "count",
                    "max": MOST,
                    "code": c.upper(),
                    "en": f"Col {c}",
                    "zh-Hant": f"欄{c}",
                }
                for c in cols
            },
        }
        tables[name]["rows"][rows[-1]]["total_of"] = rows[:-1]
        tables[name]["cols"][cols[-1]]["total_of"] = cols[:-1]
    head = {"id": "BENCH", "title": words, "programme": words, "service": "901"}
    revision = {"v": 1, "from": "2024-25Q1", "note": words}
    document = {"formspec": 1, "form": head, "revisions": [revision], "tables": tables}
    return str(yaml.safe_dump(document, allow_unicode=True))


def workbook(plan: Plan, seed: int, *, faulty: bool) -> bytes:
    """Return a filled workbook; a faulty one has three or four slips.

    Three figures of the first sheet are changed after its totals were made. On the second sheet
    one in four has text for a figure, and another one in four a figure above the most.
    """
    chance = random.Random(seed)
    figures: dict[tuple[str, str, str], object] = {}
    for number, table in enumerate(plan.spec.tables):
        rows, cols = [r.key for r in table.rows], [c.key for c in table.cols]
        grid: list[list[object]]
        parts = [[chance.randint(0, 99) for _ in cols[:-1]] for _ in rows[:-1]]
        place = chance.randrange(ROWS - 1), chance.randrange(COLUMNS - 1)
        if faulty and number and seed % 4 == 0:
            parts[place[0]][place[1]] = MOST + seed + 1
        parts.append([sum(column) for column in zip(*parts, strict=True)])
        grid = [[*line, sum(line)] for line in parts]
        if faulty and number and seed % 4 == 1:
            grid[place[0]][place[1]] = "n/a"
        if faulty and not number:
            for cell in chance.sample(range((ROWS - 1) * (COLUMNS - 1)), 3):
                row, col = divmod(cell, COLUMNS - 1)
                grid[row][col] = parts[row][col] + chance.randint(1, 999)
        for row_key, line in zip(rows, grid, strict=True):
            for col_key, value in zip(cols, line, strict=True):
                figures[table.key, row_key, col_key] = value
    return blank(plan, period=PERIOD, sender=Sender("9101"), figures=figures)


def ours(data: bytes, forms: Catalogue) -> set[tuple[str, str]]:
    """Return (sheet, address) of every cell that fails by itself, as the verdict words it."""
    findings = check_file(data, forms).summary()["findings"]
    return {
        (f["cells"][0]["sheet"], f["cells"][0]["a1"]) for f in findings if f["outcome"] == "fail"
    }


def reading(data: bytes) -> int:
    """Read the sheets by calamine, and nothing more."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def main() -> int:
    """Measure, print a table and a line of JSON; return the exit status."""
    forms = Catalogue.of_texts([form_text()])
    plan = compile_plan(forms.form("BENCH"), PERIOD.id)
    first = [block.first for block in blocks(plan)]
    letters = [column_letters(LABEL_COLUMNS + n) for n in range(1, COLUMNS + 1)]
    contract = openpyxl_pandera.schema(letters, MOST)
    sides: dict[str, Callable[[bytes], object]] = {
        "ours": lambda data: ours(data, forms),
        "openpyxl_pandera": lambda data: openpyxl_pandera.failing(data, contract, first),
        "reading": reading,
    }
    figures: dict[str, object] = {"agree": True}
    for prefix, faulty in (("clean_", False), ("", True)):
        files = [workbook(plan, seed, faulty=faulty) for seed in range(FILES)]
        found = {name: [side(data) for data in files] for name, side in sides.items()}
        planted = all(bool(cells) is faulty for cells in found["ours"])
        figures["agree"] &= found["ours"] == found["openpyxl_pandera"] and planted
        figures |= report(prefix, measured(sides, [files]))
        figures |= report(f"cold_{prefix}", measured(sides, [[data] for data in files]))
    print(json.dumps(figures))
    return 0 if figures["agree"] else 1


def measured(
    sides: dict[str, Callable[[bytes], object]], turns: list[list[bytes]]
) -> dict[str, float]:
    """Return each side's median in ms a return; in its turn a side reads that turn's files."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    # What the peers' libraries hold is no side's garbage: collecting it is on nobody's account.
    gc.collect()
    gc.freeze()
    for files in turns * ROUNDS:
        for name, side in sides.items():
            for data in files:
                began = time.perf_counter()
                side(data)
                times[name].append(time.perf_counter() - began)
    return {name: statistics.median(taken) * 1000 for name, taken in times.items()}


def report(prefix: str, medians: dict[str, float]) -> dict[str, object]:
    """Print what was measured of one kind of return, and give it as figures."""
    for name, median in medians.items():
        kind = prefix if prefix.endswith("clean_") else f"{prefix}faulty_"
        print(f"{kind + name:33} {median:8.2f} ms a return")
    return {
        f"{prefix}ms": round(medians["ours"], 2),
        f"{prefix}vs_openpyxl_pandera": round(medians["openpyxl_pandera"] / medians["ours"], 1),
        f"{prefix}times_reading": round(medians["ours"] / medians["reading"], 2),
    }


if __name__ == "__main__":
    sys.exit(main())
