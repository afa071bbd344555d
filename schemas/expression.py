"""The small typed expression of the form language, as a tree.

A tree is what every face is made from: the check, the sentence in both languages, the formula of a
workbook. `written` is its one text form; reading that again (`expressionreading`) gives the tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

LONGEST = 200
"""Characters of an expression."""
DEEPEST = 2
"""Calls within each other."""
AGGREGATES = ("sum", "count", "min", "max", "average", "share")
FUNCTIONS: dict[str, tuple[int, int]] = {
    "prev": (1, 2),
    "same_period_last_year": (1, 1),
    "year_to_date": (1, 1),
    "days_between": (2, 2),
    "age_on": (2, 2),
    "abs": (1, 1),
    "round": (1, 2),
}
"""How many arguments each function takes: at least, and at most."""
EARLIER = ("prev", "same_period_last_year", "year_to_date")
"""Functions that look a figure up in returns of earlier periods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of an expression; `at` is the character with which it begins, counted from 1."""

    at: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number, exact as written: 0 or more."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Words(Node):
    """A text or a code: 'OTH'."""

    value: str


@dataclass(frozen=True, slots=True)
class Day(Node):
    """A date: date '2025-04-01'."""

    value: date


@dataclass(frozen=True, slots=True)
class CellOf(Node):
    """One cell of a table: movement[R010].bf."""

    table: str
    row: str
    col: str


@dataclass(frozen=True, slots=True)
class Named(Node):
    """A column of a table, line by line, or a field of a list, entry by entry: groups.held_on."""

    of: str
    name: str


@dataclass(frozen=True, slots=True)
class Bare(Node):
    """A name by itself: a neighbour in the same line or entry, or a list that is counted."""

    name: str


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """A fact of the unit: unit.service_type."""

    name: str


@dataclass(frozen=True, slots=True)
class Agreed(Node):
    """The level that was agreed with the unit for a standard: fsa.OS1."""

    standard: str


@dataclass(frozen=True, slots=True)
class OnForm(Node):
    """A cell of another form, of the same unit and period: form('STAFF-Q').staff[R1].hours."""

    form: str
    cell: CellOf


@dataclass(frozen=True, slots=True)
class Minus(Node):
    """A number with the other sign."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Two numbers put together by one of + - * /."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """Two values compared by one of = != < <= > >=."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Among(Node):
    """Whether a value is one of some; `negated` where it must not be."""

    value: Node
    choices: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between(Node):
    """Whether a value lies between two, both included."""

    value: Node
    least: Node
    most: Node
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not(Node):
    """What holds where another does not."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """Two conditions joined by and, or by or."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of values."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """A sum, count and so on over the lines of a column or the entries of a list."""

    name: str
    of: Node
    where: Node | None = None


def parts(node: Node) -> Iterator[Node]:
    """Yield the nodes right below one, from the left."""
    for one in fields(node):
        value = getattr(node, one.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from value


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, from the left."""
    yield node
    for part in parts(node):
        yield from walk(part)


def outside(node: Node) -> Iterator[Node]:
    """Yield a node and all below it but what stands in an aggregate: that has lines of its own."""
    yield node
    if not isinstance(node, Aggregate):
        for part in parts(node):
            yield from outside(part)


def too_deep(node: Node, allowed: int = DEEPEST) -> Node | None:
    """Return the first call that stands within too many others; None where none does."""
    if isinstance(node, Call | Aggregate):
        if not allowed:
            return node
        allowed -= 1
    found = (too_deep(part, allowed) for part in parts(node))
    return next((one for one in found if one is not None), None)


_LEVELS = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6}
_NOT, _COMPARED, _MINUS, _ALONE = 3, 4, 7, 8


def level(node: Node) -> int:
    """Return how tightly a node binds: what binds less than its place needs parentheses."""
    match node:
        case Arithmetic(op) | Logic(op):
            return _LEVELS[op]
        case Not():
            return _NOT
        case Compare() | Among() | Between():
            return _COMPARED
        case Minus():
            return _MINUS
    return _ALONE


def written(node: Node) -> str:
    """Return an expression as text: the one form in which it is written."""
    match node:
        case Arithmetic(op, left, right) | Logic(op, left, right):
            tight = _LEVELS[op]
            return f"{_within(left, tight)} {op} {_within(right, tight + 1)}"
        case Compare(op, left, right):
            return f"{_within(left, _COMPARED + 1)} {op} {_within(right, _COMPARED + 1)}"
        case Among(value, choices, negated):
            listed = ", ".join(map(written, choices))
            return f"{_within(value, _COMPARED + 1)} {'not ' * negated}in ({listed})"
        case Between(value, least, most, negated):
            said = [_within(one, _COMPARED + 1) for one in (value, least, most)]
            return f"{said[0]} {'not ' * negated}between {said[1]} and {said[2]}"
        case Not(inner):
            return f"not {_within(inner, _NOT)}"
        case Minus(inner):
            return f"-{_within(inner, _MINUS)}"
    return _written_alone(node)


def _within(node: Node, tight: int) -> str:
    return written(node) if level(node) >= tight else f"({written(node)})"


def _written_alone(node: Node) -> str:
    match node:
        case Number(value):
            return format(value, "f")
        case Words(value):
            return quoted(value)
        case Day(value):
            return f"date {quoted(value.isoformat())}"
        case OnForm(form, cell):
            return f"form({quoted(form)}).{written(cell)}"
        case Call(name, arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case Aggregate(name, of, where):
            only = f" where {written(where)}" if where else ""
            return f"{name}({written(of)}{only})"
    return _name(node)


def _name(node: Node) -> str:
    match node:
        case CellOf(table, row, col):
            return f"{table}[{row}].{col}"
        case Named(of, name):
            return f"{of}.{name}"
        case Bare(name):
            return name
        case Fact(name):
            return f"unit.{name}"
        case Agreed(standard):
            return f"fsa.{standard}"
    raise TypeError(node)


def quoted(text: str) -> str:
    """Return a text in quotes, each quote in it twice."""
    return "'" + text.replace("'", "''") + "'"
