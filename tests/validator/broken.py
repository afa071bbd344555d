"""Returns broken at random, as their units might have typed them: each from its own seed."""

import random
from datetime import timedelta

from schemas.periods import Period
from validator.blank import Sender, blank
from validator.filling import fill
from validator.specimen import list_entries

PERIOD = Period.parse("2025-26Q3")
TYPED = (None, None, 0, 1, 7, 250, 1.5, 2.25, -3, "three", " ", "9 or 10", 10**15, 0.05)
"""What somebody may type in a cell for figures."""


def broken(plan, seed):
    """Return the figures and the entries of a return in which some are wrong; few or many."""
    chance = random.Random(f"{plan.spec.code}|{seed}")
    entries = {one.key: list_entries(one, chance, PERIOD) for one in plan.spec.lists}
    if plan.spec.sample:
        values = fill(plan, chance, {}, entries)
    else:  # Rules that were put together by chance hold of no figures at all.
        values = [chance.randint(0, 9) * 10**cell.decimals for cell in plan.cells]
    share = chance.choice((0.0, 0.03, 0.1, 0.3, 0.8))
    figures = {}
    for cell in plan.cells:
        figures[cell.key] = _figure(cell, values[cell.index])
        if chance.random() < share:
            figures[cell.key] = _other(chance, cell, values[cell.index])
    if chance.random() < 0.5:  # As the blank has it: totals are formulas.
        figures = {key: figure for key, figure in figures.items() if not _is_total(plan, key)}
    for table in plan.spec.lists:
        entries[table.key] = [_entry(chance, table, one, share) for one in entries[table.key]]
    return figures, entries


def book(plan, seed):
    """Return a blank with a self-check in which a broken return stands."""
    figures, entries = broken(plan, seed)
    return blank(
        plan,
        period=PERIOD,
        sender=Sender("9101"),
        figures={key: figure for key, figure in figures.items() if figure is not None},
        entries=entries,
        self_check=True,
    )


def _entry(chance, table, good, share):
    """Return an entry with some fields broken; a wholly blank line is none, and stays good."""
    broken = {
        one.key: _field(chance, one) if chance.random() < share else good.get(one.key)
        for one in table.fields
    }
    return broken if any(str(said or "").strip() for said in broken.values()) else good


def _is_total(plan, key):
    table = plan.spec.table(key[0])
    row, col = table.row(key[1]), table.col(key[2])
    return bool(row.total_of or col.total_of or col.equals)


def _figure(cell, value):
    return value / 10**cell.decimals if cell.decimals else value


def _other(chance, cell, value):
    """Return something else than the figure: one near it, more decimals, text, nothing."""
    near = _figure(cell, max(value + chance.choice((-1, 1, 9, -value)), 0))
    most = [] if cell.max is None else [cell.max, cell.max + 1]
    return chance.choice((near, near, near, *most, *TYPED, *cell.na_codes))


def _field(chance, one):
    day = PERIOD.start + timedelta(days=chance.randrange(-40, 140))
    if one.type == "date":
        return chance.choice((day, day, None, "soon"))
    if one.type == "code":
        code = chance.choice(sorted(one.codes))
        both = f"{code} {one.codes[code].both()}"
        return chance.choice((code, both, one.codes[code].en, code.lower(), "?", None))
    if one.type == "text":
        return chance.choice(("X1", "x1", " X1 ", "*", None, 12))
    most = [] if one.max is None else [one.max, one.max + 1] * 3
    return chance.choice((*most, *TYPED))
