"""A text on trial: what it would tell otherwise of the returns that are stored, and nobody sees."""

import hashlib
from datetime import timedelta

import pytest

from jobs.sweep import sweep
from portal import queue
from portal.database import session
from portal.models import Role, State, Submission
from portal.models.base import now
from portal.models.catalogue import FormRevision, FormStatus, WrongStep
from portal.services import catalogue, revisions, trials
from schemas.load import packaged_texts
from tests import factories
from tests.walk import CASE, Sector, work

pytestmark = pytest.mark.database
TEXT = packaged_texts()[f"family_and_child_welfare/{CASE}.yaml"]
LOOSER = TEXT.replace("        within: R110\n", "")
STRICTER = LOOSER.replace("max: 20000", "max: 1")
WRONG = {"R120__value": 900_000}


@pytest.fixture
def sector(db, queue_server, store):
    return Sector(form=CASE)


def on_trial(text):
    """Draft a text, put it on trial, and let the worker check; return its hash."""
    keeper = factories.make_account(Role.FORM_MANAGER)
    sha256 = revisions.draft(text, keeper).sha256
    trials.begin(sha256, keeper)
    work()
    return sha256


def found_by(text):
    return trials.of(revisions.find(on_trial(text)))


def test_the_page_says_by_unit_and_rule_what_would_be_told_otherwise(sector, app, enter):
    sent = sector.send(**WRONG)
    assert sent.state is State.TO_CORRECT
    sha256 = on_trial(STRICTER)
    manager = enter(factories.make_account(Role.FORM_MANAGER))

    page = manager.visit(f"/revisions/{sha256}")

    assert "1 return of these quarters was checked by both texts" in page.text
    assert "1 finding would be new" in page.text
    assert "1 finding would be no more" in page.text
    (row,) = [row for row in page.rows if row[0] == "9101"]
    assert row[1] == "Oct–Dec 2025 (2025-26Q3)"
    assert "1 fewer · To correct · FAS-CASE-Q.W.outcome.R120" in row[2]
    assert "1 more · To correct · FAS-CASE-Q.M.outcome.R130" in row[2]


def test_a_return_of_which_both_texts_tell_the_same_is_not_listed(sector):
    sector.send()

    found = found_by(LOOSER)

    assert (found.returns, found.tried) == (1, [])


def test_a_return_whose_sender_left_since_is_checked_as_any_other(sector):
    sector.send(**WRONG)
    sector.user.active = False
    session.commit()

    found = found_by(STRICTER)

    assert (found.more, found.fewer) == (1, 1)


def test_the_stored_return_and_its_findings_stay_as_they_are(sector):
    before = sector.send(**WRONG)
    kept = (before.verdict_key, before.plan_hash, before.counts, before.state)

    on_trial(STRICTER)

    after = session.get_one(Submission, before.id)
    assert (after.verdict_key, after.plan_hash, after.counts, after.state) == kept


def test_a_severity_that_changes_is_told_as_both(sector):
    sector.send(R110__value=900_000, R120__value=1)
    milder = TEXT.replace(
        "[R900].closed\n    severity: error", "[R900].closed\n    severity: query"
    )

    found = found_by(milder)

    told = [
        (one.rule, one.severity, one.more) for tried in found.tried for one in tried.differences
    ]
    assert told == [(f"{CASE}-020", "error", -1), (f"{CASE}-020", "query", 1)]


def test_the_check_waits_for_its_worker_and_may_be_asked_for_again(sector, app, enter):
    sector.send()
    sha256 = revisions.draft(LOOSER, factories.make_account(Role.FORM_MANAGER)).sha256
    manager = enter(factories.make_account(Role.FORM_MANAGER))
    manager.visit(f"/revisions/{sha256}")
    page = manager.submit("Try it out")
    assert page.standings[0] == "On trial"
    assert "Stored returns are being checked" in page.text
    work()
    assert "checked by both texts" in manager.visit(f"/revisions/{sha256}").text

    page = manager.submit("Check once more")

    assert "Stored returns are being checked" in page.text
    work()
    assert "checked by both texts" in manager.visit(f"/revisions/{sha256}").text


def test_a_trial_whose_job_was_lost_is_taken_up_by_the_sweep(sector):
    sector.send(**WRONG)
    keeper = factories.make_account(Role.FORM_MANAGER)
    sha256 = revisions.draft(STRICTER, keeper).sha256
    trials.begin(sha256, keeper)
    queue.empty()

    assert sweep()["queued"] == 1
    work()

    assert trials.of(revisions.find(sha256)).returns == 1
    assert sweep()["queued"] == 0


def test_a_check_that_never_ended_is_given_up_and_may_be_asked_for_again(sector, app, enter):
    sector.send(**WRONG)
    keeper = factories.make_account(Role.FORM_MANAGER)
    sha256 = hashlib.sha256(STRICTER.encode()).hexdigest()
    longago = {"at": now() - timedelta(days=2), "set_by": keeper.id, "status": FormStatus.TRIAL}
    factories.keep(FormRevision(code=CASE, revision=1, sha256=sha256, text=STRICTER, **longago))
    manager = enter(keeper)

    page = manager.visit(f"/revisions/{sha256}")

    assert sweep()["queued"] == 0
    assert "The check did not end within a day and was given up" in page.text
    assert "being checked" not in page.text
    assert "being checked" in manager.submit("Check once more").text
    queue.empty()
    assert sweep()["queued"] == 1
    work()
    assert "checked by both texts" in manager.visit(f"/revisions/{sha256}").text


def test_only_a_text_on_trial_is_checked_again(sector):
    with pytest.raises(WrongStep):
        trials.again(catalogue.in_force(CASE).sha256)


def test_who_approves_and_does_not_draft_sees_the_trial_and_starts_none(sector, app, enter):
    sector.send(**WRONG)
    sha256 = on_trial(STRICTER)
    approver = enter(factories.make_account(Role.SUPERVISOR))

    page = approver.visit(f"/revisions/{sha256}")

    assert "1 finding would be new" in page.text
    assert "Check once more" not in page.text
    assert "Bring into force" in page.text
