"""Seals over the audit trail: what was changed, removed or added below one is found."""

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal.cli import main
from portal.database import session
from portal.models import Audit, AuditSeal
from portal.services import audit, seals
from tests.conftest import connected

pytestmark = pytest.mark.database


@pytest.fixture
def trail(db):
    """Three lines, sealed in two seals."""
    for number in range(3):
        audit.record("test.act", "test", str(number), None, number=number)
        db.commit()
        if number:
            seals.seal()
    return db.scalars(select(Audit.id).order_by(Audit.id)).all()


def as_owner(cluster, statement):
    """Do to the trail what the application itself may not."""
    session.rollback()  # what it read would hold up the owner
    with connected(cluster, "esubmit_owner") as connection:
        connection.execute(statement)


def test_a_trail_that_nobody_touched_holds(trail):
    said = seals.verify()

    assert (said.sealed, said.unsealed, said.faults) == (3, 0, [])


def test_sealing_again_without_new_lines_adds_nothing(db, trail):
    assert seals.seal() == 0
    assert len(db.scalars(select(AuditSeal)).all()) == 2


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit SET act = 'test.other' WHERE id = {}", "was changed"),
        ("UPDATE audit SET at = at + interval '1 s' WHERE id = {}", "was changed"),
        ("DELETE FROM audit WHERE id = {}", "but 2 sealed"),
    ],
)
def test_what_the_owner_changes_below_a_seal_is_found(migrated, db, trail, statement, words):
    as_owner(migrated, statement.format(trail[0]))

    (fault,) = seals.verify().faults

    assert fault.startswith("seal ") and words in fault


def test_a_line_slipped_in_below_a_seal_is_found(migrated, db, trail):
    db.rollback()
    as_owner(migrated, f"DELETE FROM audit WHERE id = {trail[2]}")
    as_owner(
        migrated,
        "INSERT INTO audit (id, at, act, noun, detail) OVERRIDING SYSTEM VALUE"
        f" VALUES ({trail[2]}, now(), 'test.act', 'test', '{{}}')",
    )

    assert "was changed" in seals.verify().faults[0]


def test_a_trail_made_anew_is_told_from_the_one_that_was_noted(migrated, trail):
    noted = seals.verify().digest
    as_owner(migrated, "UPDATE audit SET act = 'test.other'; TRUNCATE audit_seal")
    seals.seal()

    assert seals.verify().faults == []
    assert seals.verify(noted).faults[0].endswith("the trail was made anew")


def test_lines_on_their_way_are_waited_for_and_hold_up_nobody(db, trail, migrated):
    with connected(migrated, "esubmit_app") as other:
        other.execute(
            "INSERT INTO audit (at, act, noun, detail) VALUES (now(), 'test.act', 'test', '{}')"
        )
        audit.record("test.act", "test", "later", None)
        db.commit()
        assert seals.seal() == 0

    assert seals.seal() == 2


def test_the_application_cannot_touch_a_seal(migrated, trail):
    for statement in ("UPDATE audit_seal SET lines = 0", "DELETE FROM audit_seal"):
        with connected(migrated, "esubmit_app") as app, pytest.raises(psycopg.Error) as refused:
            app.execute(statement)
        assert isinstance(refused.value, psycopg.errors.InsufficientPrivilege)


def test_the_command_says_that_it_holds_or_where_it_does_not(migrated, trail):
    good = CliRunner().invoke(main, ["audit", "verify"])
    as_owner(migrated, f"DELETE FROM audit WHERE id = {trail[0]}")
    bad = CliRunner().invoke(main, ["audit", "verify"])

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert good.output.startswith("3 lines are sealed, 0 came since.\nLast seal: ")
    assert "Every seal holds." in good.output
    assert "Every seal holds." not in bad.output
