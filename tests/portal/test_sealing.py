"""Data keys: what is under one opens with it, at its place; and not at all once it is gone."""

import io
import shutil
import tracemalloc
import uuid

import pytest
from click.testing import CliRunner

from portal.cli.wrap_anew import wrap_anew
from portal.models import DataKey
from portal.services import sealing

THING = uuid.uuid4()


def sealed_stream(content, key):
    return sealing.Sealing(io.BytesIO(content), key).read()


@pytest.mark.parametrize("size", [0, 1, sealing.CHUNK - 1, sealing.CHUNK, 2 * sealing.CHUNK + 5])
def test_a_file_comes_back_as_it_was_whatever_its_size(size):
    key, content = sealing.new_key(), bytes(range(256)) * (size // 256 + 1)

    found = sealing.opened(io.BytesIO(sealed_stream(content[:size], key)), key)

    assert found == content[:size]


def test_a_stream_read_in_small_pieces_is_the_same_stream():
    key, content = sealing.new_key(), b"invented " * 300_000
    sealed = sealing.Sealing(io.BytesIO(content), key)
    pieces = []

    while piece := sealed.read(65_537):
        pieces.append(piece)

    assert b"".join(pieces) == sealed_stream(content, key)
    assert sealed.size == len(content)


@pytest.mark.parametrize("size", [1_000, 65_536, sealing.CHUNK, 5 * sealing.CHUNK])
def test_what_is_sealed_can_be_read_in_pieces_of_any_size(size):
    key, content = sealing.new_key(), bytes(range(251)) * 10_000
    plain = sealing.unsealing(io.BytesIO(sealed_stream(content, key)), key)

    assert b"".join(iter(lambda: plain.read(size), b"")) == content


def test_a_sealed_file_of_fifty_megabytes_is_read_a_chunk_at_a_time(tmp_path):
    key = sealing.new_key()
    with (tmp_path / "sealed").open("wb") as file:
        shutil.copyfileobj(sealing.Sealing(io.BytesIO(bytes(50 << 20)), key), file, CHUNK)
    tracemalloc.start()

    with (tmp_path / "sealed").open("rb") as file:
        plain = sealing.unsealing(file, key)
        size = sum(len(piece) for piece in iter(lambda: plain.read(1 << 16), b""))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == 50 << 20
    assert peak < 8 << 20


CHUNK = sealing.CHUNK + 16


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed[:CHUNK],
        lambda sealed: sealed[CHUNK:],
        lambda sealed: sealed[CHUNK:] + sealed[:CHUNK],
        lambda sealed: bytes([sealed[0] ^ 1]) + sealed[1:],
        lambda sealed: sealed + sealed[-20:],
    ],
    ids=["cut", "last chunk gone", "first chunk gone", "moved", "a bit changed", "longer"],
)
def test_a_file_that_was_tampered_with_is_not_opened(spoil):
    key = sealing.new_key()
    sealed = sealed_stream(b"x" * (sealing.CHUNK + 100), key)

    with pytest.raises(sealing.Unreadable):
        sealing.opened(io.BytesIO(spoil(sealed)), key)


def test_what_is_sealed_for_one_field_does_not_open_as_another():
    key = sealing.new_key()
    sealed = sealing.seal(key, b"SAMPLE Ah One", "name_en")

    assert sealing.unseal(key, sealed, "name_en") == b"SAMPLE Ah One"
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(key, sealed, "needs")


def test_a_wrapped_key_opens_for_its_own_thing_alone():
    kept = sealing.wrap(sealing.new_key(), THING)

    with pytest.raises(sealing.Unreadable):
        sealing.unwrap(kept, uuid.uuid4())


def test_a_fingerprint_depends_on_where_its_parts_end():
    assert sealing.fingerprint(b"ab", b"c") != sealing.fingerprint(b"a", b"bc")


def test_a_key_wrapped_by_the_former_key_opens_while_that_is_named(settle):
    settle(REFERRAL_KEY="first " * 8)
    key = sealing.new_key()
    kept = sealing.wrap(key, THING)

    settle(REFERRAL_KEY="second " * 8, REFERRAL_OLD_KEYS="first " * 8)
    assert sealing.unwrap(kept, THING) == key

    settle(REFERRAL_OLD_KEYS="")
    with pytest.raises(sealing.Unreadable):
        sealing.unwrap(kept, THING)


@pytest.mark.database
def test_data_keys_are_wrapped_anew_and_then_need_the_former_key_no_more(db, settle):
    settle(REFERRAL_KEY="first " * 8)
    key = sealing.new_key()
    sealing.keep_key(THING, key)
    db.commit()
    settle(REFERRAL_KEY="second " * 8, REFERRAL_OLD_KEYS="first " * 8)

    assert (sealing.wrap_anew(), sealing.wrap_anew()) == (1, 0)

    settle(REFERRAL_OLD_KEYS="")
    assert sealing.key_of(THING) == key


@pytest.mark.database
def test_a_destroyed_key_is_gone_and_said_to_be(db):
    sealing.keep_key(THING, sealing.new_key())
    db.commit()

    sealing.destroy_key(THING)
    db.commit()

    assert db.get(DataKey, THING) is None
    with pytest.raises(sealing.Erased):
        sealing.key_of(THING)


@pytest.mark.database
def test_the_command_wraps_every_key_anew(db, settle):
    settle(REFERRAL_KEY="first-" * 8)
    for thing in (THING, uuid.uuid4()):
        sealing.keep_key(thing, sealing.new_key())
    db.commit()
    settle(REFERRAL_KEY="second-" * 8, REFERRAL_OLD_KEYS="first-" * 8)

    said = CliRunner().invoke(wrap_anew)

    assert said.output.startswith("2 keys wrapped anew.")
