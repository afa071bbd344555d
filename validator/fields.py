"""What the content of a list's field means, by its type."""

from datetime import date
from typing import cast

from schemas.patterns import pattern
from schemas.periods import Period
from schemas.spec import Field, Type
from validator.cells import as_typed, bare
from validator.dates import day_of, month_of
from validator.numbers import BLANK, FIGURE, understand
from validator.relations import Cell

Value = str | int | date


def understood(
    raw: object,
    one: Field,
    period: Period | None,
    *,
    since_1904: bool = False,
    percent: bool = False,
) -> tuple[Value | None, str]:
    """Return what a field's content means, and the key of what is wrong with it.

    Args:
        raw: what stands there.
        one: the field.
        period: the quarter of the return; None where it has none.
        since_1904: how the workbook counts days.
        percent: whether the number format shows it as a percentage, so that 0.85 is 85 of it.
    """
    if raw is None or str(raw).strip() == "":
        return None, "list.required" if one.required else ""
    match one.type:
        case "date":
            return _date(day_of(raw, since_1904=since_1904), one, period)
        case "month":
            return _date(month_of(raw, since_1904=since_1904), one, period)
        case "code" | "bool":
            return _code(raw, one)
        case "text" | "id":
            return _text(raw, one)
    return _figure(raw, one, percent=percent)


def is_na(raw: object, one: Field) -> bool:
    """Say whether one of the field's words for "not applicable" stands there."""
    return bool(one.na_codes) and bare(str(raw)) in set(map(bare, one.na_codes))


def day_said(day: date, one: Field) -> str:
    """Return a date as a field has it: of a month, the month alone."""
    return day.isoformat()[: 7 if one.type == "month" else 10]


def _text(raw: object, one: Field) -> tuple[str, str]:
    """Return a text as it stands there; an id in plain letters, without spaces."""
    text = str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw).strip()
    if one.type == "id":
        text = "".join(as_typed(text).split())
    if one.max_length is not None and len(text) > one.max_length:
        return text, "list.max_length"
    if one.pattern and not pattern(one.pattern).fits(as_typed(text)):
        return text, "list.pattern"
    return text, ""


def _figure(raw: object, one: Field, *, percent: bool) -> tuple[int | None, str]:
    reading = understand(raw, as_cell(one), percent=percent)
    if reading.state == BLANK:
        return None, "list.required" if one.required else ""
    if reading.state != FIGURE:
        return None, f"type.{reading.trouble or 'text'}"
    for bound, trouble in ((one.min, "list.min"), (one.max, "list.max")):
        if bound is not None:
            over = reading.value - bound * 10**one.decimals
            if (over > 0) if trouble == "list.max" else (over < 0):
                return reading.value, trouble
    return reading.value, ""


def as_cell(one: Field) -> Cell:
    """Return a field of figures as a cell, of which the same is asked."""
    return Cell(
        index=0,
        key=("", "", one.key),
        code=one.code,
        label=one.label,
        type=cast(Type, one.type),
        decimals=one.decimals,
        required=one.required,
        max=one.max,
        na_codes=one.na_codes,
        item="",
        month=None,
    )


def _date(day: date | None, one: Field, period: Period | None) -> tuple[date | None, str]:
    if day is None:
        return None, f"list.{one.type}"
    if one.within == "period" and period and not period.start <= day <= period.end:
        return day, "list.outside"
    return day, ""


def _code(raw: object, one: Field) -> tuple[str | None, str]:
    if isinstance(raw, bool) and one.type == "bool":
        return "Y" if raw else "N", ""
    said = bare(str(raw))
    for code, label in one.codes.items():
        if said in map(bare, (code, label.en, label.zh, label.both(), f"{code} {label.both()}")):
            return code, ""
    return None, "list.code"
