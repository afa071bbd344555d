"""Data keys: each thing about a person is under a key of its own, which is under ours.

A data key is 32 random bytes, kept wrapped (AES-256-GCM) under the key of the settings; its row
names the key that wrapped it, so that ours can be changed. Where the row is gone, what it opened
is gone for good, backups apart. Source: NIST SP 800-38D; SP 800-57, key wrapping.
"""

import hashlib
import hmac
import os
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BufferedReader, BytesIO, RawIOBase
from typing import IO, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select

import config
from portal.database import session
from portal.models.referrals import DataKey

KEY_BYTES = 32
NONCE_BYTES = 12
CHUNK = 1 << 20
_TAG_BYTES = 16
_LAST, _MORE = b"\1", b"\0"


class Erased(Exception):
    """The key is no longer there, so nobody can read what was under it."""


class Unreadable(Exception):
    """What was kept is not what was put there, or was wrapped by a key that we do not have."""


@dataclass(frozen=True, slots=True)
class _Lock:
    id: str
    cipher: AESGCM


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it is kept."""

    key_id: str
    wrapped: bytes


def new_key() -> bytes:
    """Make a data key."""
    return os.urandom(KEY_BYTES)


def wrap(data_key: bytes, thing: UUID) -> Wrapped:
    """Lock a data key for one thing, and for no other."""
    lock = _locks(_secrets())[0]
    nonce = os.urandom(NONCE_BYTES)
    return Wrapped(lock.id, nonce + lock.cipher.encrypt(nonce, data_key, thing.bytes))


def unwrap(kept: Wrapped, thing: UUID) -> bytes:
    """Unlock a data key. Raises Unreadable."""
    for lock in _locks(_secrets()):
        if lock.id == kept.key_id:
            return _opened(lock.cipher, kept.wrapped, thing.bytes)
    raise Unreadable(thing)


def keep_key(thing: UUID, data_key: bytes) -> None:
    """Keep a thing's data key, in the transaction of the thing."""
    kept = wrap(data_key, thing)
    session.add(DataKey(thing_id=thing, key_id=kept.key_id, wrapped=kept.wrapped))


def key_of(thing: UUID) -> bytes:
    """Return a thing's data key. Raises Erased."""
    row = session.get(DataKey, thing, populate_existing=True)
    if row is None:
        raise Erased(thing)
    return unwrap(Wrapped(row.key_id, row.wrapped), thing)


def destroy_key(thing: UUID) -> None:
    """Destroy a thing's data key, in the transaction at hand: nobody reads the thing again."""
    session.execute(delete(DataKey).where(DataKey.thing_id == thing))


def wrap_anew(limit: int = 1_000) -> int:
    """Wrap data keys under the newest key of the settings; return how many were under another."""
    newest = _locks(_secrets())[0].id
    rows = session.scalars(
        select(DataKey).where(DataKey.key_id != newest).limit(limit).with_for_update()
    ).all()
    for row in rows:
        kept = wrap(unwrap(Wrapped(row.key_id, row.wrapped), row.thing_id), row.thing_id)
        row.key_id, row.wrapped = kept.key_id, kept.wrapped
    session.commit()
    return len(rows)


