"""`esubmit lint`: everything that is wrong with the forms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from schemas.load import packaged_texts
from schemas.spec import FormSpec
from validator import terms
from validator.lint import Fault, linted, placed
from validator.proof import unexamined


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True))
def lint(path: Path | None) -> None:
    """Say everything that is wrong with the forms in PATH, or with the packaged ones."""
    texts = packaged_texts()
    if path is not None:
        paths = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        texts = {str(one): one.read_text(encoding="utf-8") for one in paths}
    found, alone, sound = 0, [], dict[str, FormSpec]()
    for name, text in texts.items():
        spec, faults = linted(text, name=name)
        found += _told(name, faults)
        if spec and not faults:
            sound[name] = spec
            alone += unexamined(spec)
    names = {spec: name for name, spec in sound.items()}
    for spec, why in terms.across(sound.values()):
        found += _told(names[spec], placed([why], texts[names[spec]]))
    if alone:
        click.echo(f"not examined together with other rules: {', '.join(alone)}")
    click.echo(f"forms: {len(texts)}, problems: {found}")
    raise SystemExit(1 if found else 0)


def _told(name: str, faults: Sequence[Fault]) -> int:
    for fault in faults:
        click.echo(f"{name}:{fault.line}: {fault.words}")
    return len(faults)
