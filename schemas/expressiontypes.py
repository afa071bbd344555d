"""What each part of an expression is, by the form that it is about: names, types, units.

Every problem is found at once, each with the character where it stands.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from schemas import dictionary
from schemas import expression as tree
from schemas.expression import EARLIER, Node, parts, written
from schemas.expressionnames import (
    DAY,
    FACTS,
    NUMBER,
    TEXT,
    TRUTH,
    UNKNOWN,
    Names,
    Near,
    Typed,
    plain,
)
from schemas.meaning import meant

_MOST_BACK, _MOST_DECIMALS = 12, 6


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a part of an expression; `name` is a name that leads nowhere."""

    at: int
    why: str
    name: str = ""

    def __str__(self) -> str:
        return f"character {self.at}: {self.why}"


def problems(
    names: Names, node: Node, near: Near | None = None, *, kind: str = ""
) -> list[Problem]:
    """Return everything that is wrong with an expression of a form.

    Args:
        names: what the form has.
        node: the expression.
        near: what a bare name means where the expression stands.
        kind: what it has to come to: number or truth; "" for anything.
    """
    judge = _Judge(names)
    found = judge.typed(node, near)
    if kind and found.kind not in (kind, ""):
        judge.tell(node, f"{_A[kind]} is needed, and {_said(node)} is {_A[found.kind]}")
    judge.lines(node)
    return judge.found


def type_of(names: Names, node: Node, near: Near | None = None) -> Typed:
    """Return what a sound expression comes to."""
    return _Judge(names).typed(node, near)


_A = {"number": "a number", "text": "a text", "date": "a date", "truth": "a condition"}


def _said(node: Node) -> str:
    return f"'{written(node)}'"


