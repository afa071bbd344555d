"""`esubmit backup` and `esubmit restore`: the database and the files, at one point."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

import config
from portal.standing.at_hand import at_hand
from portal.standing.folders import UnsafeFolder
from portal.standing.postgres import ClusterFailed

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER)
def backup(folder: Path) -> None:
    """Write all rows of one moment and all files into FOLDER, which is new or empty.

    The house may run meanwhile. Keep ESUBMIT_SECRET_KEY and the ESUBMIT_REFERRAL_ keys apart
    and safe: what is encrypted cannot be read without them, and they are not in the backup.
    """
    # Imported here, so that other commands start without a database's library.
    from portal.services import backups

    with _at_hand():
        made = backups.make(folder)
    rows = sum(told["rows"] for told in made.tables.values())
    click.echo(f"{folder}: {rows} rows of {len(made.tables)} tables, {len(made.files)} files.")


@click.command()
@click.argument("folder", type=FOLDER)
def restore(folder: Path) -> None:
    """Put the backup in FOLDER into this house, whose database and files must be empty."""
    from portal.services import restores

    with _at_hand():
        made = restores.restore(folder)
    rows = sum(told["rows"] for told in made.tables.values())
    click.echo(f"Restored as of {made.made_at}: {rows} rows, {len(made.files)} files.")


@contextmanager
def _at_hand() -> Iterator[None]:
    """Have the house's parts at hand, and say in words what goes wrong meanwhile."""
    try:
        with at_hand(config.settings()):
            yield
    except _troubles() as trouble:
        raise click.ClickException(_said(trouble)) from trouble


def _troubles() -> tuple[type[Exception], ...]:
    from sqlalchemy.exc import OperationalError

    from portal import store
    from portal.database import dump
    from portal.services import backups, restores

    return (
        backups.Incomplete,
        backups.NotCurrent,
        backups.NotEmpty,
        dump.UnknownTables,
        restores.Damaged,
        restores.OtherProgram,
        store.StoreTrouble,
        ClusterFailed,
        OperationalError,
        UnsafeFolder,
    )


def _said(trouble: Exception) -> str:
    """Return what is wrong and what to do, for each trouble by its name."""
    words = {
        "Incomplete": "The file store lacks what rows speak of. No backup was made: {0}",
        "NotCurrent": "The database is at version {0}, not this program's: run esubmit migrate.",
        "NotEmpty": "{0} is not empty. Nothing was changed: name an empty one.",
        "UnknownTables": "The database has tables that this program does not know: {0}",
        "Damaged": "The backup is damaged. Nothing was restored: {0}",
        "OtherProgram": "The backup is of another program ({0}). Nothing was restored.",
        "OperationalError": "The database does not answer: {0}",
    }
    return words.get(type(trouble).__name__, "{0}").format(trouble)
