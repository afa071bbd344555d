import hashlib
import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.store import NoSuchKey, TooBig
from portal.store.folder import CHUNK, FolderStore

TOMORROW = datetime.now(UTC) + timedelta(days=1)


def kept(store):
    """Return every file in the store, finished or not."""
    return [path for path in store.root.rglob("*") if path.is_file()]


def put(store, content, limit_bytes=10 * CHUNK):
    return store.put(io.BytesIO(content), kind="uploads", limit_bytes=limit_bytes)


def test_a_stream_is_kept_with_its_hash_and_size(store):
    content = b"workbook" * CHUNK

    stored = put(store, content)

    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.size == len(content)
    assert store.open(stored.key).read() == content


def test_the_same_file_twice_has_two_keys(store):
    assert put(store, b"same").key != put(store, b"same").key


def test_nobody_else_may_read_what_is_kept(store):
    stored = put(store, b"content")

    assert store.path(stored.key).stat().st_mode & 0o077 == 0
    assert store.root.stat().st_mode & 0o077 == 0


def test_a_stream_of_exactly_the_limit_is_kept(store):
    assert put(store, b"x" * 100, limit_bytes=100).size == 100


def test_a_stream_past_the_limit_leaves_nothing(store):
    with pytest.raises(TooBig):
        put(store, b"x" * 101, limit_bytes=100)

    assert kept(store) == []


def test_a_stream_past_the_limit_is_not_read_to_its_end(store):
    stream = io.BytesIO(b"x" * 9 * CHUNK)

    with pytest.raises(TooBig):
        store.put(stream, kind="uploads", limit_bytes=CHUNK)

    assert stream.tell() <= 3 * CHUNK


def test_a_stream_that_breaks_off_leaves_nothing(store):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise ConnectionResetError
            return super().read(4)

    with pytest.raises(ConnectionResetError):
        store.put(Broken(b"half a file"), kind="uploads", limit_bytes=CHUNK)

    assert kept(store) == []


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


def test_bytes_under_a_known_key_take_the_place_of_what_was_there(store):
    store.put_bytes("verdicts/1/1.json.gz", b"first")

    store.put_bytes("verdicts/1/1.json.gz", b"second")

    assert store.path("verdicts/1/1.json.gz").read_bytes() == b"second"


def test_keys_are_listed_by_kind_once_they_are_old_enough(store):
    stored = put(store, b"content")
    store.put_bytes("verdicts/1/1.json.gz", b"verdict")

    assert list(store.keys("uploads", TOMORROW)) == [stored.key]
    assert list(store.keys("uploads", TOMORROW - timedelta(days=2))) == []


def test_what_is_deleted_is_gone_and_may_be_deleted_again(store):
    stored = put(store, b"content")

    store.delete(stored.key)
    store.delete(stored.key)

    with pytest.raises(NoSuchKey):
        store.open(stored.key)


@pytest.mark.parametrize("key", ["../up", "uploads/../../up", "/etc/passwd", "uploads", "", "a//b"])
def test_what_is_no_key_is_not_there(store, key):
    with pytest.raises(NoSuchKey):
        store.path(key)


@given(st.text(max_size=40))
def test_no_key_leads_out_of_the_store(key):
    store = FolderStore("/nowhere/files")

    try:
        place = store._place(key)
    except NoSuchKey:
        return

    assert os.path.normpath(place).startswith("/nowhere/files/")
