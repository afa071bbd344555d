"""Sums of cells as formulas: the same blanks, the same allowance, the same whole numbers.

Figures stand on the workings as whole numbers of their last decimal, as the engine has them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from schemas.spec import Blank
from validator.relations import Relation
from validator.selfcheck.excel import call, either, in_order, none, some, total
from validator.selfcheck.workings import CODES, EMPTY, KNOWN, NONE, UNREAD, Seen

SeenAt = Callable[[int], Seen]
NA, PASSED, FAILED, WAITS = CODES.values()
_DEEPEST = 50
"""Conditions within each other: Excel takes 64."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of factor times value, less a constant: 0 (`eq`), at most 0 (`le`), never 0 (`ne`).

    `slack` is twice what it may miss, and `relative` by which share of what the first has to be.
    """

    seen: Sequence[Seen]
    factors: Sequence[int]
    op: str
    blank: Blank
    constant: int = 0
    slack: int = 0
    relative: Fraction = Fraction(0)

    def formula(self) -> str:
        """Return how it comes out."""
        terms = [(factor, one.value) for factor, one in zip(self.factors, self.seen, strict=True)]
        residual = f"({total(terms)}{-self.constant:+d})" if self.constant else total(terms)
        if self.op == "ne":
            held = either(f"{residual}=0", FAILED, PASSED)
        else:
            miss = call("ABS", residual) if self.op == "eq" else residual
            held = either(f"2*{miss}<={self._allowed(residual)}", PASSED, FAILED)
        return unread_first(self.seen, of_blanks(self.seen, self.blank, held))

    def _allowed(self, residual: str) -> str:
        if not self.relative:
            return str(self.slack)
        due = call("ABS", f"{self.factors[0]}*{self.seen[0].value}-{residual}")
        share = f"{self.relative.numerator}/{self.relative.denominator}"
        return call("MAX", str(self.slack), call("INT", f"2*{due}*{share}"))


def of_relation(relation: Relation, cell: SeenAt) -> str:
    """Return how a relation comes out."""
    return Sum(
        [cell(number) for number in relation.cells],
        relation.factors,
        relation.op,
        relation.blank,
        constant=relation.constant,
        slack=relation.slack,
        relative=relation.relative,
    ).formula()


def unread_first(seen: Sequence[Seen], otherwise: str) -> str:
    """Return that a rule waits, or does not apply: by the first value that is none."""
    if len(seen) > _DEEPEST:
        unread = some(*(one.has(UNREAD) for one in seen))
        without = some(*(one.has(NONE) for one in seen))
        return in_order([(unread, WAITS), (without, NA)], otherwise)
    states = [(f"{one.state}>{EMPTY}", either(one.has(UNREAD), WAITS, NA)) for one in seen]
    plain = none(*(condition for condition, _ in states))
    return either(plain, otherwise, in_order(states, NA))


def of_blanks(seen: Sequence[Seen], blank: str, held: str) -> str:
    """Return what comes of blanks: they count as 0, are wrong, or nothing applies."""
    empty = some(*(one.has(EMPTY) for one in seen))
    if blank == "zero":
        return held
    if blank == "zero_if_any":
        return either(some(*(one.has(KNOWN) for one in seen)), held, NA)
    return either(empty, FAILED if blank == "error" else NA, held)


def of_required(seen: Seen) -> str:
    """Return how it comes out that a cell has to be filled in."""
    return either(seen.has(EMPTY), FAILED, PASSED)


def of_table(seen: Sequence[Seen]) -> str:
    """Return how it comes out that something of a table has to be filled in.

    Its cells stand below each other on the workings.
    """
    states = f"$B${seen[0].row}:$B${seen[-1].row}"
    return either(f"{call('COUNTIF', states, str(EMPTY))}={len(seen)}", FAILED, PASSED)


def of_type(seen: Seen) -> str:
    """Return how it comes out that a cell holds a figure, where it holds anything."""
    return in_order([(seen.has(UNREAD), FAILED), (seen.has(EMPTY), NA)], PASSED)


def of_most(seen: Seen, most: int) -> str:
    """Return how it comes out that a figure is not above its most."""
    return either(seen.has(KNOWN), either(f"{seen.value}>{most}", FAILED, PASSED), NA)


def of_step(seen: Seen, step: int) -> str:
    """Return how it comes out that a figure is a multiple of its step."""
    rest = call("MOD", seen.value, str(step))
    return either(seen.has(KNOWN), either(f"{rest}<>0", FAILED, PASSED), NA)
