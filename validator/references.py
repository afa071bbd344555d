"""References to cells of a form, and sums of them, as they stand in rules.

`movement[R010].bf` is one cell, `movement.bf` a column (a cell for each row), `bf` a neighbour.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.kinds import KINDS
from schemas.spec import FormSpec, ListTable, RuleSpec, Table

_REFERENCE = re.compile(r"(\w+)(?:\[(\w+)\])?\.(\w+)")
_NAME = re.compile(r"(\w+)\.(\w+)")
_NAMING = ("figure", "figures", "fields", "sum")
_TERM = re.compile(r"\s*([+-])?\s*([A-Za-z_][\w.\[\]]*)")

CellKey = tuple[str, str, str]  # table, row, column


class BadReference(ValueError):
    """The text names no cell of the form."""


class BadValue(BadReference):
    """What stands in a slot cannot be: its words say why."""


@dataclass(frozen=True, slots=True)
class Term:
    """A cell with its sign in a sum."""

    sign: int
    cell: CellKey


def cells(spec: FormSpec, text: str) -> tuple[CellKey, ...]:
    """Return the cells that a reference names: one, or a column of them. Raises BadReference."""
    match = _REFERENCE.fullmatch(text.strip())
    if not match:
        raise BadReference(text)
    table_key, row_key, col_key = match.groups()
    tables = [table for table in spec.tables if table.key == table_key]
    if not tables or col_key not in {col.key for col in tables[0].cols}:
        raise BadReference(text)
    rows = [row.key for row in tables[0].rows if row_key in (None, row.key)]
    if not rows:
        raise BadReference(text)
    return tuple((table_key, row, col_key) for row in rows)


def listed(spec: FormSpec, name: str) -> ListTable:
    """Return the open list that a rule names. Raises BadReference."""
    for entry in spec.lists:
        if entry.key == name:
            return entry
    raise BadReference(name)


def pairs(spec: FormSpec, rule: RuleSpec, one: str, other: str) -> list[tuple[CellKey, CellKey]]:
    """Return the two figures that slots of a rule name, or the cells of two columns line by line.

    Lines of tables that call them alike are paired by their keys, others in their order.
    """
    lefts, rights = (cells(spec, str(rule.slots[slot])) for slot in (one, other))
    if len(lefts) != len(rights):
        raise BadValue(f"{rule.slots[one]} and {rule.slots[other]} have not as many lines")
    rows = {key[1]: key for key in rights}
    if len(lefts) > 1 and rows.keys() == {key[1] for key in lefts}:
        rights = tuple(rows[key[1]] for key in lefts)
    return list(zip(lefts, rights, strict=True))


def names_fields(spec: FormSpec, rule: RuleSpec) -> bool:
    """Say whether a rule names fields of a list where others of its kind name cells."""
    lists = {one.key for one in spec.lists}
    for name, slot in KINDS[rule.kind].items():
        if slot.holds in _NAMING and name in rule.slots:
            said = rule.slots[name]
            texts = said if isinstance(said, list) else [said]
            if any(match[1] in lists for text in texts for match in _NAME.finditer(str(text))):
                return True
    return False


def one_cell(spec: FormSpec, text: str) -> CellKey:
    """Return the one cell that a reference names. Raises BadReference."""
    found = cells(spec, text)
    if len(found) != 1:
        raise BadValue(f"'{text}' is a column, and one cell is needed")
    return found[0]


def signed(text: str) -> Iterator[tuple[int, str]]:
    """Yield the names of a sum with their signs: bf + new - closed. Raises BadReference."""
    place = 0
    while place < len(text.rstrip()):
        match = _TERM.match(text, place)
        if not match or (place and not match[1]):
            raise BadReference(text)
        yield (-1 if match[1] == "-" else 1), match[2]
        place = match.end()


def column_sum(table: Table, row: str, text: str) -> tuple[Term, ...]:
    """Return the terms of a sum of neighbours in one row: `bf + new - closed`."""
    known = {col.key for col in table.cols}
    terms = tuple(Term(sign, (table.key, row, name)) for sign, name in signed(text))
    if any(term.cell[2] not in known for term in terms):
        raise BadReference(text)
    return terms


def cell_sum(spec: FormSpec, text: str) -> tuple[Term, ...]:
    """Return the terms of a sum of cells anywhere in the form."""
    return tuple(Term(sign, one_cell(spec, name)) for sign, name in signed(text))
