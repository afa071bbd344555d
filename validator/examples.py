"""The examples of a form: each a small return, and how one rule comes out over it."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from schemas.editions import editions
from schemas.examplereading import MISSING
from schemas.meaning import meant
from schemas.spec import FormSpec
from validator.held import held_of
from validator.kinds.ruling import At, Ruling, Scope, Spot
from validator.lists import Listed, entries_of
from validator.numbers import BLANK, MISTYPED, Readings, understand
from validator.outcomes import CANNOT_CHECK
from validator.peers import CAPACITY
from validator.plan import Plan, compile_plan
from validator.presence import judge as judge_presence
from validator.relations import Presence
from validator.supposed import context_of

GRAVEST = ("fail", "cannot_check", "pass", "not_applicable")
_OF_CELLS = ("prior", "last_year", "history", "peers")
"""What an example says cell by cell of this form, beside its return."""
_FIELD = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


def misjudged(spec: FormSpec, *, leaving: Container[str] = ()) -> Iterator[str]:
    """Yield the examples that come out otherwise, each in its period or in the last edition.

    Args:
        spec: the form.
        leaving: rules of which no example is looked at.
    """
    for number, example in enumerate(spec.examples, 1):
        if example["rule"] in leaving:
            continue
        plan = compile_plan(spec, str(example.get("period") or editions(spec)[-1]))
        rules = _rules_of(plan)
        if example["rule"] not in rules:
            said = meant(str(example["rule"]), rules)
            yield f"examples.{number}: there is no rule '{example['rule']}'{said}"
            continue
        if strange := list(_strangers(plan, example)):
            yield from (f"examples.{number}: {why}" for why in strange)
            continue
        outcome = outcome_of(plan, example)
        if outcome != example["expect"]:
            why = list(_no_figures(plan, example)) if outcome == CANNOT_CHECK else []
            told = why or [f"{outcome}, not {example['expect']}"]
            yield from (f"examples.{number} ({example['rule']}): {one}" for one in told)


def _strangers(plan: Plan, example: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an example says of cells and fields that the form does not have."""
    fields = {one.key: [field.key for field in one.fields] for one in plan.spec.lists}
    cells = {cell.name for cell in plan.cells}
    for name, said in example.get("data", {}).items():
        if name in fields:
            yield from _of_list(name, said, fields[name])
        elif name not in cells:
            yield f"there is no cell '{name}'{meant(name, cells)}"
    for beside in _OF_CELLS:
        told = example.get(beside)
        names = [part for name in told for part in str(name).split(" / ")] if told else []
        if told != MISSING:
            yield from (
                f"there is no cell '{n}'{meant(n, cells)}"
                for n in names
                if n not in {*cells, CAPACITY}
            )
    at = str(example.get("at") or "")
    match = _FIELD.fullmatch(at)
    if at and at not in cells and not (match and match[3] in fields.get(match[1], ())):
        yield f"there is no cell '{at}'{meant(at, cells)}"


def _no_figures(plan: Plan, example: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an example says of cells that cannot be read as the figure asked for there."""
    for cell in (one for one in plan.cells if one.name in example.get("data", {})):
        said = example["data"][cell.name]
        read = understand(said, cell)
        if read.state == MISTYPED and read.trouble in ("decimals", "not_whole"):
            yield f"'{said}' has more decimals than '{cell.name}'"
        elif read.state == MISTYPED:
            yield f"'{said}' is no figure for '{cell.name}'"


def _of_list(name: str, said: object, fields: Sequence[str]) -> Iterator[str]:
    rows = said if isinstance(said, list) else [None]
    for row in rows:
        if not isinstance(row, Mapping):
            yield f"'{name}' is a list of entries, such as [{{{fields[0]}: ..}}]"
            return
        unknown = [one for one in row if one not in fields]
        yield from (f"{name} has no field '{one}'{meant(str(one), fields)}" for one in unknown)


def _rules_of(plan: Plan) -> dict[str, None]:
    found = dict.fromkeys(relation.rule for relation in plan.relations)
    found |= dict.fromkeys(presence.rule for presence in plan.presences)
    return found | dict.fromkeys(ruling.head.rule for ruling in plan.rulings)


def outcome_of(plan: Plan, example: Mapping[str, Any]) -> str:
    """Return how one example's rule comes out: the gravest outcome of its cells."""
    outcomes = set(_outcomes(plan, example, scope_of(plan, example)))
    return next((name for name in GRAVEST if name in outcomes), "not_applicable")


def scope_of(plan: Plan, example: Mapping[str, Any]) -> Scope:
    """Return an example as a return of its own, with what it says is known beside it."""
    readings = Readings.of(len(plan.cells), BLANK)
    data = example.get("data", {})
    lists = {
        one.key: Listed(
            one,
            columns={field.key: at for at, field in enumerate(one.fields, 1)},
            entries=entries_of(one, data.get(one.key, []), plan.period),
        )
        for one in plan.spec.lists
    }
    for name, value in data.items():
        if name not in lists:
            cell = plan.cell(name)
            readings[cell.index] = understand(value, cell)
    return Scope(plan.spec, plan.cells, readings, lists, context_of(plan, example), plan.period)


def _outcomes(plan: Plan, example: Mapping[str, Any], scope: Scope) -> Iterator[str]:
    """Yield how the example's rule comes out, whatever it was bound as."""
    rule, at = example["rule"], example.get("at")
    held = held_of(plan, scope)
    plan = held.plan
    if rule in {*held.unknown, *(one.rule for one, _ in held.waits)}:
        yield CANNOT_CHECK
    yield from _of_presences(plan, example, scope.readings)
    for outcome in held.evaluate(scope):
        relation = outcome.relation
        if relation.rule == rule and at in (None, plan.cells[relation.subject].name):
            yield outcome.outcome
    for ruling in plan.rulings:
        if ruling.head.rule == rule:
            yield from _judged(ruling, scope, at)


def _of_presences(plan: Plan, example: Mapping[str, Any], readings: Readings) -> Iterator[str]:
    for presence in plan.presences:
        if _is_of(presence, plan, example):
            yield judge_presence(presence, readings).outcome


def _is_of(rule: Presence, plan: Plan, example: Mapping[str, Any]) -> bool:
    cells = [plan.cells[cell].name for cell in rule.cells]
    return rule.rule == example["rule"] and example.get("at", cells[0]) in cells


def _judged(ruling: Ruling, scope: Scope, at: str | None) -> Iterator[str]:
    """Yield how a rule comes out; of failures, those told where the example says."""
    for judged in ruling.judge(scope):
        named = {_name(spot, scope) for spot in judged.spots}
        if at is None or not judged.spots or at in named:
            yield judged.outcome


def _name(spot: Spot, scope: Scope) -> str:
    if isinstance(spot, At):
        return f"{spot.listed}[{spot.entry + 1}].{spot.field}"
    return scope.cells[spot].name
