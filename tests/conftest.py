"""What tests stand on: a throw-away PostgreSQL and Valkey, started when the first test asks."""

import shutil
import tempfile
import urllib.request
from pathlib import Path

import boto3
import psycopg
import pytest
from moto.server import ThreadedMotoServer

import config
from portal import database, queue
from portal import store as stores
from portal.database import migrate
from portal.models import Base
from portal.services import accounts
from portal.standing.postgres import Cluster
from portal.standing.valkey import Server
from tests import factories


def short_folder():
    """Make a folder whose path leaves room for a socket."""
    return Path(tempfile.mkdtemp(prefix="es-", dir="/tmp"))


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL of this process alone, without durability."""
    home = short_folder()
    found = Cluster(home, durable=False, run_folder=home / "run")
    found.start()
    yield found
    database.forget()
    found.stop()
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def migrated(cluster):
    """The cluster with its database at the version that the program expects."""
    migrate.upgrade(cluster.url("esubmit_owner"))
    return cluster


@pytest.fixture
def settle(monkeypatch):
    """Set settings for one test: `settle(FILES=folder)`."""

    def settle_them(**wanted):
        for name, value in wanted.items():
            monkeypatch.setenv(f"ESUBMIT_{name}", str(value))
        config.settings.cache_clear()

    yield settle_them
    config.settings.cache_clear()


@pytest.fixture
def fresh(cluster):
    """A new, empty database; the address for its owner."""
    name = "fresh"
    admin = {"host": str(cluster.sockets), "user": "postgres", "autocommit": True}
    with psycopg.connect(dbname="postgres", **admin) as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER esubmit_owner")
    yield cluster.url("esubmit_owner", name)
    with psycopg.connect(dbname="postgres", **admin) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session", autouse=True)
def own_hasher():
    """Keep passwords at a cost that a test can bear; what the program itself would use."""
    own, accounts.HASHER = accounts.HASHER, factories.HASHER
    yield own
    accounts.HASHER = own


@pytest.fixture
def db(migrated, settle):
    """A clean database, and the session on it as the role of the application."""
    settle(
        DATABASE_URL=migrated.url("esubmit_app"),
        DATABASE_OWNER_URL=migrated.url("esubmit_owner"),
        DATABASE_READER_URL=migrated.url("esubmit_reader"),
    )
    empty(migrated)
    yield database.session
    database.session.remove()


def empty(cluster):
    """Empty every table, as the owner: the application itself may not.

    Rows that are deleted leave gaps, and what a test writes then stands in another order.
    """
    database.session.remove()
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with connected(cluster, "esubmit_owner") as connection:
        connection.execute("SET lock_timeout = '10s'")
        connection.execute(f"TRUNCATE {tables}")


def connected(cluster, role):
    """Connect as a role, past SQLAlchemy."""
    return psycopg.connect(host=str(cluster.sockets), user=role, dbname="esubmit")


@pytest.fixture(scope="session")
def valkey():
    """A queue server of this process alone."""
    home = short_folder()
    server = Server(home, run_folder=home / "run")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(home)


@pytest.fixture
def queue_server(valkey, settle):
    """A real, empty queue server that the settings name; a connection to it."""
    settle(REDIS_URL=valkey.url())
    queue.connection.cache_clear()
    queue.connection().flushall()
    yield queue.connection()
    queue.connection.cache_clear()


@pytest.fixture
def store(tmp_path, settle):
    """An empty file store that the settings name."""
    settle(FILES=tmp_path / "files")
    stores.files.cache_clear()
    yield stores.files()
    stores.files.cache_clear()


@pytest.fixture(scope="session")
def s3_server():
    """A server on this machine that speaks S3; its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def s3(s3_server, settle):
    """An empty bucket that the settings name; a client that looks at it past our own code."""
    names = {"aws_access_key_id": "a" * 20, "aws_secret_access_key": "b" * 40}
    client = boto3.client("s3", endpoint_url=s3_server, region_name="us-east-1", **names)
    urllib.request.urlopen(f"{s3_server}/moto-api/reset", data=b"").close()
    client.create_bucket(Bucket="esubmit-files")
    settle(FILES="s3://esubmit-files/house", S3_ENDPOINT=s3_server, S3_REGION="us-east-1")
    settle(S3_KEY_ID="a" * 20, S3_SECRET="b" * 40)
    return client


@pytest.fixture
def s3_store(s3):
    """An empty file store in that bucket."""
    stores.files.cache_clear()
    yield stores.files()
    stores.files.cache_clear()
