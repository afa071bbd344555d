"""Expressions as formulas: every part of one stands on the workings with its state and value.

A truth is 1 or 0 there. States are those of cells; of a blank that counts as 0 it is the state of
a figure. What is saved with each formula is what the engine reckons for the same part.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, cast

from schemas import expression as tree
from schemas.expression import Node, written
from schemas.spec import Blank
from validator.kinds.conditions import Bound
from validator.kinds.expressions import Binding, Standing, counted_rows, partner
from validator.kinds.ruling import Ground, Scope
from validator.kinds.values import Sight
from validator.kinds.values import Value as Known
from validator.selfcheck.aggregates import Part, Said, come_to, first
from validator.selfcheck.excel import NoFormula, call, either, every, in_order, none, some, words
from validator.selfcheck.listed import Entries, serial
from validator.selfcheck.workings import EMPTY, KNOWN, NONE, UNREAD, Seen, Value, Workings


@dataclass(frozen=True, slots=True)
class Ahead:
    """What expressions are read over: the form, what is typed in, and where all of it stands."""

    ground: Ground
    workings: Workings
    lists: dict[str, Entries]
    scope: Scope

    def of(self, bound: Bound, standing: Standing, blank: Blank, line: int = -1) -> Said:
        """Return an expression as read in a line. Raises NoFormula."""
        entry = self.entry(standing.of, line) if line >= 0 else -1
        sight = bound.sight(self.scope, blank, entry)
        zero = self._zero(bound, standing, blank, line)
        return _Reading(self, standing, sight, zero=zero, line=line).of(bound.node)

    def entry(self, listed: str, line: int) -> int:
        """Return the number of the entry that stands in a line of a list; -2 where none does."""
        rows = [one.row - 1 for one in self.scope.lists[listed].entries]
        return rows.index(line) if line in rows else -2

    def _zero(self, bound: Bound, standing: Standing, blank: Blank, line: int) -> str:
        """Return whether blanks count as 0 in an expression."""
        if blank != "zero_if_any":
            return "TRUE" if blank == "zero" else "FALSE"
        seen = [self.workings.cell(cell) for cell in bound.cells]
        if bound.listed:
            seen += [self.lists[bound.listed].of(key)[line] for key in bound.fields]
        return some(*(one.has(KNOWN) for one in seen))


class _Reading:
    """Reads one expression in one line."""

    def __init__(
        self, ahead: Ahead, standing: Standing, sight: Sight, *, zero: str, line: int
    ) -> None:
        self.ahead, self.standing, self.sight = ahead, standing, sight
        self.zero, self.line = zero, line
        self.used = ahead.lists[standing.of].used[line] if line >= 0 else None
        self.is_unused = self.used is not None and sight.entry < 0
        self._of: dict[type[Node], Callable[[Any], Said]] = {
            tree.Number: lambda node: Said("0", format(node.value, "f")),
            tree.Words: lambda node: Said("0", words(node.value), text=True),
            tree.Day: lambda node: Said("0", str(serial(node.value))),
            tree.CellOf: self._cell,
            tree.Named: self._cell,
            tree.Bare: self._cell,
            tree.Minus: self._minus,
            tree.Arithmetic: self._arithmetic,
            tree.Compare: self._compare,
            tree.Among: self._among,
            tree.Between: self._between,
            tree.Not: self._not,
            tree.Logic: self._logic,
            tree.Call: self._call,
            tree.Aggregate: self._aggregate,
        }

    def of(self, node: Node) -> Said:
        """Return a part of the expression. Raises NoFormula for what is beyond the workbook."""
        if type(node) not in self._of:
            raise NoFormula(written(node))
        return self._of[type(node)](node)

    def _put(self, node: Node, state: str, value: str) -> Said:
        """Let a part stand on the workings, with what the engine makes of it."""
        at_first: tuple[int, Value] = (NONE, 0)
        if not self.is_unused:
            at_first = first(Binding(self.ahead.ground, self.standing).bind(node)(self.sight))
        if self.used is not None:
            state = either(f"{self.used.state}=0", NONE, state)
        seen = Seen(len(self.ahead.workings.rows) + 1)
        value = either(seen.has(KNOWN), value, 0)
        self.ahead.workings.add(written(node), (state, value), at_first)
        return Said(seen.state, seen.value)

    def _cell(self, node: Node) -> Said:
        ground, at = self.ahead.ground, self.standing
        of = node.of if isinstance(node, tree.Named) else at.of
        if not isinstance(node, tree.CellOf) and of in self.ahead.lists:
            return self._field(of, cast(tree.Named, node).name)
        match node:
            case tree.CellOf(table, row, col):
                number = ground.by_key[table, row, col]
            case tree.Named(of, name):
                number = ground.by_key[of, partner(ground, at, of), name]
            case tree.Bare(name):
                number = ground.by_key[at.of, at.row, name]
        seen, unit = self.ahead.workings.cell(number), 10 ** ground.cells[number].decimals
        return Said(self._blank(seen), f"{seen.value}/{unit}" if unit > 1 else seen.value)

    def _field(self, of: str, name: str) -> Said:
        one = self.ahead.ground.spec.listed(of).field(name)
        seen = self.ahead.lists[of].of(name)[self.line]
        if one.type in ("text", "id", "code", "bool"):
            return Said(seen.state, seen.value, text=True)
        if one.type in ("date", "month"):
            return Said(seen.state, seen.value)
        unit = 10**one.decimals
        return Said(self._blank(seen), f"{seen.value}/{unit}" if unit > 1 else seen.value)

    def _blank(self, seen: Seen) -> str:
        """Return the state of a figure, where a blank may count as 0."""
        if self.zero == "FALSE":
            return seen.state
        return either(every(seen.has(EMPTY), self.zero), KNOWN, seen.state)

    def _minus(self, node: tree.Minus) -> Said:
        inner = self.of(node.inner)
        return Said(inner.state, f"(-{inner.value})")

    def _arithmetic(self, node: tree.Arithmetic) -> Said:
        left, right = self.of(node.left), self.of(node.right)
        state, value = lacking(left, right), f"{left.value}{node.op}{right.value}"
        if node.op == "-":
            value = f"{left.value}-({right.value})"
        if node.op == "/":
            state = in_order([(f"{state}>0", state), (f"({right.value})=0", UNREAD)], KNOWN)
            value = f"({left.value})/({right.value})"
        if node.op == "*":
            value = f"({left.value})*({right.value})"
        return self._put(node, state, value)

    def _compare(self, node: tree.Compare) -> Said:
        left, right = self.of(node.left), self.of(node.right)
        return self._put(node, lacking(left, right), truth(holds(left, node.op, right)))

    def _among(self, node: tree.Among) -> Said:
        value = self.of(node.value)
        found = some(*(holds(value, "=", self.of(choice)) for choice in node.choices))
        return self._put(node, value.state, truth(none(found) if node.negated else found))

    def _between(self, node: tree.Between) -> Said:
        least, its, most = (self.of(one) for one in (node.least, node.value, node.most))
        inside = every(holds(least, "<=", its), holds(its, "<=", most))
        inside = none(inside) if node.negated else inside
        return self._put(node, lacking(least, its, most), truth(inside))

    def _not(self, node: tree.Not) -> Said:
        inner = self.of(node.inner)
        return self._put(node, inner.state, f"1-{inner.value}")

    def _logic(self, node: tree.Logic) -> Said:
        """Join two conditions; what decides alone decides, whatever is missing from the other."""
        sides, decides = (self.of(node.left), self.of(node.right)), int(node.op == "or")
        decided = some(*(every(f"{one.state}=0", f"{one.value}={decides}") for one in sides))
        state = either(decided, KNOWN, lacking(*sides))
        return self._put(node, state, either(decided, decides, 1 - decides))

    def _call(self, node: tree.Call) -> Said:
        its = [self.of(one) for one in node.arguments]
        values = [one.value for one in its]
        match node.name:
            case "abs":
                value = call("ABS", *values)
            case "round":
                value = call("ROUND", values[0], values[1] if len(values) > 1 else "0")
            case "days_between":
                value = f"{values[1]}-{values[0]}"
            case "age_on":
                value = _age(*values)
            case _:
                raise NoFormula(node.name)
        return self._put(node, lacking(*its), value)

    def _aggregate(self, node: tree.Aggregate) -> Said:
        of = node.of.of if isinstance(node.of, tree.Named) else cast(tree.Bare, node.of).name
        name = node.of.name if isinstance(node.of, tree.Named) else ""
        if (entries := self.ahead.lists.get(of)) is None:
            rows = counted_rows(self.ahead.ground, of)
            parts = [self._within(Standing(of, row)).part(node, name) for row in rows]
            return self._come_to(node, parts, nothing=NONE)
        lines = range(len(entries.used))
        parts = [self._within(Standing(of), line).part(node, name) for line in lines]
        return self._come_to(node, parts, nothing=KNOWN, below=entries.below)

    def _within(self, standing: Standing, line: int = -1) -> "_Reading":
        entry = self.ahead.entry(standing.of, line) if line >= 0 else self.sight.entry
        sight = replace(self.sight, entry=entry)
        return _Reading(self.ahead, standing, sight, zero=self.zero, line=line)

    def part(self, node: tree.Aggregate, name: str) -> Part:
        """Return what this line adds to an aggregate."""
        value = self.of(tree.Bare(name)) if name else Said("0", "1")
        where = self.of(node.where) if node.where else Said("0", "1")
        its: Known = Fraction(1)
        meant: Known = True
        if not self.is_unused:
            bind = Binding(self.ahead.ground, self.standing).bind
            its = bind(tree.Bare(name))(self.sight) if name else its
            meant = bind(node.where)(self.sight) if node.where else meant
        gone = f"{self.used.state}=0" if self.used else "FALSE"
        return Part(node.name, value, where, gone, its, meant, self.is_unused)

    def _come_to(
        self, node: tree.Aggregate, parts: list[Part], *, nothing: int, below: Seen | None = None
    ) -> Said:
        put, top = self.ahead.workings, len(self.ahead.workings.rows) + 1
        for part in parts:
            at = Seen(len(put.rows) + 1)
            put.add(written(node.of), part.formulas(at), part.first())
        states, values, meant = (f"${column}${top}:${column}${len(put.rows)}" for column in "BCD")
        wait = f"{call('COUNTIF', states, str(UNREAD))}>0"
        wait = wait if below is None else some(wait, f"{below.state}=1")
        state, value = come_to(node.name, (states, values, meant), nothing)
        return self._put(node, either(wait, UNREAD, state), value)


def lacking(*said: Said) -> str:
    """Return the state of what needs all of some parts: what waits before the first other."""
    states = [one.state for one in said if one.state != "0"]
    if len(states) < 2:
        return states[0] if states else "0"
    unread = some(*(f"{state}={UNREAD}" for state in states))
    return in_order([(unread, UNREAD), *((f"{state}>0", state) for state in states)], KNOWN)


def holds(left: Said, op: str, right: Said) -> str:
    """Return whether two values compare so; numbers to nine decimals, as they are not exact."""
    if left.text or right.text:
        equal = call("EXACT", left.value, right.value)
        return equal if op == "=" else none(equal)
    sign = {"!=": "<>"}.get(op, op)
    return f"ROUND({left.value}-({right.value}),9){sign}0"


def truth(condition: str) -> str:
    """Return 1 where a condition holds, else 0."""
    return either(condition, 1, 0)


def _age(born: str, on: str) -> str:
    """Return whole years between two days."""
    later = f"MONTH({born})*100+DAY({born})>MONTH({on})*100+DAY({on})"
    return f"YEAR({on})-YEAR({born})-{truth(later)}"