@dataclass(slots=True)
class _Judge:
    """Finds the type of each node, and tells what cannot be."""

    names: Names
    found: list[Problem] = field(default_factory=list)
    _of: dict[type[Node], Callable[[Any, Near | None], Typed]] = field(init=False)

    def __post_init__(self) -> None:
        self._of = {
            tree.Number: lambda node, near: NUMBER,
            tree.Words: lambda node, near: TEXT,
            tree.Day: lambda node, near: DAY,
            tree.OnForm: lambda node, near: NUMBER,
            tree.CellOf: lambda node, near: self._known(node, self.names.cell(node)),
            tree.Named: self._named,
            tree.Bare: self._bare,
            tree.Fact: self._fact,
            tree.Agreed: self._agreed,
            tree.Minus: lambda node, near: plain(self._number(node.inner, near)),
            tree.Arithmetic: self._arithmetic,
            tree.Compare: self._compare,
            tree.Among: self._among,
            tree.Between: self._between,
            tree.Not: self._logic,
            tree.Logic: self._logic,
            tree.Call: self._call,
            tree.Aggregate: self._aggregate,
        }

    def tell(self, node: Node, why: str, name: str = "") -> Typed:
        """Take down a problem; what has one is of no type that others could clash with."""
        self.found.append(Problem(node.at, why, name))
        return UNKNOWN

    def typed(self, node: Node, near: Near | None) -> Typed:
        """Return the type of a node."""
        return self._of[type(node)](node, near)

    def _known(self, node: Node, found: Typed | None) -> Typed:
        if found is not None:
            return found
        name = written(node)
        close = meant(name, self.names.all)
        return self.tell(node, f"'{name}' is nothing that the form has{close}", name)

    def _named(self, node: tree.Named, near: Near | None) -> Typed:
        if near is not None and near.inner and node.of != near.of:
            return self.tell(node, f"only names of {near.of} can stand within its 'where'")
        return self._known(node, self.names.named(node))

    def _bare(self, node: tree.Bare, near: Near | None) -> Typed:
        if near is None:
            return self._known(node, None)
        if node.name in near.types:
            return near.types[node.name]
        close = meant(node.name, near.types)
        return self.tell(node, f"{near.of} has no '{node.name}'{close}", f"{near.of}.{node.name}")

    def _fact(self, node: tree.Fact, near: Near | None) -> Typed:
        if node.name not in FACTS:
            return self.tell(
                node, f"nothing is known of '{written(node)}'{meant(node.name, FACTS)}"
            )
        codes = dictionary.service_types() if node.name == "service_type" else {}
        return replace(FACTS[node.name], codes=codes, name="service types")

    def _agreed(self, node: tree.Agreed, near: Near | None) -> Typed:
        if node.standard[:2] in ("OS", "OC") and node.standard[2:].isdigit():
            return NUMBER
        return self.tell(node, f"'{node.standard}' is no standard such as OS1 or OC2")

    def _number(self, node: Node, near: Near | None) -> Typed:
        return self._of_kind(node, near, "number")

    def _of_kind(self, node: Node, near: Near | None, kind: str) -> Typed:
        found = self.typed(node, near)
        if found.kind in (kind, ""):
            return found
        return self.tell(node, f"{_A[kind]} is needed, and {_said(node)} is {_A[found.kind]}")

    def _arithmetic(self, node: tree.Arithmetic, near: Near | None) -> Typed:
        left, right = self._number(node.left, near), self._number(node.right, near)
        if node.op in "*/":
            if node.op == "/" and isinstance(node.right, tree.Number) and not node.right.value:
                self.tell(node.right, "nothing can be divided by 0")
            return NUMBER
        self._units(node, left, right, "put together")
        return plain(left) if left.unit else plain(right)

    def _units(self, node: Node, left: Typed, right: Typed, how: str) -> None:
        if left.unit and right.unit and left.unit != right.unit:
            self.tell(node, f"{left.unit} and {right.unit} cannot be {how}")

    def _compare(self, node: tree.Compare, near: Near | None) -> Typed:
        left, right = self.typed(node.left, near), self.typed(node.right, near)
        self._alike(node.left, left, node.right, right)
        if node.op not in ("=", "!=") and left.kind == right.kind == "text":
            self.tell(node, f"'{node.op}' compares numbers or dates, and not texts")
        return TRUTH

    def _alike(self, one: Node, left: Typed, other: Node, right: Typed) -> None:
        """Hold two values that are compared to one type, one unit, and the codes of either."""
        if "truth" in (left.kind, right.kind):
            self.tell(one, "conditions are joined by 'and' or 'or', and not compared")
        elif left.kind and right.kind and left.kind != right.kind:
            said = f"{_said(one)} is {_A[left.kind]}, and {_said(other)} is {_A[right.kind]}"
            self.tell(other, said)
        else:
            self._units(one, left, right, "compared")
        self._fits(one, left, other)
        self._fits(other, right, one)

    def _fits(self, node: Node, its: Typed, literal: Node) -> None:
        """Hold what a figure or a code is compared with to what it can be at all."""
        match literal:
            case tree.Words(code) if its.codes and code not in its.codes:
                named = its.name or written(node)
                self.tell(literal, f"{named}: there is no code '{code}'{meant(code, its.codes)}")
            case tree.Number(value) if its.decimals is not None:
                if value != round(value, its.decimals):
                    self.tell(literal, f"{value} has more decimals than {written(node)}")

    def _among(self, node: tree.Among, near: Near | None) -> Typed:
        its = self.typed(node.value, near)
        for choice in node.choices:
            self._alike(node.value, its, choice, self.typed(choice, near))
        return TRUTH

    def _between(self, node: tree.Between, near: Near | None) -> Typed:
        its = self.typed(node.value, near)
        for end in (node.least, node.most):
            self._alike(node.value, its, end, self.typed(end, near))
        if its.kind == "text":
            self.tell(node, "'between' is for numbers or dates, and not for texts")
        return TRUTH

    def _logic(self, node: tree.Not | tree.Logic, near: Near | None) -> Typed:
        for part in parts(node):
            self._of_kind(part, near, "truth")
        return TRUTH

    def _call(self, node: tree.Call, near: Near | None) -> Typed:
        first, *others = node.arguments
        if node.name in ("days_between", "age_on"):
            for argument in node.arguments:
                self._of_kind(argument, near, "date")
            return NUMBER
        its = self._number(first, near)
        if node.name in EARLIER and not self._is_figure(first, near):
            self.tell(first, f"{node.name} is of a figure such as table[R010].col")
        for count in others:
            least, most = (1, _MOST_BACK) if node.name == "prev" else (0, _MOST_DECIMALS)
            if not isinstance(count, tree.Number) or count.value not in range(least, most + 1):
                self.tell(count, f"a whole number from {least} to {most} is needed here")
        return its if node.name in EARLIER else plain(its)

    def _is_figure(self, node: Node, near: Near | None) -> bool:
        if isinstance(node, tree.Bare):
            return near is not None and near.of not in self.names.lists
        return isinstance(node, tree.CellOf) or (
            isinstance(node, tree.Named) and node.of not in self.names.lists
        )

    def _aggregate(self, node: tree.Aggregate, near: Near | None) -> Typed:
        its, inner = self._aggregated(node)
        if node.where is not None and inner is not None:
            self._of_kind(node.where, inner, "truth")
        if node.name == "share" and node.where is None:
            self.tell(node, "share needs a 'where': the share of what?")
        if node.name in ("count", "share"):
            return NUMBER if its.kind else UNKNOWN
        if its.kind not in ("number", "") and not (its.kind == "date" and node.name[0] == "m"):
            return self.tell(node.of, f"{node.name} is of numbers, and not of {_A[its.kind]}")
        return plain(its)

    def _aggregated(self, node: tree.Aggregate) -> tuple[Typed, Near | None]:
        """Return what is added up or counted, and what a bare name in its `where` means."""
        match node.of:
            case tree.Bare(name) if name in self.names.lists:
                if node.name not in ("count", "share"):
                    self.tell(node.of, f"{node.name} is of a field of the list: {name}.field")
                    return UNKNOWN, self.names.near(name)
                return NUMBER, self.names.near(name)
            case tree.Named(of, name):
                its = self._known(node.of, self.names.named(node.of))
                if its.mixed and node.name != "count":
                    self.tell(node.of, f"the lines of {of}.{name} are not of one type")
                return its, self.names.near(of)
            case tree.Bare(name):
                self._known(node.of, None)
                return UNKNOWN, None
        return self.tell(
            node.of, f"{node.name} is of a column or a list, and not of one cell"
        ), None

    def lines(self, node: Node) -> None:
        """Hold columns and fields outside of aggregates to lines that go together."""
        spread = self.names.spread(node)
        listed = {one.of for one in spread if one.of in self.names.lists}
        rows = {len(self.names.rows(one.of)) for one in spread if one.of not in self.names.lists}
        if len(listed) > 1 or (listed and rows):
            self.tell(spread[-1], "an expression goes through the lines of one table or list alone")
        elif len(rows) > 1:
            named = " and ".join(dict.fromkeys(written(one) for one in spread))
            self.tell(spread[-1], f"{named} have not as many lines")
