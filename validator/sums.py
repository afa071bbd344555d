"""Make relations of sums of cells: the one form that all arithmetic rules are brought into."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from schemas.spec import EXACT_BUT_ROUNDED, Blank, RuleSpec, Severity, Text, Tolerance
from validator.references import CellKey, Term
from validator.relations import Cell, Relation


@dataclass(frozen=True, slots=True)
class Bound:
    """A number, scaled, that a figure is held to: at most that (sign 1), or at least (-1)."""

    value: int
    sign: int
    blank: Blank
    words: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many percent of the whole a part may be at most (sign 1), or has to be (-1)."""

    percent: Decimal
    sign: int
    blank: Blank


@dataclass(frozen=True, slots=True)
class Sums:
    """Turns figures and terms into relations between cell numbers."""

    by_key: dict[CellKey, int]
    cells: tuple[Cell, ...]

    def relation(
        self,
        rule: str,
        kind: str,
        subject: CellKey,
        parts: Sequence[Term],
        *,
        op: str = "eq",
        blank: Blank = "skip",
        severity: Severity = "error",
        hint: Text | None = None,
        prior: str = "",
        tolerance: Tolerance = EXACT_BUT_ROUNDED,
    ) -> Relation:
        """Return that the subject is the sum of its parts, or at most that."""
        signed = [(1, self.by_key[subject])]
        signed += [(-term.sign, self.by_key[term.cell]) for term in parts]
        decimals, terms = self._scaled(signed)
        return Relation(
            *(rule, kind, severity, op, terms, blank, decimals),
            slack=self._slack(terms, tolerance),
            prior=prior,
            hint=hint,
            relative=relative(tolerance),
        )

    def bounded(self, rule: RuleSpec, subject: CellKey, bound: Bound) -> Relation:
        """Return that sign x subject is at most sign x bound."""
        cell = self.cells[self.by_key[subject]]
        return Relation(
            rule=rule.id,
            kind=rule.kind,
            severity=rule.severity,
            op="le",
            terms=((bound.sign, cell.index),),
            blank=bound.blank,
            decimals=cell.decimals,
            hint=rule.hint,
            constant=bound.sign * bound.value,
            words=bound.words,
        )

    def share(self, rule: RuleSpec, part: CellKey, whole: CellKey, share: Share) -> Relation:
        """Return that sign x 100 x part is at most sign x percent x whole."""
        unit = 10 ** max(-int(share.percent.as_tuple().exponent), 0)
        signed = [(share.sign * 100 * unit, self.by_key[part])]
        signed += [(-share.sign * int(share.percent * unit), self.by_key[whole])]
        decimals, terms = self._scaled(signed)
        return Relation(
            rule=rule.id,
            kind=rule.kind,
            severity=rule.severity,
            op="le",
            terms=terms,
            blank=share.blank,
            decimals=decimals,
            slack=self._slack(terms, rule.tolerance),
            hint=rule.hint,
            unit=100 * unit,
            relative=relative(rule.tolerance),
        )

    def _scaled(self, signed: list[tuple[int, int]]) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Lift every coefficient to the most decimals of any cell."""
        decimals = max(self.cells[cell].decimals for _, cell in signed)
        return decimals, tuple(
            (factor * 10 ** (decimals - self.cells[cell].decimals), cell) for factor, cell in signed
        )

    def _slack(self, terms: tuple[tuple[int, int], ...], tolerance: Tolerance) -> int:
        """Return twice what a sum may miss.

        Counts are exact; a rounded figure stands for half a unit of its last decimal. A number
        that is allowed is one of the subject.
        """
        rounded = sum(abs(factor) for factor, cell in terms if self.cells[cell].decimals)
        lift, subject = terms[0]
        allowed = Decimal(tolerance.absolute or "0").scaleb(self.cells[subject].decimals)
        return max(rounded * tolerance.rounding, int(2 * abs(lift) * allowed))


def relative(tolerance: Tolerance) -> Fraction:
    """Return the share of what a figure has to be by which it may differ."""
    return Fraction(tolerance.relative or "0") / 100
