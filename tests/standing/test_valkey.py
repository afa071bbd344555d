import os
import signal
import uuid

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from portal.standing.valkey import Server, recover

pytestmark = pytest.mark.database


@pytest.fixture
def server(closed):
    """A queue server on a home of its own."""
    one = Server(closed / "home", run_folder=closed / "run")
    one.start()
    yield one
    one.stop()


def queue_of(server):
    return Queue("quick", connection=Redis.from_url(server.url()), serializer=JSONSerializer)


def test_what_was_queued_is_there_after_kill_9(server):
    queue = queue_of(server)
    queue.enqueue("jobs.validate_submission.run", "an-id", job_id="one")

    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.start()

    assert queue_of(server).job_ids == ["one"]


def test_a_job_taken_by_a_worker_that_is_gone_can_be_queued_again_under_its_id(server):
    queue = queue_of(server)
    words = ("jobs.validate_submission.run", str(uuid.uuid4()))
    job = queue.enqueue(*words, job_id="one", unique=True)
    queue.pop_job_id()
    job.prepare_for_execution("gone", queue.connection.pipeline())
    queue.started_job_registry.connection.zadd(queue.started_job_registry.key, {"one:x": 9e12})

    freed = recover(server.url(), ["quick", "long"])

    assert freed == 1
    queue.enqueue(*words, job_id="one", unique=True)
    assert queue.job_ids == ["one"]


def test_a_job_taken_and_not_begun_goes_back_to_its_queue(server):
    queue = queue_of(server)
    queue.enqueue("jobs.validate_submission.run", "an-id", job_id="one")
    queue.connection.lmove(queue.key, queue.intermediate_queue_key)

    recover(server.url(), ["quick"])

    assert queue.job_ids == ["one"]
