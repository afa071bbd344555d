"""At each named point a process kills itself with SIGKILL; nothing is lost or there twice."""

import os
import time
from io import BytesIO

import pytest
from sqlalchemy import func, select

from jobs.sweep import sweep
from portal import store as stores
from portal.models import DataKey, Fact, Load, State, Submission, Upload
from portal.services import rechecks, signatures, submissions, tokens, verdicts
from tests import factories, referring
from tests.kills import processes
from tests.portal.test_parcels import zipped
from tests.walk import Sector, work
from validator.snapshot import read_back

pytestmark = [pytest.mark.database, pytest.mark.kills]


@pytest.fixture
def sector(db, queue_server, store, settle):
    settle(SAMPLED_SHARE_PERCENT=0, LOST_CHECK_S=0.2)
    return Sector()


@pytest.fixture
def posting(sector):
    """Post the sector's workbook to a web process that kills itself at a point."""
    token = tokens.token_for(sector.user, label="test")

    def post(failpoint="", log=None):
        port = processes.free_port()
        web = processes.gunicorn(port, failpoint=failpoint, log=log)
        address = f"http://127.0.0.1:{port}"
        processes.until(lambda: processes.answers(f"{address}/healthz"), "the portal")
        status = processes.posted(address, token, sector.workbook())
        processes.ended(web)
        return status

    return post


def swept():
    """Let the sweep look at what waits, once its time has come, and the workers do it."""
    time.sleep(0.3)
    sweep()
    work()


def test_killed_between_store_and_commit_nothing_was_acknowledged(posting, db, tmp_path):
    assert posting("store-commit", tmp_path / "log") is None
    processes.fired(tmp_path / "log", "store-commit")
    assert db.scalars(select(Upload)).all() == []

    assert posting() == 202
    work()

    assert [s.state for s in db.scalars(select(Submission))] == [State.TO_SIGN]


def test_killed_between_commit_and_queue_the_sweep_finds_the_row(posting, db, tmp_path):
    assert posting("commit-queue", tmp_path / "log") is None
    processes.fired(tmp_path / "log", "commit-queue")
    (submission,) = db.scalars(select(Submission))
    assert submission.state is State.RECEIVED

    swept()

    db.expire_all()
    assert [s.state for s in db.scalars(select(Submission))] == [State.TO_SIGN]


def test_killed_in_mid_check_the_check_runs_again(sector, db, tmp_path):
    sent = submissions.receive(BytesIO(sector.workbook()), filename="r.xlsx", sender=sector.user)
    worker = processes.started("jobs.worker", "quick", failpoint="mid-check", log=tmp_path / "log")
    processes.fired(tmp_path / "log", "mid-check")
    processes.ended(worker)
    db.expire_all()
    assert sent.submission.state is State.CHECKING

    swept()

    (submission,) = db.scalars(select(Submission))
    assert (submission.state, submission.attempts) == (State.TO_SIGN, 2)


def test_killed_in_unpacking_each_file_of_the_zip_is_there_once(sector, db, tmp_path):
    data = zipped(a_xlsx=sector.workbook(), b_xlsx=sector.workbook(R030__quarter=999))
    submissions.receive(BytesIO(data), filename="two.zip", sender=sector.user)
    worker = processes.started("jobs.worker", "quick", failpoint="mid-unpack", log=tmp_path / "log")
    processes.fired(tmp_path / "log", "mid-unpack")
    processes.ended(worker)
    db.expire_all()
    assert [s.state for s in db.scalars(select(Submission))] == [State.CHECKING]

    swept()
    work()

    states = [s.state for s in db.scalars(select(Submission).order_by(Submission.created_at))]
    assert (len(states), states[0]) == (3, State.UNPACKED)
    assert State.RECEIVED not in states


@pytest.mark.parametrize("point", ["mid-load", "load-state"])
def test_killed_in_a_load_the_facts_are_there_once(sector, db, tmp_path, point):
    submission = sector.send()
    signatures.sign(submission, by=sector.head)
    worker = processes.started("jobs.worker", "long", failpoint=point, log=tmp_path / "log")
    processes.fired(tmp_path / "log", point)
    processes.ended(worker)
    assert db.scalar(select(func.count()).select_from(Fact)) == 0

    swept()
    swept()

    figures = sum(1 for cell in sector.plan.cells if cell.item)
    assert db.scalar(select(func.count()).select_from(Load)) == 1
    assert db.scalar(select(func.count()).select_from(Fact)) == figures


def test_killed_right_after_a_load_the_next_quarters_return_is_checked_anew(sector, db, tmp_path):
    before = sector.period.previous()
    factories.make_obligation(sector.unit, form=sector.form, period=before.id)
    now = sector.send().id
    sector.period = before
    signatures.sign(sector.send(), by=sector.head)

    worker = processes.started("jobs.worker", "long", failpoint="load-queue", log=tmp_path / "log")
    processes.fired(tmp_path / "log", "load-queue")
    processes.ended(worker)
    db.expire_all()
    assert db.get_one(Submission, now).state is State.RECEIVED
    swept()

    checked = db.get_one(Submission, now)
    assert rechecks.last(checked) is not None
    assert read_back(verdicts.of(checked)["context"]).prior_known


def test_a_file_that_was_never_acknowledged_is_swept_up(posting, db, tmp_path):
    posting("store-commit", tmp_path / "log")
    processes.fired(tmp_path / "log", "store-commit")
    kept = list(stores.files().root.glob("uploads/**/*"))
    assert any(place.is_file() for place in kept)

    for place in kept:
        if place.is_file():
            aged = time.time() - 2 * 86400
            os.utime(place, (aged, aged))
    assert sweep()["orphans"] == 1


def test_killed_before_an_erasure_the_key_is_gone_and_the_sweep_deletes_the_file(
    sector, db, tmp_path
):
    data = BytesIO(referring.many(3))
    key = submissions.receive(data, filename="r.csv", sender=sector.user).submission.upload.key
    log = tmp_path / "log"
    worker = processes.started("jobs.worker", "quick", failpoint="verdict-erase", log=log)
    processes.fired(log, "verdict-erase")
    processes.ended(worker)
    db.expire_all()
    (upload,) = db.scalars(select(Upload))
    assert (bool(upload.erased_at), upload.deleted_at, stores.has(key)) == (True, None, True)
    assert db.scalars(select(DataKey)).all() == []

    assert (sweep()["erased"], sweep()["erased"]) == (1, 0)

    assert not stores.has(key)
    assert [s.state for s in db.scalars(select(Submission))] == [State.REFUSED]
