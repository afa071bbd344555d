"""The pictures of workbooks in these documents: `.venv/bin/python docs/pictures_of_workbooks.py`.

Makes a blank by the product's own command, types some figures into it as a unit would, has
LibreOffice reckon it and draw its pages, and puts them into docs/pictures/ (needs poppler-utils).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.office.conftest import ANEW

FOLDER = Path(__file__).parent / "pictures"
FORM, UNIT, PERIOD = "FAS-CASE-Q", "9101", "2025-26Q3"
TYPED = {
    **{"C11": 41, "D11": 12, "E11": 9, "C12": 17, "D12": 4, "E12": 6},
    **{"C13": 8, "D13": 1, "E13": "3 or 4", "C20": 14, "C21": 16, "C22": 212.5},
}
"""Two figures are wrong: a text where a number belongs, and a part above its whole."""
SHOWN = {"blank": ("empty", 1), "self-check": ("typed", 3)}
"""Each picture: of which workbook, and which page."""


def drawn(workbook: Path) -> Path:
    """Return the pages of a workbook as LibreOffice draws them, every formula reckoned anew."""
    profile = workbook.parent / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ANEW, encoding="utf-8")
    words = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
    words += ["--convert-to", "pdf", "--outdir", str(workbook.parent), str(workbook)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    return workbook.with_suffix(".pdf")


def main() -> None:
    """Make all pictures of workbooks anew."""
    with tempfile.TemporaryDirectory() as name:
        empty, typed = Path(name) / "empty.xlsx", Path(name) / "typed.xlsx"
        command = [sys.executable, "-m", "portal.cli", "blank", FORM]
        command += ["--unit", UNIT, "--period", PERIOD, "-o", str(empty)]
        subprocess.run(command, check=True)
        book = openpyxl.load_workbook(empty)
        for at, said in TYPED.items():
            book.worksheets[0][at] = said
        book.save(typed)
        pages = {path.stem: drawn(path) for path in (empty, typed)}
        for picture, (of, page) in SHOWN.items():
            words = ["pdftoppm", "-png", "-r", "90", "-f", str(page), "-l", str(page)]
            words += ["-singlefile", str(pages[of]), str(FOLDER / picture)]
            subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
