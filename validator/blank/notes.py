"""The sheet of a blank workbook that says how to fill it in: manners, agreed levels, notes."""

from collections.abc import Iterator
from typing import Any

from schemas.expressionnames import Names
from schemas.fieldwords import of_field
from schemas.spec import FormSpec, Text
from validator.blank.words import say, table
from validator.context import Context
from validator.sheetlooks import Looks, height

_WIDTHS = (18, 62, 62)


def write_notes(sheet: Any, looks: Looks, spec: FormSpec, context: Context) -> None:
    """Write how to fill in a form, the levels agreed with the unit, and how lines are counted."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, say("notes.title").both(), looks.title)
    row = 2
    for number, words in enumerate(table()["notes"]["says"], 1):
        row = _line(sheet, looks, row, (f"{number}.", words["en"], words["zh-Hant"]))
    for name, heads, lines in (
        ("agreed", ("standard", "measure", "level"), list(_agreed(spec, context))),
        ("counting", ("where", "note", "note"), list(_counting(spec))),
    ):
        if not lines:
            continue
        sheet.write_string(row + 1, 0, say(f"notes.{name}").both(), looks.bold)
        for column, head in enumerate(heads):
            sheet.write_string(row + 2, column, say(f"notes.{head}").both(), looks.head)
        row += 3
        for line in lines:
            row = _line(sheet, looks, row, line, look=looks.label)


def _line(
    sheet: Any, looks: Looks, row: int, line: tuple[str, str, str], *, look: Any = None
) -> int:
    """Write a line, as high as its words ask for; return the row below."""
    for column, text in enumerate(line):
        sheet.write_string(row, column, text, look or looks.wrapped)
    heights = (height(text, width) for text, width in zip(line, _WIDTHS, strict=True))
    sheet.set_row(row, 16 * max(heights))
    return row + 1


def _agreed(spec: FormSpec, context: Context) -> Iterator[tuple[str, str, str]]:
    levels = context.agreed or {}
    for one in spec.indicators:
        if one.standard in levels:
            yield one.standard, one.label.both(), levels[one.standard]


def _counting(spec: FormSpec) -> Iterator[tuple[str, str, str]]:
    for grid in spec.tables:
        for line in (*grid.rows, *grid.cols):
            if line.note:
                name = Text(f"{line.code} {line.label.en}", line.label.zh)
                yield name.both(), line.note.en, line.note.zh
    names = Names(spec)
    for listed in spec.lists:
        for one in listed.fields:
            for said in of_field(names, listed, one):
                yield f"{one.code} {one.label.both()}", said.en, said.zh
