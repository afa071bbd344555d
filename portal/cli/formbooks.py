"""`esubmit forms export`, `import` and `draft`: a form as a workbook that people write in."""

from __future__ import annotations

from pathlib import Path

import click

from portal.cli.check import LIMIT_MB, LIMIT_S
from schemas.catalogue import Catalogue, NoSuchForm, packaged
from schemas.spec import Text
from schemas.writing import NotWritten
from validator import formbook, formschema
from validator.confine import Done, confined
from validator.formbook import Imported

_BOOK = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_OUT = click.option("-o", "out", required=True, type=click.Path(path_type=Path))


@click.command()
@click.argument("code")
@_OUT
def export(code: str, out: Path) -> None:
    """Write form CODE as a workbook in which it can be changed."""
    try:
        form = packaged().form(code.upper())
        out.write_bytes(formbook.exported(form))
    except NoSuchForm:
        known = ", ".join(sorted([*packaged().specs, *packaged().referrals]))
        raise click.ClickException(f"There is no form {code}. There are: {known}") from None
    except NotWritten as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{out}: {form.code}")


@click.command(name="import")
@_BOOK
@click.option("-o", "out", type=click.Path(path_type=Path), help="Where the form's text goes.")
def take_in(file: Path, out: Path | None) -> None:
    """Say what is wrong with the form in workbook FILE, and what would change.

    Exit 0: nothing is wrong; 1: something is.
    """
    found = _imported(file)
    for problem in found.problems:
        click.echo(str(problem))
    click.echo(f"problems: {len(found.problems)}")
    for change in (*found.notes, *found.changes):
        click.echo(f"{change.en}\n  {change.zh}")
    if found.text:
        click.echo(f"changes: {len(found.changes)}")
    if out is not None and found.text:
        out.write_text(found.text, encoding="utf-8")
        click.echo(f"{out}: written")
    raise SystemExit(1 if found.problems else 0)


@click.command()
@_BOOK
@_OUT
def draft(file: Path, out: Path) -> None:
    """Make a first draft of the form that old workbook FILE is filled in on.

    OUT is a text (.yaml) or a workbook (.xlsx); `esubmit lint` and `esubmit forms import` tell
    what in it is still to be filled in.
    """
    done = confined(_drafted, file, out.suffix, timeout_s=LIMIT_S, memory_mb=LIMIT_MB)
    if not isinstance(done, Done):
        raise click.ClickException(f"{file}: reading it took too much ({done.reason})")
    content, notes = done.value
    for note in notes:
        click.echo(f"{note.en}\n  {note.zh}")
    if not content:
        raise SystemExit(1)
    out.write_bytes(content)
    click.echo(f"{out}: written")


def _drafted(file: Path, suffix: str) -> tuple[bytes, tuple[Text, ...]]:
    made = formbook.drafted(file.read_bytes())
    if not made.document:
        return b"", made.notes
    return made.book if suffix == ".xlsx" else made.text.encode(), made.notes


def _imported(file: Path) -> Imported:
    done = confined(_taken, file, packaged(), timeout_s=LIMIT_S, memory_mb=LIMIT_MB)
    if isinstance(done, Done):
        return done.value
    raise click.ClickException(f"{file}: reading it took too much ({done.reason}); save it anew")


def _taken(file: Path, catalogue: Catalogue) -> Imported:
    return formbook.imported_into(catalogue, file.read_bytes())


@click.command()
def schema() -> None:
    """Write the JSON Schema of a form's text, by which an editor completes and checks it."""
    click.echo(formschema.text(), nl=False)
