"""A part that is down: what was taken stays, what cannot be done is said in words."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from jobs.sweep import sweep
from portal.models import State, Submission, Upload
from portal.services import tokens
from tests.kills import processes
from tests.walk import Sector, work

pytestmark = [pytest.mark.database, pytest.mark.kills]


@pytest.fixture
def sector(db, queue_server, store, settle):
    settle(SAMPLED_SHARE_PERCENT=0)
    return Sector()


@pytest.fixture
def portal():
    """Return a function that starts the portal with some settings, and gives its address."""
    running = []

    def start(**settings):
        port = processes.free_port()
        running.append(processes.gunicorn(port, **settings))
        address = f"http://127.0.0.1:{port}"
        processes.until(lambda: processes.answers(f"{address}/healthz"), "the portal")
        return address

    yield start
    for web in running:
        processes.ended(web)


def test_with_the_queue_down_a_file_is_taken_and_checked_when_it_is_back(
    sector, portal, db, tmp_path
):
    token = tokens.token_for(sector.user, label="test")
    address = portal(REDIS_URL=f"unix://{tmp_path}/nobody.sock")

    assert processes.posted(address, token, sector.workbook()) == 202

    status, text = processes.asked(f"{address}/readyz")
    assert (status, json.loads(text)["parts"]["queue"]["state"]) == (200, "down")
    (sent,) = db.scalars(select(Submission.id))
    status, text = processes.asked(f"{address}/api/v1/submissions/{sent}", token)
    assert (status, json.loads(text)["state"]) == (200, "received")

    sweep()  # by a process that reaches the queue again
    work()
    assert db.get(Submission, sent).state is State.TO_SIGN


def test_with_the_database_down_nothing_is_taken_and_it_is_said_in_words(
    sector, portal, db, tmp_path
):
    token = tokens.token_for(sector.user, label="test")
    address = portal(DATABASE_URL=f"postgresql://esubmit_app@/esubmit?host={tmp_path}")

    assert processes.posted(address, token, sector.workbook()) == 503
    assert db.scalars(select(Upload)).all() == []

    status, text = processes.asked(f"{address}/readyz")
    assert (status, json.loads(text)["parts"]["database"]["state"]) == (503, "down")
    status, text = processes.asked(f"{address}/api/v1/submissions/{uuid4()}", token)
    assert (status, json.loads(text)["status"]) == (503, 503)
    assert "Traceback" not in text


def test_a_jobs_log_names_the_return_and_nothing_of_what_is_in_it(sector, db, tmp_path):
    canary = "KANARI7731"
    data = sector.workbook(R030__quarter=canary)
    token = tokens.token_for(sector.user, label="test")
    log = tmp_path / "log"
    with log.open("wb") as said:
        port = processes.free_port()
        web = processes.gunicorn(port, said=said)
        address = f"http://127.0.0.1:{port}"
        processes.until(lambda: processes.answers(f"{address}/healthz"), "the portal")
        assert processes.posted(address, token, data, name=f"{canary}.xlsx") == 202
        worker = processes.started("jobs.worker", "quick", said=said)
        processes.until(lambda: "checked" in log.read_text(), "the check")
        processes.ended(worker)
        processes.ended(web)

    (sent,) = db.scalars(select(Submission))
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    (checked,) = [line for line in lines if line["event"] == "checked"]
    assert (checked["submission"], checked["outcome"]) == (sent.reference, "failed")
    assert canary not in log.read_text()
