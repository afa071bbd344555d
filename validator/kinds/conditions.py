"""Expressions of one rule, bound together: for one return, line by line, or entry by entry."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from schemas.expression import Named, Node, written
from schemas.expressionnames import Names, Near
from schemas.expressionreading import parse
from schemas.expressiontypes import Problem, problems
from schemas.spec import Blank, FormSpec
from validator.kinds.entries import lacking
from validator.kinds.expressions import WHOLE, Binding, Standing, partner
from validator.kinds.ruling import At, Ground, Judged, Scope, Spot
from validator.kinds.values import Missing, Reckon, Sight, Value
from validator.references import BadReference, BadValue
from validator.wants import NOTHING, Wants


class BadNames(BadReference):
    """An expression cannot be bound; `problems` say why, each with its character."""

    def __init__(self, slot: str, problems: list[Problem]) -> None:
        self.slot, self.problems = slot, problems
        super().__init__("; ".join(f"{slot}: {one}" for one in problems))


def sound(
    spec: FormSpec, text: str, slot: str, *, kind: str = "truth", near: Near | None = None
) -> Node:
    """Return the tree of an expression that is about a form.

    Raises:
        BadNames: it names what the form does not have, or puts together what cannot be.
    """
    node = parse(text)
    if found := problems(Names(spec), node, near, kind=kind):
        raise BadNames(slot, found)
    return node


@dataclass(frozen=True, slots=True)
class Bound:
    """An expression as it is read in one line, and what it looks at there."""

    node: Node
    reckon: Reckon
    cells: tuple[int, ...]
    fields: tuple[str, ...]
    earlier: tuple[Reckon, ...]
    wants: Wants
    listed: str

    @classmethod
    def at(cls, ground: Ground, node: Node, standing: Standing = WHOLE) -> "Bound":
        """Bind a sound expression as it is read in a line."""
        binding = Binding(ground, standing)
        reckon, reach = binding.bind(node), binding.reach
        return cls(
            *(node, reckon, tuple(reach.cells), tuple(reach.fields), tuple(reach.earlier)),
            wants=reach.wants,
            listed=standing.of if reach.fields else "",
        )

    def value(self, scope: Scope, blank: Blank, entry: int = -1) -> Value:
        """Return what it comes to, with blanks taken for what a rule takes them."""
        return self.reckon(self.sight(scope, blank, entry))

    def sight(self, scope: Scope, blank: Blank, entry: int = -1) -> Sight:
        """Return what it looks at, with blanks taken for 0 where the rule takes them so."""
        zero = blank == "zero" or (blank == "zero_if_any" and self._is_filled(scope, entry))
        return Sight(scope, zero, entry)

    def _is_filled(self, scope: Scope, entry: int) -> bool:
        """Say whether anything that it looks at is filled in, or was something before."""
        values = scope.readings.values
        if any(values[cell] is not None for cell in self.cells):
            return True
        if self.listed and entry >= 0:
            said = scope.lists[self.listed].entries[entry].values
            if any(key in said for key in self.fields):
                return True
        sight = Sight(scope, entry=entry)
        before = (reckon(sight) for reckon in self.earlier)
        return any(not isinstance(value, Missing) and bool(value) for value in before)


@dataclass(frozen=True, slots=True)
class Through:
    """Expressions of one rule over the same lines.

    Attributes:
        listed: the list through whose entries they go; "" for none.
        table: the table through whose lines they go; "" for none.
        lines: the expressions as read in each line; under "" where they go through none.
    """

    listed: str
    table: str
    lines: Mapping[str, tuple[Bound, ...]]

    @classmethod
    def of(cls, ground: Ground, nodes: list[Node]) -> "Through":
        """Bind expressions. Raises BadValue where their lines do not go together."""
        names = Names(ground.spec)
        spread = [one for node in nodes for one in names.spread(node)]
        _together(names, spread)
        if not spread:
            return cls("", "", {"": tuple(Bound.at(ground, node) for node in nodes)})
        of = spread[0].of
        if of in names.lists:
            standing = Standing(of)
            return cls(of, "", {"": tuple(Bound.at(ground, node, standing) for node in nodes)})
        lines = {
            row: tuple(Bound.at(ground, node, Standing(of, row)) for node in nodes)
            for row in names.rows(of)
        }
        return cls("", of, lines)

    @property
    def wants(self) -> Wants:
        """What they ask for beyond the file."""
        return reduce(or_, (one.wants for bound in self.lines.values() for one in bound), NOTHING)

    def lacking(self, scope: Scope) -> Judged | None:
        """Return that a list, or a column of it, was not found through which they go."""
        if not self.listed:
            return None
        fields = (key for bound in self.lines.values() for one in bound for key in one.fields)
        return lacking(scope.lists[self.listed], tuple(dict.fromkeys(fields)))

    def each(self, scope: Scope) -> Iterator[tuple[tuple[Bound, ...], int]]:
        """Yield the expressions in each line or entry of a return, with the entry's number."""
        for bound in self.lines.values():
            if not self.listed:
                yield bound, -1
                continue
            for entry in range(len(scope.lists[self.listed].entries)):
                yield bound, entry

    def beside(self, ground: Ground, spot: Spot) -> tuple[Bound, ...] | None:
        """Return the expressions as read beside a cell or field; None where no line is there."""
        if isinstance(spot, At) or self.listed:
            listed = spot.listed if isinstance(spot, At) else ""
            return self.lines.get("") if self.listed in (listed, "") else None
        if not self.table:
            return self.lines[""]
        table, row, _ = ground.cells[spot].key
        lines = {of: len(ground.spec.table(of).rows) for of in (self.table, table)}
        if lines[table] != lines[self.table]:
            return None
        return self.lines[partner(ground, Standing(table, row), self.table)]


def _together(names: Names, spread: list[Named]) -> None:
    lists = {one.of for one in spread if one.of in names.lists}
    rows = {len(names.rows(one.of)) for one in spread if one.of not in names.lists}
    if len(lists) > 1 or (lists and rows) or len(rows) > 1:
        named = " and ".join(dict.fromkeys(written(one) for one in spread))
        raise BadValue(f"{named} do not go through the same lines")


def blank_of(ground: Ground, said: Blank | None, bound: Iterable[Bound]) -> Blank:
    """Return what a rule takes a blank for: what it says, else what its first table does."""
    if said:
        return said
    cells = (cell for one in bound for cell in one.cells)
    first = next(cells, None)
    return "skip" if first is None else ground.spec.table(ground.cells[first].key[0]).blank


def spots(bound: tuple[Bound, ...], listed: str, entry: int) -> tuple[Spot, ...]:
    """Return the cells and fields that expressions look at, each once, in order."""
    fields = [At(listed, entry, name) for one in bound for name in one.fields] if listed else []
    cells = [cell for one in bound for cell in one.cells]
    return tuple(dict.fromkeys([*fields, *cells]))
