"""Read the text of an expression into its tree, by recursive descent; trouble has its place.

From what binds least: `or`; `and`; `not`; one comparison (a sign, `in`, `between`); `+ -`; `* /`;
a minus; and what stands alone: a number, 'text', date 'text', a name, a call, or parentheses.
"""

from datetime import date
from decimal import Decimal

from schemas import expression as tree
from schemas.expression import AGGREGATES, DEEPEST, FUNCTIONS, LONGEST, Node, too_deep
from schemas.expressiontokens import BadExpression, Token, tokens
from schemas.meaning import meant

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_RESERVED = frozenset(("and", "or", "not", "in", "between", "where"))
_MOST_WITHIN = 12
"""Parentheses and signs within each other."""


def parse(text: str) -> Node:
    """Return the tree of an expression. Raises BadExpression."""
    if len(text) > LONGEST:
        raise BadExpression(LONGEST + 1, f"an expression has {LONGEST} characters at most")
    reader = _Reader(tokens(text))
    node = reader.whole()
    if (deep := too_deep(node)) is not None:
        raise BadExpression(deep.at, f"no more than {DEEPEST} calls may stand in each other")
    return node


class _Reader:
    """Reads tokens from the left, one ahead."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.place, self.within = tokens, 0, 0

    @property
    def next(self) -> Token:
        """The token that is not read yet."""
        return self.tokens[self.place]

    def take(self) -> Token:
        """Read one token."""
        self.place += 1
        return self.tokens[self.place - 1]

    def is_next(self, *texts: str) -> bool:
        """Say whether a sign or a word of the language comes next."""
        return self.next.kind in ("sign", "name") and self.next.text in texts

    def expect(self, text: str, after: str) -> None:
        """Read a sign or a word that has to stand here."""
        if not self.is_next(text):
            raise BadExpression(self.next.at, f"'{text}' is needed {after}, not {self._found()}")
        self.take()

    def _found(self) -> str:
        return f"'{self.next.text}'" if self.next.text else "the end"

    def whole(self) -> Node:
        """Read everything."""
        node = self._or()
        if self.next.kind != "end":
            raise BadExpression(self.next.at, f"{self._found()} cannot follow what stands before")
        return node

    def _deeper(self, at: int) -> None:
        self.within += 1
        if self.within > _MOST_WITHIN:
            raise BadExpression(at, f"more than {_MOST_WITHIN} parentheses or signs in each other")

    def _or(self) -> Node:
        node = self._and()
        while self.is_next("or"):
            self.take()
            node = tree.Logic("or", node, self._and(), at=node.at)
        return node

    def _and(self) -> Node:
        node = self._not()
        while self.is_next("and"):
            self.take()
            node = tree.Logic("and", node, self._not(), at=node.at)
        return node

    def _not(self) -> Node:
        if not self.is_next("not"):
            return self._compared()
        at = self.take().at
        self._deeper(at)
        node = tree.Not(self._not(), at=at)
        self.within -= 1
        return node

    def _compared(self) -> Node:
        left = self._sum()
        if self.is_next(*_COMPARISONS):
            op = self.take().text
            return self._alone_compared(tree.Compare(op, left, self._sum(), at=left.at))
        negated = self.is_next("not") and self.tokens[self.place + 1].text in ("in", "between")
        if negated:
            self.take()
        if self.is_next("in"):
            self.take()
            return self._alone_compared(tree.Among(left, self._choices(), negated, at=left.at))
        if self.is_next("between"):
            self.take()
            least = self._sum()
            self.expect("and", "between the two ends")
            most = self._sum()
            return self._alone_compared(tree.Between(left, least, most, negated, at=left.at))
        return left

    def _alone_compared(self, node: Node) -> Node:
        if self.is_next(*_COMPARISONS, "in", "between"):
            raise BadExpression(self.next.at, "two comparisons are joined by 'and' or 'or'")
        return node

    def _choices(self) -> tuple[Node, ...]:
        self.expect("(", "after 'in'")
        found = [self._choice()]
        while self.is_next(","):
            self.take()
            found.append(self._choice())
        self.expect(")", "after the last of the choices")
        return tuple(found)

    def _choice(self) -> Node:
        at = self.next.at
        node = self._minus()
        if not isinstance(
            node.inner if isinstance(node, tree.Minus) else node,
            tree.Number | tree.Words | tree.Day,
        ):
            raise BadExpression(at, "a number, a text or a date is needed among the choices")
        return node

    def _sum(self) -> Node:
        node = self._product()
        while self.is_next("+", "-"):
            node = tree.Arithmetic(self.take().text, node, self._product(), at=node.at)
        return node

    def _product(self) -> Node:
        node = self._minus()
        while self.is_next("*", "/"):
            node = tree.Arithmetic(self.take().text, node, self._minus(), at=node.at)
        return node

    def _minus(self) -> Node:
        if not self.is_next("-"):
            return self._alone()
        at = self.take().at
        self._deeper(at)
        node = tree.Minus(self._minus(), at=at)
        self.within -= 1
        return node

    def _alone(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return tree.Number(Decimal(token.text), at=token.at)
        if token.kind == "text":
            return tree.Words(_unquoted(token.text), at=token.at)
        if token.kind == "day":
            return self._day(token, token)
        if token.text == "(":
            self._deeper(token.at)
            node = self._or()
            self.expect(")", "here, to close the parenthesis")
            self.within -= 1
            return node
        if token.kind != "name" or token.text in _RESERVED:
            said = f"'{token.text}'" if token.text else "the end"
            raise BadExpression(token.at, f"a value is needed here, not {said}")
        return self._called(token)

    def _called(self, token: Token) -> Node:
        """Read what begins with a name."""
        if token.text == "date" and self.next.kind == "text":
            return self._day(token, self.take())
        if self.is_next("("):
            self.take()
            if token.text == "form":
                return self._on_form(token)
            if token.text in AGGREGATES:
                return self._aggregate(token)
            return self._call(token)
        return self._reference(token)

    def _day(self, token: Token, text: Token) -> Node:
        try:
            return tree.Day(date.fromisoformat(text.text.strip("'")), at=token.at)
        except ValueError:
            raise BadExpression(text.at, "a date is written as date '2025-04-01'") from None

    def _aggregate(self, token: Token) -> Node:
        of = self._reference(self._name("what is added up or counted"))
        where = None
        if self.is_next("where"):
            self.take()
            where = self._or()
        self.expect(")", f"after what {token.text} is of")
        return tree.Aggregate(token.text, of, where, at=token.at)

    def _call(self, token: Token) -> Node:
        if token.text not in FUNCTIONS:
            close = meant(token.text, [*FUNCTIONS, *AGGREGATES])
            raise BadExpression(token.at, f"there is no function '{token.text}'{close}")
        self._deeper(token.at)
        arguments = [self._or()]
        while self.is_next(","):
            self.take()
            arguments.append(self._or())
        self.expect(")", f"after the last value of {token.text}")
        self.within -= 1
        least, most = FUNCTIONS[token.text]
        if not least <= len(arguments) <= most:
            many = str(least) if least == most else f"{least} or {most}"
            raise BadExpression(token.at, f"{token.text} takes {many}, not {len(arguments)} values")
        return tree.Call(token.text, tuple(arguments), at=token.at)

    def _on_form(self, token: Token) -> Node:
        if self.next.kind != "text":
            raise BadExpression(self.next.at, "a form is named as form('CODE')")
        code = _unquoted(self.take().text)
        self.expect(")", "after the code of the form")
        self.expect(".", "before the cell of the other form")
        cell = self._reference(self._name("a cell of the other form"))
        if not isinstance(cell, tree.CellOf):
            raise BadExpression(cell.at, "a cell such as table[R010].col is needed here")
        return tree.OnForm(code, cell, at=token.at)

    def _name(self, wanted: str) -> Token:
        token = self.take()
        if token.kind != "name" or token.text in _RESERVED:
            said = f"'{token.text}'" if token.text else "the end"
            raise BadExpression(token.at, f"{wanted} is needed here, not {said}")
        return token

    def _reference(self, token: Token) -> Node:
        if self.is_next("["):
            self.take()
            row = self._key("the code of a line")
            self.expect("]", "after the code of the line")
            self.expect(".", "before the name of the column")
            return tree.CellOf(token.text, row, self._key("the name of a column"), at=token.at)
        if not self.is_next("."):
            return tree.Bare(token.text, at=token.at)
        self.take()
        name = self._key("a name")
        if token.text in ("unit", "fsa"):
            return (
                tree.Fact(name, at=token.at)
                if token.text == "unit"
                else tree.Agreed(name, at=token.at)
            )
        return tree.Named(token.text, name, at=token.at)

    def _key(self, wanted: str) -> str:
        token = self.take()
        if token.kind not in ("name", "number") or "." in token.text:
            said = f"'{token.text}'" if token.text else "the end"
            raise BadExpression(token.at, f"{wanted} is needed here, not {said}")
        return token.text


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'")
