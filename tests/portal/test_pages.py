"""Every page in every state of a return, seen by whoever may see it, judged in both languages."""

import csv
import io
import json

import openpyxl
import pytest

from portal.database import session
from portal.models import Account, Role, Unit
from portal.services import answers, reviews, signatures, submissions, tokens
from tests import factories
from tests.walk import Sector, work

pytestmark = pytest.mark.database
STARTS = ("=", "+", "-", "@", "\t", "\r")


class Cast(Sector):
    """The sector's posts; each is looked up anew, since a request leaves no session behind."""

    POSTS = ("user", "head", "officer", "second", "unit")

    def __init__(self):
        super().__init__()
        self.__dict__["ids"] = {name: self.__dict__.pop(name).id for name in self.POSTS}

    def __getattr__(self, name):
        if name not in self.POSTS:
            raise AttributeError(name)
        return session.get(Unit if name == "unit" else Account, self.ids[name])

    def find(self, submission_id):
        return submissions.find(submission_id, viewer=self.user)

    def answered(self, **changes):
        """Send a return with an error, say that it is right, and sign; return ids of both."""
        sent = self.send(**changes).id
        (finding,) = (row.id for row in answers.of(self.find(sent)))
        answers.answer(finding, reason="other", text="By hand.", by=self.user)
        signatures.sign(self.find(sent), by=self.head)
        return sent, finding


@pytest.fixture
def sector(app, settle):
    settle(SAMPLED_SHARE_PERCENT=0)
    return Cast()


def heading(visitor, submission_id):
    """Look at a return's page; return its heading and its first badge."""
    page = visitor.visit(f"/returns/{submission_id}")
    return page.h1, page.standings[0]


def test_every_page_of_a_unit_worker(sector, enter):
    worker = enter(sector.user)
    for path in ("/", "/returns", "/returns/new", "/figures", "/figures/9101", "/help"):
        assert worker.visit(path).text


def test_a_return_on_its_way_says_where_it_stands_at_each_step(sector, enter):
    worker, head = enter(sector.user), enter(sector.head)
    data = io.BytesIO(sector.workbook(R030__quarter=999))
    sent = submissions.receive(data, filename="r.xlsx", sender=sector.user).submission.id
    assert "check" in worker.visit(f"/returns/{sent}").text.lower()

    work()
    assert heading(worker, sent) == ("1 cell to correct", "To correct")
    (finding,) = (row.id for row in answers.of(sector.find(sent)))
    worker.visit(f"/returns/findings/{finding}/answer")
    answers.answer(finding, reason="other", text="By hand.", by=sector.user)
    said = "Ready to sign, with 1 answer for an officer to decide"
    assert heading(worker, sent) == (said, "To sign")
    assert "Answered" in worker.page.standings

    assert worker.visit(f"/returns/{sent}/receipt").h1 == "Not signed yet"
    head.visit(f"/returns/{sent}/sign")
    signatures.sign(sector.find(sent), by=sector.head)
    sha256 = sector.find(sent).upload.sha256
    assert heading(worker, sent)[1] == "With an officer"
    assert sha256 in worker.visit(f"/returns/{sent}/receipt").text


def test_a_finding_leads_to_the_rule_that_it_is_of(sector, enter):
    sent, finding = sector.answered(R030__quarter=999)
    worker, officer = enter(sector.user), enter(sector.officer)

    for visitor, address in ((worker, f"/returns/{sent}"), (officer, f"/exceptions/{finding}")):
        rule = visitor.visit(address).links["The rule in full"]
        page = visitor.visit(rule)
        assert (page.h1, "period=2025-26Q3" in rule) == ("Rule monthly.quarter", True)


def test_an_exception_seen_by_officer_and_supervisor(sector, enter):
    officer, second, worker = enter(sector.officer), enter(sector.second), enter(sector.user)
    sent, finding = sector.answered(R030__quarter=999)
    assert officer.visit("/exceptions").rows
    assert "By hand." in officer.visit(f"/exceptions/{finding}").text

    reviews.decide(finding, decision="override", reason="Seen.", by=sector.officer)
    assert "A supervisor has to confirm" in officer.visit(f"/exceptions/{finding}").text
    assert "Confirm the override" in second.visit(f"/exceptions/{finding}").text
    reviews.decide(finding, decision="return", reason="Count again.", by=sector.second)

    assert heading(worker, sent)[0] == "Sent back to correct"
    assert "Count again." in worker.page.text
    assert "correct the file and send it again" in worker.page.text
    assert "The unit has to read what the officer says" in second.visit(f"/returns/{sent}").text


def test_a_refused_file_a_replaced_one_and_a_loaded_one(sector, enter):
    worker = enter(sector.user)
    refused = sector.send(b"%PDF-1.7", filename="b.xlsx").id
    assert heading(worker, refused) == ("The file could not be taken", "Could not be taken")
    first, mended = sector.send(R030__quarter=999).id, sector.send().id
    assert heading(worker, first)[1] == "Replaced by a later version"
    signatures.sign(sector.find(mended), by=sector.head)
    work()
    assert heading(worker, mended)[1] == "Accepted, in the figures"

    assert len(worker.visit("/returns").rows) == 3
    worker.visit("/figures/9101?period=2025-26Q3")
    cells = next(to for to in worker.page.links.values() if "/OS1" in to)
    assert "F11" in worker.visit(cells).text


def test_whoever_overrode_cannot_confirm_nor_any_other_officer(sector):
    sent, finding = sector.answered(R030__quarter=999)
    another = factories.make_account(Role.OFFICER)
    reviews.decide(finding, decision="override", reason="Seen.", by=sector.officer)

    for officer in (sector.officer, another):
        with pytest.raises(reviews.SecondOfficerNeeded):
            reviews.decide(finding, decision="override", reason="Seen.", by=officer)

    reviews.decide(finding, decision="override", reason="Seen.", by=sector.second)
    work()
    assert sector.find(sent).state == "loaded"


def test_the_senders_own_workbook_comes_back_marked(sector, enter):
    worker = enter(sector.user)
    sent = sector.send(sector.workbook(R030__quarter=999), filename="march.xlsx").id

    page = worker.visit(f"/returns/{sent}")
    answer = worker.client.get(page.links["Download your workbook with the cells marked"])

    assert "march-marked.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert "F13 is 999" in book["Monthly 每月統計"]["F13"].comment.text
    bearer = {"Authorization": f"Bearer {tokens.token_for(sector.user, label='test')}"}
    document = worker.client.get(f"/api/v1/submissions/{sent}", headers=bearer).json
    assert worker.client.get(document["marked"], headers=bearer).data == answer.data
    good = sector.send().id
    assert worker.client.get(f"/returns/{good}/marked").status_code == 404


@pytest.mark.parametrize("typed", ["=HYPERLINK(A1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1"])
def test_no_cell_of_a_file_that_we_hand_out_can_start_a_formula(sector, enter, typed):
    worker = enter(sector.user)
    sent = sector.send(sector.workbook(R030__m1=typed), filename=f"{typed[:9]}.xlsx")

    def download(kind):
        return worker.client.get(f"/returns/{sent.id}/findings.{kind}").data

    lines = list(csv.reader(io.StringIO(download("csv").decode("utf-8-sig"))))
    assert len(lines) > 1
    assert not [field for line in lines for field in line if field.startswith(STARTS)]
    book = openpyxl.load_workbook(io.BytesIO(download("xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert typed.strip() in " ".join(str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert json.loads(download("json"))
