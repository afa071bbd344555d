"""The catalogue: 375 forms compiled cold and again, and `esubmit check` from cold.

`python -m bench.catalogue`: medians of processes started anew, each from nothing but the files.
The forms are the packaged ones under other codes, as many as the department has. Exit status 1
when a cold `esubmit check` has another answer than expected, or loads what only the portal needs.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from schemas.catalogue import packaged
from schemas.load import packaged_texts
from schemas.periods import Period
from validator.blank import Sender
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

FORMS, ROUNDS = 375, 5
FORM, PERIOD = "HLS-MONTH-Q", "2026-27Q2"
HEAVY = ("pandas", "pandera", "polars", "sqlalchemy", "flask")
COMPILE = """
import json, sys, time
from pathlib import Path
began = time.perf_counter()
from schemas.catalogue import Catalogue
from schemas.load import load_file
from validator.blank import Sender
from validator.plan import compile_plan
def compiled():
    return [compile_plan(spec, sys.argv[2]) for spec in forms.specs.values()]
forms = Catalogue(map(load_file, Path(sys.argv[1]).iterdir()))
plans = compiled()
cold = time.perf_counter()
again = compiled() == plans
print(json.dumps([cold - began, time.perf_counter() - cold, len(plans), again]))
"""


def sector(folder: Path) -> None:
    """Write as many forms as the department has, under codes of their own."""
    texts = [text for text in packaged_texts().values() if "kind: referral" not in text]
    for number in range(FORMS):
        text = re.sub(
            r"^  id: ([\w-]+)$",
            lambda said, n=number: f"  id: {said[1][:16]}-{n:03d}",
            texts[number % len(texts)],
            count=1,
            flags=re.MULTILINE,
        )
        (folder / f"{number:03d}.yaml").write_text(text, encoding="utf-8")


def returned() -> bytes:
    """Return a filled return of a packaged form, with nothing wrong."""
    plan = compile_plan(packaged().form(FORM), PERIOD)
    return specimen(plan, Recipe(Period.parse(PERIOD), Sender("9101"))).workbook


def compiling(folder: Path) -> list[float | bool]:
    """Return seconds of reading and compiling all forms cold, and again; how many; if the same."""
    command = [sys.executable, "-c", COMPILE, str(folder), PERIOD]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: list[float | bool] = json.loads(said)
    return found


def checking(path: Path, *options: str) -> tuple[float, int]:
    """Return seconds from the start of `esubmit check` to its end, and its exit status."""
    command = [sys.executable, "-m", "portal.cli", "check", *options, str(path)]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - began, done.returncode


def loaded(path: Path) -> set[str]:
    """Return what a check loads, in itself or its child, of what only others need."""
    command = [sys.executable, "-X", "importtime", "-m", "portal.cli", "check", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    return set(HEAVY).intersection(line.rpartition("|")[2].strip() for line in said.splitlines())


def main() -> int:
    """Measure, print a table and a line of JSON; return the exit status."""
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name) / "forms", Path(name) / "return.xlsx"
        folder.mkdir()
        sector(folder)
        path.write_bytes(returned())
        compiled = [compiling(folder) for _ in range(ROUNDS)]
        checks = [checking(path) for _ in range(ROUNDS)]
        whole = [checking(path, "--forms", str(folder)) for _ in range(ROUNDS)]
        heavy = loaded(path)
    figures = {
        "forms": FORMS,
        "cold_s": statistics.median(one[0] for one in compiled),
        "cached_s": statistics.median(one[1] for one in compiled),
        "cold_check_s": statistics.median(seconds for seconds, _ in checks),
        "cold_check_all_forms_s": statistics.median(seconds for seconds, _ in whole),
    }
    for key, value in figures.items():
        print(f"{key:24} {value:8.3f}")
    agree = all(one[2:] == [FORMS, True] for one in compiled) and not heavy
    agree = agree and {status for _, status in checks} == {0}
    print(f"loaded by a check: {', '.join(sorted(heavy)) or 'nothing that only the portal needs'}")
    rounded = {key: round(value, 3) for key, value in figures.items()}
    print(json.dumps({"agree": agree, **rounded, "heavy": sorted(heavy)}))
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
