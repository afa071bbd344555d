"""What machines ask: alive, able to serve, figures."""

import pytest

from portal.app import create_app
from portal.models import State
from tests import factories

pytestmark = pytest.mark.database


def test_a_process_that_answers_is_alive(app):
    assert app.test_client().get("/healthz").json == {"alive": True}


def test_the_portal_is_ready_when_its_parts_are(app):
    answer = app.test_client().get("/readyz")

    assert answer.status_code == 200
    assert {part["state"] for part in answer.json["parts"].values()} == {"up"}


def test_without_the_queue_it_is_still_ready_since_uploads_are_taken(db, store, settle):
    settle(REDIS_URL="unix:///tmp/nobody-listens-here.sock")
    from portal import queue

    queue.connection.cache_clear()

    answer = create_app().test_client().get("/readyz")

    queue.connection.cache_clear()
    assert answer.status_code == 200
    assert answer.json["parts"]["queue"]["state"] == "down"
    assert "uploads are still taken" in answer.json["parts"]["queue"]["effect"]


def test_without_a_place_for_files_it_is_not_ready(app, store):
    store.root.parent.mkdir(exist_ok=True)
    store.root.write_text("a file where the folder should be")

    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json["parts"]["store"] == {"state": "down"}


def test_the_figures_count_requests_and_what_stands_in_the_database(app):
    factories.make_submission(state=State.TO_CORRECT)
    client = app.test_client()
    client.get("/no/such/page")

    text = client.get("/metrics").text

    assert 'esubmit_submissions{state="to_correct"} 1.0' in text
    assert 'esubmit_requests_total{endpoint="none",method="GET",status="404"}' in text
    assert "esubmit_oldest_waiting_seconds 0.0" in text
    assert 'esubmit_queue_depth{queue="quick"} 0.0' in text
