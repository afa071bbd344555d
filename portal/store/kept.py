"""What every file store can do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Protocol
from uuid import uuid4


class TooBig(Exception):
    """The stream is longer than the limit; nothing of it was kept."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"more than {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class NoSuchKey(Exception):
    """The store has nothing under this key, or it is no key at all."""


class StoreTrouble(Exception):
    """The store could not be used; nothing of what was asked was done."""


class StoreDown(StoreTrouble):
    """The store does not answer, or answers that it cannot just now."""


class StoreRefuses(StoreTrouble):
    """The store does not let us in: wrong key or secret, or a right that is lacking."""


class NoSuchBucket(StoreTrouble):
    """The place that the settings name is not there."""


class KeyTaken(StoreTrouble):
    """A key that had to be new was there already, and what it holds was left as it is."""


_KEY = re.compile(r"[a-z]+(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+")


def is_key(text: str) -> bool:
    """Say whether a text can be a key: no key leads out of the store."""
    return _KEY.fullmatch(text) is not None


def new_key(kind: str) -> str:
    """Return a key that nobody has, with the month in it for whoever looks into the store."""
    return f"{kind}/{datetime.now(UTC):%Y-%m}/{uuid4().hex}"


@dataclass(frozen=True, slots=True)
class Stored:
    """A stream that is kept: where, its hash, its bytes."""

    key: str
    sha256: str
    size: int


class Store(Protocol):
    """A place for bytes under keys such as uploads/2026-01/0198f2c4.

    Where the place itself fails, every method raises StoreTrouble.
    """

    def put(self, stream: BinaryIO, *, kind: str, limit_bytes: int) -> Stored:
        """Keep a stream under a new key; when this returns, a power cut cannot lose it.

        Raises:
            TooBig: it is longer than the limit.
        """

    def put_bytes(self, key: str, content: bytes) -> None:
        """Keep bytes under a known key, in place of what was there."""

    def open(self, key: str) -> BinaryIO:
        """Open what is kept, for reading. Raises NoSuchKey."""

    def has(self, key: str) -> bool:
        """Say whether something is kept under a key."""

    def keys(self, prefix: str, older_than: datetime) -> Iterator[str]:
        """Yield the keys of a kind kept before a moment: the sweep looks which have no row."""

    def delete(self, key: str) -> None:
        """Keep it no longer; a key that is not there is already so."""

    def erase(self, key: str) -> None:
        """Keep it no longer, nor any version of it that was replaced or deleted before."""

    def clear_unfinished(self, older_than: datetime) -> int:
        """Remove what interrupted puts left behind, and return how many."""

    def try_out(self) -> None:
        """Return where files can be kept just now. Raises StoreTrouble, or what the system says."""

    def keeps_versions(self) -> bool | None:
        """Say whether what is replaced or deleted can be had back; None where it has no versions.

        A folder has none: there it is the machine's own backup that brings files back.
        """
