"""What the rules over the codes of a list come to together: found by going through all choices.

The coded fields of an entry have few values, so each entry that there can be is tried: can a rule
be broken by one that keeps the others, can its condition hold in one that keeps them all? A rule
that asks for more than codes, or for more choices than `MOST`, is not examined.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from schemas import expression as tree
from schemas.expression import Node
from schemas.expressionreading import parse
from schemas.spec import Field, FormSpec, ListTable, RuleSpec
from validator.findings import GRAVITY

MOST = 20_000
"""Entries that are tried of a list, for the rules that share fields."""
_FIGURES = frozenset(("count", "integer", "decimal", "money"))
_FILLED, _ZERO = "\0filled", "\0zero"
Entry = Mapping[str, str]
"""What stands in each field: a code, "" for a blank, or a mark for anything else."""
Truth = Callable[[Entry], bool | None]


class _Beyond(Exception):
    """An expression asks for something else than codes."""


@dataclass(frozen=True, slots=True)
class _Demand:
    """What a rule, or a field by itself, asks of an entry: whether it applies, and is broken."""

    rule: str
    severity: str
    fields: frozenset[str]
    applies: Callable[[Entry], bool]
    broken: Callable[[Entry], bool]


def useless(spec: FormSpec) -> Iterator[tuple[str, str]]:
    """Yield written rules that are never broken or can never be kept, and why."""
    for listed in spec.lists:
        demands, written = _demands(spec, listed)
        for rule in reversed(written):
            near = _near(rule, demands)
            entries = _entries(listed, near)
            why = _why(rule, near, entries) if entries else ""
            if why:
                demands.remove(rule)
                yield rule.rule, why


def examined(spec: FormSpec) -> frozenset[str]:
    """Return the written rules whose choices are gone through."""
    found = set()
    for listed in spec.lists:
        demands, written = _demands(spec, listed)
        found |= {one.rule for one in written if _entries(listed, _near(one, demands))}
    return frozenset(found)


def _why(rule: _Demand, near: Sequence[_Demand], entries: Sequence[Entry]) -> str:
    others = [one for one in near if one is not rule]
    graver = [one for one in others if GRAVITY[one.severity] <= GRAVITY[rule.severity]]
    failing = [entry for entry in entries if rule.broken(entry)]
    if not failing:
        return "it can never fail"
    if not _any_keeps(failing, graver):
        core = _fewest(graver, lambda some: not _any_keeps(failing, some))
        names = list(dict.fromkeys(one.rule for one in core))
        if len(names) == 1:
            return f"it can never fail: {names[0]} says it already"
        return f"it can never fail beside {', '.join(names)}"
    holding = [entry for entry in entries if rule.applies(entry) and not rule.broken(entry)]
    if not _any_keeps(holding, others):
        core = _fewest(others, lambda some: not _any_keeps(holding, some))
        names = list(dict.fromkeys(one.rule for one in core))
        return f"it can never hold beside {', '.join(names)}" if names else "it can never hold"
    return ""


def _any_keeps(entries: Sequence[Entry], demands: Collection[_Demand]) -> bool:
    return any(not any(one.broken(entry) for one in demands) for entry in entries)


def _fewest(demands: Sequence[_Demand], proves: Callable[[list[_Demand]], bool]) -> list[_Demand]:
    """Return demands of which none can be left out without losing the proof."""
    core = list(demands)
    for one in demands:
        fewer = [other for other in core if other is not one]
        if proves(fewer):
            core = fewer
    return core


def _near(rule: _Demand, demands: Sequence[_Demand]) -> list[_Demand]:
    """Return the demands that share fields with a rule, directly or by others."""
    fields, size = set(rule.fields), 0
    while len(fields) != size:
        size = len(fields)
        fields |= {name for one in demands if one.fields & fields for name in one.fields}
    return [one for one in demands if one.fields & fields]


def _entries(listed: ListTable, demands: Sequence[_Demand]) -> list[Entry]:
    """Return every entry that the demands can tell apart; none where there are too many."""
    names = sorted({name for one in demands for name in one.fields})
    values = [_values(listed.field(name)) for name in names]
    if prod(map(len, values)) > MOST:
        return []
    return [dict(zip(names, said, strict=True)) for said in product(*values)]


def _values(one: Field) -> tuple[str, ...]:
    if one.codes:
        return ("", *one.codes)
    return ("", _ZERO, _FILLED) if one.type in _FIGURES else ("", _FILLED)


def _demands(spec: FormSpec, listed: ListTable) -> tuple[list[_Demand], list[_Demand]]:
    """Return what is asked of the entries of a list, and of that what written rules ask."""
    made = [*_of_fields(listed)]
    written = [*_of_rules(spec, listed)]
    return [*made, *written], written


def _of_fields(listed: ListTable) -> Iterator[_Demand]:
    for one in listed.fields:
        place = f"{listed.key}.{one.key}"
        if one.required:
            yield _presence(listed, (f"{place}.required", "error"), one.key, "", required=True)
        for name, text in (("required", one.required_if), ("forbidden", one.forbidden)):
            if text and _is_of_codes(listed, text):
                needed = name == "required"
                named = (f"{place}.{name}", "error")
                yield _presence(listed, named, one.key, text, required=needed)
        if one.depends_on and one.goes_with:
            pairs = {
                left: [code for code in one.codes if left in one.goes_with.get(code, (left,))]
                for left in listed.field(one.depends_on).codes
            }
            yield _pair(f"{place}.depends_on", "error", (one.depends_on, one.key), pairs)


def _of_rules(spec: FormSpec, listed: ListTable) -> Iterator[_Demand]:
    for rule in spec.rules:
        if rule.applies_to or (rule.when and rule.kind == "valid_pair"):
            continue
        if rule.kind in ("required_when", "forbidden_when"):
            of, _, name = str(rule.slots["figure"]).strip().partition(".")
            text = str(rule.slots["when"])
            if of == listed.key and name and _is_of_codes(listed, text):
                needed = rule.kind == "required_when"
                named = (rule.id, rule.severity)
                yield _presence(listed, named, name, text, required=needed)
        elif rule.kind == "valid_pair":
            yield from _of_pair(rule, listed)


def _of_pair(rule: RuleSpec, listed: ListTable) -> Iterator[_Demand]:
    names = [str(rule.slots[name]).strip().partition(".") for name in ("left", "right")]
    said = rule.slots["pairs"]
    if {of for of, _, _ in names} == {listed.key} and isinstance(said, dict):
        pairs = {str(left): [str(code) for code in codes] for left, codes in said.items()}
        yield _pair(rule.id, rule.severity, (names[0][2], names[1][2]), pairs)


def _presence(
    listed: ListTable, rule: tuple[str, str], name: str, text: str, *, required: bool
) -> _Demand:
    node = parse(text) if text else None
    truth = _truth(node, listed) if node else lambda entry: True

    def applies(entry: Entry) -> bool:
        return truth(entry) is True

    def broken(entry: Entry) -> bool:
        wrong = not entry[name] if required else entry[name] not in ("", _ZERO)
        return applies(entry) and wrong

    fields = frozenset({name, *(_names(node) if node else ())})
    return _Demand(*rule, fields, applies, broken)


def _pair(
    rule: str, severity: str, fields: tuple[str, str], pairs: Mapping[str, Collection[str]]
) -> _Demand:
    left, right = fields

    def applies(entry: Entry) -> bool:
        return bool(entry[left] and entry[right])

    def broken(entry: Entry) -> bool:
        return applies(entry) and entry[right] not in pairs.get(entry[left], (entry[right],))

    return _Demand(rule, severity, frozenset(fields), applies, broken)


def _is_of_codes(listed: ListTable, text: str) -> bool:
    try:
        _truth(parse(text), listed)
    except _Beyond:
        return False
    return True


def _names(node: Node) -> set[str]:
    return {one.name for one in tree.walk(node) if isinstance(one, tree.Bare | tree.Named)}


def _truth(node: Node, listed: ListTable) -> Truth:
    """Return whether a condition over codes holds; None where a blank leaves it open."""
    match node:
        case tree.Not(inner):
            its = _truth(inner, listed)
            return lambda entry: None if (said := its(entry)) is None else not said
        case tree.Logic(op, left, right):
            both = (_truth(left, listed), _truth(right, listed))
            decides = op == "or"
            return lambda entry: _joined([one(entry) for one in both], decides=decides)
        case tree.Compare("=" | "!=" as op, left, tree.Words(code)):
            return _among(_field(left, listed), {code}, negated=op == "!=")
        case tree.Among(value, choices, negated):
            codes = {one.value for one in choices if isinstance(one, tree.Words)}
            return _among(_field(value, listed), codes, negated=negated)
    raise _Beyond


def _joined(said: Sequence[bool | None], *, decides: bool) -> bool | None:
    if decides in said:
        return decides
    return None if None in said else not decides


def _among(name: str, codes: Collection[str], *, negated: bool) -> Truth:
    return lambda entry: ((entry[name] in codes) != negated) if entry[name] else None


def _field(node: Node, listed: ListTable) -> str:
    coded = {one.key for one in listed.fields if one.codes}
    match node:
        case tree.Bare(name) if name in coded:
            return name
        case tree.Named(of, name) if of == listed.key and name in coded:
            return name
    raise _Beyond
