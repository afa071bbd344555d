"""Servers as production has them: somebody else started them, on TCP, and they want passwords."""

import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg

from portal.standing import accounts, postgres, valkey
from tests.kills.processes import free_port, until

PASSWORD = "p@ss/word %"
DEBIAN = Path("/usr/lib/postgresql/15/bin")
ROLES = ("esubmit_owner", "esubmit_app", "esubmit_reader")


class Postgres:
    """A PostgreSQL on a port, whose roles were made beforehand and have no more than they need."""

    def __init__(self, folder, binaries=None):
        self.folder, self.port = folder, free_port()
        self.binaries = binaries or postgres.binaries()
        self.data = folder / "data"
        self.process = None

    def start(self):
        """Make and start it; return its addresses by role."""
        self.data.mkdir(mode=0o700)
        self.prefix = accounts.prefix(self.data)
        words = [
            *self.prefix,
            str(self.binaries / "initdb"),
            "-D",
            str(self.data),
            "-U",
            "postgres",
        ]
        words += ["-A", "scram-sha-256", "--pwfile", str(self._password()), "--no-sync"]
        words += ["-E", "UTF8", "--locale", "C"]
        made = subprocess.run(words, capture_output=True, text=True, check=False, cwd=self.folder)
        assert made.returncode == 0, made.stderr
        options = [f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        options += ["fsync=off", "timezone=Asia/Hong_Kong"]
        words = [*self.prefix, str(self.binaries / "postgres"), "-D", str(self.data)]
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                words + [word for one in options for word in ("-c", one)],
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        until(self._answers, "PostgreSQL on a port")
        self._furnish()
        return {role: self.url(role) for role in ROLES}

    def url(self, role):
        """Return the address for a role, with its password."""
        secret = quote(PASSWORD, safe="")
        return f"postgresql://{role}:{secret}@127.0.0.1:{self.port}/returns"

    def stop(self):
        """End it."""
        self.process.terminate()
        self.process.wait(30)

    def connect(self, user="postgres", database="postgres"):
        """Connect past all our own code."""
        where = {"host": "127.0.0.1", "port": self.port, "user": user, "dbname": database}
        return psycopg.connect(**where, password=PASSWORD, autocommit=True)

    def _password(self):
        file = self.folder / "password"
        file.write_text(PASSWORD)
        return file

    def _answers(self):
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _furnish(self):
        with self.connect() as server:
            for role in ROLES:
                server.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
            server.execute("CREATE DATABASE returns OWNER esubmit_owner ENCODING 'UTF8'")


class Valkey:
    """A queue server on a port, with a password."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None

    def start(self):
        """Start it; return its address."""
        words = [str(valkey.binary()), "--dir", str(self.folder), "--port", str(self.port)]
        words += ["--bind", "127.0.0.1", "--requirepass", "hush", "--save", ""]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        url = f"redis://:hush@127.0.0.1:{self.port}/3"
        until(lambda: valkey.answers(url), "Valkey on a port")
        return url

    def stop(self):
        """End it."""
        self.process.terminate()
        self.process.wait(30)
