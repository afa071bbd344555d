"""What the content of a list's field means, by its type."""

from datetime import date

from schemas.periods import Period
from schemas.spec import Field
from validator.cells import bare
from validator.dates import day_of
from validator.numbers import BLANK, FIGURE, understand
from validator.relations import Cell

Value = str | int | date


def understood(
    raw: object, one: Field, period: Period | None, *, since_1904: bool = False
) -> tuple[Value | None, str]:
    """Return what a field's content means, and the key of what is wrong with it."""
    if raw is None or str(raw).strip() == "":
        return None, "list.required" if one.required else ""
    if one.type == "date":
        return _date(day_of(raw, since_1904=since_1904), one, period)
    if one.type == "code":
        return _code(raw, one)
    if one.type == "text":
        return str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw).strip(), ""
    reading = understand(raw, as_cell(one))
    if reading.state == BLANK:
        return None, "list.required" if one.required else ""
    if reading.state != FIGURE:
        return None, f"type.{reading.trouble or 'text'}"
    if one.max is not None and reading.value > one.max * 10**one.decimals:
        return reading.value, "list.max"
    return reading.value, ""


def as_cell(one: Field) -> Cell:
    """Return a field of figures as a cell, of which the same is asked."""
    return Cell(
        index=0,
        key=("", "", one.key),
        code=one.code,
        label=one.label,
        type="decimal" if one.type == "decimal" else "count",
        decimals=one.decimals,
        required=one.required,
        max=one.max,
        na_codes=(),
        item="",
        month=None,
    )


def _date(day: date | None, one: Field, period: Period | None) -> tuple[date | None, str]:
    if day is None:
        return None, "list.date"
    if one.within == "period" and period and not period.start <= day <= period.end:
        return day, "list.outside"
    return day, ""


def _code(raw: object, one: Field) -> tuple[str | None, str]:
    said = bare(str(raw))
    for code, label in one.codes.items():
        if said in map(bare, (code, label.en, label.zh, label.both(), f"{code} {label.both()}")):
            return code, ""
    return None, "list.code"
