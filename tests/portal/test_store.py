"""What every file store does: the same tests on a folder and on S3 over HTTP."""

import hashlib
import io
from datetime import UTC, datetime, timedelta

import pytest

from portal.store import NoSuchKey, TooBig
from portal.store.s3 import PART_BYTES

pytestmark = pytest.mark.database
TOMORROW = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture(params=["store", "s3_store"], ids=["folder", "s3"])
def either(request):
    """An empty store of each kind."""
    return request.getfixturevalue(request.param)


def kept(store):
    """Return every key in the store, after its interrupted puts were cleared away."""
    assert store.clear_unfinished(TOMORROW) == 0, "a put left something unfinished"
    return list(store.keys("", TOMORROW))


def put(store, content, limit_bytes=10 * PART_BYTES):
    return store.put(io.BytesIO(content), kind="uploads", limit_bytes=limit_bytes)


@pytest.mark.parametrize("size", [0, 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 7])
def test_a_stream_is_kept_with_its_hash_and_size(either, size):
    content = (b"workbook" * (size // 8 + 1))[:size]

    stored = put(either, content)

    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.size == size
    assert either.open(stored.key).read() == content


def test_the_same_file_twice_has_two_keys(either):
    assert put(either, b"same").key != put(either, b"same").key


def test_a_stream_of_exactly_the_limit_is_kept(either):
    assert put(either, b"x" * 100, limit_bytes=100).size == 100


@pytest.mark.parametrize("size", [101, PART_BYTES + 101])
def test_a_stream_past_the_limit_leaves_nothing(either, size):
    with pytest.raises(TooBig):
        put(either, b"x" * size, limit_bytes=size - 1)

    assert kept(either) == []


def test_a_stream_past_the_limit_is_not_read_to_its_end(either):
    stream = io.BytesIO(b"x" * 3 * PART_BYTES)

    with pytest.raises(TooBig):
        either.put(stream, kind="uploads", limit_bytes=1 << 20)

    assert stream.tell() <= 3 << 20


class Broken(io.BytesIO):
    """A sender whose line goes dead after so many bytes."""

    def __init__(self, size):
        super().__init__(b"x" * size)

    def read(self, size=-1):
        if self.tell() == len(self.getvalue()):
            raise ConnectionResetError
        return super().read(size)


@pytest.mark.parametrize("size", [4, PART_BYTES + 4])
def test_a_stream_that_breaks_off_leaves_nothing(either, size):
    with pytest.raises(ConnectionResetError):
        either.put(Broken(size), kind="uploads", limit_bytes=10 * PART_BYTES)

    assert kept(either) == []


def test_bytes_under_a_known_key_take_the_place_of_what_was_there(either):
    either.put_bytes("verdicts/1/1.json.gz", b"first")

    either.put_bytes("verdicts/1/1.json.gz", b"second")

    assert either.open("verdicts/1/1.json.gz").read() == b"second"


def test_keys_are_listed_by_kind_once_they_are_old_enough(either):
    stored = put(either, b"content")
    either.put_bytes("verdicts/1/1.json.gz", b"verdict")

    assert list(either.keys("uploads", TOMORROW)) == [stored.key]
    assert list(either.keys("uploads", TOMORROW - timedelta(days=2))) == []
    assert len(kept(either)) == 2


def test_what_is_deleted_is_gone_and_may_be_deleted_again(either):
    stored = put(either, b"content")
    assert either.has(stored.key)

    either.delete(stored.key)
    either.delete(stored.key)

    assert not either.has(stored.key)
    with pytest.raises(NoSuchKey):
        either.open(stored.key)


@pytest.mark.parametrize("key", ["../up", "uploads/../../up", "/etc/passwd", "uploads", "", "a//b"])
def test_what_is_no_key_is_not_there(either, key):
    with pytest.raises(NoSuchKey):
        either.open(key)
