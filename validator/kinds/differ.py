"""Two cells of which each has to be another figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from schemas.spec import RuleSpec
from validator import references
from validator.kinds.ruling import Ground, Head, Judged, Ruling, Scope
from validator.numbers import BLANK, MISTYPED, UNLOCATED, shown
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.references import BadValue

_OTHERWISE = {"before": "at_most", "after": "at_least"}


@dataclass(frozen=True, slots=True)
class CellsDiffer:
    """Pairs of cells, line by line where they are of columns, whose figures may not be the same."""

    head: Head
    pairs: tuple[tuple[int, int], ...]

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield each pair that is the same or waits, and once how it came out for the others."""
        rest = NOT_APPLICABLE
        for pair in self.pairs:
            judged = self._of(pair, scope)
            if judged.outcome in (FAIL, CANNOT_CHECK):
                yield judged
            elif judged.outcome == PASS:
                rest = PASS
        yield Judged(rest)

    def _of(self, pair: tuple[int, int], scope: Scope) -> Judged:
        figures: list[Decimal | None] = []
        for cell in pair:
            reading = scope.readings[cell]
            if reading.state in (MISTYPED, UNLOCATED):
                return Judged(CANNOT_CHECK, pair[:1], blocked_by=cell)
            value = scope.readings.values[cell]
            if value is None and reading.state != BLANK:
                return Judged(NOT_APPLICABLE)
            decimals = scope.cells[cell].decimals
            figures.append(None if value is None else Decimal(value).scaleb(-decimals))
        if None in figures and not self._blank_counts(figures):
            return self._of_blanks(pair, figures)
        left, right = (figure or Decimal(0) for figure in figures)
        if left != right:
            return Judged(PASS)
        said = shown(scope.readings.values[pair[0]] or 0, scope.cells[pair[0]].decimals)
        return Judged(
            FAIL, pair[:1], pair[1:], "entries.different", {"other_value": said}, value=said
        )

    def _blank_counts(self, figures: list[Decimal | None]) -> bool:
        if self.head.blank == "zero":
            return True
        return self.head.blank == "zero_if_any" and any(one is not None for one in figures)

    def _of_blanks(self, pair: tuple[int, int], figures: list[Decimal | None]) -> Judged:
        if self.head.blank != "error":
            return Judged(NOT_APPLICABLE)
        blank = tuple(cell for cell, one in zip(pair, figures, strict=True) if one is None)
        return Judged(FAIL, blank, words="needs_figures")


def cells_differ(ground: Ground, rule: RuleSpec) -> Iterator[Ruling]:
    """Yield a rule by which cells differ. Raises BadReference, BadValue."""
    order = str(rule.slots.get("is", "at_most"))
    if references.names_fields(ground.spec, rule) or order in ("at_most", "at_least"):
        return
    if order in _OTHERWISE:
        raise BadValue(
            f"'{order}' is of dates, and cells hold none: did you mean '{_OTHERWISE[order]}'?"
        )
    keys = references.pairs(ground.spec, rule, "left", "right")
    blank = rule.blank or ground.spec.table(keys[0][0][0]).blank
    pairs = tuple((ground.by_key[left], ground.by_key[right]) for left, right in keys)
    yield CellsDiffer(Head.of(rule, blank), pairs)
