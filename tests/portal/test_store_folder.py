"""What is particular to a folder: modes, killed processes, and nothing outside of it."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

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


FILL = """
import io, sys
from portal.store.folder import FolderStore, StoreDown
try:
    FolderStore(sys.argv[1]).put(io.BytesIO(b"x" * (1 << 20)), kind="uploads", limit_bytes=1 << 21)
except StoreDown as error:
    print(error)
"""
SMALL_DISK = 'mount -t tmpfs -o size=64k tmpfs "$0" && "$@" "$0/files" && find "$0" -type f'
LIMITS = {
    # A namespace of one's own: whoever may not mount here may mount there.
    "ENOSPC": ["unshare", "--map-root-user", "--mount", "sh", "-c", SMALL_DISK],
    # Needs no right at all, and is refused at the same place with another word.
    "EFBIG": ["sh", "-c", 'prlimit --fsize=65536 "$@" "$0/files" && find "$0" -type f'],
}


@pytest.mark.parametrize("said", LIMITS)
def test_a_disk_that_is_full_is_told_and_nothing_half_written_is_left(tmp_path, said):
    script = [sys.executable, "-c", FILL]

    tried = subprocess.run(
        [*LIMITS[said], tmp_path, *script], capture_output=True, text=True, check=False
    )

    if tried.stderr.startswith("unshare:"):
        pytest.skip("nobody may mount here; the other limit shows the same")
    assert tried.stdout.splitlines() == [said], tried.stderr


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
