"""A worker keeps ready what its jobs need, so that no fork makes it anew."""

import pytest
from rq.serializers import JSONSerializer

from jobs import worker
from portal import queue
from portal.models.catalogue import FormRevision
from portal.services import catalogue, submissions
from tests import factories
from tests.walk import CASE, MONTH, PERIOD, Sector
from validator.plan import compile_plan
from validator.references import BadReference

pytestmark = pytest.mark.database


def test_the_plans_of_what_came_in_last_are_compiled_before_the_fork(db, queue_server, store):
    sector = Sector(MONTH)
    sector.send()
    compile_plan.cache_clear()

    worker._warm()

    known = compile_plan.cache_info()
    compile_plan(worker.catalogue.form(MONTH), PERIOD.id)
    assert (known.currsize, compile_plan.cache_info().hits) == (1, known.hits + 1)


def names_what_is_not_there():
    """Put the case form in force with a rule on a row that it does not have."""
    held = catalogue.in_force(CASE)
    broken = held.text.replace("right: movement[R900].closed", "right: movement[R950].closed")
    factories.keep(FormRevision(code=CASE, revision=held.revision, sha256="0", text=broken))


def test_a_form_that_cannot_be_compiled_leaves_the_others_ready(db, queue_server, store):
    sector = Sector(CASE)
    sector.owe(MONTH)
    sector.send()
    sector.form = MONTH
    sector.send()
    names_what_is_not_there()
    compile_plan.cache_clear()

    worker._warm()

    with pytest.raises(BadReference):
        compile_plan(worker.catalogue.form(CASE), PERIOD.id)
    assert compile_plan.cache_info().currsize == 1


def test_the_most_frequent_kinds_come_first_and_no_more_than_wanted(db, queue_server, store):
    sector = Sector(CASE)
    sector.owe(MONTH)
    sector.send()
    sector.form = MONTH
    row, col = next(iter(sector.figures()))[1:]
    for figure in (1, 2):
        sector.send(**{f"{row}__{col}": figure})

    assert submissions.latest_kinds(9) == [(MONTH, PERIOD.id), (CASE, PERIOD.id)]
    assert submissions.latest_kinds(1) == [(MONTH, PERIOD.id)]


def test_a_worker_is_known_again_to_a_queue_server_that_lost_everything(db, queue_server):
    quick = queue.queue("quick")
    one = worker.Warm([quick], connection=quick.connection, serializer=JSONSerializer)
    one.register_birth()
    queue_server.flushall()
    one.heartbeat()
    assert queue.serving()["quick"] == 0

    one.run_maintenance_tasks()

    assert queue.serving()["quick"] == 1
