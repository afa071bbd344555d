"""What tells a file of another quarter or unit is looked up only where much is wrong."""

import pytest

from portal.models import Role
from portal.services import answers, signatures, submissions, verdicts
from schemas.periods import Period
from tests import factories
from tests.walk import CASE, Sector, work

pytestmark = pytest.mark.database
BEFORE, NOW = Period.parse("2025-26Q2"), Period.parse("2025-26Q3")


class Post:
    """One of two units of an organisation, with a worker of its own."""

    def __init__(self, sector, code):
        self.sector, self.code = sector, code
        self.unit = (
            sector.unit
            if code == "9101"
            else factories.make_unit(code, organisation=sector.unit.organisation)
        )
        self.user = factories.make_account(Role.UNIT_USER, unit=self.unit)
        self.heads = (
            factories.make_account(Role.UNIT_HEAD, unit=self.unit),
            factories.make_account(Role.NGO_HEAD, organisation=sector.unit.organisation),
        )
        owed = {(one.form, one.period) for one in [sector.owed]} if code == "9101" else set()
        for period in (BEFORE, NOW):
            if (CASE, period.id) not in owed:
                factories.make_obligation(self.unit, form=CASE, period=period.id)

    def send(self, period, **changes):
        self.sector.period, self.sector.user = period, self.user
        return self.sector.send(self.sector.workbook(unit=self.code, **changes)).id

    def send_and_sign(self, period, **changes):
        sent = self.send(period, **changes)
        for head in self.heads:
            signatures.sign(submissions.find(sent, viewer=self.user), by=head)
        work()
        work()

    def causes(self, submission_id):
        document = verdicts.of(submissions.find(submission_id, viewer=self.user))
        found = [one for one in document["findings"] if ".C." in one["rule"]]
        return [one["kind"] for one in found], [one["message"]["en"] for one in found], document


@pytest.fixture
def posts(db, queue_server, store, settle):
    settle(SAMPLED_SHARE_PERCENT=0)
    sector = Sector(CASE, NOW)
    return Post(sector, "9101"), Post(sector, "9102")


@pytest.fixture
def again(posts):
    """Last quarter's figures, sent once more as those of this quarter."""
    post, _ = posts
    post.send_and_sign(BEFORE)
    post.sector.period = BEFORE
    figures = post.sector.figures()
    post.sector.figures = lambda **_: figures
    return post.send(NOW)


def test_last_quarters_file_is_known_by_its_figures(posts, again):
    kinds, _, document = posts[0].causes(again)

    assert kinds == ["last_file"]
    assert document["context"]["last"]


def test_a_cause_of_the_whole_file_is_not_called_a_cell(posts, again, app, enter):
    page = enter(posts[0].user).visit(f"/returns/{again}")

    assert page.title.startswith("The whole file to correct")
    assert "See what is said of the whole file, put it right and send it again." in page.text
    assert "cell" not in page.text.partition("Files")[0].replace("cells marked", "")


def test_an_officer_sees_each_check_that_is_decided_with_a_cause(posts, again, app, enter):
    post, sent = posts[0], submissions.find(again, viewer=posts[0].user)
    folded = [one for one in verdicts.of(sent)["findings"] if one["cause"]]
    (cause,) = [row.id for row in answers.of(sent)]
    answers.answer(cause, reason="other", text="As before.", by=post.user)
    for head in post.heads:
        signatures.sign(submissions.find(again, viewer=post.user), by=head)
    officer = enter(factories.make_account(Role.OFFICER))

    page = officer.visit(f"/exceptions/{cause}")

    assert len(folded) > 2
    seen = [(cells, wrong) for cells, wrong, *_ in page.rows]
    assert seen == [
        (", ".join(place["a1"] for place in one["places"]), one["message"]["en"]) for one in folded
    ]


def test_a_sister_units_file_is_known_and_that_unit_not_named_to_who_may_not_send_for_it(posts):
    post, sister = posts
    post.send_and_sign(BEFORE)
    sister.send_and_sign(NOW)

    kinds, (message,), document = post.causes(post.send(NOW))

    assert kinds == ["others_file"]
    assert "file of another unit of your organisation" in message
    assert "9102" not in str(document)


def test_a_good_file_asks_for_no_more_than_its_rules_do(posts):
    post, _ = posts
    _, _, document = post.causes(post.send(BEFORE))

    assert "last" not in document["context"]
