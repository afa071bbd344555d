"""Filled workbooks to try the check with: a good one, or one with faults and the key to them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from schemas.periods import Period
from validator.blank import Sender, blank
from validator.cells import a1
from validator.layout import blocks
from validator.plan import Plan
from validator.references import CellKey
from validator.relations import Relation


@dataclass(frozen=True, slots=True)
class Specimen:
    """A workbook and the key: what was changed, and where the check has to say so."""

    workbook: bytes
    key: list[dict[str, Any]]
    figures: dict[CellKey, int | float]


@dataclass(slots=True)
class Recipe:
    """What a specimen is to be: whose, for when, following which earlier figures."""

    period: Period
    sender: Sender = field(default_factory=Sender)
    prior: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    faults: int = 0


def specimen(plan: Plan, recipe: Recipe) -> Specimen:
    """Return a filled return that passes, or one with `faults` figures changed so that it fails."""
    chance = random.Random(f"{plan.spec.code}|{recipe.period.id}|{recipe.seed}")
    values = fill(plan, chance, recipe.prior)
    key = _break(plan, chance, values, recipe.faults)
    figures = {
        cell.key: values[cell.index] / 10**cell.decimals if cell.decimals else values[cell.index]
        for cell in plan.cells
    }
    workbook = blank(plan, period=recipe.period, sender=recipe.sender, figures=figures)
    return Specimen(workbook, key, figures)


def fill(plan: Plan, chance: random.Random, prior: Mapping[str, str]) -> list[int]:
    """Return scaled figures that satisfy every rule the file alone can break."""
    values = [_typical(chance, plan.cells[n].decimals) for n in range(len(plan.cells))]
    for _ in range(6):
        changed = False
        for relation in plan.relations:
            changed |= _mend(plan, relation, values, prior)
        if not changed:
            return values
    raise AssertionError(f"{plan.spec.code}: no figures satisfy its rules together")


def _typical(chance: random.Random, decimals: int) -> int:
    unit: int = 10**decimals
    return chance.randint(12, 40) * unit + (chance.randrange(10) if decimals else 0)


def _mend(plan: Plan, relation: Relation, values: list[int], prior: Mapping[str, str]) -> bool:
    """Set the subject so that the relation holds; say whether anything had to change."""
    subject = relation.subject
    wanted = -sum(factor * values[cell] for factor, cell in relation.terms[1:])
    if relation.prior:
        if relation.prior not in prior:
            return False
        wanted = int(Decimal(prior[relation.prior]).scaleb(relation.decimals))
    if relation.op == "le" and values[subject] <= wanted:
        return False
    if relation.op == "le":
        wanted = wanted * 3 // 4
    if wanted < 0:
        # More went out than there was: fewer closed, so that the balance stays a count.
        _, cell = max(relation.terms[1:], key=lambda term: term[0])
        values[cell] = values[cell] // 2
        return True
    if values[subject] == wanted:
        return False
    values[subject] = wanted
    return True


def _break(
    plan: Plan, chance: random.Random, values: list[int], faults: int
) -> list[dict[str, Any]]:
    """Change figures that equalities hold in place, far enough apart not to hide each other."""
    places = {
        (block.table.key, row.key, col.key): (
            block.sheet,
            a1(block.row_of(row.key), block.column_of(col.key)),
        )
        for block in blocks(plan)
        for row in block.table.rows
        for col in block.table.cols
    }
    free = [n for n in range(len(plan.cells)) if _equalities(plan, n)]
    chance.shuffle(free)
    key: list[dict[str, Any]] = []
    touched: set[int] = set()
    for number in free:
        near = {cell for r in plan.of_cell[number] for _, cell in plan.relations[r].terms}
        if len(key) >= faults or near & touched:
            continue
        expected = values[number]
        values[number] += 10 ** plan.cells[number].decimals * chance.randint(1, 9)
        touched |= near
        sheet, address = places[plan.cells[number].key]
        rules = [plan.relations[r].rule for r in _equalities(plan, number)]
        key.append({
            "sheet": sheet,
            "a1": address,
            "rule": rules[0],
            "expected": str(expected),
            "changed": [address],
        })
    return key


def _equalities(plan: Plan, cell: int) -> list[int]:
    return [
        number
        for number in plan.of_cell[cell]
        if plan.relations[number].op == "eq" and not plan.relations[number].prior
    ]
