"""The examples of a form: each a small return, and how one rule comes out over it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from schemas.editions import editions
from schemas.meaning import meant
from schemas.spec import FormSpec, ListTable
from validator.fields import understood
from validator.held import held_of
from validator.kinds.ruling import At, Ruling, Scope, Spot
from validator.listrules import judge
from validator.lists import Entry, Listed
from validator.numbers import BLANK, Readings, understand
from validator.outcomes import CANNOT_CHECK
from validator.plan import Plan, compile_plan
from validator.presence import judge as judge_presence
from validator.relations import Presence
from validator.supposed import context_of

GRAVEST = ("fail", "cannot_check", "pass", "not_applicable")
_FIELD = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


def misjudged(spec: FormSpec) -> Iterator[str]:
    """Yield the examples that come out otherwise, each in its period or in the last edition."""
    for number, example in enumerate(spec.examples, 1):
        plan = compile_plan(spec, str(example.get("period") or editions(spec)[-1]))
        rules = _rules_of(plan)
        if example["rule"] not in rules:
            said = meant(str(example["rule"]), rules)
            yield f"examples.{number}: there is no rule '{example['rule']}'{said}"
            continue
        if missing := _no_cells(plan, example):
            yield f"examples.{number}: there is no cell '{missing[0]}'"
            continue
        outcome = outcome_of(plan, example)
        if outcome != example["expect"]:
            yield f"examples.{number} ({example['rule']}): {outcome}, not {example['expect']}"


def _no_cells(plan: Plan, example: Mapping[str, Any]) -> list[str]:
    """Return what an example names that is neither a cell nor a list of the form."""
    lists = {one.key: one for one in plan.spec.lists}
    known = {cell.name for cell in plan.cells} | lists.keys()
    missing = [str(name) for name in example.get("data", {}) if name not in known]
    if (at := example.get("at")) is None or at in known:
        return missing
    match = _FIELD.fullmatch(str(at))
    if not match or match[1] not in lists:
        return [*missing, str(at)]
    fields = {one.key for one in lists[match[1]].fields}
    return missing if match[3] in fields else [*missing, str(at)]


def _rules_of(plan: Plan) -> dict[str, None]:
    found = dict.fromkeys(relation.rule for relation in plan.relations)
    found |= dict.fromkeys(presence.rule for presence in plan.presences)
    found |= dict.fromkeys(ruling.head.rule for ruling in plan.rulings)
    return found | dict.fromkeys(rule.rule for rule in plan.list_rules)


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
            entries=_entries(one, data.get(one.key, []), plan),
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
    for listed in plan.list_rules:
        if listed.rule == rule:
            entries, cell = scope.lists[listed.listed].entries, plan.cells[listed.cell]
            yield judge(listed, scope.readings[cell.index], entries, cell.decimals)[0]
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


def _entries(table: ListTable, rows: list[dict[str, Any]], plan: Plan) -> list[Entry]:
    entries = []
    for number, row in enumerate(rows, 1):
        entry = Entry(number)
        for one in table.fields:
            value, trouble = understood(row.get(one.key, ""), one, plan.period)
            if value is not None:
                entry.values[one.key] = value
            if trouble and one.key in row:
                entry.bad[one.key] = trouble
        entries.append(entry)
    return entries
