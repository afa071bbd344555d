"""An expression in words, in both languages: what cannot be said to people is no rule."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from schemas import FOLDER, yaml12
from schemas import expression as tree
from schemas.expression import Node, level, written
from schemas.expressionnames import Names, Near
from schemas.expressionreading import parse
from schemas.expressiontypes import type_of
from schemas.periods import MONTHS_EN
from schemas.spec import RuleSpec, Text

_INVERSE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_BEFORE_SIGN = re.compile(r" +(?=[，。、）」：；]|$)")
_AFTER_SIGN = re.compile(r"(?<=[（「：，、。])\s+|^ +")


def words(names: Names, node: Node, near: Near | None = None) -> Text:
    """Return a sound expression in words."""
    said = _Speaker(names, near).said(node)
    chinese = _AFTER_SIGN.sub("", _BEFORE_SIGN.sub("", said.zh))
    return Text(said.en, re.sub(" {2,}", " ", chinese))


def framed(names: Names, rule: RuleSpec, sentence: Text) -> Text:
    """Return the sentence of a rule with when it is held, and of which units."""
    for key, text in (("when", rule.when), ("applies_to", rule.applies_to)):
        if text:
            sentence = _filled(key, [words(names, parse(text)), sentence])
    return sentence


@cache
def _templates() -> Mapping[str, Text]:
    text = (FOLDER / "expressionwords.yaml").read_text(encoding="utf-8")
    return {key: Text(pair["en"], pair["zh-Hant"]) for key, pair in yaml12.parse(text).items()}


def _filled(key: str, said: Sequence[Text]) -> Text:
    pair = _templates()[key]
    english, chinese = (one.en for one in said), (one.zh for one in said)
    return Text(pair.en.format(*english), pair.zh.format(*chinese))


def _quoted(label: Text) -> Text:
    return Text(f"“{label.en}”", f"「{label.zh}」")


def _plain(text: str) -> Text:
    return Text(text, f" {text} ")


class _Speaker:
    """Says the nodes of one expression, where bare names mean what is near."""

    def __init__(self, names: Names, near: Near | None) -> None:
        self.names, self.near = names, near

    def said(self, node: Node) -> Text:
        """Return a node in words."""
        match node:
            case tree.Arithmetic(op, left, right) | tree.Logic(op, left, right):
                tight = level(node)
                return _filled(op, [self._within(left, tight), self._within(right, tight + 1)])
            case tree.Compare(op, left, right):
                return self._compared(op, left, right)
            case tree.Among() | tree.Between():
                return self._ranged(node)
            case tree.Not(inner):
                return self._negated(inner)
            case tree.Minus(inner):
                return _filled("minus", [self._within(inner, level(node))])
            case tree.Call(name, arguments):
                return self._called(name, arguments)
            case tree.Aggregate():
                return self._aggregated(node)
        return self._alone(node)

    def _within(self, node: Node, tight: int) -> Text:
        said = self.said(node)
        return said if level(node) >= tight else _filled("group", [said])

    def _compared(self, op: str, left: Node, right: Node) -> Text:
        key = f"{type_of(self.names, left, self.near).kind}.{op}"
        return _filled(
            key if key in _templates() else op,
            [self._beside(left, right), self._beside(right, left)],
        )

    def _beside(self, node: Node, other: Node) -> Text:
        """Say one side of a comparison: of a code its name, where the other side has codes."""
        if isinstance(node, tree.Words):
            codes = type_of(self.names, other, self.near).codes
            if node.value in codes:
                return _quoted(codes[node.value])
        return self._within(node, level(tree.Arithmetic("+", node, other)))

    def _ranged(self, node: tree.Among | tree.Between) -> Text:
        negated = "not " * node.negated
        if isinstance(node, tree.Between):
            ends = [self._beside(one, node.value) for one in (node.least, node.most)]
            return _filled(f"{negated}between", [self._beside(node.value, node.least), *ends])
        choices = [self._beside(one, node.value) for one in node.choices]
        english = " or ".join(
            filter(None, (", ".join(one.en for one in choices[:-1]), choices[-1].en))
        )
        listed = Text(english, "、".join(one.zh for one in choices))
        return _filled(f"{negated}in", [self._beside(node.value, node.choices[0]), listed])

    def _negated(self, inner: Node) -> Text:
        match inner:
            case tree.Compare(op, left, right):
                return self._compared(_INVERSE[op], left, right)
            case tree.Among(value, choices, negated):
                return self.said(tree.Among(value, choices, not negated))
            case tree.Between(value, least, most, negated):
                return self.said(tree.Between(value, least, most, not negated))
        return _filled("not", [self._within(inner, level(tree.Not(inner)))])

    def _called(self, name: str, arguments: tuple[Node, ...]) -> Text:
        if name in ("prev", "round") and len(arguments) > 1:
            name += ".n"
        return _filled(name, [self._within(one, 8) for one in arguments])

    def _aggregated(self, node: tree.Aggregate) -> Text:
        of = node.of.of if isinstance(node.of, tree.Named) else written(node.of)
        if isinstance(node.of, tree.Bare):
            said = _quoted(self.names.lists[of].title)
        else:
            said = self.said(node.of)
        if node.where is not None:
            inner = _Speaker(self.names, self.names.near(of))
            said = _filled("where", [said, inner.said(node.where)])
        listed = isinstance(node.of, tree.Bare) and node.name == "count"
        return _filled("count.list" if listed else node.name, [said])

    def _alone(self, node: Node) -> Text:
        match node:
            case tree.Number(value):
                return _plain(format(value, "f"))
            case tree.Words(value):
                return _quoted(Text(value, value))
            case tree.Day(value):
                english = f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}"
                return Text(english, f" {value.year} 年 {value.month} 月 {value.day} 日")
            case tree.Fact(name):
                return _filled(f"unit.{name}", [])
            case tree.Agreed(standard):
                return _filled("fsa", [Text(standard, standard)])
            case tree.OnForm(form, cell):
                return _filled("form", [Text(form, form), Text(written(cell), written(cell))])
        return self._figure(node)

    def _figure(self, node: Node) -> Text:
        tables, lists = self.names.tables, self.names.lists
        match node:
            case tree.CellOf(table, row, col):
                its = tables[table]
                return _filled("cell", [_quoted(its.row(row).label), _quoted(its.col(col).label)])
            case tree.Named(of, name) if of in lists:
                return _quoted(lists[of].field(name).label)
            case tree.Named(of, name):
                its = tables[of]
                return _filled("column", [_quoted(its.title), _quoted(its.col(name).label)])
            case tree.Bare(name) if self.near is not None:
                return _quoted(self.near.types[name].label)
        raise TypeError(node)
