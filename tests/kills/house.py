"""The whole house, as `esubmit up` runs it, in a home of its own, with processes to kill."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
from functools import cached_property
from pathlib import Path

from tests.kills.processes import answers, free_port, until

VICTIMS = {
    "web": ("gunicorn",),
    "quick worker": ("jobs.worker", "quick"),
    "long worker": ("jobs.worker", "long"),
    "queue server": ("valkey-server",),
    "database": ("postgres", "-D"),
}


class House:
    """One house under its own supervisor."""

    def __init__(self, home, **settings):
        self.home, self.port = Path(home), free_port()
        wanted = {"HOME": self.home, "PORT": self.port, "SAMPLE_UNITS": 3, "SAMPLE_NGOS": 3}
        wanted |= {"SAMPLE_QUARTERS": 1, "SWEEP_SECONDS": 1, "LOST_CHECK_S": 5, **settings}
        self.environment = os.environ | {f"ESUBMIT_{k}": str(v) for k, v in wanted.items()}
        self.said = self.home.parent / "said.log"
        self.process = None

    def start(self):
        """Start it, and wait until it says that it is ready."""
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.cli", "up"],
                env=self.environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        until(lambda: "Ready:" in self.said.read_text(), "the house")

    def stop(self):
        """Stop it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    @property
    def address(self):
        """Where its door is."""
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def database(self):
        """How to reach its database, as the application does."""
        words = "import config; print(config.settings().database_url)"
        said = subprocess.run(
            [sys.executable, "-c", words], env=self.environment, capture_output=True, check=True
        )
        return said.stdout.decode().strip().replace("postgresql+psycopg", "postgresql")

    def post(self, what):
        """Have a post of the house say something, as `tests.kills.posts` knows it."""
        words = [sys.executable, "-m", "tests.kills.posts", what]
        said = subprocess.run(words, env=self.environment, capture_output=True, check=True)
        return json.loads(said.stdout)

    @contextlib.contextmanager
    def posts(self, what):
        """Have the posts of the house do something for as long as this lasts."""
        with self.said.open("ab") as said:
            words = [sys.executable, "-m", "tests.kills.posts", what]
            process = subprocess.Popen(words, env=self.environment, stdout=said, stderr=said)
        try:
            yield
        finally:
            process.kill()
            process.wait(10)

    def ready(self):
        """Say whether the door opens."""
        return answers(f"{self.address}/readyz")

    def processes(self, *words):
        """Return the pids of this house's processes whose command has all these words."""
        ours = {str(self.process.pid)}
        found = []
        for _ in range(4):
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit() and entry.name not in ours and _parent(entry) in ours:
                    ours.add(entry.name)
                    command = _read(entry / "cmdline").replace("\0", " ")
                    if all(word in command for word in words):
                        found.append(int(entry.name))
        return found

    def kill_one(self, chance: random.Random):
        """Kill one process of the house with SIGKILL; return what it was, if it was there."""
        what = chance.choice(sorted(VICTIMS))
        pids = self.processes(*VICTIMS[what])
        if not pids:
            return None
        try:
            os.kill(chance.choice(pids), signal.SIGKILL)
        except ProcessLookupError:
            return None
        return what


def _read(path):
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _parent(entry):
    stat = _read(entry / "stat")
    return stat.rpartition(")")[2].split()[1] if stat else ""
