"""The life of a form's text: draft, trial, active, retired, with four eyes; and what it leaves."""

import re

import pytest
from sqlalchemy import select

from portal.models import Audit, FormRevision, FormStatus, Role, State
from portal.models.catalogue import WrongStep
from portal.services import catalogue, drafts, lists, obligations, results, revisions, verdicts
from schemas.load import packaged_texts
from tests import factories
from tests.walk import CASE, HOME, PERIOD, Sector

pytestmark = pytest.mark.database
MORE = """
      R040:
        en: Visits
        zh-Hant: 探訪
      R900:
        en: Total"""
TEXT = packaged_texts()[f"family_and_child_welfare/{CASE}.yaml"]
LATER = TEXT.replace("day: 20", "day: 25")


@pytest.fixture
def manager(db):
    catalogue.import_packaged()
    return factories.make_account(Role.FORM_MANAGER)


@pytest.fixture
def other():
    return factories.make_account(Role.SUPERVISOR)


def approved(text, manager, other):
    """Draft a text and have another officer bring it into force; return its hash."""
    sha256 = revisions.draft(text, manager).sha256
    held = catalogue.in_force(CASE)
    revisions.approve(sha256, other, against=held.sha256 if held else "")
    return sha256


def test_a_draft_is_not_in_force(manager):
    step = revisions.draft(LATER, manager)

    assert (step.status, step.set_by) == (FormStatus.DRAFT, manager.id)
    assert catalogue.form(CASE).due_day == 20


def test_a_draft_is_kept_with_all_spelled_out_that_it_shares_with_other_forms(manager):
    used = "programme: {use: programmes.elderly}\n  service:"
    text = re.sub(r"programme:\n.*\n.*\n  service:", used, LATER)

    step = revisions.draft(text, manager)

    assert used in text
    assert "en: Services for the Elderly" in step.text
    assert catalogue.loaded(step.text).sha256 == step.sha256


def test_a_text_with_faults_is_not_kept_and_every_fault_is_told_with_its_line(manager, db):
    wrong = TEXT.replace("is: at_most", "is: lower").replace("severity: query", "severity: bad")

    taken = drafts.take_in(wrong.encode(), manager, is_book=False)

    assert [wrong.splitlines()[int(one.place) - 1].strip() for one in taken.wrong] == [
        "is: lower",
        "severity: bad",
    ]
    assert len(db.scalars(select(FormRevision).where(FormRevision.code == CASE)).all()) == 2


def test_another_officer_brings_it_into_force_and_the_former_text_is_retired(manager, other):
    former = catalogue.in_force(CASE).sha256

    sha256 = approved(LATER, manager, other)

    assert catalogue.form(CASE).due_day == 25
    assert catalogue.in_force(CASE).set_by == other.id
    assert catalogue.last_step(former).status is FormStatus.RETIRED
    assert [step.status for step in revisions.find(sha256).steps] == ["draft", "active"]


def test_nobody_approves_a_draft_of_their_own(manager):
    sha256 = revisions.draft(LATER, manager).sha256

    with pytest.raises(revisions.OtherOfficerNeeded):
        revisions.approve(sha256, manager, against=catalogue.in_force(CASE).sha256)
    assert catalogue.form(CASE).due_day == 20


def test_an_approval_holds_only_against_the_text_that_was_compared(manager, other):
    compared = catalogue.in_force(CASE).sha256
    first, second = (
        revisions.draft(TEXT.replace("day: 20", day), manager).sha256
        for day in ("day: 21", "day: 22")
    )
    revisions.approve(first, other, against=compared)

    with pytest.raises(revisions.OtherSince):
        revisions.approve(second, other, against=compared)
    assert catalogue.form(CASE).due_day == 21


def test_a_text_takes_no_step_twice(manager, other):
    sha256 = approved(LATER, manager, other)

    with pytest.raises(WrongStep):
        revisions.approve(sha256, other, against="")
    with pytest.raises(WrongStep):
        revisions.try_out(sha256, manager)


def test_a_draft_that_was_set_aside_may_be_drafted_again(manager):
    sha256 = revisions.draft(LATER, manager).sha256
    revisions.retire(sha256, manager, reason="The circular was withdrawn.", standing="draft")

    again = revisions.draft(LATER, manager)

    assert (again.sha256, again.status) == (sha256, FormStatus.DRAFT)


def test_setting_aside_needs_its_reason(manager):
    sha256 = revisions.draft(LATER, manager).sha256

    with pytest.raises(revisions.NothingSaid):
        revisions.retire(sha256, manager, reason=" ", standing="draft")


def test_a_draft_that_came_into_force_meanwhile_is_not_set_aside(manager, other):
    sha256 = approved(LATER, manager, other)

    with pytest.raises(revisions.OtherSince):
        revisions.retire(sha256, manager, reason="The circular was withdrawn.", standing="draft")

    assert catalogue.form(CASE).due_day == 25


