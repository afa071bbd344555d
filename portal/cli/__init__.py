"""The `esubmit` command. Each sub-command is loaded when it is called, and not before."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "up": "portal.cli.up:up",
    "check": "portal.cli.check:check",
    "mark": "portal.cli.mark:mark",
    "blank": "portal.cli.blank:blank",
    "specimen": "portal.cli.blank:specimen",
    "forms": "portal.cli.forms:forms",
    "lint": "portal.cli.lint:lint",
    "sample-sector": "portal.cli.sample_sector:sample_sector",
    "migrate": "portal.cli.prepare:migrate",
    "prepare": "portal.cli.prepare:prepare",
    "backup": "portal.cli.backup:backup",
    "restore": "portal.cli.backup:restore",
    "erased": "portal.cli.backup:erased",
    "wrap-anew": "portal.cli.wrap_anew:wrap_anew",
    "settings": "portal.cli.settings:settings",
    "code": "portal.cli.code:code",
    "audit": "portal.cli.audit:audit",
    "register": "portal.cli.register:register",
    "administrator": "portal.cli.administrator:administrator",
}


class Commands(click.Group):
    """Commands that are imported by name when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands)
@click.version_option(package_name="esubmit")
def main() -> None:
    """Take in, check and report on welfare returns."""
