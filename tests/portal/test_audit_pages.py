"""The page of the audit trail; and what is looked at stands in it."""

import csv
import io

import pytest
from sqlalchemy import select

from portal.models import Audit, Role
from portal.services import audit, tokens
from tests import factories
from tests.pages import Visitor
from tests.walk import Sector

pytestmark = pytest.mark.database


@pytest.fixture
def auditor(app):
    factories.make_account(Role.AUDITOR, name="auditor")
    visitor = Visitor(app)
    visitor.sign_in("auditor")
    return visitor


def test_the_trail_is_asked_by_who_what_which_thing_and_when(db, auditor):
    account = factories.make_account(name="somebody")
    audit.record("return.send", "submission", "R-1", account)
    audit.record("return.sign", "submission", "R-2", None)
    db.commit()

    assert len(auditor.visit("/audit?who=Somebody").rows) == 1
    assert [row[2] for row in auditor.visit("/audit?act=return.sign").rows] == ["return.sign"]
    assert [row[3] for row in auditor.visit("/audit?thing=R-1").rows] == ["R-1"]
    assert "No line answers." in auditor.visit("/audit?until=2020-01-01").text
    assert "1 line answers." in auditor.visit("/audit?thing=R-2&since=2020-01-01").text


def test_a_day_that_is_none_is_told(auditor):
    page = auditor.visit("/audit?since=yesterday", expect=400)

    assert page.errors


def test_the_lines_are_handed_out_as_a_file(db, auditor):
    audit.record("return.send", "submission", "=1+1", None, why="資料")
    db.commit()

    answer = auditor.client.get("/audit/audit.csv?act=return.send")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert "資料" in rows[1][6]
    assert not rows[1][5].startswith("=")
    assert auditor.client.get("/audit/audit.xlsx").data[:2] == b"PK"
    assert auditor.client.get("/audit/audit.pdf").status_code == 404


def test_asking_and_each_view_of_what_is_restricted_stands_in_the_trail(db, app, auditor):
    sector = Sector()
    sent = sector.send().id
    name = sector.officer.name
    officer = Visitor(app)
    officer.sign_in(name)
    officer.visit("/exceptions", languages=["en"])
    officer.client.get(f"/returns/{sent}/file")
    auditor.visit("/audit?act=file.view", languages=["en"])

    acts = db.scalars(select(Audit.act)).all()

    assert {"exceptions.view", "file.view", "audit.view"} <= set(acts)


def test_each_download_of_a_marked_copy_and_of_findings_stands_in_the_trail(db, app):
    sector = Sector()
    sent, viewer = sector.send(R030__quarter=999).id, sector.user.id
    bearer = {"Authorization": f"Bearer {tokens.token_for(sector.user, label='test')}"}
    visitor = Visitor(app)
    visitor.sign_in(sector.user.name)

    for part in ("marked", "findings.xlsx", "findings.csv", "findings.json"):
        assert visitor.client.get(f"/returns/{sent}/{part}").status_code == 200
    for part in ("marked", "findings"):
        answer = app.test_client().get(f"/api/v1/submissions/{sent}/{part}", headers=bearer)
        assert answer.status_code == 200

    lines = db.query(Audit).filter(Audit.act.in_(["marked.view", "findings.view"]))
    assert {(one.noun_id, one.account_id) for one in lines} == {(str(sent), viewer)}
    assert [(one.act, one.detail) for one in lines.order_by(Audit.id)] == [
        ("marked.view", {"channel": "web"}),
        *(("findings.view", {"channel": "web", "form": kind}) for kind in ("xlsx", "csv", "json")),
        ("marked.view", {"channel": "api"}),
        ("findings.view", {"channel": "api"}),
    ]