def seal(data_key: bytes, content: bytes, place: str) -> bytes:
    """Encrypt under a data key for one place, such as a field's key: it opens nowhere else."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(data_key).encrypt(nonce, content, place.encode())


def unseal(data_key: bytes, sealed: bytes, place: str) -> bytes:
    """Decrypt what was sealed for a place. Raises Unreadable."""
    return _opened(AESGCM(data_key), sealed, place.encode())


def fingerprint(*parts: bytes) -> bytes:
    """Return what tells that the same came before, to whoever has the key of the settings."""
    secret = config.settings().referral_index_key.get_secret_value()
    framed = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    return hmac.digest(_derived(secret, b"fingerprint"), framed, "sha256")


@dataclass(slots=True)
class Sealing:
    """A stream that is encrypted while it is read, chunk by chunk; and its fingerprint.

    Each chunk's nonce holds its number and whether it is the last, so that none can be moved,
    left out or cut off. The key must be for this one file. After the STREAM construction of
    Hoang, Reyhanitabar, Rogaway and Vizár (2015).
    """

    stream: IO[bytes]
    key: bytes
    size: int = 0
    number: int = 0
    done: bool = False
    digest: "hmac.HMAC" = field(init=False)
    sha256: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _waiting: bytes = b""
    _next: bytes | None = None

    def __post_init__(self) -> None:
        """Begin the fingerprint."""
        secret = config.settings().referral_index_key.get_secret_value()
        self.digest = hmac.new(_derived(secret, b"file"), digestmod="sha256")

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` encrypted bytes; b"" at the end."""
        while not self.done and (size < 0 or len(self._waiting) < size):
            self._waiting += self._chunk()
        taken = len(self._waiting) if size < 0 else size
        given, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return given

    def _chunk(self) -> bytes:
        plain = self.stream.read(CHUNK) if self._next is None else self._next
        self._next = self.stream.read(CHUNK)
        self.done = not self._next
        self.size += len(plain)
        self.digest.update(plain)
        self.sha256.update(plain)
        nonce = _nonce(self.number, last=self.done)
        self.number += 1
        return AESGCM(_derived_key(self.key)).encrypt(nonce, plain, None)


def sealed_bytes(plain_bytes: int) -> int:
    """Return how long a stream is once it is sealed."""
    return plain_bytes + _TAG_BYTES * max(1, -(-plain_bytes // CHUNK))


class _Unsealing(RawIOBase):
    """A sealed stream, decrypted while it is read."""

    def __init__(self, stream: IO[bytes], key: bytes) -> None:
        self._chunks = _plain_chunks(stream, key)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Say that it is read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # Buffer is of 3.12
        """Fill a buffer with what comes next, as far as it goes. Raises Unreadable."""
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        taken = min(len(buffer), len(self._left))
        buffer[:taken], self._left = self._left[:taken], self._left[taken:]
        return taken


def unsealing(stream: IO[bytes], key: bytes) -> BinaryIO:
    """Open a sealed stream for reading, a chunk in memory at a time; reading raises Unreadable."""
    return BufferedReader(_Unsealing(stream, key), CHUNK)


def opened(stream: IO[bytes], key: bytes) -> bytes:
    """Return the whole content of a sealed stream. Raises Unreadable."""
    whole = BytesIO()
    shutil.copyfileobj(unsealing(stream, key), whole, CHUNK)
    return whole.getvalue()


def _plain_chunks(stream: IO[bytes], key: bytes) -> Iterator[bytes]:
    cipher = AESGCM(_derived_key(key))
    number = 0
    following = stream.read(CHUNK + _TAG_BYTES)
    while True:
        chunk, following = following, stream.read(CHUNK + _TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), chunk, None)
        except InvalidTag as error:
            raise Unreadable from error
        if not following:
            return
        number += 1


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">3xQ", number) + (_LAST if last else _MORE)


def _opened(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except InvalidTag as error:
        raise Unreadable from error


def _secrets() -> tuple[str, ...]:
    settings = config.settings()
    old = settings.referral_old_keys.get_secret_value().split(",")
    return (settings.referral_key.get_secret_value(), *filter(None, old))


@cache
def _locks(secrets: tuple[str, ...]) -> tuple[_Lock, ...]:
    """Return the keys that wrap, the newest first, each named by a hash of itself."""
    keys = [_derived(secret, b"wrap") for secret in secrets]
    return tuple(_Lock(hashlib.sha256(key).hexdigest()[:12], AESGCM(key)) for key in keys)


@cache
def _derived(secret: str, purpose: bytes) -> bytes:
    """Return the key that a secret of the settings gives for one purpose."""
    return hmac.digest(secret.encode(), b"esubmit referrals/" + purpose, "sha256")


def _derived_key(data_key: bytes) -> bytes:
    """Return the key for a file itself: what else is under its data key has other nonces."""
    return hmac.digest(data_key, b"file", "sha256")
