"""The house on a database and a queue that are named by URL: none of its own, the same answers."""

import shutil
import tempfile
from pathlib import Path

import pytest

from portal.database import migrate
from tests.standing.named import DEBIAN, Postgres, Valkey
from tests.standing.test_up import House

pytestmark = [pytest.mark.database, pytest.mark.kills]
SMALL = {"NGOS": "1", "UNITS": "2", "QUARTERS": "1"}


@pytest.fixture
def folder():
    made = Path(tempfile.mkdtemp(prefix="nm-", dir="/tmp"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def named(folder):
    """Return a function that starts both servers, and gives a house that names them."""
    running = []

    def start(binaries=None):
        server, queue = Postgres(folder, binaries), Valkey(folder)
        running.extend((server, queue))
        urls = server.start()
        house = House(folder / "home")
        house.env |= {f"ESUBMIT_SAMPLE_{name}": value for name, value in SMALL.items()}
        house.env |= {"ESUBMIT_REDIS_URL": queue.start()}
        for name, role in (("", "app"), ("_OWNER", "owner"), ("_READER", "reader")):
            house.env[f"ESUBMIT_DATABASE{name}_URL"] = urls[f"esubmit_{role}"]
        running.append(house)
        return house, server

    yield start
    for one in reversed(running):
        if isinstance(one, House):
            one.process and one.end(15)
        else:
            one.stop()


def walks(house, server):
    """Let a house come up, look at what it stands on, and return what it said."""
    said = house.up()

    assert not (house.home / "postgres").exists() and not (house.home / "valkey").exists()
    with server.connect(database="returns") as plain:
        (version,) = plain.execute("SELECT version_num FROM alembic_version").fetchone()
        assert version == migrate.head()
        owned = "SELECT count(*) FROM pg_tables WHERE tableowner = 'esubmit_app'"
        assert plain.execute(owned).fetchone() == (0,)
        users = "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'esubmit'"
        assert plain.execute(users).fetchall() == [("esubmit_app",)]
    return said


def test_the_house_runs_on_servers_that_are_named(named):
    said = walks(*named())

    assert '"outcome": "passed"' in said and '"outcome": "failed"' in said


def test_production_reads_its_address_whatever_signs_the_password_has(named):
    house, _server = named()
    secrets = {"SECRET_KEY": "s" * 32, "REFERRAL_KEY": "r" * 32, "REFERRAL_INDEX_KEY": "i" * 32}
    house.env |= {f"ESUBMIT_{name}": value for name, value in secrets.items()}
    house.env |= {"ESUBMIT_MODE": "production"}

    said = house.refused()

    assert said.splitlines()[-2:] == [
        "Error: Production does not start:",
        "- PostgreSQL's fsync is off: a power cut would lose what was acknowledged",
    ]


@pytest.mark.slow
def test_the_house_runs_on_debians_postgresql_15(named):
    assert DEBIAN.exists(), "PostgreSQL 15 is missing: sh tests/standing/install_postgresql.sh"

    said = walks(*named(DEBIAN))

    assert '"outcome": "passed"' in said and '"outcome": "failed"' in said
