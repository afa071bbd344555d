"""`esubmit blank` and `esubmit specimen`: the workbook to fill in, and filled ones to try."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from schemas.catalogue import REFERRAL, NoSuchForm, packaged
from schemas.periods import NotAPeriod, Period
from schemas.spec import FormSpec
from validator import blank as blanks
from validator import breaking, rowspecimen
from validator.engine import Opened
from validator.folder import context_in
from validator.plan import Plan, compile_plan
from validator.recognise import Recognised
from validator.specimen import Recipe, Specimen
from validator.specimen import breaking as make_breaking
from validator.specimen import specimen as make_specimen

_OUT = click.option("-o", "out", required=True, type=click.Path(path_type=Path))
_UNIT = click.option("--unit", default="", help="Unit code to fill in.")
_PERIOD = click.option("--period", default="", help="Quarter such as 2025-26Q3; else the last one.")


def _spec(code: str) -> FormSpec:
    try:
        return packaged().form(code.upper())
    except NoSuchForm as error:
        known = ", ".join(sorted([*packaged().specs, *packaged().referrals]))
        raise click.ClickException(f"There is no form {code}. There are: {known}") from error


def _plan(spec: FormSpec, period_text: str) -> tuple[Plan, Period]:
    try:
        period = Period.parse(period_text) if period_text else _last_quarter()
        return compile_plan(spec, period.id), period
    except NotAPeriod as error:
        raise click.ClickException(f"{period_text} is no quarter; say 2025-26Q3") from error


def _last_quarter() -> Period:
    hong_kong = datetime.now(UTC) + timedelta(hours=8)
    return Period.of(hong_kong.date()).previous()


@click.command()
@click.argument("code")
@_UNIT
@_PERIOD
@click.option(
    "--context",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with earlier returns, whose closing figures are filled in.",
)
@_OUT
def blank(code: str, unit: str, period: str, *, folder: Path | None, out: Path) -> None:
    """Write the blank workbook of form CODE."""
    spec = _spec(code)
    if spec.kind == REFERRAL:
        out.write_bytes(rowspecimen.written(spec, [], _kind_of(out)))
        click.echo(f"{out}: {spec.code}")
        return
    plan, quarter = _plan(spec, period)
    sender = blanks.Sender(unit)
    opened = Opened(Recognised(plan.spec, unit, quarter), plan)
    known = context_in(folder, packaged(), beside=out)(opened)
    out.write_bytes(
        blanks.blank(plan, period=quarter, sender=sender, context=known, self_check=True)
    )
    click.echo(f"{out}: {plan.spec.code}, {quarter.id}")


@click.command()
@click.argument("code")
@_UNIT
@_PERIOD
@click.option("--faults", default=0, help="How many rules to break.")
@click.option("--rule", default="", help="Break this rule alone, and what must fall with it.")
@click.option(
    "--beside",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the earlier returns that a rule asks for; check with --context FOLDER.",
)
@click.option("--seed", default=0, help="Another seed, other figures.")
@click.option("--rows", default=20, help="How many rows, of a referral form.")
@click.option("--key", "key_path", type=click.Path(path_type=Path), help="Where the faults go.")
@_OUT
def specimen(code: str, unit: str, period: str, out: Path, **options: object) -> None:
    """Write a filled workbook of form CODE: a good one, or one with faults."""
    spec = _spec(code)
    if spec.kind == REFERRAL:
        _rows(spec, out, **options)
        return
    plan, quarter = _plan(spec, period)
    seed, faults = (int(str(options[name])) for name in ("seed", "faults"))
    folder = options["beside"]
    recipe = Recipe(
        quarter,
        blanks.Sender(unit or "9101"),
        seed=seed,
        faults=faults,
        beside=folder is not None,
    )
    made = _broken(plan, recipe, str(options["rule"])) if options["rule"] else None
    made = made or make_specimen(plan, recipe)
    if isinstance(folder, Path):
        _write_earlier(folder, plan, recipe, made)
    out.write_bytes(made.workbook)
    _write_key(options["key_path"], made.key)
    click.echo(f"{out}: {plan.spec.code}, {quarter.id}, {len(made.key)} faults")
    for line in made.key:
        if falls := line.get("falls"):
            click.echo(f"These must fall with it 必然同時不符: {', '.join(falls)}")


def _broken(plan: Plan, recipe: Recipe, rule: str) -> Specimen:
    known = breaking.rules_of(plan)
    if rule not in known:
        listed = "\n".join(known)
        raise click.ClickException(
            f"There is no rule {rule} 沒有此規則. There are 規則有:\n{listed}"
        )
    try:
        return make_breaking(plan, recipe, rule)
    except breaking.CannotBreak as error:
        raise click.ClickException(
            f"No change is known that breaks {rule}. 未知如何令 {rule} 不符。"
        ) from error


def _write_earlier(folder: Path, plan: Plan, recipe: Recipe, made: Specimen) -> None:
    """Write the unit's returns of the quarters before, by which a rule judges this one."""
    folder.mkdir(parents=True, exist_ok=True)
    for period, sent in made.context.earlier.items():
        earlier = compile_plan(packaged().form(plan.spec.code), period)
        figures = {
            cell.key: float(sent.figures[cell.name])
            for cell in earlier.cells
            if cell.name in sent.figures
        }
        written = blanks.blank(
            earlier, period=Period.parse(period), sender=recipe.sender, figures=figures
        )
        (folder / f"{plan.spec.code}-{period}.xlsx").write_bytes(written)


def _rows(spec: FormSpec, out: Path, **options: object) -> None:
    count, faults, seed = (int(str(options[name])) for name in ("rows", "faults", "seed"))
    made = rowspecimen.row_specimen(spec, count, faults=faults, seed=seed, form=_kind_of(out))
    out.write_bytes(made.content)
    _write_key(options["key_path"], made.key)
    click.echo(f"{out}: {spec.code}, {count} rows, {len(made.key)} faults")


def _kind_of(out: Path) -> str:
    return "xlsx" if out.suffix.lower() == ".xlsx" else "csv"


def _write_key(path: object, key: list[dict[str, Any]]) -> None:
    if isinstance(path, Path):
        path.write_text(json.dumps(key, ensure_ascii=False, indent=1), encoding="utf-8")
