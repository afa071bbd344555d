"""The commands on a referral form: specimens of invented people, and the check of them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import validate

from portal.cli.blank import blank, specimen
from portal.cli.check import check

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "finding.schema.json").read_text())


def checked(path):
    said = CliRunner().invoke(check, [str(path), "--json"])
    return json.loads(said.output), said.exit_code


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_good_specimen_passes_and_a_faulty_one_is_told_at_each_fault(tmp_path, ending):
    good, faulty, key = (tmp_path / name for name in (f"g.{ending}", f"f.{ending}", "key.json"))
    run = CliRunner().invoke
    run(specimen, ["REF-GENERAL", "-o", str(good)])
    run(specimen, ["REF-GENERAL", "--faults", "4", "--key", str(key), "-o", str(faulty)])

    assert checked(good)[0]["outcome"] == "passed"
    document, status = checked(faulty)

    assert (document["form"], document["outcome"], status) == ("REF-GENERAL", "failed", 1)
    told = {(p["a1"], f["rule"]) for f in document["findings"] for p in f["places"]}
    assert told == {(entry["a1"], entry["rule"]) for entry in json.loads(key.read_text())}
    for finding in document["findings"]:
        validate(finding, SCHEMA)


def test_a_blank_form_has_its_columns_and_no_row(tmp_path):
    path = tmp_path / "blank.xlsx"
    CliRunner().invoke(blank, ["REF-GENERAL", "-o", str(path)])

    assert checked(path)[0]["outcome"] == "passed"
