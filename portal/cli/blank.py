"""`esubmit blank` and `esubmit specimen`: the workbook to fill in, and filled ones to try."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from schemas.catalogue import NoSuchForm, packaged
from schemas.periods import NotAPeriod, Period
from validator import blank as blanks
from validator.plan import Plan, compile_plan
from validator.specimen import Recipe
from validator.specimen import specimen as make_specimen

_OUT = click.option("-o", "out", required=True, type=click.Path(path_type=Path))
_UNIT = click.option("--unit", default="", help="Unit code to fill in.")
_PERIOD = click.option("--period", default="", help="Quarter such as 2025-26Q3; else the last one.")


def _plan(code: str, period_text: str) -> tuple[Plan, Period]:
    try:
        period = Period.parse(period_text) if period_text else _last_quarter()
        return compile_plan(packaged().form(code.upper()), period.id), period
    except NoSuchForm as error:
        known = ", ".join(sorted(packaged().specs))
        raise click.ClickException(f"There is no form {code}. There are: {known}") from error
    except NotAPeriod as error:
        raise click.ClickException(f"{period_text} is no quarter; say 2025-26Q3") from error


def _last_quarter() -> Period:
    hong_kong = datetime.now(UTC) + timedelta(hours=8)
    return Period.of(hong_kong.date()).previous()


@click.command()
@click.argument("code")
@_UNIT
@_PERIOD
@_OUT
def blank(code: str, unit: str, period: str, out: Path) -> None:
    """Write the blank workbook of form CODE."""
    plan, quarter = _plan(code, period)
    sender = blanks.Sender(unit)
    out.write_bytes(blanks.blank(plan, period=quarter, sender=sender))
    click.echo(f"{out}: {plan.spec.code}, {quarter.id}")


@click.command()
@click.argument("code")
@_UNIT
@_PERIOD
@click.option("--faults", default=0, help="How many figures to break.")
@click.option("--seed", default=0, help="Another seed, other figures.")
@click.option("--key", "key_path", type=click.Path(path_type=Path), help="Where the faults go.")
@_OUT
def specimen(code: str, unit: str, period: str, out: Path, **options: object) -> None:
    """Write a filled workbook of form CODE: a good one, or one with faults."""
    plan, quarter = _plan(code, period)
    recipe = Recipe(
        quarter,
        blanks.Sender(unit or "9101"),
        seed=int(str(options["seed"])),
        faults=int(str(options["faults"])),
    )
    made = make_specimen(plan, recipe)
    out.write_bytes(made.workbook)
    key_path = options["key_path"]
    if isinstance(key_path, Path):
        key_path.write_text(json.dumps(made.key, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(f"{out}: {plan.spec.code}, {quarter.id}, {len(made.key)} faults")
