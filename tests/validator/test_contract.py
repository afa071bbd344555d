"""The contract of a finding, and the command line's exit status."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from schemas.catalogue import packaged
from tests.validator.test_breakage import FORMS, broken, good
from validator.context import Context, Sent
from validator.engine import check_file

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "finding.schema.json").read_text())


@pytest.mark.parametrize("form", FORMS)
def test_every_finding_keeps_the_contract(form):
    plan, workbook = good(form, 5)
    values = ["x", "1,5", -3, 2.5, None, 99]
    changes = {
        cell: (lambda _, v=value: v) for cell, value in zip(plan.cells, values * 9, strict=False)
    }
    last = Sent({cell.name: "7" for cell in plan.cells})
    prior = Context(period="2025-26Q3", earlier={"2025-26Q2": last})

    verdict = check_file(broken(plan, workbook, changes), packaged(), context_for=lambda _: prior)

    findings = verdict.summary()["findings"]
    assert len(findings) > 5
    for finding in findings:
        jsonschema.validate(finding, SCHEMA)


def esubmit(*words):
    return subprocess.run(
        [sys.executable, "-m", "portal.cli", *words], capture_output=True, text=True
    )


def test_check_says_by_its_exit_status_what_may_happen_next(tmp_path):
    plan, workbook = good("HLS-MONTH-Q", 2)
    total = plan.cell("monthly[R030].quarter")
    files = {"good": workbook, "faulty": broken(plan, workbook, {total: lambda v: v + 1})}
    files["refused"] = b"%PDF-1.7"
    for name, data in files.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)

    codes = [esubmit("check", str(tmp_path / f"{n}.xlsx")).returncode for n in files]

    assert codes == [0, 1, 2]


def test_check_prints_one_object_a_file(tmp_path):
    _plan, workbook = good("HLS-MONTH-Q", 2)
    (tmp_path / "good.xlsx").write_bytes(workbook)

    answer = json.loads(esubmit("check", "--json", str(tmp_path / "good.xlsx")).stdout)

    assert (answer["outcome"], answer["form"], answer["unit"]) == ("passed", "HLS-MONTH-Q", "9101")


def test_a_check_loads_nothing_that_only_the_portal_needs(tmp_path):
    path = tmp_path / "return.xlsx"
    path.write_bytes(good("HLS-MONTH-Q", 2)[1])
    heavy = {"pandas", "pandera", "polars", "sqlalchemy", "flask"}

    command = [sys.executable, "-X", "importtime", "-m", "portal.cli", "check", str(path)]
    said = subprocess.run(command, capture_output=True, text=True)
    loaded = {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}

    assert said.returncode == 0
    assert {"validator.engine"} == loaded & {"validator.engine", *heavy}
