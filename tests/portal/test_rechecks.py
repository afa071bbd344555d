"""A return that was checked before another, for which it asks, is checked anew when that comes."""

import io
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from portal import database
from portal.models import Account, State, Submission
from portal.models.states import WrongState
from portal.services import (
    answers,
    catalogue,
    checks,
    loads,
    rechecks,
    reviews,
    signatures,
    submissions,
    verdicts,
)
from schemas.load import packaged_texts
from schemas.periods import Period
from tests import factories
from tests.portal.test_at_once import at_once
from tests.walk import CASE, HOME, MONTH, Sector
from validator.snapshot import read_back

pytestmark = pytest.mark.database
BEFORE, NOW = Period.parse("2025-26Q2"), Period.parse("2025-26Q3")


@pytest.fixture
def sector(db, queue_server, store, settle):
    settle(SAMPLED_SHARE_PERCENT=0)
    sector = Sector(CASE, NOW)
    factories.make_obligation(sector.unit, form=CASE, period=BEFORE.id)
    return sector


def at_work():
    """Check and load what waits, as the workers do, without a process for each."""
    while received := checks.set_back_lost():
        for submission_id in received:
            checked = checks.begin(submission_id)
            checks.record(checked, checks.verdict_on(checked))
    if loads.load():
        at_work()


def send(sector, form=CASE, period=NOW, **changes):
    """Send a return and check it; return its id."""
    sector.form, sector.period = form, period
    data = io.BytesIO(sector.workbook(**changes))
    received = submissions.receive(data, filename="return.xlsx", sender=sector.user)
    at_work()
    return received.submission.id


def signed(sector, submission_id):
    """Sign as both heads; with nothing to decide it is accepted and loaded."""
    for head in (sector.head, sector.ngo_head):
        signatures.sign(submissions.find(submission_id, viewer=sector.user), by=head)
    at_work()


def found(sector, submission_id):
    return submissions.find(submission_id, viewer=sector.user)


def test_a_return_sent_first_is_held_against_last_quarter_once_that_is_accepted(sector):
    now = send(sector)
    assert found(sector, now).state is State.TO_SIGN
    assert rechecks.last(found(sector, now)) is None

    signed(sector, send(sector, period=BEFORE))

    assert found(sector, now).state is State.TO_CORRECT
    assert rechecks.last(found(sector, now)) is not None
    document = verdicts.of(found(sector, now))
    assert read_back(document["context"]).prior_known
    assert {f["kind"] for f in document["findings"] if f["severity"] == "error"} >= {
        "carry_forward"
    }


def test_an_answer_given_before_stands_where_its_finding_still_does(sector):
    now = send(sector, R110__value=9000)
    (finding,) = (row for row in answers.of(found(sector, now)) if row.severity == "error")
    answers.answer(finding.id, reason="other", text="Counted by hand.", by=sector.user)
    assert found(sector, now).state is State.TO_SIGN

    signed(sector, send(sector, period=BEFORE))

    rows = answers.of(found(sector, now))
    kept = [row for row in rows if row.answer_kind]
    assert [row.answer_text for row in kept] == ["Counted by hand."]
    assert len(rows) > len(kept)
    assert found(sector, now).state is State.TO_CORRECT


def test_what_is_signed_already_stays_as_it_was_signed(sector):
    now = send(sector)
    signatures.sign(found(sector, now), by=sector.head)
    signatures.sign(found(sector, now), by=sector.ngo_head)
    at_work()
    assert found(sector, now).state is State.LOADED

    signed(sector, send(sector, period=BEFORE))

    assert found(sector, now).state is State.LOADED
    assert rechecks.last(found(sector, now)) is None


AGREES = f"""
rules:
  - id: CALLS
    kind: agrees_with_form
    figure: movement[R900].new
    other: {{form: {MONTH}, value: 'monthly[R010].quarter'}}
    severity: error
"""


@pytest.fixture
def waiting(sector):
    """The id of a return that waits for another form, which is to come."""
    text = packaged_texts()[f"family_and_child_welfare/{CASE}.yaml"]
    catalogue.take_in(text.replace("\nrules:\n", AGREES, 1), name=CASE)
    for form in (MONTH, HOME):
        factories.make_obligation(sector.unit, form=form, period=NOW.id)
    now = send(sector)
    assert rule_of(sector, now) == ["cannot_check"]
    return now


