"""`esubmit settings`: each setting with its meaning and value."""

from __future__ import annotations

import click
from pydantic import SecretStr

import config


@click.command()
def settings() -> None:
    """Print every setting: name, value, whether it is the default, and meaning."""
    chosen = config.settings()
    for name, field in type(chosen).model_fields.items():
        value = getattr(chosen, name)
        shown = "(hidden)" if isinstance(value, SecretStr) else _shown(name, value)
        origin = "set" if name in chosen.model_fields_set else "default"
        click.echo(f"ESUBMIT_{name.upper()} = {shown}  ({origin})")
        click.echo(f"    {field.description}")
    for reason in chosen.refusals():
        click.secho(f"Production would not start: {reason}", err=True, fg="red")


def _shown(name: str, value: object) -> str:
    """Return a value as text, with the password of an address hidden."""
    text = str(value)
    if not name.endswith("_url") or "@" not in text or "://" not in text:
        return text or "(empty)"
    scheme, rest = text.split("://", 1)
    account, place = rest.rsplit("@", 1)
    user, colon, _ = account.partition(":")
    return f"{scheme}://{user}{':(hidden)' if colon else ''}@{place}"
