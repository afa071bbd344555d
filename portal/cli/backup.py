"""`esubmit backup`, `restore` and `erased`: database and files at one point, and what left them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

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
@click.option(
    "--erased",
    type=click.File(encoding="utf-8", errors="replace"),
    help="What was erased since, as `esubmit erased` wrote it: it is erased again.",
)
def restore(folder: Path, erased: IO[str] | None) -> None:
    """Put the backup in FOLDER into this house, whose database and files must be empty."""
    from portal.database import unit_of_work
    from portal.services import erasures, restores, retention

    with _at_hand():
        ledger = retention.read(erased or ())
        made = restores.restore(folder)
        with unit_of_work():
            again = retention.erase_again(ledger)
            erasures.finish()
    rows = sum(told["rows"] for told in made.tables.values())
    click.echo(f"Restored as of {made.made_at}: {rows} rows, {len(made.files)} files.")
    if erased:
        click.echo(f"Erased again: {again}.")


@click.command()
def erased() -> None:
    """Say what was ever erased, an id a line: keep it beside the backups, for `restore --erased`.

    A backup from before an erasure still has the key that was destroyed since.
    """
    from portal.database import unit_of_work
    from portal.services import retention

    with _at_hand(), unit_of_work():
        lines = retention.ledger()
    for line in lines:
        click.echo(line)


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
    from portal.services import backups, restores, retention

    return (
        backups.Incomplete,
        backups.NotCurrent,
        backups.NotEmpty,
        dump.UnknownTables,
        retention.NoLedger,
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
        "NoLedger": "Nothing was restored: this line of the list says nothing erased: {0}",
        "OtherProgram": "The backup is of another program ({0}). Nothing was restored.",
        "OperationalError": "The database does not answer: {0}",
    }
    return words.get(type(trouble).__name__, "{0}").format(trouble)
