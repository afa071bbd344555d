"""150,000 rows of 30 columns held to 45 checks, and ten times as many: against named peers.

`python -m bench.long`: whole processes, from their start to their end, as a command is used; each
side reads the file, checks it, and writes down row, column and rule of all that it found. They
take turns, and medians are compared. Exit status 1 when any side finds other than what was
planted. Ours makes the words of each finding in both languages beside.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.longfile import CODE, PART, Finding, described, form_text, write
from schemas.catalogue import Catalogue

ROUNDS, TIMES = 3, 10
OURS = "esubmit"
PEERS = ("polars", "dataframely", "pandera_polars", "pandera_pandas", "frictionless")
ONCE = ("frictionless",)
"""Sides that are measured once, as they take a hundred times as long as any difference."""
MB = 1024
"""Kilobytes, as the system counts a process's memory, in one."""


def measured(side: str, path: Path) -> tuple[float, float, set[Finding]]:
    """Return seconds and megabytes that a side took, and what it found."""
    found = path.with_suffix(f".{side}.json")
    form = path.with_name("form.yaml" if side == OURS else "form.json")
    command = [sys.executable, "-m", f"bench.peers.long_{side}", str(path), str(found), str(form)]
    began = time.perf_counter()
    child = os.posix_spawn(sys.executable, command, os.environ)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    if status:
        raise SystemExit(f"{side} ended with {os.waitstatus_to_exitcode(status)}")
    told = json.loads(found.read_text(encoding="utf-8"))
    beside = found.with_suffix(".beside")  # What a second process took at most, if a side has one.
    memory = used.ru_maxrss + (int(beside.read_text()) if beside.exists() else 0)
    return seconds, memory / MB, {(row, field, rule) for row, field, rule in told}


def amiss(found: set[Finding], key: set[Finding]) -> dict[str, float]:
    """Return which share of what was planted was found, and how much more."""
    return {"recall": len(found & key) / len(key), "invented": len(found - key)}


def main(folder: Path) -> int:
    """Measure, print a table and a line of JSON; return the exit status."""
    text = form_text()
    spec = Catalogue.of_texts([text]).form(CODE)
    form = described(spec)
    (folder / "form.yaml").write_text(text, encoding="utf-8")
    (folder / "form.json").write_text(json.dumps(form), encoding="utf-8")
    part, whole = folder / "part.csv", folder / "whole.csv"
    keys = {path: write(path, spec, PART * times) for path, times in ((part, 1), (whole, TIMES))}
    taken: dict[tuple[str, Path], list[float]] = {}
    most: dict[tuple[str, Path], float] = {}
    wrong: dict[tuple[str, Path], dict[str, float]] = {}
    turns = [(side, part) for side in (OURS, *PEERS)] + [(OURS, whole)]
    for turn in range(ROUNDS):
        for one in turns:
            if turn and one[0] in ONCE:
                continue
            seconds, memory, found = measured(*one)
            taken.setdefault(one, []).append(seconds)
            most[one] = max(memory, most.get(one, 0))
            wrong[one] = amiss(found, keys[one[1]])
    medians = {one: statistics.median(times) for one, times in taken.items()}
    for one, median in medians.items():
        named = f"{one[0]} {len(keys[one[1]])} faults"
        print(f"{named:32} {median:8.2f} s {most[one]:7.0f} MB  {wrong[one]}")
    mine = medians[OURS, part]
    figures: dict[str, object] = {"rows": PART, "columns": len(form["columns"])}
    figures |= {"checks": len(form["checks"]), **wrong[OURS, part]}
    figures |= {f"vs_{side}": round(medians[side, part] / mine, 2) for side in PEERS}
    figures |= {"s": round(mine, 2), "peak_mb": round(most[OURS, part])}
    figures["growth"] = round(medians[OURS, whole] / mine, 2)
    figures["peak_mb_10x"] = round(most[OURS, whole])
    agree = all(one == {"recall": 1, "invented": 0} for one in wrong.values())
    print(json.dumps({"agree": agree, **figures}))
    return 0 if agree else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        sys.exit(main(Path(name)))
