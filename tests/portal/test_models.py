import time
from datetime import UTC, date, datetime

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.models import AgreedLevel, OrganisationDetail, State, Submission, UnitDetail, new_id
from tests import factories
from tests.conftest import connected

ONLY_ADDED_TO = ("audit", "fact", "load", "result", "form_revision", "decision", "signature")
pytestmark = pytest.mark.database


def test_ids_made_later_sort_later():
    first = new_id()
    time.sleep(0.002)
    second = new_id()

    assert (first.version, second.version) == (7, 7)
    assert first < second


def test_a_unit_has_one_name_on_a_day(db):
    unit = factories.make_unit()
    db.add(
        UnitDetail(
            unit_id=unit.id,
            name_en="Other",
            name_zh="另一",
            service_type="521",
            district="Sha Tin",
            valid=Range(date(2026, 1, 1), None),
            known=Range(datetime(2026, 1, 1, tzinfo=UTC), None),
        )
    )

    with pytest.raises(IntegrityError, match="unit_detail_no_overlap"):
        db.commit()


def test_an_organisation_may_be_renamed_from_a_day_on(db):
    organisation = factories.make_organisation()
    detail = db.scalars(select(OrganisationDetail)).one()

    detail.valid = Range(detail.valid.lower, date(2026, 4, 1))
    db.flush()
    names = {"name_en": "New", "name_zh": "新", "valid": Range(date(2026, 4, 1), None)}
    db.add(OrganisationDetail(organisation_id=organisation.id, **names))
    db.commit()

    assert len(db.scalars(select(OrganisationDetail)).all()) == 2


def test_what_was_known_before_a_correction_stays(db):
    unit = factories.make_unit()
    fsa = factories.make_levels(unit, OS1=160)
    wrong = db.scalars(select(AgreedLevel)).one()
    corrected_at = datetime(2026, 2, 1, tzinfo=UTC)

    wrong.known = Range(wrong.known.lower, corrected_at)
    db.flush()
    right = {"valid": wrong.valid, "known": Range(corrected_at, None)}
    db.add(AgreedLevel(fsa_id=fsa.id, standard="OS1", level=170, **right))
    db.commit()

    assert sorted(db.scalars(select(AgreedLevel.level))) == [160, 170]


def test_an_empty_span_of_time_is_refused(db):
    organisation = factories.make_organisation()
    never = {"valid": Range(date(2020, 1, 1), date(2020, 1, 1)), "name_en": "a", "name_zh": "b"}
    db.add(OrganisationDetail(organisation_id=organisation.id, **never))

    with pytest.raises(IntegrityError, match="organisation_detail_dated_check"):
        db.commit()


def test_two_submissions_of_an_obligation_are_never_the_same_version(db):
    obligation = factories.make_obligation()
    factories.make_submission(obligation)

    with pytest.raises(IntegrityError, match="submission_version_key"):
        factories.make_submission(obligation)


def test_two_versions_of_a_return_are_never_both_loaded(db):
    obligation = factories.make_obligation()
    factories.make_submission(obligation, state=State.LOADED)

    with pytest.raises(DBAPIError, match="submission_one_loaded"):
        factories.make_submission(obligation, state=State.LOADED, version=2)


def test_a_later_version_takes_the_place_of_the_loaded_one_in_one_transaction(db):
    obligation = factories.make_obligation()
    former = factories.make_submission(obligation, state=State.LOADED)
    later = factories.make_submission(obligation, state=State.ACCEPTED, version=2)

    later.move(State.LOADED)
    db.flush()
    former.move(State.SUPERSEDED)
    db.commit()

    loaded = select(Submission.id).where(Submission.state == State.LOADED)
    assert db.scalars(loaded).all() == [later.id]


def test_a_unit_role_needs_its_unit(db):
    account = factories.make_account()
    account.memberships[0].unit_id = None

    with pytest.raises(IntegrityError, match="membership_scoped_check"):
        db.commit()


@pytest.mark.parametrize("table", ONLY_ADDED_TO)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {}", "TRUNCATE {}"])
def test_the_application_cannot_change_what_is_only_added_to(db, migrated, table, statement):
    column = {"fact": "value", "result": "standard", "audit": "act"}.get(table, "id")

    with (
        connected(migrated, "esubmit_app") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.format(table, column, column))


def test_the_application_owns_nothing_and_passes_no_row_level_security(db, migrated):
    with connected(migrated, "esubmit_app") as connection:
        role = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
        owned = connection.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")

        assert role == (False, False, False)
        assert owned.fetchone() == (0,)


@pytest.mark.parametrize("table", ["submission", "fact", "audit"])
def test_the_reader_reads_and_does_no_more(db, migrated, table):
    with connected(migrated, "esubmit_reader") as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("column", ["account.password_hash", "api_token.token_hash"])
def test_the_reader_reads_no_secrets(db, migrated, column):
    table = column.split(".")[0]

    with (
        connected(migrated, "esubmit_reader") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"SELECT {column} FROM {table}")
