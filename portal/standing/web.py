"""What gunicorn does with the web processes: `--config python:portal.standing.web`."""

from typing import Any

from prometheus_client import multiprocess


def child_exit(_server: Any, worker: Any) -> None:
    """Take a process that is gone out of the figures of what goes on now.

    What it counted stays: a sum that goes down would be read as a new start of the whole house.
    """
    multiprocess.mark_process_dead(worker.pid)
