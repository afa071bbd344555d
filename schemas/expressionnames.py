"""What a form has that an expression can name: cells, columns and fields, with their types."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from schemas.expression import CellOf, Named, Node, outside
from schemas.spec import Field, FormSpec, Line, Table, Text

NO_LABEL = Text("", "")
_UNITS = {"count": "a count", "integer": "a count", "money": "money", "percent": "percent"}
_KINDS = {"date": "date", "month": "date", **dict.fromkeys(("text", "code", "id", "bool"), "text")}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a value is.

    Attributes:
        kind: number, text, date or truth; "" where something is wrong with it.
        unit: what it is counted in; "" where it can be anything.
        decimals: how many a figure declares; None for what was reckoned.
        codes: all that a text can be, where that is known, and `name` what they are codes of.
        mixed: whether the lines of a column are of several types.
        label: what a bare name is called.
    """

    kind: str
    unit: str = ""
    decimals: int | None = None
    codes: Mapping[str, Text] = field(default_factory=dict)
    name: str = ""
    mixed: bool = False
    label: Text = NO_LABEL


NUMBER, TEXT, DAY, TRUTH = Typed("number"), Typed("text"), Typed("date"), Typed("truth")
UNKNOWN = Typed("")
FACTS: Mapping[str, Typed] = {
    "code": TEXT,
    "service_type": TEXT,
    "ngo": TEXT,
    "district": TEXT,
    "capacity": NUMBER,
}
"""What can be asked of a unit."""


def plain(typed: Typed) -> Typed:
    """Return what is reckoned from a figure: of its unit, with any decimals."""
    return replace(typed, decimals=None, mixed=False, label=NO_LABEL)


@dataclass(frozen=True, slots=True)
class Near:
    """What bare names mean: the columns of a table or the fields of a list, in the same line.

    `inner` says that this is within an aggregate's `where`.
    """

    of: str
    types: Mapping[str, Typed]
    inner: bool = True


class Names:
    """The names of one form, as in force."""

    def __init__(self, spec: FormSpec) -> None:
        self.spec = spec
        self.tables = {table.key: table for table in spec.tables}
        self.lists = {listed.key: listed for listed in spec.lists}

    @cached_property
    def all(self) -> dict[str, None]:
        """How each cell and each column is named, and each list with its fields."""
        names: dict[str, None] = {}
        for table in self.spec.tables:
            for col in table.cols:
                names[f"{table.key}.{col.key}"] = None
                names |= {f"{table.key}[{row.key}].{col.key}": None for row in table.rows}
        for listed in self.spec.lists:
            names[listed.key] = None
            names |= {f"{listed.key}.{one.key}": None for one in listed.fields}
        return names

    def rows(self, table: str) -> tuple[str, ...]:
        """Return the lines of a table."""
        return tuple(row.key for row in self.tables[table].rows)

    def cell(self, node: CellOf) -> Typed | None:
        """Return the type of a cell; None where there is none of this name."""
        table = self.tables.get(node.table)
        if table is None:
            return None
        rows = [row for row in table.rows if row.key == node.row]
        cols = [col for col in table.cols if col.key == node.col]
        return _of_cell(rows[0], cols[0]) if rows and cols else None

    def named(self, node: Named) -> Typed | None:
        """Return the type of a column or of a field of a list; None where there is none."""
        return self._types(node.of).get(node.name)

    def spread(self, node: Node) -> list[Named]:
        """Return the columns and fields outside of aggregates: through their lines it goes."""
        named = [one for one in outside(node) if isinstance(one, Named)]
        return [one for one in named if self.named(one) is not None]

    def near(self, of: str, *, inner: bool = True) -> Near | None:
        """Return what bare names mean in a line of a table, or an entry of a list."""
        types = self._types(of)
        return Near(of, types, inner) if types else None

    def down(self, table: str) -> Near:
        """Return what bare names mean in a column: the lines of its table."""
        its = self.tables[table]
        types = {
            row.key: replace(_of_cells([_of_cell(row, col) for col in its.cols]), label=row.label)
            for row in its.rows
        }
        return Near(table, types, inner=False)

    def _types(self, of: str) -> dict[str, Typed]:
        if of in self.lists:
            return {one.key: _of_field(one) for one in self.lists[of].fields}
        if of in self.tables:
            return {col.key: _of_column(self.tables[of], col) for col in self.tables[of].cols}
        return {}


def _of_cell(row: Line, col: Line) -> Typed:
    source = row if row.type else col
    cell_type = source.type or "count"
    if cell_type == "text":
        return TEXT
    decimals = source.decimals if cell_type in ("decimal", "percent") else 0
    return Typed("number", _UNITS.get(cell_type, ""), decimals)


def _of_column(table: Table, col: Line) -> Typed:
    return replace(_of_cells([_of_cell(row, col) for row in table.rows]), label=col.label)


def _of_cells(types: list[Typed]) -> Typed:
    """Return the type of several cells: as exact as all of them are."""
    if all(one == types[0] for one in types):
        return types[0]
    if any(one.kind != "number" for one in types):
        return replace(TEXT, mixed=True)
    mixed = len({one.unit for one in types}) > 1
    decimals = max(one.decimals or 0 for one in types)
    return Typed("number", "" if mixed else types[0].unit, decimals, mixed=mixed)


def _of_field(one: Field) -> Typed:
    kind = _KINDS.get(one.type, "number")
    if kind != "number":
        name = one.key if one.codes else ""
        return Typed(kind, codes=one.codes, name=name, label=one.label)
    return Typed("number", _UNITS.get(one.type, ""), one.decimals, label=one.label)
