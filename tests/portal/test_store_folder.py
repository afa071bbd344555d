"""What is particular to a folder: modes, killed processes, and nothing outside of it."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.store import NoSuchKey
from portal.store.folder import FolderStore

TOMORROW = datetime.now(UTC) + timedelta(days=1)


def kept(store):
    """Return every file in the store, finished or not."""
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_nobody_else_may_read_what_is_kept(store):
    stored = store.put(io.BytesIO(b"content"), kind="uploads", limit_bytes=100)

    assert store.path(stored.key).stat().st_mode & 0o077 == 0
    assert store.root.stat().st_mode & 0o077 == 0


def test_a_put_that_is_killed_leaves_no_key_and_is_cleared_away(store):
    script = f"""
import os, signal
from portal.store.folder import FolderStore
class Killed:
    left = [b"half a file"]
    def read(self, size):
        return self.left.pop() if self.left else os.kill(os.getpid(), signal.SIGKILL)
FolderStore({str(store.root)!r}).put(Killed(), kind="uploads", limit_bytes=100)
"""

    killed = subprocess.run([sys.executable, "-c", script], check=False, cwd=os.getcwd())

    assert killed.returncode == -9
    assert list(store.keys("uploads", TOMORROW)) == []
    assert store.clear_unfinished(TOMORROW) == 1
    assert kept(store) == []


@given(st.text(max_size=40))
def test_no_key_leads_out_of_the_store(key):
    store = FolderStore("/nowhere/files")

    try:
        place = store._place(key)
    except NoSuchKey:
        return

    assert os.path.normpath(place).startswith("/nowhere/files/")
