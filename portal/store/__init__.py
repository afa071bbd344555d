"""The file store: uploaded files and verdicts by key, in the place that the settings name."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import BinaryIO

import config
from portal.store.folder import FolderStore
from portal.store.kept import (
    KeyTaken,
    NoSuchBucket,
    NoSuchKey,
    Store,
    Stored,
    StoreDown,
    StoreRefuses,
    StoreTrouble,
    TooBig,
)

__all__ = [
    "FolderStore",
    "KeyTaken",
    "NoSuchBucket",
    "NoSuchKey",
    "Store",
    "StoreDown",
    "StoreRefuses",
    "StoreTrouble",
    "Stored",
    "TooBig",
    "clear_unfinished",
    "delete",
    "files",
    "has",
    "keys",
    "open",
    "put",
    "put_bytes",
]


@cache
def files() -> Store:
    """Return the store that the settings name."""
    settings = config.settings()
    if not settings.files.startswith("s3://"):
        return FolderStore(settings.files)
    # Imported here: boto3 takes its time and memory, and most houses keep files in a folder.
    from portal.store.s3 import S3Store

    return S3Store(settings)


def put(stream: BinaryIO, *, kind: str, limit_bytes: int) -> Stored:
    """Keep a stream under a new key. Raises TooBig, and then keeps nothing."""
    return files().put(stream, kind=kind, limit_bytes=limit_bytes)


def put_bytes(key: str, content: bytes) -> None:
    """Keep bytes under a known key, in place of what was there."""
    files().put_bytes(key, content)


def open(key: str) -> BinaryIO:
    """Open what is kept, for reading. Raises NoSuchKey."""
    return files().open(key)


def has(key: str) -> bool:
    """Say whether something is kept under a key."""
    return files().has(key)


def keys(prefix: str, older_than: datetime) -> Iterator[str]:
    """Yield the keys of a kind kept before a moment."""
    return files().keys(prefix, older_than)


def delete(key: str) -> None:
    """Keep it no longer."""
    files().delete(key)


def clear_unfinished(older_than: datetime) -> int:
    """Remove what interrupted puts left behind, and return how many."""
    return files().clear_unfinished(older_than)
