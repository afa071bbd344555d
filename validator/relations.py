"""What a compiled plan is made of: cells, relations between them, history rules, indicators.

A relation is a sum of cells that must be zero (`eq`) or at most zero (`le`), so totals, balances,
parts and carried figures are one thing to the engine.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from schemas.spec import Blank, Severity, Text, Type
from validator.references import CellKey


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the form: where it stands in the plan, what it may hold, how it is called."""

    index: int
    key: CellKey
    code: str
    label: Text
    type: Type
    decimals: int
    required: bool
    max: int | None
    na_codes: tuple[str, ...]
    item: str
    month: int | None
    step: int = 0

    @property
    def name(self) -> str:
        """The reference by which prior values and examples name the cell."""
        table, row, col = self.key
        return f"{table}[{row}].{col}"


@dataclass(frozen=True, slots=True)
class Relation:
    """The sum of coefficient x cell, less prior value and constant, is 0 or at most 0.

    The first term is the subject, the reporting cell of the kind: the total, the closing figure,
    the part, the opening. `unit` is by how much all coefficients were multiplied to be whole
    numbers, beyond the decimals; `words` names the wording where that is not of the kind.
    `relative` is by which share of what the subject has to be it may miss it.
    """

    rule: str
    kind: str
    severity: Severity
    op: str
    terms: tuple[tuple[int, int], ...]
    blank: Blank
    decimals: int
    slack: int = 0
    prior: str = ""
    hint: Text | None = None
    constant: int = 0
    unit: int = 1
    words: str = ""
    relative: Fraction = Fraction(0)
    alone: bool = field(init=False)
    factors: tuple[int, ...] = field(init=False)
    cells: tuple[int, ...] = field(init=False)
    factor_of: dict[int, int] = field(init=False)
    parts: slice | None = field(init=False)

    def __post_init__(self) -> None:
        """Lay the terms out for the sum over a return's figures.

        `parts` are the cells after the subject, where the subject is just their sum and they
        stand at even steps, as those of a total do. `alone` says that more than cells decides.
        """
        factors, cells = zip(*self.terms, strict=True)
        object.__setattr__(self, "alone", bool(self.prior or self.constant))
        object.__setattr__(self, "factors", factors)
        object.__setattr__(self, "cells", cells)
        object.__setattr__(self, "factor_of", dict(zip(cells, factors, strict=True)))
        object.__setattr__(self, "parts", _even_steps(factors, cells))

    @property
    def subject(self) -> int:
        """Index of the reporting cell."""
        return self.cells[0]


def _even_steps(factors: tuple[int, ...], cells: tuple[int, ...]) -> slice | None:
    if len(cells) < 3 or factors != (1, *[-1] * (len(cells) - 1)):
        return None
    steps = range(cells[1], cells[-1] + 1, max(cells[2] - cells[1], 1))
    return slice(steps.start, steps.stop, steps.step) if tuple(steps) == cells[1:] else None


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
"""What each sign of a condition asks of two values."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Which of some cells have to be filled in."""

    rule: str
    kind: str
    severity: Severity
    cells: tuple[int, ...]
    blank: Blank
    hint: Text | None

    @property
    def subject(self) -> int:
        """The cell by whose line it is held or not."""
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An OS or OC standard as sums of cells."""

    standard: str
    label: Text
    numerator: tuple[tuple[int, int], ...]
    denominator: tuple[tuple[int, int], ...]
    opening: tuple[tuple[int, int], ...]
    roll_up: str