def test_one_text_of_a_form_is_on_trial_and_holds_nothing_up(manager):
    first = revisions.draft(LATER, manager).sha256
    second = revisions.draft(TEXT.replace("day: 20", "day: 22"), manager).sha256

    revisions.try_out(first, manager)
    revisions.try_out(second, manager)

    assert [(one.sha256, one.status) for one in revisions.open_texts()] == [(second, "trial")]
    assert catalogue.form(CASE).due_day == 20
    assert catalogue.last_step(first).status is FormStatus.RETIRED


def test_every_step_is_in_the_audit_trail(manager, other, db):
    sha256 = approved(LATER, manager, other)
    revisions.retire(sha256, other, reason="No longer asked.", standing="active")

    trail = db.scalars(select(Audit).where(Audit.noun_id == CASE).order_by(Audit.id)).all()

    acts = [(entry.act, entry.account_id) for entry in trail][-4:]
    assert acts == [
        ("form.draft", manager.id),
        ("form.retired", other.id),
        ("form.active", other.id),
        ("form.retired", other.id),
    ]


def test_packaged_texts_never_displace_what_an_officer_approved(manager, other, db):
    approved(LATER, manager, other)
    newer = TEXT.replace("day: 20", "day: 28")

    catalogue.take_in(newer, name="newer")

    assert catalogue.form(CASE).due_day == 25
    assert [step.status for step in revisions.open_texts()] == [FormStatus.DRAFT]


def test_a_packaged_text_does_not_bring_back_what_an_officer_took_out_of_force(manager, other):
    held = catalogue.in_force(CASE).sha256
    revisions.retire(held, other, reason="No longer asked.", standing="active")

    catalogue.take_in(TEXT.replace("day: 20", "day: 28"), name="newer")

    assert catalogue.in_force(CASE) is None
    assert [step.status for step in revisions.open_texts()] == [FormStatus.DRAFT]


def test_of_a_retired_form_nothing_new_is_taken_and_the_old_is_shown(db, queue_server, store):
    sector = Sector(form=HOME)
    later = sector.workbook(period=PERIOD.next())
    sent = sector.send()
    officer = factories.make_account(Role.SUPERVISOR)
    held = catalogue.in_force(HOME).sha256
    revisions.retire(held, officer, reason="No longer asked.", standing="active")

    refused = sector.send(later)

    assert refused.state is State.REFUSED
    assert "no longer in use" in verdicts.of(refused)["findings"][0]["message"]["en"]
    assert catalogue.known(HOME).code == HOME
    assert results.of(sent)


def test_a_retired_form_is_shown_as_it_was_when_last_in_force(manager, other):
    first = catalogue.in_force(CASE).sha256
    approved(LATER, manager, other)
    revisions.draft(TEXT, manager)
    held = catalogue.in_force(CASE).sha256
    revisions.retire(held, other, reason="No longer asked.", standing="active")

    revisions.retire(first, other, reason="Not needed either.", standing="draft")

    assert catalogue.known(CASE).due_day == 25


def test_nobody_owes_a_return_of_a_retired_form_but_what_was_sent_stays(db, queue_server, store):
    sector = Sector(form=HOME)
    sector.send()
    later = PERIOD.next()
    factories.make_obligation(sector.unit, form=HOME, period=later.id)
    today = later.end
    wanted = lists.ObligationsWanted()
    before = [one.obligation.period for one in obligations.owed(sector.user, today)]
    held = catalogue.in_force(HOME).sha256
    officer = factories.make_account(Role.SUPERVISOR)
    revisions.retire(held, officer, reason="No longer asked.", standing="active")

    owed = obligations.owed(sector.user, today)

    assert before == [PERIOD.id, later.id]
    assert [one.obligation.period for one in owed] == [PERIOD.id]
    assert lists.owed(sector.user, wanted, today=today)[0] == owed


def test_what_was_checked_by_a_former_text_is_read_by_that_text(manager, other):
    former = Sector(form=CASE).plan
    approved(
        LATER.replace("closed:\n        code: C30", "closed:\n        code: C31"), manager, other
    )

    plan = catalogue.plan_of(CASE, "2025-26Q3", former.hash)

    assert plan.hash == former.hash
    assert catalogue.plan_of(CASE, "2025-26Q3", None).hash != former.hash


def test_a_file_made_before_a_new_text_came_into_force_is_read_by_its_lines(
    manager, other, queue_server, store
):
    sector = Sector(form=CASE)
    made, figures = sector.workbook(), sector.figures()
    text = LATER.replace("closed:\n        code: C30", "ended:\n        code: C30", 1)
    text = text.replace("en: Closed\n", "en: Ended\n", 1).replace("- closed", "- ended")
    text = text.replace("movement[R900].closed", "movement[R900].ended")
    approved(text.replace("\n      R900:\n        en: Total", MORE, 1), manager, other)

    sent = sector.send(made)

    verdict = verdicts.of(sent)
    alone = [one for one in verdict["findings"] if not one["cause"] and one["severity"] == "error"]
    assert [one["kind"] for one in alone] == ["former_form"]
    assert "Not in it, though asked for now: Visits (R040)." in alone[0]["message"]["en"]
    read = {one["cell"]: one["value"] for one in verdict["cells"]}
    assert read["movement[R020].ended"] == str(figures["movement", "R020", "closed"])
    assert sent.state is State.TO_CORRECT
