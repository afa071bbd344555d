"""Starts processes, starts again what ends, stops all, and leaves nothing behind.

A child dies with us by PR_SET_PDEATHSIG, which is bound to the parent's thread: children are
started from the main thread only.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE_S = 5.0
STEADY_S = 30.0  # a child that lived this long starts again with a short pause
LOG_LIMIT = 5_000_000
TICK_S = 0.1


class NotReady(Exception):
    """A part did not become ready in its time."""


class Stopped(Exception):
    """Somebody asked the house to stop while it was starting."""


@dataclass(frozen=True)
class Child:
    """What is to run. Stages are stopped from the highest down, each at once."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    stage: int = 0
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGKILL


@dataclass
class _Running:
    """A child with its process, and how often it has failed of late."""

    child: Child
    process: subprocess.Popen[bytes]
    since: float
    failures: int = 0
    start_again_at: float | None = None


def spawn(child: Child) -> subprocess.Popen[bytes]:
    """Start a child that is in a group of its own and dies when this thread does."""
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def before_exec() -> None:
        os.setpgid(0, 0)  # Ctrl-C reaches the supervisor alone
        libc.prctl(PR_SET_PDEATHSIG, child.death_signal)
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the line above

    with _opened(child.log) as log:
        return subprocess.Popen(
            list(child.argv),
            env=dict(child.env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=before_exec,
        )


def end(process: subprocess.Popen[bytes], *, deadline: float) -> None:
    """Wait until the process has ended, by force after the deadline, and its group with it."""
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # the whole group is gone, as it should be


def _opened(log: Path) -> IO[bytes]:
    """Return the log, to be written at its end; a long one is set aside first."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))
    return log.open("ab")


@dataclass
class Supervisor:
    """Keeps children running until it is told to stop."""

    grace_s: float = 10.0
    say: Callable[[str], None] = print
    stopping: bool = False
    running: list[_Running] = field(default_factory=list)

    def listen(self) -> None:
        """Stop on SIGTERM and SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)

    def start(self, child: Child) -> None:
        """Start a child and keep it running."""
        self.running.append(_Running(child, spawn(child), time.monotonic()))

    def run(self, child: Child) -> int:
        """Run a child once, to its end, tending the others; return how it ended.

        Raises:
            Stopped: a signal came first; the child is gone.
        """
        process = spawn(child)
        try:
            while process.poll() is None:
                self.rest()
        finally:
            end(process, deadline=time.monotonic())
        return process.returncode

    def tend(self) -> None:
        """Look once at every child, and start again what has ended, after a growing pause."""
        now = time.monotonic()
        for one in self.running:
            if one.start_again_at is not None:
                if now >= one.start_again_at:
                    one.process, one.since, one.start_again_at = spawn(one.child), now, None
            elif one.process.poll() is not None:
                self._put_off(one, now)

    def tend_until(self, ready: Callable[[], bool], *, within_s: float, what: str) -> None:
        """Tend until `ready` is true.

        Raises:
            NotReady: it did not become true in time.
            Stopped: a signal came first.
        """
        deadline = time.monotonic() + within_s
        while not ready():
            if time.monotonic() > deadline:
                raise NotReady(f"{what} did not become ready within {within_s:.0f} seconds")
            self.rest()

    def rest(self) -> None:
        """Tend, and pause for a moment.

        Raises:
            Stopped: a signal asked us to stop.
        """
        self.tend()
        if self.stopping:
            raise Stopped
        time.sleep(TICK_S)

    def stop(self) -> None:
        """Stop every child, stage by stage from the last, and wait for it."""
        for stage in sorted({one.child.stage for one in self.running}, reverse=True):
            these = [one for one in self.running if one.child.stage == stage]
            for one in these:
                if one.process.poll() is None:
                    one.process.send_signal(one.child.stop_signal)
            deadline = time.monotonic() + self.grace_s
            for one in these:
                end(one.process, deadline=deadline)
        self.running.clear()

    def _put_off(self, one: _Running, now: float) -> None:
        """Set when an ended child starts again: at once at first, then ever later."""
        one.failures = 0 if now - one.since > STEADY_S else one.failures
        pause = min(LONGEST_PAUSE_S, 0.2 * 2**one.failures)
        one.failures, one.start_again_at = one.failures + 1, now + pause
        self.say(f"{one.child.name} ended with {one.process.returncode}; see {one.child.log}")

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        """Note that a signal asked us to stop."""
        self.stopping = True
