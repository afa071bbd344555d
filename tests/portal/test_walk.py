"""The way of one return, from the file to the figures, on a real database, queue and store."""

import pytest

from portal.models import State
from portal.services import answers, performance, results, reviews, signatures, submissions
from tests.walk import CASE, HOME, PERIOD, Sector, work

pytestmark = pytest.mark.database


@pytest.fixture
def sector(db, queue_server, store, settle):
    settle(SAMPLED_SHARE_PERCENT=0)
    return Sector()


def test_a_good_return_is_signed_accepted_by_rule_and_seen_as_figures(sector):
    submission = sector.send()
    assert submission.state is State.TO_SIGN

    signatures.sign(submission, by=sector.head)
    work()

    assert submissions.find(submission.id, viewer=sector.user).state is State.LOADED
    calls = performance.standing(sector.unit, PERIOD, "HLS-MONTH-Q", "OS1")
    assert calls.quarter.numerator == sector.figures()["monthly", "R010", "quarter"]
    assert calls.level == 400


def test_every_figure_leads_back_to_its_cell(sector):
    submission = sector.send()
    signatures.sign(submission, by=sector.head)
    work()

    (source,) = performance.sources(sector.unit, "OS1", "HLS-MONTH-Q", PERIOD)

    assert source.submission.id == submission.id
    assert [(cell["sheet"], cell["a1"]) for cell in source.cells] == [("Monthly 每月統計", "F11")]


def test_a_faulty_return_is_corrected_by_a_second_version(sector):
    faulty = sector.send(R030__quarter=999)
    assert faulty.state is State.TO_CORRECT
    assert [cause.document["address"]["a1"] for cause in results.of(faulty).causes] == ["F13"]

    mended = sector.send()

    change = results.of(mended).change
    assert (mended.version, mended.state) == (2, State.TO_SIGN)
    assert (len(change.corrected), change.still, change.new) == (1, set(), set())
    assert submissions.find(faulty.id, viewer=sector.user).state is State.SUPERSEDED


def test_an_error_that_is_right_goes_to_two_officers_and_is_then_loaded(sector):
    submission = sector.send(R030__quarter=999)
    (finding,) = answers.of(submission)
    answers.answer(finding.id, reason="other", text="Counted by hand.", by=sector.user)
    signatures.sign(submission, by=sector.head)
    assert submissions.find(submission.id, viewer=sector.user).state is State.IN_REVIEW

    reviews.decide(finding.id, decision="override", reason="Seen the books.", by=sector.officer)
    with pytest.raises(reviews.SecondOfficerNeeded):
        reviews.decide(finding.id, decision="override", reason="Again.", by=sector.officer)
    reviews.decide(finding.id, decision="override", reason="Agreed.", by=sector.second)
    work()

    assert submissions.find(submission.id, viewer=sector.user).state is State.LOADED


def test_an_officer_sends_a_return_back_with_a_message(sector):
    submission = sector.send(R030__quarter=999)
    (finding,) = answers.of(submission)
    answers.answer(finding.id, reason="other", text="Counted by hand.", by=sector.user)
    signatures.sign(submission, by=sector.head)

    reviews.decide(finding.id, decision="return", reason="Look at May again.", by=sector.officer)

    returned = submissions.find(submission.id, viewer=sector.user)
    assert returned.state is State.RETURNED
    assert [d.reason for d in reviews.reasons_for_return(returned)] == ["Look at May again."]


def test_a_settled_exception_takes_no_open_ones_place_in_the_list(sector):
    submission = sector.send(R010__quarter=998, R030__quarter=999)
    first, second = answers.of(submission)
    for finding in (first, second):
        answers.answer(finding.id, reason="other", text="Counted by hand.", by=sector.user)
    signatures.sign(submission, by=sector.head)
    for officer in (sector.officer, sector.second):
        reviews.decide(first.id, decision="override", reason="Seen.", by=officer)

    waiting = reviews.waiting(sector.officer, limit=1)

    assert [entry.finding.id for entry in waiting.entries] == [second.id]
    assert waiting.count == 1


def test_a_form_of_two_signers_is_sent_by_the_second_one(db, queue_server, store, settle):
    settle(SAMPLED_SHARE_PERCENT=0)
    sector = Sector(CASE)
    submission = sector.send()

    signatures.sign(submission, by=sector.head)
    assert signatures.next_role(submission) == "ngo_head"
    with pytest.raises(signatures.NotYourTurn):
        signatures.sign(submission, by=sector.head)
    signatures.sign(submission, by=sector.ngo_head)
    work()

    assert submissions.find(submission.id, viewer=sector.user).state is State.LOADED
    assert len(signatures.receipt(submission).signatures) == 2


def test_a_later_version_supersedes_the_loaded_one_and_deletes_nothing(sector, db):
    first = sector.send()
    signatures.sign(first, by=sector.head)
    work()
    second = sector.send(R040__m1=100, R040__quarter=100 + 28 + 40)
    state = second.state

    figures = {(c["cell"]): c["value"] for c in results.of(second).document["cells"]}

    assert state in (State.TO_SIGN, State.TO_CORRECT), figures
    assert submissions.find(first.id, viewer=sector.user).state is State.LOADED


def test_the_same_file_again_gets_the_first_answer(sector):
    data = sector.workbook()
    first = sector.send(data)

    again = sector.send(data)

    assert again.id == first.id


def test_a_file_refused_for_what_was_not_owed_is_checked_once_it_is(sector):
    sector.form = HOME
    data = sector.workbook()
    refused = sector.send(data)

    sector.owe(HOME)
    again = sector.send(data)

    assert (refused.state, again.state) == (State.REFUSED, State.TO_SIGN)


@pytest.mark.parametrize(
    ("kwargs", "rule"),
    [({"unit": "9999"}, "V.wrong_unit"), ({"period": PERIOD.previous()}, "V.wrong_period")],
)
def test_a_file_for_another_unit_or_quarter_is_refused_with_what_is_due(sector, kwargs, rule):
    refused = sector.send(sector.workbook(**kwargs))

    (cause,) = results.of(refused).causes
    assert (refused.state, cause.document["rule"]) == (State.REFUSED, rule)
