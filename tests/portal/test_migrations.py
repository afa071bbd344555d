from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from portal import database
from portal.database import migrate
from portal.models import Base

pytestmark = pytest.mark.database

CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity
    FROM information_schema.columns WHERE table_schema = 'public'
"""


def open_engine(url):
    return create_engine(database.driven(url), poolclass=NullPool)


def described(url):
    """Return all that the database's catalogue says of our tables."""
    with open_engine(url).connect() as connection:
        rows = [
            tuple(row)
            for question in (CONSTRAINTS, INDEXES, COLUMNS)
            for row in connection.execute(text(question))
        ]
    return sorted(map(repr, (row for row in rows if row[0] != "alembic_version")))


def test_an_empty_database_is_brought_to_the_version_expected(fresh):
    assert migrate.current(fresh) is None

    migrate.upgrade(fresh)

    assert migrate.current(fresh) == migrate.head()


def test_migrating_again_changes_nothing(fresh):
    migrate.upgrade(fresh)
    before = described(fresh)

    migrate.upgrade(fresh)

    assert described(fresh) == before


def test_models_and_migrations_have_the_same_tables(fresh):
    migrate.upgrade(fresh)

    with open_engine(fresh).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_models_and_migrations_have_the_same_constraints_and_indexes(fresh):
    with open_engine(fresh).begin() as connection:
        connection.execute(text("CREATE EXTENSION btree_gist"))
        Base.metadata.create_all(connection)
    of_models = described(fresh)
    with open_engine(fresh).begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))

    migrate.upgrade(fresh)

    assert described(fresh) == of_models


def test_several_that_migrate_at_once_go_one_after_the_other(fresh):
    with ThreadPoolExecutor(3) as threads:
        upgrades = [threads.submit(migrate.upgrade, fresh) for _ in range(3)]

    assert [upgrade.exception() for upgrade in upgrades] == [None, None, None]
    assert migrate.current(fresh) == migrate.head()


def test_a_table_that_is_held_stops_the_migration_soon_and_changes_nothing(fresh):
    migrate.upgrade(fresh)
    with open_engine(fresh).connect() as holder:
        holder.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        holder.execute(text("DROP TABLE fact, result, load CASCADE"))
        holder.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))

        with pytest.raises(OperationalError, match="lock timeout"):
            migrate.upgrade(fresh)

        holder.rollback()
    assert migrate.current(fresh) == migrate.head()


def test_the_program_finds_its_way_back_after_the_database_went_away(db, migrated):
    assert db.scalar(text("SELECT 1")) == 1
    db.remove()

    migrated.stop()
    with pytest.raises(OperationalError):
        db.scalar(text("SELECT 1"))
    db.remove()
    migrated.start()

    assert db.scalar(text("SELECT 1")) == 1
