"""A file of 10,000 referrals: read, checked and worded, against named peers, as CSV and workbook.

`python -m bench.referrals`: interleaved medians in one run, warm, of processor time, which a
machine that others use leaves alone; beside it the time that passed. Exit status 1 when the sides
disagree on which cells are wrong, or any finds other cells than were spoilt. Both sides hold the
form's own demands: what is required and when, codes, days and their order, telephone and
identity numbers, and that no referral stands twice. Ours also makes every finding's words.
"""

import csv
import gc
import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

import pandas as pd
import python_calamine

from bench.peers import pandas_pandera
from schemas.catalogue import Catalogue, packaged
from validator.rowfile import RowFile, read_rows
from validator.rows import check_rows
from validator.rowspecimen import row_specimen

ROWS, FAULTS, ROUNDS = 10_000, 100, 7
CODE, TODAY = "REF-GENERAL", date(2026, 3, 31)
PEERS = {"csv": ("csv",), "xlsx": ("openpyxl", "calamine")}


def ours(data: bytes, forms: Catalogue) -> set[str]:
    """Return the address of every cell that is wrong, as the answer words it."""
    file = read_rows(data, forms)
    assert isinstance(file, RowFile)
    findings = check_rows(file, TODAY).findings()
    documents = [one.document("file", "") for one in findings]
    return {place["a1"] for one in documents for place in one["places"]}


def reading(data: bytes, form: str) -> int:
    """Read the rows, and nothing more."""
    if form == "csv":
        return sum(1 for _ in csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return len(book.get_sheet_by_index(0).to_python())


def sides_of(form: str, forms: Catalogue) -> dict[str, Callable[[bytes], object]]:
    """Return who takes part: each takes a file and gives the cells that are wrong."""
    table = forms.form(CODE).lists[0]
    codes = {one.key: list(one.codes) for one in table.fields if one.codes and not one.must_be}
    contract = pandas_pandera.schema(codes, pd.Timestamp(TODAY))
    names = [one.key for one in table.fields]
    letters = {name: chr(ord("A") + at) for at, name in enumerate(names)}

    def peer(engine: pandas_pandera.Engine) -> Callable[[bytes], object]:
        def found(data: bytes) -> set[str]:
            cells = pandas_pandera.failing(data, engine, contract, names)
            return {f"{letters[name]}{row}" for row, name in cells}

        return found

    theirs = {f"{engine}_pandera".replace("csv", "pandas"): peer(engine) for engine in PEERS[form]}
    return {"ours": lambda data: ours(data, forms), **theirs, "reading": lambda d: reading(d, form)}


def measured(
    sides: dict[str, Callable[[bytes], object]], data: bytes
) -> dict[str, tuple[float, float]]:
    """Return each side's medians in ms a file, of processor time and passed; they take turns."""
    worked: dict[str, list[float]] = {name: [] for name in sides}
    passed: dict[str, list[float]] = {name: [] for name in sides}
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for name, side in sides.items():
            began = time.process_time(), time.perf_counter()
            side(data)
            worked[name].append(time.process_time() - began[0])
            passed[name].append(time.perf_counter() - began[1])
    return {
        name: (statistics.median(worked[name]) * 1000, statistics.median(passed[name]) * 1000)
        for name in sides
    }


def report(form: str, medians: dict[str, tuple[float, float]]) -> dict[str, object]:
    """Print what was measured of one kind of file, and give it as figures."""
    for name, (worked, passed) in medians.items():
        print(f"{form} {name:20} {worked:8.1f} ms a file, {passed:8.1f} ms passed")
    ours, read = medians["ours"][0], medians["reading"][0]
    figures: dict[str, object] = {f"{form}_ms": round(ours, 1)}
    figures[f"{form}_times_reading"] = round(ours / read, 2)
    for name in (name for name in medians if name not in {"ours", "reading"}):
        figures[f"{form}_vs_{name}"] = round(medians[name][0] / ours, 2)
    return figures


def main() -> int:
    """Measure, print a table and a line of JSON; return the exit status."""
    forms = packaged()
    figures: dict[str, object] = {"agree": True, "rows": ROWS, "faults": FAULTS}
    for form in PEERS:
        made = row_specimen(forms.form(CODE), ROWS, faults=FAULTS, form=form)
        sides = sides_of(form, forms)
        spoilt = {cell for one in made.key for cell in one["changed"]}
        for name, side in sides.items():
            if name != "reading" and (found := side(made.content)) != spoilt:
                figures["agree"] = False
                print(f"{form} {name} differs at {sorted(found ^ spoilt)[:20]}")
        medians = measured(sides, made.content)
        figures |= report(form, medians)
    print(json.dumps(figures))
    return 0 if figures["agree"] else 1


if __name__ == "__main__":
    sys.exit(main())
