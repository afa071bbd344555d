"""Figures that satisfy every rule which the file alone can break.

The equalities are solved once, so that some figures follow from all others; these are drawn, and
made smaller where something would be negative or more than it may be.
"""

import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from validator.context import NOTHING_KNOWN
from validator.kinds.ruling import Scope
from validator.lists import Listed, entries_of
from validator.numbers import BLANK, Readings
from validator.plan import Plan
from validator.relations import Cell

Entries = Mapping[str, list[dict[str, Any]]]
Form = dict[int, Fraction]
"""A linear form: coefficients by cell."""


def fill(
    plan: Plan, chance: random.Random, prior: Mapping[str, str], entries: Entries
) -> list[int]:
    """Return scaled figures for all cells.

    Args:
        plan: the form.
        chance: what the figures are drawn from.
        prior: last quarter's figures by cell name, which opening figures follow.
        entries: the open lists, which some figures follow.
    """
    given = _given(plan, prior, entries)
    values = [_typical(chance, cell) for cell in plan.cells]
    for cell, value in given.items():
        values[cell] = value
    follows = solved(plan, given)
    bounds = [*follows.values(), *_limits(plan, follows)]
    while short := [bound for bound in bounds if worth(bound, values) < 0]:
        _lower(plan, short[0], values, given)
    for cell, form in follows.items():
        due = worth(form, values)
        assert due.denominator == 1, plan.cells[cell].name
        values[cell] = int(due)
    return values


def _typical(chance: random.Random, cell: Cell) -> int:
    unit: int = 10**cell.decimals
    value = chance.randint(12, 40) * unit + (chance.randrange(10) if cell.decimals else 0)
    return value - value % cell.step if cell.step else value


def _given(plan: Plan, prior: Mapping[str, str], entries: Entries) -> dict[int, int]:
    """Return the figures that are not to be chosen: carried over, or borne out by a list."""
    given = {}
    for relation in plan.relations:
        if relation.prior in prior:
            figure = Decimal(prior[relation.prior])
            given[relation.subject] = int(figure.scaleb(relation.decimals))
    scope = _scope(plan, entries)
    for rule in plan.list_figures:
        given[rule.cell.index] = rule.due(scope, rule.counted(scope))
    return given


def _scope(plan: Plan, entries: Entries) -> Scope:
    """Return a return that has nothing yet but its lists."""
    lists = {
        one.key: Listed(
            one,
            entries=entries_of(one, entries[one.key], plan.period),
            columns={field.key: at for at, field in enumerate(one.fields, 1)},
        )
        for one in plan.spec.lists
    }
    readings = Readings.of(len(plan.cells), BLANK)
    return Scope(plan.spec, plan.cells, readings, lists, NOTHING_KNOWN, plan.period)


def solved(plan: Plan, given: Mapping[int, int]) -> dict[int, Form]:
    """Return for each figure that follows from others how it does; equalities said twice go."""
    solved: dict[int, Form] = {}
    for relation in plan.relations:
        if relation.op != "eq" or relation.prior:
            continue
        form = _put_in({cell: Fraction(factor) for factor, cell in relation.terms}, solved)
        own = next((cell for cell in (*relation.cells, *form) if cell in form.keys() - given), None)
        if own is None:
            continue
        factor = -form.pop(own)
        mine = {cell: coefficient / factor for cell, coefficient in form.items()}
        solved = {cell: _put_in(other, {own: mine}) for cell, other in solved.items()}
        solved[own] = mine
    return solved


def _put_in(form: Form, solved: Mapping[int, Form]) -> Form:
    """Write the figures that follow from others as those others."""
    written: Form = {}
    for cell, coefficient in form.items():
        for part, factor in solved.get(cell, {cell: Fraction(1)}).items():
            written[part] = written.get(part, Fraction(0)) + coefficient * factor
    return {cell: coefficient for cell, coefficient in written.items() if coefficient}


def _limits(plan: Plan, follows: Mapping[int, Form]) -> Iterator[Form]:
    """Yield what may not be negative: the whole less its part."""
    for relation in plan.relations:
        if relation.op == "le":
            yield _put_in({cell: Fraction(-factor) for factor, cell in relation.terms}, follows)


def worth(form: Form, values: list[int]) -> Fraction:
    """Return what a linear form comes to."""
    return sum((factor * values[cell] for cell, factor in form.items()), Fraction(0))


def _lower(plan: Plan, bound: Form, values: list[int], given: Mapping[int, int]) -> None:
    """Make the figure smaller by a quarter that takes most from a bound."""
    taking = [cell for cell in bound if bound[cell] < 0 and values[cell] and cell not in given]
    if not taking:
        raise AssertionError(f"{plan.spec.code}: no figures satisfy its rules together")
    most = max(taking, key=lambda cell: -bound[cell] * values[cell])
    step = plan.cells[most].step or 1
    values[most] = values[most] * 3 // 4 // step * step
