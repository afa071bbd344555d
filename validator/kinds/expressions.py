"""Bind an expression to the cells of a form, and reckon it over one return: exact, and total.

What is bound is a function of what is looked at. It never raises: where a figure is blank, cannot
be read or is not known, and where something is divided by 0, it says why there is no value.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from operator import neg
from typing import Any, cast

from schemas import expression as tree
from schemas.expression import Node, written
from schemas.expressionnames import FACTS
from validator.kinds import lookups
from validator.kinds.aggregates import of_entries, of_lines
from validator.kinds.leaves import applied, constant, entry_field, figure, of_days
from validator.kinds.ruling import Ground
from validator.kinds.values import (
    ARITHMETIC,
    NO_SHARE,
    Missing,
    Reckon,
    Sight,
    Value,
    lacking,
    rounded,
)
from validator.relations import COMPARISONS
from validator.rowchecks import age
from validator.wants import NOTHING, Wants


@dataclass(frozen=True, slots=True)
class Standing:
    """In which line of a table, or in the entries of which list, names without a line are read.

    `down` says that bare names are lines of one column, `row` being that column's key.
    """

    of: str = ""
    row: str = ""
    down: bool = False


WHOLE = Standing()


@dataclass(slots=True)
class Reach:
    """What an expression looks at: cells, fields of the entry, and what is beyond the file."""

    cells: list[int] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    earlier: list[Reckon] = field(default_factory=list)
    wants: Wants = NOTHING


class Binding:
    """Binds the nodes of one expression as they are read in one line."""

    def __init__(self, ground: Ground, standing: Standing = WHOLE) -> None:
        self.ground, self.standing = ground, standing
        self.reach = Reach()
        self._of: dict[type[Node], Callable[[Any], Reckon]] = {
            tree.Number: lambda node: constant(Fraction(node.value)),
            tree.Words: lambda node: constant(node.value),
            tree.Day: lambda node: constant(node.value),
            tree.CellOf: self._cell,
            tree.Named: self._named,
            tree.Bare: self._bare,
            tree.Fact: self._fact,
            tree.Agreed: self._agreed,
            tree.OnForm: self._on_form,
            tree.Minus: lambda node: applied(neg, self.bind(node.inner)),
            tree.Arithmetic: self._arithmetic,
            tree.Compare: self._compare,
            tree.Among: self._among,
            tree.Between: self._between,
            tree.Not: self._not,
            tree.Logic: self._logic,
            tree.Call: self._call,
            tree.Aggregate: self._aggregate,
        }

    def bind(self, node: Node) -> Reckon:
        """Return the function that reckons a sound expression."""
        return self._of[type(node)](node)

    def _cell(self, node: tree.CellOf) -> Reckon:
        return self._figure(self.ground.by_key[node.table, node.row, node.col])

    def _figure(self, number: int) -> Reckon:
        if number not in self.reach.cells:
            self.reach.cells.append(number)
        return figure(number, self.ground.cells[number].decimals)

    def _named(self, node: tree.Named) -> Reckon:
        if node.of in {one.key for one in self.ground.spec.lists}:
            return self._field(node.of, node.name)
        return self._figure(self._number_of(node))

    def _number_of(self, node: Node) -> int:
        """Return the cell that a node names in the line where it stands."""
        at = self.standing
        match node:
            case tree.CellOf(table, row, col):
                return self.ground.by_key[table, row, col]
            case tree.Named(of, name):
                return self.ground.by_key[of, partner(self.ground, at, of), name]
            case tree.Bare(name) if at.down:
                return self.ground.by_key[at.of, name, at.row]
            case tree.Bare(name):
                return self.ground.by_key[at.of, at.row, name]
        raise TypeError(node)

    def _bare(self, node: tree.Bare) -> Reckon:
        if self.standing.row:
            return self._figure(self._number_of(node))
        return self._field(self.standing.of, node.name)

    def _field(self, of: str, name: str) -> Reckon:
        if name not in self.reach.fields:
            self.reach.fields.append(name)
        return entry_field(of, self.ground.spec.listed(of).field(name))

    def _fact(self, node: tree.Fact) -> Reckon:
        self.reach.wants |= Wants(facts=frozenset({node.name}))
        fact = lookups.fact(node.name)
        return applied(Fraction, fact) if FACTS[node.name].kind == "number" else fact

    def _agreed(self, node: tree.Agreed) -> Reckon:
        self.reach.wants |= Wants(agreed=frozenset({node.standard}))
        return lookups.agreed(node.standard)

    def _on_form(self, node: tree.OnForm) -> Reckon:
        cell = written(node.cell)
        self.reach.wants |= Wants(others=frozenset({(node.form, cell)}))
        return lookups.on_form(node.form, cell)

    def _arithmetic(self, node: tree.Arithmetic) -> Reckon:
        left, right = self.bind(node.left), self.bind(node.right)
        reckon, divides = ARITHMETIC[node.op], node.op == "/"

        def arithmetic(sight: Sight) -> Value:
            one, other = left(sight), right(sight)
            if missing := lacking((one, other)):
                return missing
            if divides and not other:
                return NO_SHARE
            return reckon(cast(Fraction, one), cast(Fraction, other))

        return arithmetic

    def _compare(self, node: tree.Compare) -> Reckon:
        left, right, holds = self.bind(node.left), self.bind(node.right), COMPARISONS[node.op]

        def compare(sight: Sight) -> Value:
            one, other = left(sight), right(sight)
            return lacking((one, other)) or holds(one, other)

        return compare

    def _among(self, node: tree.Among) -> Reckon:
        value, choices = self.bind(node.value), [self.bind(one) for one in node.choices]

        def among(sight: Sight) -> Value:
            its = value(sight)
            if isinstance(its, Missing):
                return its
            return any(its == choice(sight) for choice in choices) is not node.negated

        return among

    def _between(self, node: tree.Between) -> Reckon:
        bound = [self.bind(one) for one in (node.least, node.value, node.most)]

        def between(sight: Sight) -> Value:
            values: list[Any] = [reckon(sight) for reckon in bound]
            if missing := lacking(values):
                return missing
            least, its, most = values
            return (least <= its <= most) is not node.negated

        return between

    def _not(self, node: tree.Not) -> Reckon:
        inner = self.bind(node.inner)

        def negated(sight: Sight) -> Value:
            value = inner(sight)
            return value if isinstance(value, Missing) else not value

        return negated

    def _logic(self, node: tree.Logic) -> Reckon:
        """Join two conditions; what decides alone decides, whatever is missing from the other."""
        bound, decides = (self.bind(node.left), self.bind(node.right)), node.op == "or"

        def logic(sight: Sight) -> Value:
            values = []
            for reckon in bound:
                value = reckon(sight)
                if value is decides:
                    return decides
                values.append(value)
            return lacking(values) or not decides

        return logic

    def _call(self, node: tree.Call) -> Reckon:
        first, *others = node.arguments
        count = int(others[0].value) if others and isinstance(others[0], tree.Number) else 0
        match node.name:
            case "prev" | "same_period_last_year" | "year_to_date":
                return self._earlier(node.name, first, count or 1)
            case "days_between":
                return of_days(self.bind(first), self.bind(others[0]), lambda a, b: (b - a).days)
            case "age_on":
                return of_days(self.bind(first), self.bind(others[0]), age)
            case "abs":
                return applied(abs, self.bind(first))
        return applied(lambda value: rounded(value, count), self.bind(first))

    def _earlier(self, name: str, node: Node, back: int) -> Reckon:
        number = self._number_of(node)
        cell = self.ground.cells[number].name
        if name == "year_to_date":
            self.reach.wants |= Wants(year=frozenset({cell}))
            return lookups.year_to_date(cell, self._figure(number))
        if name == "prev":
            self.reach.wants |= Wants(back=frozenset({(cell, back)}))
            reckon = lookups.prev(cell, back)
        else:
            self.reach.wants |= Wants(last_year=frozenset({cell}))
            reckon = lookups.last_year(cell)
        self.reach.earlier.append(reckon)
        return reckon

    def _aggregate(self, node: tree.Aggregate) -> Reckon:
        of = node.of.of if isinstance(node.of, tree.Named) else cast(tree.Bare, node.of).name
        name = node.of.name if isinstance(node.of, tree.Named) else ""
        if of in {one.key for one in self.ground.spec.lists}:
            inner = Binding(self.ground, Standing(of))
            value = inner.bind(tree.Bare(name)) if name else None
            where = inner.bind(node.where) if node.where else None
            self._take(inner, fields=False)
            return of_entries(node.name, of, value=value, where=where)
        lines = []
        for row in counted_rows(self.ground, of):
            inner = Binding(self.ground, Standing(of, row))
            value = inner.bind(tree.Bare(name))
            lines.append((value, inner.bind(node.where) if node.where else None))
            self._take(inner, fields=True)
        return of_lines(node.name, lines)

    def _take(self, inner: "Binding", *, fields: bool) -> None:
        """Reach what an inner binding reaches; entries of its own have no fields here."""
        self.reach.cells += [cell for cell in inner.reach.cells if cell not in self.reach.cells]
        self.reach.earlier += inner.reach.earlier
        self.reach.wants |= inner.reach.wants
        if fields:
            self.reach.fields += inner.reach.fields


def counted_rows(ground: Ground, table: str) -> list[str]:
    """Return the lines that are added up: no totals, and nothing that is a part of another line."""
    rows = ground.spec.table(table).rows
    return [row.key for row in rows if not row.total_of and not row.within]


def partner(ground: Ground, standing: Standing, of: str) -> str:
    """Return the line of a table that goes with one of another: of the same key, else place."""
    if standing.of == of and not standing.down:
        return standing.row
    ours = [row.key for row in ground.spec.table(standing.of).rows]
    theirs = [row.key for row in ground.spec.table(of).rows]
    if set(ours) == set(theirs):
        return standing.row
    return theirs[ours.index(standing.row)]
