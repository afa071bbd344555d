"""Named places at which a process of a test build kills itself, to show that nothing is lost."""

from __future__ import annotations

import os
import signal

from config.settings import settings


def reach(name: str) -> None:
    """Kill this very process with SIGKILL if `name` is the failpoint set, in a test build only.

    The name is in the log, on disk, before the end, so that a test sees that the point was reached.
    """
    chosen = settings()
    if not chosen.test_build or chosen.failpoint != name:
        return
    if chosen.failpoint_log is not None:
        with chosen.failpoint_log.open("a", encoding="utf-8") as log:
            log.write(name + "\n")
            log.flush()
            os.fsync(log.fileno())
    os.kill(os.getpid(), signal.SIGKILL)
