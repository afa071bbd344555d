"""The guide of the API: each of its examples is run, in its order, against a real server."""

import re
import subprocess
from pathlib import Path

import pytest

from portal.access.token_scopes import SCOPES
from portal.app import create_app
from portal.services import tokens
from tests.referring import Referring, passport, rows
from tests.served import served
from tests.walk import Sector, work

pytestmark = pytest.mark.database
GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
EXAMPLE = re.compile(r"```sh\n(.*?)```\n(?:```text\n(.*?)```)?", re.DOTALL)
KEPT = "{ declare -p OWED ID 2>/dev/null || true; } > kept.sh"


def examples():
    """Return each example's commands, and the lines that its answer has."""
    found = EXAMPLE.findall(GUIDE.read_text(encoding="utf-8"))
    return [(commands, expected.splitlines()) for commands, expected in found]


def run(commands, folder, **names):
    """Run an example in a shell that knows what those before it have found out."""
    script = f"set -e\n. ./kept.sh\n{commands}\n{KEPT}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **names},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def folder(tmp_path):
    """A folder as the guide's reader has it: two workbooks, and referrals."""
    (tmp_path / "kept.sh").touch()
    return tmp_path


def test_each_example_of_the_guide_does_what_it_says(app, folder):
    sector = Sector()
    (folder / "good.xlsx").write_bytes(sector.workbook())
    (folder / "faulty.xlsx").write_bytes(sector.workbook(R030__quarter=999))
    (folder / "referrals.csv").write_bytes(rows({}, passport(1)))
    names = {"TOKEN": tokens.token_for(sector.user, label="guide")}
    names["REFERRER"] = tokens.token_for(Referring().referrer, label="guide")
    assert len(examples()) >= 16

    with served(create_app()) as address:
        for commands, expected in examples():
            printed = run(commands, folder, ESUBMIT=address, **names)
            work()
            lacking = [line for line in expected if line not in printed]
            assert not lacking, f"{commands}\n{printed}"


def test_the_guide_names_every_scope():
    text = GUIDE.read_text(encoding="utf-8")

    assert [name for name in SCOPES if f"| `{name}` |" not in text] == []
