"""The home and its run-time folder: made closed, and never anybody else's."""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path
from typing import IO


class UnsafeFolder(Exception):
    """A folder that others may write to, or that is not ours, stands where ours should be."""


class AlreadyRunning(Exception):
    """The house of this home stands already."""


def make_closed(folder: Path) -> Path:
    """Make a folder that only we may enter, or make sure that the one there is such a folder.

    Raises:
        UnsafeFolder: it is a link, another user's, or open to others. It is left as it is.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    closed = stat.S_ISDIR(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077
    if not closed or found.st_uid != os.geteuid():
        raise UnsafeFolder(f"{folder} must be a folder of ours with mode 0700; move it away")
    return folder


def make_home(home: Path) -> Path:
    """Make the home, closed to others where it is new; one that exists keeps its mode."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("log", "files", "samples"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    return home.resolve()


def claim(home: Path, note: str) -> IO[str]:
    """Hold the home for this process until the returned file is closed.

    Raises:
        AlreadyRunning: another process holds it, and its note says which.
    """
    held = (home / "up.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        raise AlreadyRunning(
            f"The house of {home} is running already ({held.read().strip()}). "
            "Stop it first, or name another ESUBMIT_HOME and ESUBMIT_PORT."
        ) from None
    held.truncate(0)
    held.write(note)
    held.flush()
    return held
