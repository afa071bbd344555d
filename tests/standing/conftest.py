import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

LONG = "a folder with a long name " * 6  # 156 characters


@pytest.fixture
def closed():
    """A folder of mode 0700 that no other user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="standing-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def script(closed):
    """Start a Python script, in a session of its own that is ended with the test."""
    started = []

    def start(text, *words, prefix=(), **environment):
        file = closed / f"script{len(started)}.py"
        file.write_text(text)
        process = subprocess.Popen(
            [*prefix, sys.executable, str(file), *map(str, words)],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def eventually(true, within_s=10):
    """Return whether something becomes true in time."""
    deadline = time.monotonic() + within_s
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def living(number):
    """Return whether a process runs; a zombie does not."""
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def children(number):
    """Return the numbers of a process's children, and of theirs."""
    path = Path(f"/proc/{number}/task/{number}/children")
    near = [int(one) for one in path.read_text().split()] if path.exists() else []
    return near + [far for one in near for far in children(one)]
