"""What every file store can do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol


class TooBig(Exception):
    """The stream is longer than the limit; nothing of it was kept."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"more than {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class NoSuchKey(Exception):
    """The store has nothing under this key, or it is no key at all."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stream that is kept: where, its hash, its bytes."""

    key: str
    sha256: str
    size: int


class Store(Protocol):
    """A place for bytes under keys such as uploads/2026-01/0198f2c4."""

    def put(self, stream: BinaryIO, *, kind: str, limit_bytes: int) -> Stored:
        """Keep a stream under a new key; when this returns, a power cut cannot lose it.

        Raises:
            TooBig: it is longer than the limit.
        """

    def put_bytes(self, key: str, content: bytes) -> None:
        """Keep bytes under a known key, in place of what was there."""

    def open(self, key: str) -> BinaryIO:
        """Open what is kept, for reading. Raises NoSuchKey."""

    def path(self, key: str) -> Path:
        """Return a file with what is kept, not to be changed. Raises NoSuchKey."""

    def keys(self, prefix: str, older_than: datetime) -> Iterator[str]:
        """Yield the keys of a kind kept before a moment: the sweep looks which have no row."""

    def delete(self, key: str) -> None:
        """Keep it no longer; a key that is not there is already so."""

    def clear_unfinished(self, older_than: datetime) -> int:
        """Remove what interrupted puts left behind, and return how many."""
