"""`esubmit code ACCOUNT`: what a sample account's authenticator app would show now."""

from __future__ import annotations

import click

import config


@click.command()
@click.argument("account")
def code(account: str) -> None:
    """Print the current code of a sample account, in sample mode only."""
    # Imported here, so that other commands start without a database's library.
    from portal.database import unit_of_work
    from portal.services import accounts, second_factor

    if config.settings().production:
        raise click.ClickException("Production has no sample accounts: codes are on phones alone.")
    with unit_of_work():
        found = accounts.by_name(account)
        shown = second_factor.sample_code(found) if found is not None else ""
    if not shown:
        raise click.ClickException(f"There is no sample account {account}.")
    click.echo(shown)
