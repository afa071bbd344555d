"""The processes of the house, and the order in which they start."""

from __future__ import annotations

import shutil
import sys
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from config import Settings, child_environment
from portal.standing import valkey
from portal.standing.folders import make_closed
from portal.standing.postgres import READY_S, Cluster
from portal.standing.supervisor import Child, NotReady, Supervisor

PARTS, WORKERS, WEB = 1, 2, 3  # stages, stopped from the last
PYTHON = (sys.executable, "-P")  # -P: the folder we stand in brings no packages
ROOT = Path(__file__).parents[2]  # gunicorn puts the folder it stands in before all packages


@dataclass
class House:
    """One home's house, under a supervisor."""

    settings: Settings
    home: Path
    supervisor: Supervisor
    metrics: Path = field(init=False)

    def __post_init__(self) -> None:
        """Name the folder of the web processes' figures."""
        self.metrics = self.settings.run_folder / "metrics"

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = "127.0.0.1" if self.settings.host in ("0.0.0.0", "::") else self.settings.host
        return f"http://{host}:{self.settings.port}"

    def stand(self) -> None:
        """Start the database and the queue server that are ours, and wait until they answer."""
        make_closed(self.settings.run_folder)
        if self.settings.embedded_database:
            cluster = Cluster(
                self.home,
                durable=self.settings.database_durable,
                run_folder=self.settings.run_folder,
            )
            cluster.prepare()
            self.supervisor.start(cluster.child(PARTS))
            self.supervisor.tend_until(cluster.ready, within_s=READY_S, what="PostgreSQL")
            cluster.furnish()
        if self.settings.embedded_queue:
            server = valkey.Server(self.home, run_folder=self.settings.run_folder)
            server.prepare()
            self.supervisor.start(server.child(PARTS))
            self.supervisor.tend_until(server.ready, within_s=valkey.READY_S, what="Valkey")

    def prepare(self) -> None:
        """Bring the database up to date, and make what sample mode shows, in a process of its own.

        Raises:
            NotReady: it failed; its log says why.
        """
        child = self._child("prepare", "-m", "portal.cli", "prepare")
        if self.supervisor.run(child) != 0:
            raise NotReady(f"The database could not be prepared; see {child.log}")

    def work(self, queues: Iterable[str]) -> None:
        """Start the workers and the sweep, after freeing what earlier workers had taken."""
        valkey.recover(self.settings.redis_url, queues)
        counts = {"quick": self.settings.quick_workers, "long": self.settings.long_workers}
        for queue, count in counts.items():
            for number in range(1, count + 1):
                self._run(f"worker-{queue}-{number}", WORKERS, "-m", "jobs.worker", queue)
        self._run("sweep", WORKERS, "-m", "jobs.sweep")

    def open(self) -> None:
        """Start the web processes, and wait until they can serve."""
        shutil.rmtree(self.metrics, ignore_errors=True)  # figures of processes that are gone
        make_closed(self.metrics)
        self._run("web", WEB, "-m", "gunicorn", *self._gunicorn(), "portal.app:create_app()")
        self.supervisor.tend_until(self.serves, within_s=60, what=f"The portal at {self.address}")

    def serves(self) -> bool:
        """Return whether the portal says that it can serve."""
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _gunicorn(self) -> list[str]:
        """Return gunicorn's options; its control socket would be shared by all of a user's."""
        return [
            *("--no-control-socket", "--worker-class", "gthread", "--chdir", str(ROOT)),
            *("--bind", f"{self.settings.host}:{self.settings.port}"),
            *("--workers", str(self.settings.web_workers)),
            *("--threads", str(self.settings.web_threads)),
            *("--graceful-timeout", str(int(self.settings.stop_grace_s))),
            *("--worker-tmp-dir", str(self.settings.run_folder)),
            # By itself gunicorn believes its neighbours; whom we believe is a setting of ours.
            "--forwarded-allow-ips=",
            *("--config", "python:portal.standing.web"),
        ]

    def _run(self, name: str, stage: int, *words: str) -> None:
        """Start one Python process of ours, to be kept running."""
        self.supervisor.start(self._child(name, *words, stage=stage))

    def _child(self, name: str, *words: str, stage: int = WORKERS) -> Child:
        """Return one Python process of ours."""
        more = {"PROMETHEUS_MULTIPROC_DIR": str(self.metrics)} if stage == WEB else {}
        return Child(
            name=name,
            argv=[*PYTHON, *words],
            env=child_environment(self.settings, **more),
            log=self.home / "log" / f"{name}.log",
            stage=stage,
        )
