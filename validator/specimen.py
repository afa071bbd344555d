"""Filled workbooks to try the check with: a good one, or one with faults and the key to them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from schemas.patterns import pattern
from schemas.periods import Period
from schemas.spec import Field, ListTable
from validator.blank import Sender, blank
from validator.breaking import Broken, Change, Good, broken, plain
from validator.cells import a1
from validator.context import NOTHING_KNOWN, Context
from validator.faults import changed, drawn
from validator.filling import fill
from validator.layout import blocks
from validator.plan import Plan
from validator.references import CellKey


@dataclass(frozen=True, slots=True)
class Specimen:
    """A workbook and the key: what was changed, and where the check has to say so."""

    workbook: bytes
    key: list[dict[str, Any]]
    figures: dict[CellKey, Any]
    entries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    context: Context = NOTHING_KNOWN


@dataclass(slots=True)
class Recipe:
    """What a specimen is to be: whose, for when, following which earlier figures.

    `beside` draws faults also from the rules that look at the quarters before.
    """

    period: Period
    sender: Sender = field(default_factory=Sender)
    prior: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    faults: int = 0
    beside: bool = False


def specimen(plan: Plan, recipe: Recipe) -> Specimen:
    """Return a filled return that passes, or one in which `faults` rules are broken.

    Each line of the key is one fault. Checked with the context, which is empty but `beside`.
    """
    good = replace(passing(plan, recipe), alone=not recipe.beside)
    chance = random.Random(f"{plan.spec.code}|{recipe.period.id}|{recipe.seed}|faults")
    faults = drawn(good, chance, recipe.faults)
    return _written(good, recipe, changed(faults), [_line(good, one) for one in faults])


def breaking(plan: Plan, recipe: Recipe, rule: str) -> Specimen:
    """Return a filled return that breaks one rule, and those that must fall with it.

    The key has one line; `falls` are the rules that fall too. It is checked with the context.

    Raises:
        CannotBreak: there is no such rule, or no change that breaks it is known.
    """
    good = passing(plan, recipe)
    found = broken(good, rule)
    return _written(good, recipe, found.change, [_line(good, found)])


def passing(plan: Plan, recipe: Recipe) -> Good:
    """Return figures and entries that break no rule."""
    chance = random.Random(f"{plan.spec.code}|{recipe.period.id}|{recipe.seed}")
    entries = {one.key: list_entries(one, chance, recipe.period) for one in plan.spec.lists}
    return Good(plan, [*fill(plan, chance, recipe.prior, entries)], entries)


def _written(good: Good, recipe: Recipe, change: Change, key: list[dict[str, Any]]) -> Specimen:
    figures: dict[CellKey, Any] = {}
    for cell, value in zip(good.plan.cells, good.values, strict=True):
        said = change.cells.get(cell.index, value)
        whole = cell.decimals == 0 or said is None or isinstance(said, str)
        figures[cell.key] = said if whole else float(plain(int(said or 0), cell.decimals))
    entries = dict(good.entries)
    workbook = blank(
        good.plan, period=recipe.period, sender=recipe.sender, figures=figures, entries=entries
    )
    return Specimen(workbook, key, figures, entries, good.context)


def _line(good: Good, found: Broken) -> dict[str, Any]:
    plan, places = good.plan, _places(good.plan)
    told = next((cell for cell in plan.cells if cell.code == found.told), None)
    sheet, address = places[told.key] if told else (None, "")
    value = good.values[told.index] if told else None
    return {
        "sheet": sheet,
        "a1": address,
        "rule": found.rule,
        "expected": None if told is None or value is None else plain(value, told.decimals),
        "changed": [places[plan.cells[cell].key][1] for cell in found.change.cells],
        "falls": list(found.falls),
    }


def list_entries(table: ListTable, chance: random.Random, period: Period) -> list[dict[str, Any]]:
    """Return a few entries of a list that are right by themselves."""
    entries = []
    for number in range(chance.randint(3, 8)):
        entry: dict[str, Any] = {}
        for one in table.fields:
            entry[one.key] = _said(one, entry, number + 1, (chance, period))
        entries.append(entry)
    return entries


def _said(
    one: Field, entry: Mapping[str, Any], number: int, by: tuple[random.Random, Period]
) -> Any:
    """Return what a field of an entry may say, beside the fields before it."""
    chance, period = by
    if one.codes:
        parent = entry.get(one.depends_on)
        fit = [code for code in sorted(one.codes) if parent in one.goes_with.get(code, (parent,))]
        return chance.choice(fit) if fit else None
    match one.type:
        case "date":
            return period.start + timedelta(days=chance.randrange(85))
        case "month":
            return period.start
        case "text" | "id" if one.pattern:
            return pattern(one.pattern).example(number)
        case "text" | "id":
            return f"{one.code}{number:03d}"[-(one.max_length or 80) :]
    least = max(one.min or 1, 1)
    return chance.randint(least, max(least, min(one.max or 40, 40)))


def _places(plan: Plan) -> dict[CellKey, tuple[str, str]]:
    """Return on which sheet, and where, each cell stands in a blank workbook."""
    return {
        (block.table.key, row.key, col.key): (
            block.sheet,
            a1(block.row_of(row.key), block.column_of(col.key)),
        )
        for block in blocks(plan)
        for row in block.table.rows
        for col in block.table.cols
    }
