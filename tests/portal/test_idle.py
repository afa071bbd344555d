"""No transaction stands idle while rules are asked, and turns are taken before rows are locked."""

import pytest
from sqlalchemy import event

from portal.database import engine as database
from portal.database import session
from portal.services import checks, submissions, verdicts
from tests.walk import Sector
from validator import engine

pytestmark = pytest.mark.database


@pytest.fixture
def begun(db, queue_server, store):
    """Return a return that waits to be checked, its check begun."""
    sector = Sector()
    sent = sector.send()
    sent.move(sent.state.RECEIVED)
    session.commit()
    return checks.begin(sent.id)


def test_no_transaction_is_open_while_rules_are_asked_and_a_verdict_is_packed(begun, monkeypatch):
    stood = []

    def watched(module, name):
        real = getattr(module, name)

        def called(*args, **named):
            stood.append((name, session().in_transaction()))
            return real(*args, **named)

        monkeypatch.setattr(module, name, called)

    watched(engine, "check")
    watched(verdicts, "_packed")
    checks.record(begun, checks.verdict_on(begun))

    assert stood == [("check", False), ("_packed", False)]


def test_a_verdict_is_recorded_by_the_turn_first_and_the_row_then(begun):
    verdict, said = checks.verdict_on(begun), []

    def hear(_connection, _cursor, statement, *_):
        said.append(statement)

    event.listen(database(), "before_cursor_execute", hear)
    checks.record(begun, verdict)
    event.remove(database(), "before_cursor_execute", hear)

    turn = next(at for at, one in enumerate(said) if "pg_advisory_xact_lock" in one)
    row = next(at for at, one in enumerate(said) if "FOR UPDATE OF submission" in one)
    assert turn < row
    assert submissions.locked(begun.id).state.value == "to_sign"
