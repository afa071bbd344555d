"""What lines and fields ask beside others: bound as rules that nobody wrote."""

from collections.abc import Callable, Iterator
from functools import partial

from schemas.spec import Field, Line, ListTable, Table
from validator.kinds.entrychoices import ValidPair
from validator.kinds.entrysums import FieldPair
from validator.kinds.filledwhen import cells_filled, field_filled
from validator.kinds.ruling import Ground, Head, Ruling
from validator.references import CellKey

_BOUNDS = ("not_after", "not_before")


def of_fields(ground: Ground) -> Iterator[Ruling]:
    """Yield what lines and fields of the form ask beside others; they are sound by now."""
    for _, bind in conditions(ground):
        yield bind()
    for listed in ground.spec.lists:
        for one in listed.fields:
            yield from _of_field(listed, one)


def conditions(ground: Ground) -> Iterator[tuple[str, Callable[[], Ruling]]]:
    """Yield where something has to be filled in, or left blank, and what binds that.

    What binds raises BadReference where a condition names what the form does not have.
    """
    for table in ground.spec.tables:
        for line, letter, cells in _lines(table):
            place = f"{table.key}.{line.key}"
            for head, when in _asked(f"{ground.spec.code}.{letter}.{place}", line):
                yield place, partial(cells_filled, ground, cells, when, head)
    for listed in ground.spec.lists:
        for one in listed.fields:
            for head, when in _asked(f"L.{listed.code}.{one.key}", one):
                place = f"{listed.key}.{one.key}"
                yield place, partial(field_filled, ground, (listed.key, one.key), when, head)


def _lines(table: Table) -> Iterator[tuple[Line, str, list[CellKey]]]:
    """Yield each row and column, with the letter of its rules and with its cells."""
    for row in table.rows:
        yield row, "R", [(table.key, row.key, col.key) for col in table.cols]
    for col in table.cols:
        yield col, "C", [(table.key, row.key, col.key) for row in table.rows]


def _asked(rule: str, one: Line | Field) -> Iterator[tuple[Head, tuple[str, str]]]:
    if one.required_if:
        head = Head(f"{rule}.required", "required_when", "error")
        yield head, ("required", one.required_if)
    if one.forbidden:
        head = Head(f"{rule}.forbidden", "forbidden_when", "error")
        yield head, ("forbidden", one.forbidden)


def _of_field(listed: ListTable, one: Field) -> Iterator[Ruling]:
    rule = f"L.{listed.code}.{one.key}"
    for name in _BOUNDS:
        if bound := getattr(one, name):
            head = Head(f"{rule}.{name}", "compare", "error")
            pair = (one, listed.field(bound))
            yield FieldPair(head, pair, name, listed.key, (one.key, bound))
    if one.depends_on:
        parent = listed.field(one.depends_on)
        allowed = {
            code: tuple(own for own in one.codes if code in one.goes_with.get(own, (code,)))
            for code in parent.codes
        }
        head = Head(f"{rule}.depends_on", "valid_pair", "error")
        yield ValidPair(head, (parent, one), listed.key, (parent.key, one.key), allowed)
