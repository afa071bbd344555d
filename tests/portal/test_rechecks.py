"""A return that was checked before its predecessor was accepted is checked anew."""

import pytest

from portal.models import State
from portal.services import answers, rechecks, signatures, submissions, verdicts
from schemas.periods import Period
from tests import factories
from tests.walk import CASE, Sector, work
from validator.snapshot import read_back

pytestmark = pytest.mark.database
BEFORE, NOW = Period.parse("2025-26Q2"), Period.parse("2025-26Q3")


@pytest.fixture
def sector(db, queue_server, store, settle):
    settle(SAMPLED_SHARE_PERCENT=0)
    sector = Sector(CASE, NOW)
    factories.make_obligation(sector.unit, form=CASE, period=BEFORE.id)
    return sector


def sent(sector, period, **changes):
    """Send a return for a quarter and let it be checked."""
    sector.period = period
    return sector.send(**changes).id


def signed(sector, submission_id):
    """Sign as both heads; with nothing to decide it is accepted and loaded."""
    for head in (sector.head, sector.ngo_head):
        signatures.sign(submissions.find(submission_id, viewer=sector.user), by=head)
    work()
    work()  # what the load has queued


def found(sector, submission_id):
    return submissions.find(submission_id, viewer=sector.user)


def test_a_return_sent_first_is_held_against_last_quarter_once_that_is_accepted(sector):
    now = sent(sector, NOW)
    assert found(sector, now).state is State.TO_SIGN
    assert rechecks.last(found(sector, now)) is None

    signed(sector, sent(sector, BEFORE))

    assert found(sector, now).state is State.TO_CORRECT
    assert rechecks.last(found(sector, now)) is not None
    document = verdicts.of(found(sector, now))
    assert read_back(document["context"]).prior_known
    assert {f["kind"] for f in document["findings"] if f["severity"] == "error"} >= {
        "carry_forward"
    }


def test_an_answer_given_before_stands_where_its_finding_still_does(sector):
    now = sent(sector, NOW, R110__value=9000)
    (finding,) = (row for row in answers.of(found(sector, now)) if row.severity == "error")
    answers.answer(finding.id, reason="other", text="Counted by hand.", by=sector.user)
    assert found(sector, now).state is State.TO_SIGN

    signed(sector, sent(sector, BEFORE))

    rows = answers.of(found(sector, now))
    kept = [row for row in rows if row.answer_kind]
    assert [row.answer_text for row in kept] == ["Counted by hand."]
    assert len(rows) > len(kept)
    assert found(sector, now).state is State.TO_CORRECT


def test_what_is_signed_already_stays_as_it_was_signed(sector):
    now = sent(sector, NOW)
    signatures.sign(found(sector, now), by=sector.head)
    signatures.sign(found(sector, now), by=sector.ngo_head)
    work()
    assert found(sector, now).state is State.LOADED

    signed(sector, sent(sector, BEFORE))

    assert found(sector, now).state is State.LOADED
    assert rechecks.last(found(sector, now)) is None
