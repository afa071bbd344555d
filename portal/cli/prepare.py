"""`esubmit migrate` and `esubmit prepare`: the database, up to date and with what it shows."""

from __future__ import annotations

import json

import click

import config
from config import Settings
from portal.standing import samples


@click.command()
def migrate() -> None:
    """Run the migrations that are missing, as the owner, and take in new forms."""
    _migrate()


def _migrate() -> None:
    # Imported here, so that other commands start without a database's library.
    from portal.database import migrate as migrations
    from portal.database import unit_of_work
    from portal.services import catalogue

    migrations.upgrade()
    with unit_of_work():
        new = catalogue.import_packaged()
    click.echo(f"The database is at {migrations.current()}; {new} forms were new.")


@click.command(hidden=True)
def prepare() -> None:
    """Do all that `esubmit up` needs before its workers start."""
    _migrate()
    chosen = config.settings()
    if chosen.mode == "sample":
        _make_sector(chosen)


def _is_shown(name: str) -> bool:
    """Say whether a post is printed: a few of each kind stand for all."""
    return not name.startswith(("unit", "ngo")) or name.startswith((
        "unit10",
        "units.",
        "ngo01",
        "ngo02",
    ))


def _make_sector(chosen: Settings) -> None:
    """Make the sample sector once, and write down how to get in."""
    from portal.database import unit_of_work
    from portal.services import sample_files, sample_history, sample_referrals, sample_sector

    folder = chosen.home / samples.FOLDER
    made = folder / "sector-made-2"  # a sector half made by a process that died is made up
    with unit_of_work():
        if not made.exists():
            sample_sector.make(
                chosen.sample_ngos,
                chosen.sample_units,
                quarters=chosen.sample_quarters,
                load_history=sample_history.load,
            )
            sample_referrals.make()
            made.touch()
        sample_files.write(folder)
        posts = {post.name: post.post_en for post in sample_sector.posts() if _is_shown(post.name)}
        entry = {"token": sample_sector.sample_token(), "accounts": posts}
    kept = folder / samples.ENTRY
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(entry, indent=1), encoding="utf-8")
