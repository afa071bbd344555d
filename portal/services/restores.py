"""A backup put into an empty house: looked through whole first, then all of it or nothing."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import config
from portal import store
from portal.database import dump, migrate
from portal.models.base import now
from portal.services.backups import FORMAT, MANIFEST, SEAL, Manifest, NotEmpty
from portal.store.kept import is_key

_SHOWN = 10


class Damaged(Exception):
    """A file of the backup is missing, cut short or changed; nothing was restored."""


class OtherProgram(Exception):
    """The backup is of a program that this one does not know; nothing was restored."""


def looked_through(source: Path) -> Manifest:
    """Return what a backup says it holds, after every file of it proved to be just that.

    Raises:
        Damaged: with every file that is not as it was written.
        OtherProgram: its format or its database's version is not known here.
    """
    try:
        text = (source / MANIFEST).read_bytes()
        seal = (source / SEAL).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged(f"{source} is no backup: it has no {MANIFEST} or no {SEAL}") from error
    if hashlib.sha256(text).hexdigest() != seal:
        raise Damaged(f"{MANIFEST} is not as it was written")
    manifest = Manifest(**json.loads(text))
    known = {step.revision for step in migrate.script().walk_revisions()}
    if manifest.format != FORMAT or manifest.revision not in known:
        raise OtherProgram(f"format {manifest.format}, database {manifest.revision}")
    wrong = [name for name, sha256 in _all_files(manifest) if not _is(source / name, sha256)]
    if wrong:
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise Damaged(f"not as written: {', '.join(wrong[:_SHOWN])}{more}")
    return manifest


def restore(source: Path) -> Manifest:
    """Put a backup into an empty database and an empty store, and migrate to this program.

    Files come first and the rows' commit last: whatever fails before it, files are taken out
    again, and the database is as empty as it was.

    Raises:
        Damaged, OtherProgram: nothing was begun.
        NotEmpty: the database or the store has something in it.
    """
    manifest = looked_through(source)
    owner = config.settings().database_owner_url
    if migrate.current(owner) is not None:
        raise NotEmpty("the database")
    if any(is_key(key) for key in store.files().keys("", now() + timedelta(days=1))):
        raise NotEmpty("the file store")
    put: list[str] = []
    finished = False
    try:
        for key in manifest.files:
            put.append(key)
            store.files().put_bytes(key, (source / "files" / key).read_bytes())
        _rows(source, manifest, owner)
        finished = True
    finally:
        if not finished:
            for key in put:
                store.files().delete(key)
    migrate.upgrade(owner)
    return manifest


def _rows(source: Path, manifest: Manifest, owner: str) -> None:
    with migrate.connected(owner) as connection:
        migrate.run(connection, to=manifest.revision)
        plain = dump.plainly(connection)
        for table, told in manifest.tables.items():
            place = source / "tables" / f"{table}.copy.gz"
            rows = dump.read(plain, table, place, columns=told["columns"])
            if rows != told["rows"]:
                raise Damaged(f"{table} has {rows} rows, not {told['rows']}")
        connection.commit()


def _all_files(manifest: Manifest) -> list[tuple[str, str]]:
    tables = [(f"tables/{name}.copy.gz", told["sha256"]) for name, told in manifest.tables.items()]
    return tables + [(f"files/{key}", told["sha256"]) for key, told in manifest.files.items()]


def _is(place: Path, sha256: str) -> bool:
    return place.is_file() and dump.hash_of(place) == sha256
