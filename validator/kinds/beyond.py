"""What rules that look beyond the file have in common: figures taken, and what is waited for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from schemas.periods import Period
from schemas.spec import Blank, RuleSpec, Text, Tolerance
from validator import references
from validator.context import Lacking, Owed
from validator.kinds.ruling import Ground, Judged, Scope, Spot
from validator.numbers import BLANK, MISTYPED, UNLOCATED
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.references import CellKey

_OF_RETURNS = ("prior", "last_year", "year", "other")


def figure_in(scope: Scope, cell: int) -> Decimal | None | Judged:
    """Return a cell's figure; None where it is blank, and how a rule comes out without it."""
    if (value := scope.readings.values[cell]) is not None:
        return Decimal(value).scaleb(-scope.cells[cell].decimals)
    state = scope.readings[cell].state
    if state in (MISTYPED, UNLOCATED):
        return Judged(CANNOT_CHECK, (cell,), blocked_by=cell)
    return None if state == BLANK else Judged(NOT_APPLICABLE)


def without(spot: Spot, why: Lacking) -> Judged:
    """Return how a rule comes out without what it asks for beyond the file."""
    if not why.applies:
        return Judged(NOT_APPLICABLE)
    key = why.waits
    if key in _OF_RETURNS:
        key = "return" if why.missing else "returns"
    return Judged(
        CANNOT_CHECK, (spot,), waits=f"waits.{key}", slots={"missing": named(why.missing)}
    )


def of_blanks(cell: int, blank: Blank) -> Judged:
    """Return what comes of blanks that do not count as 0."""
    if blank != "error":
        return Judged(NOT_APPLICABLE)
    return Judged(FAIL, (cell,), words="needs_figures")


def blanks_count(blank: Blank, figures: Iterable[Decimal | None]) -> bool:
    """Say whether blanks among some figures count as 0."""
    return blank == "zero" or (blank == "zero_if_any" and any(one is not None for one in figures))


def named(returns: Iterable[Owed], form: str = "") -> Text:
    """Return returns as people call them: FAS-CASE-Q for Oct–Dec 2025; of one form, the period."""
    english, chinese = [], []
    for one in returns:
        period = Period.parse(one.period)
        other = "" if one.form == form else one.form
        english.append(f"{other} for {period.words('en')}" if other else period.words("en"))
        chinese.append(f"{period.words('zh')}的 {other}" if other else period.words("zh"))
    return Text(", ".join(english), "、".join(chinese))


def allowed(tolerance: Tolerance, due: Decimal, rounded: Iterable[int]) -> Fraction:
    """Return by how much a figure may differ from what it has to be.

    Args:
        tolerance: of the rule.
        due: what the figure has to be.
        rounded: the decimals of every figure that stands for half a unit of its last one.
    """
    halves = (Fraction(many, 2 * 10**its) for its, many in Counter(rounded).items())
    half_units = sum(halves, Fraction(0))
    share = abs(Fraction(due)) * Fraction(tolerance.relative or "0") / 100
    return max(half_units * tolerance.rounding, Fraction(tolerance.absolute or "0"), share)


def plain(figure: Decimal) -> str:
    """Return a figure as people write it, without zeros that say nothing."""
    text = format(figure, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def together(judged: Iterable[Judged]) -> Iterator[Judged]:
    """Yield each failure and each wait, and once how it came out for all the rest."""
    rest = NOT_APPLICABLE
    for one in judged:
        if one.outcome in (FAIL, CANNOT_CHECK):
            yield one
        elif one.outcome == PASS:
            rest = PASS
    yield Judged(rest)


def cells(ground: Ground, rule: RuleSpec, slot: str) -> tuple[CellKey, ...]:
    """Return the cells that a slot names: one, or a column of them. Raises BadReference."""
    return references.cells(ground.spec, str(rule.slots[slot]))


def blank_of(ground: Ground, rule: RuleSpec, key: CellKey) -> Blank:
    """Return what a rule takes a blank for: what it says, else what its table does."""
    return rule.blank or ground.spec.table(key[0]).blank
