"""`esubmit register import REGISTER FILE`: the ids of staff or cases that returns may name."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def register() -> None:
    """Registers in which entries of returns are looked up."""


@register.command(name="import")
@click.argument("name", metavar="REGISTER", type=click.Choice(["staff", "cases"]))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def take_in(name: str, file: Path) -> None:
    """Let REGISTER (staff or cases) be as the CSV in FILE says, all of it or nothing.

    Columns: id, valid_from, valid_to, unit; all but id may be left out or blank.
    """
    # Imported here, so that other commands start without a database's library.
    from portal.database import unit_of_work
    from portal.services import registers
    from validator.registers import BadRegister, read

    with unit_of_work():
        try:
            taken = registers.take_in(name, read(file.read_bytes()))
        except BadRegister as bad:
            for problem in bad.problems:
                click.echo(problem)
            raise click.ClickException(f"problems: {len(bad.problems)}; nothing changed") from bad
    click.echo(f"{name}: {taken.new} new, {taken.ended} ended, {taken.kept} as they were")
