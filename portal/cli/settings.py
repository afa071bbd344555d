"""`esubmit settings`: each setting with its meaning and value."""

from __future__ import annotations

import click

import config


@click.command()
def settings() -> None:
    """Print every setting: name, value, whether it is the default, and meaning."""
    chosen = config.settings()
    for line in config.shown(chosen):
        origin = "default" if line.is_default else "set"
        click.echo(f"{line.name} = {line.value or '(empty)'}  ({origin})")
        click.echo(f"    {line.meaning}")
    for reason in chosen.refusals():
        click.secho(f"Production would not start: {reason}", err=True, fg="red")
