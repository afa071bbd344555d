"""A backup: all rows of one moment and all files they speak of, in a folder, with its hashes.

Taken while the house runs. Rows come from one snapshot; a file is in the store before its row, so
every file of the snapshot is there. What is queued is not kept: what waits is a row.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from portal import store
from portal.database import dump, migrate
from portal.models.base import now
from portal.store.folder import sync
from portal.store.kept import is_key

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
# The keys that rows speak of; what they speak of must be there, but for what was erased.
NAMED = """
    SELECT key, coalesce(sealed_sha256, sha256) FROM upload WHERE erased_at IS NULL
    UNION ALL SELECT verdict_key, NULL FROM submission WHERE verdict_key IS NOT NULL
    UNION ALL SELECT key, NULL FROM referral_batch b
        WHERE EXISTS (SELECT FROM data_key WHERE thing_id = b.id)
"""


class NotEmpty(Exception):
    """The place to write to has something in it, which is left as it is."""


class Incomplete(Exception):
    """The store lacks a file that a row speaks of, or holds another one than was sent."""


class NotCurrent(Exception):
    """The database is not at the version of this program."""


@dataclass(slots=True)
class Manifest:
    """What a backup holds, with the hash of each file of it."""

    revision: str
    made_at: str
    format: int = FORMAT
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)


def make(target: Path) -> Manifest:
    """Write a backup into a folder that is not there yet, or is empty; it is whole or not there.

    Raises:
        NotEmpty: the folder has something in it.
        NotCurrent: migrate first.
        Incomplete: the store lacks a file, or has another one under its key.
        store.StoreTrouble: the store fails.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotEmpty(target)
    aside = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(aside, ignore_errors=True)
    for folder in (aside, aside / "tables", aside / "files"):
        folder.mkdir(mode=0o700, parents=True)
    try:
        manifest = _written(aside)
        _seal(aside, manifest)
        if target.exists():
            target.rmdir()
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    sync(target.absolute().parent)
    return manifest


def _written(aside: Path) -> Manifest:
    try:
        with dump.snapshot() as plain:
            row = plain.execute("SELECT version_num FROM alembic_version").fetchone()
            manifest = Manifest(row[0] if row else "", now().isoformat())
            if manifest.revision != migrate.head():
                raise NotCurrent(manifest.revision)
            for table in dump.names():
                dumped = dump.write(plain, table, aside / "tables" / f"{table}.copy.gz")
                manifest.tables[table] = asdict(dumped)
            named = dict(plain.execute(NAMED).fetchall())
    except psycopg.errors.UndefinedTable as error:
        raise NotCurrent("none") from error
    for key in _keys(named):
        _copy(key, aside, manifest, sha256=named.get(key))
    if lacking := sorted(set(named) - set(manifest.files)):
        raise Incomplete(", ".join(lacking))
    return manifest


def _keys(named: dict[str, str | None]) -> Iterator[str]:
    """Yield what rows speak of, and all else in the store: earlier verdicts and marked copies."""
    yield from named
    for key in store.files().keys("", now() + timedelta(days=1)):
        if is_key(key) and key not in named and not key.startswith("health/"):
            yield key


def _copy(key: str, aside: Path, manifest: Manifest, *, sha256: str | None) -> None:
    place = aside / "files" / key
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with store.files().open(key) as kept, place.open("wb") as file:
            shutil.copyfileobj(kept, file)
            file.flush()
            os.fsync(file.fileno())
    except store.NoSuchKey:
        place.unlink(missing_ok=True)
        return  # Swept away since it was listed; if a row speaks of it, that is found at the end.
    found = dump.hash_of(place)
    if sha256 is not None and found != sha256:
        raise Incomplete(f"{key} is not the file that was sent")
    manifest.files[key] = {"sha256": found, "size": place.stat().st_size}


def _seal(aside: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=1).encode()
    (aside / MANIFEST).write_bytes(text)
    (aside / SEAL).write_text(hashlib.sha256(text).hexdigest() + "\n", encoding="ascii")
    for place in (*(aside / "tables").iterdir(), aside / MANIFEST, aside / SEAL, aside):
        sync(place)
