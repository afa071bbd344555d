"""`esubmit audit verify`: whether the audit trail is as it was sealed."""

from __future__ import annotations

import click


@click.group()
def audit() -> None:
    """Look at the audit trail."""


@audit.command()
@click.option("--noted", default="", help="The last seal as it was printed and kept elsewhere.")
def verify(noted: str) -> None:
    """Reckon every seal anew; exit 1 and say where it does not hold."""
    # Imported here, so that other commands start without a database's library.
    from portal.database import unit_of_work
    from portal.services import seals

    with unit_of_work():
        said = seals.verify(noted)
    click.echo(f"{said.sealed} lines are sealed, {said.unsealed} came since.")
    click.echo(f"Last seal: {said.digest or 'none yet'}")
    for fault in said.faults:
        click.secho(fault, err=True, fg="red")
    if said.faults:
        raise SystemExit(1)
    click.echo("Every seal holds.")
