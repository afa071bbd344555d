"""`esubmit check`: the verdict on files, without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from portal.cli.forms import catalogue_of
from schemas.catalogue import Catalogue
from validator.belong import lost
from validator.confine import Done, confined
from validator.engine import check_file
from validator.folder import context_in
from validator.recognise import Hints
from validator.verdict import Verdict

LIMIT_S, LIMIT_MB = 20, 1024
_EXIT = {"passed": 0, "queries": 0, "failed": 1, "refused": 2}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="One object a file, each on a line.")
@click.option("--form", default="", help="Form code, where the file does not say it.")
@click.option("--unit", default="", help="Unit code, where the file does not say it.")
@click.option("--period", default="", help="Quarter such as 2025-26Q3, likewise.")
@click.option("--encoding", default="", help="Of a CSV that can be read in two ways: one of them.")
@click.option(
    "--context",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of earlier returns; without it, rules on them cannot be checked.",
)
@click.option("--forms", "forms_path", type=click.Path(path_type=Path, exists=True))
def check(files: tuple[Path, ...], as_json: bool, folder: Path | None, **options: Any) -> None:
    """Check FILES. Exit 0: may be signed; 1: to be corrected; 2: cannot be read."""
    catalogue = catalogue_of(options.pop("forms_path"))
    hints = Hints(**options)
    worst = 0
    for path in files:
        document = _verdict(path, catalogue, hints, folder)
        click.echo(json.dumps(document, ensure_ascii=False) if as_json else _words(document))
        worst = max(worst, _EXIT[document["outcome"]])
    raise SystemExit(worst)


def _verdict(path: Path, catalogue: Catalogue, hints: Hints, folder: Path | None) -> dict[str, Any]:
    """Return the verdict on one file; whatever the file does, it does to a child process."""
    done = confined(_summary, path, catalogue, hints, folder, timeout_s=LIMIT_S, memory_mb=LIMIT_MB)
    summary = done.value if isinstance(done, Done) else Verdict([lost(done.reason)]).summary()
    return {"file": str(path), **summary}


def _summary(path: Path, catalogue: Catalogue, hints: Hints, folder: Path | None) -> dict[str, Any]:
    return check_file(
        path.read_bytes(),
        catalogue,
        context_for=context_in(folder, catalogue, beside=path),
        hints=hints,
    ).summary()


def _words(document: dict[str, Any]) -> str:
    """Return a verdict as people read it in a terminal, in both languages."""
    counts = document["counts"]
    head = " ".join(str(document[name]) for name in ("form", "unit", "period") if document[name])
    lines = [
        f"{document['file']}: {document['outcome']}  {head}",
        f"  {counts['reject'] + counts['error']} to correct 需更正,"
        f" {counts['query']} to explain 需解釋, {counts['note']} notes 備註,"
        f" {counts['cannot_check']} not checked 未能核對",
    ]
    for finding in document["findings"]:
        if finding["cause"]:
            continue
        address = finding["address"]
        place = f"{address['sheet'] or ''} {address['a1']}".strip() if address else ""
        lines += [
            f"  {finding['id']} {finding['severity']} {place}",
            f"     {finding['message']['en']} {finding['hint']['en']}",
            f"     {finding['message']['zh-Hant']}{finding['hint']['zh-Hant']}",
        ]
    return "\n".join(lines)
