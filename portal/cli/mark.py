"""`esubmit mark`: the same workbook, its cells to correct marked."""

from __future__ import annotations

from pathlib import Path

import click

from schemas.catalogue import packaged
from validator.engine import check_file
from validator.folder import context_in
from validator.mark import CannotMark, mark_file


@click.command("mark")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "out", required=True, type=click.Path(path_type=Path), help="The marked copy.")
@click.option(
    "--context",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of earlier returns.",
)
def mark(file: Path, out: Path, folder: Path | None) -> None:
    """Check FILE and write a copy with its cells marked and a list in front."""
    data, catalogue = file.read_bytes(), packaged()
    context_for = context_in(folder, catalogue, beside=file)
    verdict = check_file(data, catalogue, context_for=context_for)
    try:
        out.write_bytes(mark_file(data, verdict.summary()["findings"]))
    except CannotMark as error:
        words = "Only a workbook or CSV that can be read can be marked."
        raise click.ClickException(f"{words} 只有能讀取的活頁簿或 CSV 才可加上標記。") from error
    counts = verdict.counts
    click.echo(f"{out}: {counts['error']} to correct 需更正, {counts['query']} to explain 需解釋")
