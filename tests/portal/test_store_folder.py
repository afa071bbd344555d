"""What is particular to a folder: modes, killed processes, and nothing outside of it."""

import io
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.store import NoSuchKey, StoreDown
from portal.store.folder import FolderStore

TOMORROW = datetime.now(UTC) + timedelta(days=1)


def kept(store):
    """Return every file in the store, finished or not."""
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_nobody_else_may_read_what_is_kept(store):
    stored = store.put(io.BytesIO(b"content"), kind="uploads", limit_bytes=100)

    assert store.path(stored.key).stat().st_mode & 0o077 == 0
    assert store.root.stat().st_mode & 0o077 == 0


@pytest.fixture
def full():
    """A store on a disk that has room for one small file."""
    folder = Path(tempfile.mkdtemp(prefix="full-", dir="/tmp"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("only who may mount a small disk can fill one")
    yield FolderStore(folder / "files")
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def test_a_disk_that_is_full_is_told_and_nothing_half_written_is_left(full):
    with pytest.raises(StoreDown, match="ENOSPC"):
        full.put(io.BytesIO(b"x" * (1 << 20)), kind="uploads", limit_bytes=1 << 21)

    assert kept(full) == []


def test_a_place_that_is_no_folder_is_told(tmp_path):
    (tmp_path / "files").write_text("a file where the folder should be")

    with pytest.raises(StoreDown):
        FolderStore(tmp_path / "files").put(io.BytesIO(b"x"), kind="uploads", limit_bytes=9)


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
