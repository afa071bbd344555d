import pytest
from sqlalchemy import select

from portal.models import Audit
from portal.services import audit
from tests import factories

pytestmark = pytest.mark.database


def test_a_line_says_who_did_what_to_which_thing_from_where(db):
    account, submission = factories.make_account(), factories.make_submission()
    came_from = audit.address.set("192.0.2.1")

    audit.record("submission.sign", "submission", submission.id, account, role="unit_head")
    db.commit()
    audit.address.reset(came_from)

    (line,) = audit.trail("submission", submission.id)
    assert (line.act, line.account_id, line.ip) == ("submission.sign", account.id, "192.0.2.1")
    assert line.detail == {"role": "unit_head"}


def test_a_line_is_part_of_what_it_tells_of(db):
    audit.record("submission.check", "submission", "R-1", None)

    db.rollback()

    assert db.scalars(select(Audit)).all() == []


def test_lines_come_in_the_order_in_which_things_were_done(db):
    for act in ("submission.send", "submission.check", "submission.sign"):
        audit.record(act, "submission", "R-1", None)
        db.commit()

    acts = [line.act for line in audit.trail("submission", "R-1")]
    assert acts == ["submission.send", "submission.check", "submission.sign"]
