"""Thresholds by name: the value of each limit, put where a form names it.

A slot that holds a number, a tolerance and the `max` or `min` of a line or a field take the name of
a limit as it is; an expression says `limit.name`. All that is made of a form in force has values.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from schemas.kinds import KINDS, LIMITED
from schemas.spec import Field, FormSpec, Limit, Line, RuleSpec, Tolerance

_NAMED = re.compile(r"'(?:[^']|'')*'|(?<![\w.])limit\s*\.\s*([A-Za-z_]\w*)", re.ASCII)
"""A limit in an expression, or a text: what stands in that is no name."""
_BRACED = re.compile(r"\{[^{}]*\}")
_Made = TypeVar("_Made", Line, Field)


def named(text: str) -> Iterator[tuple[int, str]]:
    """Yield the limits that an expression names, each with its character, counted from 1."""
    yield from ((one.start() + 1, one[1]) for one in _NAMED.finditer(text) if one[1])


def filled_in(text: str, limits: Mapping[str, Limit]) -> str:
    """Return an expression with values for the names of limits, all else where it was."""
    return _NAMED.sub(
        lambda one: limits[one[1]].value.ljust(len(one[0])) if one[1] in limits else one[0], text
    )


def valued(spec: FormSpec, period_id: str = "") -> FormSpec:
    """Return a form with the values of its limits in place of their names; the very same without.

    Args:
        spec: a form.
        period_id: the data period whose values count; those that limits have last where it is "".
    """
    limits = {one.key: _in_force(one, period_id) for one in spec.limits}
    tables = tuple(
        replace(
            table,
            rows=tuple(_line(one, limits) for one in table.rows),
            cols=tuple(_line(one, limits) for one in table.cols),
        )
        for table in spec.tables
    )
    lists = tuple(
        replace(listed, fields=tuple(_line(one, limits) for one in listed.fields))
        for listed in spec.lists
    )
    rules = tuple(with_values(rule, limits) for rule in spec.rules)
    found = replace(spec, limits=tuple(limits.values()), tables=tables, lists=lists, rules=rules)
    parts = ("limits", "tables", "lists", "rules")
    return found if any(getattr(found, one) != getattr(spec, one) for one in parts) else spec


def _in_force(limit: Limit, period_id: str) -> Limit:
    values = [value for span, value in limit.values if period_id and span.holds(period_id)]
    return replace(limit, value=values[0], values=()) if values else limit


def _line(one: _Made, limits: Mapping[str, Limit]) -> _Made:
    found = replace(
        one,
        required_if=filled_in(one.required_if, limits),
        forbidden=filled_in(one.forbidden, limits),
        max=_whole(one.max_limit, limits, one.max),
    )
    if isinstance(found, Field):
        return replace(found, min=_whole(found.min_limit, limits, found.min))
    return found


def _whole(name: str, limits: Mapping[str, Limit], otherwise: int | None) -> int | None:
    return int(limits[name].value) if name in limits else otherwise


def with_values(rule: RuleSpec, limits: Mapping[str, Limit]) -> RuleSpec:
    """Return a rule with values in place of names, and with the names that it had."""
    names = dict.fromkeys(name for name in names_of(rule) if name in limits)
    if not names:
        return rule
    tolerance = rule.tolerance
    return replace(
        rule,
        slots={name: _slot(rule.kind, name, said, limits) for name, said in rule.slots.items()},
        tolerance=Tolerance(
            tolerance.rounding,
            _plain(tolerance.absolute, limits),
            _plain(tolerance.relative, limits),
        ),
        when=filled_in(rule.when, limits),
        applies_to=filled_in(rule.applies_to, limits),
        limits=tuple(names),
    )


def _slot(kind: str, name: str, said: object, limits: Mapping[str, Limit]) -> object:
    holds = KINDS[kind][name].holds
    if isinstance(said, str) and holds in LIMITED:
        return _plain(said, limits)
    if isinstance(said, str) and holds == "condition":
        return filled_in(said, limits)
    if isinstance(said, dict) and holds == "says":
        return {
            language: _BRACED.sub(lambda one: filled_in(one[0], limits), text)
            for language, text in said.items()
        }
    return said


def _plain(said: str, limits: Mapping[str, Limit]) -> str:
    return limits[said].value if said in limits else said


def conditions(spec: FormSpec) -> Iterator[tuple[str, str]]:
    """Yield when lines and fields are to be filled in or left blank, each with its place."""
    for key, one in _lines(spec):
        named_as = (("required", one.required_if), ("forbidden", one.forbidden))
        yield from ((f"{key}.{one.key}.{name}", text) for name, text in named_as if text)


def _lines(spec: FormSpec) -> Iterator[tuple[str, Line | Field]]:
    for table in spec.tables:
        yield from ((table.key, one) for one in (*table.rows, *table.cols))
    for listed in spec.lists:
        yield from ((listed.key, one) for one in listed.fields)


def names_in(spec: FormSpec) -> set[str]:
    """Return whatever may be the name of a limit in a form."""
    found = {name for rule in spec.rules for name in names_of(rule)}
    found |= {name for _, text in conditions(spec) for _, name in named(text)}
    for _, one in _lines(spec):
        found |= {one.max_limit, one.min_limit if isinstance(one, Field) else ""}
    return found


def without_needless(spec: FormSpec) -> FormSpec:
    """Return a form without the limits that nothing names."""
    names = names_in(spec)
    return replace(spec, limits=tuple(one for one in spec.limits if one.key in names))


def names_of(rule: RuleSpec) -> Iterator[str]:
    """Yield whatever may be the name of a limit in a rule, in the order of its slots."""
    for name, slot in KINDS[rule.kind].items():
        said = rule.slots.get(name)
        if isinstance(said, str) and slot.holds in LIMITED:
            yield said
        elif isinstance(said, str) and slot.holds == "condition":
            yield from (one for _, one in named(said))
        elif isinstance(said, dict) and slot.holds == "says":
            braced = [part for text in said.values() for part in _BRACED.findall(str(text))]
            yield from (one for part in braced for _, one in named(part))
    yield from (rule.tolerance.absolute, rule.tolerance.relative)
    for text in (rule.when, rule.applies_to):
        yield from (one for _, one in named(text))
