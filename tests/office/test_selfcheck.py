"""LibreOffice reckons a self-check as our engine does, over returns that are broken at random."""

import csv
from io import BytesIO

import openpyxl
import pytest

from schemas.catalogue import packaged
from tests.validator.broken import PERIOD, book
from tests.validator.everykind import all_of_them
from tests.validator.test_selfcheck import self_check
from validator.blank import blank
from validator.ownsheets import STAMP_SHEET
from validator.plan import compile_plan

pytestmark = pytest.mark.office
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
FORMS = packaged()
SEEDS = range(8)


def differing(path, folder):
    """Return the formulas of a workbook that come to something else than was saved with them."""
    saved, formulas = (openpyxl.load_workbook(path, data_only=only) for only in (True, False))
    found = []
    for sheet in saved:
        if sheet.title == STAMP_SHEET:
            continue
        with (folder / f"{path.stem}-{sheet.title}.csv").open(
            encoding="utf-8", newline=""
        ) as lines:
            rows = list(csv.reader(lines))
        for row, cells in zip(rows, formulas[sheet.title].iter_rows(), strict=False):
            for shown, cell in zip(row, cells, strict=False):
                if cell.data_type == "f" and not same(shown, sheet[cell.coordinate].value):
                    found.append((path.stem, sheet.title, cell.coordinate, shown, cell.value))
    return found


def same(shown, value):
    said = "" if value is None else str(value).strip()
    try:
        return abs(float(shown) - float(said)) <= 1e-9 * max(abs(float(said)), 1)
    except ValueError:
        return shown.strip() == said


def test_every_formula_comes_to_what_the_engine_says(reckoning, tmp_path):
    forms = {code: FORMS.form(code) for code in sorted(FORMS.specs)} | dict(all_of_them())
    plans = {name: compile_plan(spec, PERIOD.id) for name, spec in forms.items()}
    made = {f"{name}-{seed}": book(plan, seed) for name, plan in plans.items() for seed in SEEDS}
    for name, data in made.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    files = sorted(tmp_path.glob("*.xlsx"))

    reckoning(files, EVERY_SHEET, tmp_path)

    assert [one for path in files for one in differing(path, tmp_path)] == []
    outcomes = {said[2] for data in made.values() for said in self_check(data).values()}
    assert {0, 1, 2, 3} <= outcomes


def test_a_figure_typed_afterwards_changes_what_it_says(reckoning, tmp_path):
    plan = compile_plan(FORMS.form("FAS-CASE-Q"), PERIOD.id)
    written = openpyxl.load_workbook(BytesIO(blank(plan, self_check=True)))
    sheet = written.worksheets[0]
    for at, figure in {"C11": 5, "D11": 1, "E11": 9, "C12": "many"}.items():
        sheet[at] = figure
    written.save(tmp_path / "typed.xlsx")

    reckoning([tmp_path / "typed.xlsx"], "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")

    lines = self_check((tmp_path / "saved" / "typed.xlsx").read_bytes())
    said = {key: now for (key, _), now in lines.items()}
    assert said["FAS-CASE-Q.Y.movement"][:2] == ["To correct 需更正: 3", "Return 統計表 F11"]
    assert said["movement.cf"][0] == "Cannot say yet 暫不能判斷"
