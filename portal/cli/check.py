"""`esubmit check`: the verdict on files, without a server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import click

from portal.cli.forms import catalogue_of
from schemas.catalogue import Catalogue
from validator.belong import lost, unreadable
from validator.confine import Done, confined
from validator.engine import check_file
from validator.folder import Lying, context_in, registers_amiss, returns_in
from validator.read.kinds import ZIP
from validator.read.parcel import member, members
from validator.read.sheet import MIB, Refused
from validator.recognise import Hints, Recognised
from validator.rowfile import RowFile, read_rows
from validator.rowlong import check_as_read
from validator.rows import check_rows
from validator.verdict import Verdict

LIMIT_S, LIMIT_MB = 20, 1024
LONG = MIB
"""A CSV of more bytes may be too long to be held."""
_EXIT = {"passed": 0, "queries": 0, "failed": 1, "refused": 2}


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known beside the files."""

    catalogue: Catalogue
    hints: Hints
    folder: Path | None
    returns: Sequence[Lying] = ()


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
    help="Folder of earlier returns and registers; without it, rules on them cannot be checked.",
)
@click.option("--forms", "forms_path", type=click.Path(path_type=Path, exists=True))
def check(files: tuple[Path, ...], as_json: bool, folder: Path | None, **options: Any) -> None:
    """Check FILES. Exit 0: may be signed; 1: to be corrected; 2: cannot be read."""
    catalogue = catalogue_of(options.pop("forms_path"))
    if problems := registers_amiss(folder):
        raise click.ClickException("\n".join(problems))
    known = _Known(catalogue, Hints(**options), folder, _lying(folder, catalogue))
    worst = 0
    for document in chain.from_iterable(_verdicts(path, known) for path in files):
        click.echo(json.dumps(document, ensure_ascii=False) if as_json else _words(document))
        worst = max(worst, _EXIT[document["outcome"]])
    raise SystemExit(worst)


def _lying(folder: Path | None, catalogue: Catalogue) -> Sequence[Lying]:
    """Return the returns of the folder, read once for all files, in a child process."""
    if folder is None:
        return ()
    limit_s = LIMIT_S + sum(one.stat().st_size for one in folder.rglob("*")) // MIB
    done = confined(returns_in, folder, catalogue, timeout_s=limit_s, memory_mb=LIMIT_MB)
    if not isinstance(done, Done):
        raise click.ClickException(f"{folder}: a file in it took more time or memory than allowed")
    return done.value


def _verdicts(path: Path, known: _Known) -> Iterator[dict[str, Any]]:
    """Yield the verdict on a file, or on each file of a ZIP, each in a child process."""
    limit_s = LIMIT_S + path.stat().st_size // MIB
    names = confined(_members, path, timeout_s=limit_s, memory_mb=LIMIT_MB)
    inside = names.value if isinstance(names, Done) else ()
    for name in inside or ("",):
        done = confined(_summary, path, name, known, timeout_s=limit_s, memory_mb=LIMIT_MB)
        found = done.value if isinstance(done, Done) else Verdict([lost(done.reason)]).summary()
        yield {"file": f"{path}/{name}" if name else str(path), **found}


def _members(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file:
        if not file.read(len(ZIP)).startswith(ZIP):
            return ()
    try:
        return members(path.read_bytes())
    except Refused:
        return ()


def _summary(path: Path, name: str, known: _Known) -> dict[str, Any]:
    if not name and path.stat().st_size > LONG and (found := _of_long(path, known)):
        return found.summary()
    try:
        data = member(path.read_bytes(), name) if name else path.read_bytes()
    except Refused as refused:
        return Verdict([unreadable(refused.refusal)]).summary()
    context_for = context_in(known.folder, known.catalogue, beside=path, returns=known.returns)
    found = check_file(data, known.catalogue, context_for=context_for, hints=known.hints)
    if found.outcome == "refused":
        found = _of_rows(data, known) or found
    return found.summary()


def _of_long(path: Path, known: _Known) -> Verdict | None:
    """Return the verdict on a long CSV of rows, of which none is held; None where it is none."""
    if known.hints.encoding not in ("", "utf-8"):
        return None
    rows = check_as_read(lambda: path.open("rb"), known.catalogue, _today())
    return None if rows is None else Verdict(list(rows.findings()), Recognised(rows.file.spec))


def _of_rows(data: bytes, known: _Known) -> Verdict | None:
    """Return the verdict on a file of rows, such as referrals; None where it is none."""
    file = read_rows(data, known.catalogue, encoding=known.hints.encoding)
    if not isinstance(file, RowFile):
        return None
    return Verdict(list(check_rows(file, _today()).findings()), Recognised(file.spec))


def _today() -> date:
    """Return the day in Hong Kong."""
    return (datetime.now(UTC) + timedelta(hours=8)).date()


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