def rule_of(sector, submission_id):
    document = verdicts.of(found(sector, submission_id))
    return [one["outcome"] for one in document["findings"] if one["rule"] == "CALLS"]


def test_what_waits_for_another_form_is_checked_by_itself_when_that_is_signed(sector, waiting):
    aside, other = send(sector, HOME), send(sector, MONTH)
    assert rule_of(sector, waiting) == ["cannot_check"]

    signatures.sign(found(sector, other), by=sector.head)

    assert found(sector, waiting).state is State.RECEIVED
    at_work()
    assert rule_of(sector, waiting) == ["fail"]
    assert found(sector, waiting).state is State.TO_CORRECT
    # Once more with the figures as accepted; a form that asks for none of them is left alone.
    assert not read_back(verdicts.of(found(sector, waiting))["context"]).provisional
    assert rechecks.last(found(sector, aside)) is None


def test_when_the_other_form_is_taken_back_the_return_waits_again(sector, waiting, settle):
    settle(SAMPLED_SHARE_PERCENT=100)
    other = send(sector, MONTH)
    signatures.sign(found(sector, other), by=sector.head)
    at_work()
    assert rule_of(sector, waiting) == ["fail"]

    signatures.take_back(found(sector, other), by=sector.user)
    at_work()

    assert rule_of(sector, waiting) == ["cannot_check"]


def test_when_an_officer_sends_the_other_form_back_the_return_waits_again(sector, waiting):
    other = send(sector, MONTH, R030__quarter=999)
    (finding,) = answers.of(found(sector, other))
    answers.answer(finding.id, reason="other", text="Counted by hand.", by=sector.user)
    signatures.sign(found(sector, other), by=sector.head)
    at_work()
    assert rule_of(sector, waiting) == ["fail"]

    reviews.decide(finding.id, decision="return", reason="Count again.", by=sector.officer)
    at_work()

    assert rule_of(sector, waiting) == ["cannot_check"]


def test_a_check_that_was_running_when_the_other_form_was_signed_is_made_again(sector, waiting):
    other = send(sector, MONTH)
    sector.form = CASE
    data = io.BytesIO(sector.workbook(R030__new=40))
    late = submissions.receive(data, filename="again.xlsx", sender=sector.user).submission.id
    checked = checks.begin(late)
    verdict = checks.verdict_on(checked)
    signatures.sign(found(sector, other), by=sector.head)

    checks.record(checked, verdict)

    assert (found(sector, late).state, checked.attempts) == (State.RECEIVED, 0)
    at_work()
    assert rule_of(sector, late) == ["fail"]


def test_of_two_forms_that_ask_for_each_other_signed_at_once_one_is_checked_again(sector, waiting):
    text = packaged_texts()[f"family_and_child_welfare/{MONTH}.yaml"]
    back = AGREES.replace("CALLS", "BACK").replace("movement[R900].new", "FIGURE")
    back = back.replace(MONTH, CASE).replace("monthly[R010].quarter", "movement[R900].new")
    back = back.replace("FIGURE", "monthly[R010].quarter")
    catalogue.take_in(text.replace("\nrules:\n", back, 1), name=MONTH)
    other = send(sector, MONTH)
    signatures.sign(found(sector, waiting), by=sector.head)
    signing = ((waiting, sector.ngo_head.id), (other, sector.head.id))

    def sign(number):
        submission_id, by = signing[number]
        with database.unit_of_work():
            try:
                submission = database.session.get_one(Submission, submission_id)
                account = database.session.get_one(Account, by)
                return signatures.sign(submission, by=account).state
            except WrongState as wrong:
                return wrong.state

    assert sorted(at_once(sign, 2)) == [State.ACCEPTED, State.RECEIVED]


def test_a_load_holds_no_return_while_it_waits_for_whoever_takes_it_back(sector, db):
    sent = send(sector)
    for head in (sector.head, sector.ngo_head):
        signatures.sign(found(sector, sent), by=head)
    assert found(sector, sent).state is State.ACCEPTED
    rechecks.take_turn([sector.unit.id])

    def load():
        with database.unit_of_work():
            return loads.load([sent])

    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(load)
        while not db.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            time.sleep(0.01)
        assert submissions.locked(sent).state is State.ACCEPTED
        db.commit()

        assert loading.result() == 1
