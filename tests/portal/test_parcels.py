"""A ZIP of many units' files: one summary, each file its own answer, nothing twice."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from portal.cli.check import check
from portal.models import State, Submission
from portal.services import parcels, submissions
from tests.walk import Sector, work

pytestmark = pytest.mark.database


def zipped(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("_", "."), content)
    return target.getvalue()


@pytest.fixture
def sector(db, queue_server, store, settle):
    return Sector()


def sent(sector, data):
    """Send a ZIP and let the workers unpack it and check what was in it."""
    parcel = sector.send(data, filename="all units.zip")
    work()
    return submissions.find(parcel.id, viewer=sector.user)


def test_each_file_gets_its_own_answer(sector):
    good, bad = sector.workbook(), sector.workbook(R030__quarter=999)

    parcel = sent(sector, zipped(good_xlsx=good, notes_txt=b"hello", bad_xlsx=bad))

    assert parcel.state is State.UNPACKED
    answers = {file.filename: file.submission.state for file in parcels.files(parcel)}
    # The two workbooks are versions of one return: the later one stands.
    assert answers.pop("notes.txt") is State.REFUSED
    assert sorted(answers) == ["bad.xlsx", "good.xlsx"]
    assert State.SUPERSEDED in answers.values()


def test_a_file_that_came_before_leads_to_its_first_answer(sector):
    data = sector.workbook()
    first = sector.send(data)

    parcel = sent(sector, zipped(a_xlsx=data, b_xlsx=data))

    assert {file.submission_id for file in parcels.files(parcel)} == {first.id}


def test_the_same_zip_again_is_answered_by_the_first(sector):
    data = zipped(a_xlsx=sector.workbook())
    first = sent(sector, data)

    assert sent(sector, data).id == first.id
    assert submissions.session.scalar(select(func.count()).select_from(Submission)) == 2


def test_a_zip_in_a_zip_is_told_to_be_sent_by_itself(sector):
    parcel = sent(sector, zipped(inner_zip=zipped(a_xlsx=sector.workbook())))

    (file,) = parcels.files(parcel)
    assert file.submission.state is State.REFUSED


EMPTY, CUT_OFF = zipped(), zipped(a_xlsx=b"x" * 500)[:-60]


@pytest.mark.parametrize("data", [EMPTY, CUT_OFF], ids=["empty", "cut off"])
def test_an_empty_or_damaged_zip_is_refused_whole(sector, data):
    assert sent(sector, data).state is State.REFUSED


def test_the_command_answers_each_file_of_a_zip(sector, tmp_path):
    file = tmp_path / "units.zip"
    file.write_bytes(zipped(good_xlsx=sector.workbook(), note_txt=b"hello"))

    said = CliRunner().invoke(check, [str(file), "--json"])

    documents = [json.loads(line) for line in said.output.splitlines()]
    outcomes = {Path(one["file"]).name: one["outcome"] for one in documents}
    assert outcomes == {"good.xlsx": "passed", "note.txt": "refused"}
    assert said.exit_code == 2
