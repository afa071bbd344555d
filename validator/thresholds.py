"""Numbers that stand inside rules: a threshold has its name and its source under `limits`."""

from collections.abc import Iterator
from decimal import Decimal

from schemas import expression as tree
from schemas.expression import Node, parts
from schemas.expressionnames import Names
from schemas.expressionreading import parse
from schemas.kinds import KINDS, LIMITED
from schemas.limits import conditions
from schemas.spec import FormSpec, RuleSpec

_BOUNDS = frozenset((Decimal(0), Decimal(1)))
"""None, and any or all: what these part needs nobody's decision."""
_WHOLE = Decimal(100)
_WINDOWS = frozenset(("last",))
"""Slots that say how far a rule looks, and not from when on it asks."""
_COUNTING = frozenset(("prev", "round"))
"""Functions whose second value is how many periods, or decimals."""


def inside(spec: FormSpec) -> Iterator[tuple[str, str]]:
    """Yield each threshold that is written as a number: the place of its rule, and what is told."""
    for place, text in conditions(spec):
        where = f"tables.{place}"
        yield from ((where.rpartition(".")[0], said) for said in _told(spec, where, text))
    names = Names(spec)
    for rule in spec.rules:
        where = f"rules.{rule.id}"
        for name, said in _of_slots(names, rule):
            yield where, f"{where}.{name}: {_words(spec, said)}"
        for name, text in _expressions(rule):
            yield from ((where, said) for said in _told(spec, f"{where}.{name}", text))


def _told(spec: FormSpec, place: str, text: str) -> Iterator[str]:
    """Yield what is told of the numbers of an expression."""
    for number in dict.fromkeys(_numbers(parse(text), of_percent=False)):
        yield f"{place}: {_words(spec, format(number, 'f'), 'limit.')}"


def _words(spec: FormSpec, said: str, prefix: str = "") -> str:
    alike = (one.key for one in spec.limits if Decimal(one.value) == Decimal(said.strip("%")))
    name = next(alike, "")
    close = f": did you mean '{prefix}{name}'?" if name else ""
    return f"'{said}' is a number inside a rule: say it under limits{close}"


def _of_slots(names: Names, rule: RuleSpec) -> Iterator[tuple[str, str]]:
    for name, slot in KINDS[rule.kind].items():
        said = str(rule.slots.get(name, ""))
        percent = slot.unit == "percent" or (not slot.unit and _is_percent(names, rule))
        if slot.holds in LIMITED and name not in _WINDOWS and _is_threshold(said, percent=percent):
            yield name, said
    for name, allowed in (("absolute", ""), ("relative", "%")):
        said = getattr(rule.tolerance, name)
        if _is_threshold(said, percent=bool(allowed)):
            yield f"tolerance.{name}", f"{said}{allowed}"


def _is_threshold(said: str, *, percent: bool) -> bool:
    """Say whether a number in a slot parts what is asked about from what is not."""
    if not said.replace(".", "", 1).isdecimal():
        return False
    return Decimal(said) not in (_BOUNDS | {_WHOLE} if percent else _BOUNDS)


def _is_percent(names: Names, rule: RuleSpec) -> bool:
    """Say whether the figure of a rule is a percentage."""
    match parse(str(rule.slots["figure"])):
        case tree.CellOf() as node:
            typed = names.cell(node)
        case tree.Named() as node:
            typed = names.named(node)
        case _:
            return False
    return typed is not None and typed.unit == "percent"


def _expressions(rule: RuleSpec) -> Iterator[tuple[str, str]]:
    for name, slot in KINDS[rule.kind].items():
        if slot.holds == "condition" and name in rule.slots:
            yield name, str(rule.slots[name])
    for name, text in (("when", rule.when), ("applies_to", rule.applies_to)):
        if text:
            yield name, text


def _numbers(node: Node, *, of_percent: bool) -> Iterator[Decimal]:
    """Yield the thresholds of an expression, from the left.

    Args:
        node: a part of it.
        of_percent: whether it is a factor, or held against a share: 100 makes percent there.
    """
    match node:
        case tree.Number(value):
            if value not in _BOUNDS and not (of_percent and value == _WHOLE):
                yield value
        case tree.Among(value, _, _):
            yield from _numbers(value, of_percent=False)
        case tree.Call(name, arguments) if name in _COUNTING:
            yield from _numbers(arguments[0], of_percent=False)
        case _:
            inner = _makes_percent(node)
            for part in parts(node):
                yield from _numbers(part, of_percent=inner)


def _makes_percent(node: Node) -> bool:
    if isinstance(node, tree.Arithmetic):
        return node.op in "*/"
    shares = (one for one in parts(node) if isinstance(one, tree.Aggregate) and one.name == "share")
    return isinstance(node, tree.Compare | tree.Between) and any(shares)
