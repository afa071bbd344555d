"""`esubmit sample-sector`: an invented sector, with a history of loaded returns."""

from __future__ import annotations

import click

import config


@click.command("sample-sector")
@click.option("--ngos", default=12, show_default=True)
@click.option("--units", default=60, show_default=True)
@click.option("--quarters", default=4, show_default=True, help="Quarters with a history.")
@click.option("--seed", default=1, show_default=True)
def sample_sector(ngos: int, units: int, quarters: int, seed: int) -> None:
    """Make an invented sector in the database, or what of it is missing; in sample mode only."""
    if config.settings().production:
        raise click.ClickException("Production takes no invented sector; nothing was made.")
    # Imported here, so that other commands start without a database's library.
    from portal.database import unit_of_work
    from portal.services import sample_history, sample_referrals
    from portal.services import sample_sector as sectors

    with unit_of_work():
        sectors.make(ngos, units, quarters=quarters, seed=seed, load_history=sample_history.load)
        sample_referrals.make()
        click.echo(f"{ngos} NGOs, {units} units, {quarters} quarters. All of it is invented.")
