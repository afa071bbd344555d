import time
from uuid import uuid4

import pytest

from portal import queue

pytestmark = pytest.mark.database


def test_an_id_waits_in_the_queue_of_its_job(queue_server):
    row = uuid4()

    assert queue.enqueue("validate_submission", row, 0)

    (waiting,) = queue.queue("quick").jobs
    assert (waiting.func_name, waiting.args) == ("jobs.validate_submission.run", [str(row)])
    assert queue.depth() == {"quick": 1, "long": 0}


def test_the_same_attempt_is_queued_once(queue_server):
    row = uuid4()

    answers = [queue.enqueue("validate_submission", row, 0) for _ in range(3)]

    assert answers == [True, True, True]
    assert queue.depth()["quick"] == 1


def test_the_next_attempt_is_queued_again(queue_server):
    row = uuid4()

    queue.enqueue("load_submission", row, 0)
    queue.enqueue("load_submission", row, 1)

    assert queue.depth()["long"] == 2


def test_nothing_but_an_id_travels_and_none_of_it_is_pickled(queue_server):
    queue.enqueue("validate_submission", uuid4(), 0)

    (waiting,) = queue.queue("quick").jobs
    assert queue.queue("quick").serializer.loads(waiting.data)[2] == waiting.args


def test_a_queue_that_is_down_is_told_at_once_and_raises_nothing(settle, tmp_path):
    settle(REDIS_URL=f"unix://{tmp_path}/nobody")
    queue.connection.cache_clear()
    begin = time.monotonic()

    assert not queue.enqueue("validate_submission", uuid4(), 0)

    assert time.monotonic() - begin < 1
    assert queue.depth() == {"quick": None, "long": None}
    queue.connection.cache_clear()


def test_a_job_that_is_not_named_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        queue.enqueue("mow_the_lawn", uuid4(), 0)
