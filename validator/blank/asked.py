"""What Excel itself asks of a cell as somebody types: options of XlsxWriter's data validation.

A check of what is pasted it is not, so all of it is checked again when the return is sent.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from schemas.periods import MONTHS_EN, Period
from schemas.spec import Field, Text
from validator.blank.words import below, say
from validator.fields import as_cell
from validator.relations import Cell

Options = dict[str, Any]
MOST_DIGITS = 999_999_999_999_999
"""What a cell of a workbook holds exactly: 15 digits."""
_LONGEST_TEXT, _LONGEST_TITLE = 255, 32
_EARLIEST, _LATEST = date(1910, 1, 1), date(2099, 12, 31)


def of_cell(cell: Cell, at: str, notes: Sequence[Text]) -> Options:
    """Return what is asked of a figure.

    Args:
        cell: the cell of the form.
        at: its address in the sheet.
        notes: what is told when it is chosen.
    """
    says = [_figure_says(cell.type, cell.decimals, cell.max)]
    if cell.type == "percent":
        says.append(say("asked.percent"))
    if cell.step:
        says.append(say("asked.step", step=_plain(Decimal(cell.step).scaleb(-cell.decimals))))
    if cell.na_codes:
        says.append(say("asked.codes", codes=", ".join(cell.na_codes)))
    if cell.decimals or cell.step or cell.na_codes:
        asked = _custom(cell, at)
    else:
        asked = _whole(cell.type, cell.max)
    return asked | _error(says) | _note(notes)


def _whole(kind: str, most: int | None) -> Options:
    least = -MOST_DIGITS if kind == "integer" else 0
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": least,
        "maximum": MOST_DIGITS if most is None else most,
    }


def _custom(cell: Cell, at: str) -> Options:
    """Return a condition of its own, where Excel's kinds cannot say how many decimals there are."""
    step = Decimal(cell.step or 1).scaleb(-cell.decimals)
    holds = [f"ISNUMBER({at})", f"ABS({at}/{step}-ROUND({at}/{step},0))<0.000001"]
    holds += [f"{at}>=0"] if cell.type != "integer" else []
    holds += [f"{at}<={cell.max}"] if cell.max is not None else []
    number = f"IF(ISNUMBER({at}),AND({','.join(holds[1:])}),FALSE)"
    codes = [f'EXACT(TRIM({at}),"{code.replace(chr(34), chr(34) * 2)}")' for code in cell.na_codes]
    formula = f"=OR({','.join([*codes, number])})" if codes else f"={number}"
    return {"validate": "custom", "value": formula}


def _figure_says(kind: str, decimals: int, most: int | None) -> Text:
    if decimals:
        key = "asked.decimal" if most is None else "asked.decimal_most"
        return say(key, decimals=decimals, most=most)
    if kind == "integer" and most is None:
        return say("asked.integer")
    least = -MOST_DIGITS if kind == "integer" else 0
    return say("asked.whole_from" if most is None else "asked.whole", least=least, most=most)


def of_field(one: Field, at: str, period: Period | None) -> Options:
    """Return what is asked of a field of a list; nothing of a text as long as anybody likes."""
    match one.type:
        case "date":
            return _date(one, period)
        case "month":
            return (
                {"validate": "date", "criteria": "between"} | _ends() | _error([say("asked.month")])
            )
        case "text" | "id":
            return _length(one.max_length)
    return of_cell(as_cell(one), at, ())


def _ends() -> Options:
    return {"minimum": _EARLIEST, "maximum": _LATEST}


def _length(most: int | None) -> Options:
    if most is None:
        return {}
    asked = {"validate": "length", "criteria": "<=", "value": most}
    return asked | _error([say("asked.length", most=most)])


def of_choice(source: str | list[str]) -> Options:
    """Return that one of some choices is asked for: these, or the cells that hold them."""
    return {"validate": "list", "source": source} | _error([say("asked.choose")])


def _date(one: Field, period: Period | None) -> Options:
    first, last = _EARLIEST, _LATEST
    example = f"{period.start if period else date(2026, 4, 1):%d/%m/%Y}"
    says = say("asked.date", example=example)
    if one.within == "period" and period:
        first, last = period.start, period.end
        says = say("asked.within", first=_day(first), last=_day(last), example=example)
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": first,
        "maximum": last,
    } | _error([says])


def _day(day: date) -> Text:
    english = f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    return Text(english, f"{day.year}年{day.month}月{day.day}日")


def _error(says: list[Text]) -> Options:
    return {
        "error_title": say("asked.title").both()[:_LONGEST_TITLE],
        "error_message": below(*says)[:_LONGEST_TEXT],
    }


def _note(notes: Sequence[Text]) -> Options:
    if not notes:
        return {}
    return {
        "input_title": say("asked.note").both()[:_LONGEST_TITLE],
        "input_message": below(*notes)[:_LONGEST_TEXT],
    }


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
