"""`esubmit administrator NAME EMAIL`: the first system administrator, who then invites others."""

from __future__ import annotations

import click


@click.command()
@click.argument("name")
@click.argument("email")
def administrator(name: str, email: str) -> None:
    """Invite a system administrator by mail, from the machine itself."""
    # Imported here, so that other commands start without a database's library.
    from portal.database import unit_of_work
    from portal.services import invitations

    with unit_of_work():
        try:
            invitations.invite_administrator(name.strip().lower(), email.strip())
        except invitations.NameTaken as taken:
            raise click.ClickException(f"{name} is an account already.") from taken
    click.echo(f"A link for {name} is on its way to {email}. It opens for 7 days, once.")
