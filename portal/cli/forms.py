"""`esubmit forms`: the catalogue, and the rules of a form in words."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from schemas.catalogue import REFERRAL, Catalogue, NoSuchForm, packaged
from schemas.editions import editions, resolve
from schemas.load import SpecError, load_file
from schemas.sentences import sentences
from schemas.spec import FormSpec
from validator.rowproof import rules_of

FORMER = "former"


def catalogue_of(path: Path | None) -> Catalogue:
    """Return the packaged catalogue, or the one of a folder or file of specs.

    What lies in folders called `former` are the texts that were in force before, the last of which
    has the highest revision, and the last name.
    """
    if path is None:
        return packaged()
    paths = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    before = [one for one in paths if one.parent.name == FORMER and one != path]
    try:
        specs = [load_file(one) for one in paths if one not in before]
        former = [(load_file(one), one) for one in before]
    except SpecError as error:
        raise click.ClickException(str(error)) from error
    former.sort(key=lambda one: (one[0].revisions[-1].number, one[1]), reverse=True)
    texts: dict[str, list[str]] = {}
    for spec, one in former:
        texts.setdefault(spec.code, []).append(one.read_text(encoding="utf-8"))
    return Catalogue(specs, former=texts)


class Forms(click.Group):
    """Commands on forms; what is none of them is the code of a form, whose rules are told."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the first word for a command if it is one, or ask for help."""
        if not args or args[0] not in (*_COMMANDS, "list", "--help"):
            args = ["list", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return ["list", *_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name in _COMMANDS:
            module = import_module("portal.cli.formbooks")
            command: click.Command = getattr(module, _COMMANDS[cmd_name])
            return command
        return super().get_command(ctx, cmd_name)


_COMMANDS = {"export": "export", "import": "take_in", "draft": "draft", "schema": "schema"}


@click.group(cls=Forms)
def forms() -> None:
    """List the forms, write one as a workbook, or take a workbook in as a form."""


@forms.command(name="list")
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="One array.")
def listed_forms(code: str | None, as_json: bool) -> None:
    """List the forms of the catalogue, or the rules of form CODE as sentences."""
    if code is not None:
        _rules(code, as_json=as_json)
        return
    specs = {**packaged().specs, **packaged().referrals}
    listed = [_described(spec) for _, spec in sorted(specs.items())]
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for entry in listed:
        click.echo(f"{entry['code']:14} {entry['title']['en']}  {entry['title']['zh-Hant']}")


def _rules(code: str, *, as_json: bool) -> None:
    try:
        spec = packaged().form(code)
    except NoSuchForm:
        raise click.ClickException(f"there is no form {code}") from None
    if spec.kind == REFERRAL:
        raise click.ClickException(f"{code} is a form of rows: its fields say its rules")
    found = list(sentences(resolve(spec, editions(spec)[-1])))
    if as_json:
        listed = [{"rule": rule, **words.document()} for rule, words in found]
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for rule, words in found:
        click.echo(f"{rule}\n  {words.en}\n  {words.zh}")


def _described(spec: FormSpec) -> dict[str, Any]:
    lines = [line for table in spec.tables for line in (*table.rows, *table.cols)]
    return {
        "code": spec.code,
        "kind": spec.kind,
        "statistical": spec.kind == "return",
        "title": spec.title.document(),
        "programme": spec.programme.document(),
        "service": spec.service,
        "basis": spec.basis,
        "revisions": [revision.number for revision in spec.revisions],
        "items": len({line.item for line in lines if line.item}),
        "rules": len(list(rules_of(spec))) if spec.kind == REFERRAL else len(spec.rules),
    }
