"""A file store in a folder of one machine."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from portal.store.kept import NoSuchKey, Stored, StoreDown, TooBig, is_key, new_key

CHUNK = 1 << 20
PROBE = "health/probe"
UNFINISHED = ".unfinished"  # in the same file system, so that a rename is all or nothing


class FolderStore:
    """Files under a root: written aside, fsynced, then renamed to their key."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def put(self, stream: BinaryIO, *, kind: str, limit_bytes: int) -> Stored:
        """Keep a stream under a new key, hashed while it is written."""
        key = new_key(kind)
        digest = hashlib.sha256()
        size = 0

        def copy(file: BinaryIO) -> None:
            nonlocal size
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit_bytes:
                    raise TooBig(limit_bytes)
                digest.update(chunk)
                _write(file, chunk)

        self._keep(key, copy)
        return Stored(key, digest.hexdigest(), size)

    def put_bytes(self, key: str, content: bytes) -> None:
        """Keep bytes under a known key, in place of what was there."""
        self._keep(key, lambda file: _write(file, content))

    def open(self, key: str) -> BinaryIO:
        """Open what is kept. Raises NoSuchKey."""
        return self.path(key).open("rb")

    def path(self, key: str) -> Path:
        """Return the file itself. Raises NoSuchKey."""
        place = self._place(key)
        if not place.is_file():
            raise NoSuchKey(key)
        return place

    def has(self, key: str) -> bool:
        """Say whether something is kept under a key."""
        return is_key(key) and self._place(key).is_file()

    def keys(self, prefix: str, older_than: datetime) -> Iterator[str]:
        """Yield the keys of a kind kept before a moment."""
        moment = older_than.timestamp()
        for place in (self.root / prefix).glob("**/*"):
            key = place.relative_to(self.root).as_posix()
            if is_key(key) and place.is_file() and place.stat().st_mtime < moment:
                yield key

    def delete(self, key: str) -> None:
        """Keep it no longer."""
        self._place(key).unlink(missing_ok=True)

    def erase(self, key: str) -> None:
        """Keep it no longer: a folder has no versions."""
        self.delete(key)

    def clear_unfinished(self, older_than: datetime) -> int:
        """Remove what interrupted puts left behind."""
        moment = older_than.timestamp()
        left = [p for p in self.root.glob(f"{UNFINISHED}/*") if p.stat().st_mtime < moment]
        for place in left:
            place.unlink(missing_ok=True)
        return len(left)

    def try_out(self) -> None:
        """Write a file and take it away again. Raises StoreDown."""
        self.put_bytes(PROBE, b"writable")
        self.delete(PROBE)

    def keeps_versions(self) -> bool | None:
        """Return None: a folder has no versions."""
        return None

    def _place(self, key: str) -> Path:
        if not is_key(key):
            raise NoSuchKey(key)
        return self.root / key

    def _keep(self, key: str, write: Callable[[BinaryIO], object]) -> None:
        place = self._place(key)
        aside = self.root / UNFINISHED / uuid4().hex
        with _disk():
            _make(aside.parent)
            _make(place.parent)
            opened = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(opened, "wb", buffering=0) as file:
                write(file)
                with _disk():
                    os.fsync(file.fileno())
            with _disk():
                aside.replace(place)
                sync(place.parent)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def _write(file: BinaryIO, content: bytes) -> None:
    """Write all of it to an unbuffered file, which may take less than it is given."""
    left = memoryview(content)
    with _disk():
        while left:
            left = left[file.write(left) :]


@contextmanager
def _disk() -> Iterator[None]:
    """Say of a disk that is full or gone that the store is down; a sender's dead line is not."""
    try:
        yield
    except OSError as error:
        raise StoreDown(errno.errorcode.get(error.errno or 0, "OSError")) from error


def _make(folder: Path) -> None:
    """Make a folder that survives a power cut: each new one is in its parent for good."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync(folder.parent)


def sync(place: Path) -> None:
    """Have a file, or what a folder lists, on disk before going on."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
