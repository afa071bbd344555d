"""A mending tried on the figures as read: what it clears, and whether anything fails anew.

Nothing here is told because it looks likely: a cause counts if the return, read as supposed,
fails nearly none of the checks around it that it fails now, and no other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from schemas.spec import Text
from validator.context import Context
from validator.evaluate import evaluate, outcome_of
from validator.extract import Extract
from validator.findings import Finding, Place
from validator.kinds.ruling import Scope
from validator.lists import Listed
from validator.numbers import FIGURE, Reading, Readings, shown, understand
from validator.outcomes import CANNOT_CHECK, FAIL
from validator.plan import Plan
from validator.report import Report

FEW = 3
"""With fewer failing checks nobody looks for a cause of them all."""
_NEARLY_ALL = 5
"""Of so many failing checks around it a cause may leave one."""
_SHOWN = 4

Key = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Case:
    """One return with all that was found on it."""

    plan: Plan
    extract: Extract
    context: Context
    prior_words: Text
    findings: Sequence[Finding]
    also: Mapping[str, Place] = field(default_factory=dict)
    """Codes of other units that stand in the file, each with its place."""

    @property
    def readings(self) -> Readings:
        """The cells as read."""
        return self.extract.readings

    @cached_property
    def grave(self) -> dict[Key, Finding]:
        """What is to be corrected or explained, those that follow from another included."""
        return {key_of(one): one for one in self.findings if is_grave(one)}

    @cached_property
    def waits(self) -> set[Key]:
        """What could not be checked."""
        return {key_of(one) for one in self.findings if one.outcome == CANNOT_CHECK}

    @cached_property
    def outcomes(self) -> list[str]:
        """How each relation comes out, conditions aside."""
        return [one.outcome for one in evaluate(self.plan, self.readings, self.context)]

    def exactly_amiss(self, cells: Iterable[int]) -> int:
        """Return how many sums of some cells fail that ask for one figure and not for any up to it.

        Where the whole only has to be large enough, any larger one would do: that proves nothing.
        """
        held = set(cells)
        numbers = {number for cell in held for number in self.plan.of_cell[cell]}
        exact = [n for n in numbers - self.plan.bounds if self.outcomes[n] == FAIL]
        return len(exact) + len(self._of_lists(self.readings, held))

    def clears(self, readings: Readings, changed: Iterable[int], lost: Sequence[int] = ()) -> int:
        """Return, before a whole check, how many failing sums of the changed cells would hold.

        0 where a sum would fail anew or wait for another cell than a lost one, or too many would
        fail still.
        """
        cells = set(changed)
        numbers = {number for cell in cells for number in self.plan.of_cell[cell]}
        failing = {number for number in numbers if self.outcomes[number] == FAIL}
        before, now = self._of_lists(self.readings, cells), self._of_lists(readings, cells)
        most, left = len(failing) + len(before), len(now)
        if not now <= before:
            return 0
        # Those that fail first: most mendings leave more of them than they may.
        for number in (*failing, *(numbers - failing)):
            if left * _NEARLY_ALL > most:
                return 0
            after = outcome_of(self.plan.relations[number], readings, self.context)
            left += after.outcome == FAIL
            if after.outcome in (FAIL, CANNOT_CHECK) and after.outcome != self.outcomes[number]:
                if after.blocked_by is None or after.blocked_by not in lost:
                    return 0
        return most - left if left * _NEARLY_ALL <= most else 0

    def _of_lists(self, readings: Readings, cells: set[int]) -> set[int]:
        """Return which of the cells an open list does not bear out."""
        plan, lists = self.plan, self.extract.lists
        scope = Scope(plan.spec, plan.cells, readings, lists, self.context, plan.period)
        return {
            rule.cell.index
            for rule in plan.list_figures
            if rule.cell.index in cells
            and any(judged.outcome == FAIL for judged in rule.judge(scope))
        }


@dataclass(frozen=True, slots=True)
class Mending:
    """What would have to be otherwise in a return, and how it would be told.

    Attributes:
        kind: names the wording, and the rule.
        cells: the cells that would change; `places` where they are none of the plan.
        lost: those of them whose figure nobody can know.
        extract: the return as it would be read.
        context: what would be known beside it.
        least: so many checks it has to clear.
        sure: whether it is borne out by more than the trial.
        words: the key of the wording, where that is not the kind.
        claim: what it says; the same said of more or fewer rows is no rival to it.
    """

    kind: str
    extract: Extract
    context: Context
    slots: Mapping[str, object]
    cells: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    places: tuple[Place, ...] = ()
    least: int = FEW
    sure: bool = False
    words: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A mending that holds, with the findings that it explains."""

    mending: Mending
    explains: Mapping[Key, Finding]

    @property
    def figures(self) -> tuple[int | None, ...]:
        """The figures as they would be: two mendings that come to the same are one."""
        return tuple(self.mending.extract.readings.values)


def many(findings: Iterable[Finding]) -> bool:
    """Say whether so much is wrong that a cause is worth looking for."""
    return sum(map(is_grave, findings)) >= FEW


def is_grave(finding: Finding) -> bool:
    """Say whether a finding asks something of the sender."""
    return finding.outcome == FAIL and finding.severity in ("reject", "error", "query")


def key_of(finding: Finding) -> Key:
    """Return what a finding is of, the same before and after a mending."""
    return finding.rule, frozenset(place.code for place in finding.cells or finding.places)


def tried(case: Case, mending: Mending) -> Trial | None:
    """Check the return as supposed; None where that does not clear nearly all, or adds anything."""
    report = Report(case.plan, mending.extract, mending.context, case.prior_words)
    found = report.findings()
    left = {key_of(one) for one in found if is_grave(one)}
    if not left <= case.grave.keys():
        return None
    if mending.context is case.context and _waits_anew(case, mending, found):
        return None
    explains = {key: one for key, one in case.grave.items() if key not in left}
    codes = {case.plan.cells[cell].code for cell in mending.cells}
    codes |= {place.code for place in mending.places}
    around = [key for key in left if not codes.isdisjoint(key[1])]
    unknown = _unknown(case, mending)
    firm = [key for key in explains if unknown.isdisjoint(key[1])]
    if len(firm) < mending.least or len(around) * _NEARLY_ALL > len(firm):
        return None
    return Trial(mending, explains)


def _unknown(case: Case, mending: Mending) -> frozenset[str]:
    return frozenset(case.plan.cells[cell].code for cell in mending.lost)


def _waits_anew(case: Case, mending: Mending, found: Iterable[Finding]) -> bool:
    """Say whether a check waits that did not, and not for a figure that got lost."""
    unknown = _unknown(case, mending)
    figures = case.plan.list_figures
    rules = {one.head.rule for one in figures if one.cell.index in mending.lost}
    waits = {key_of(one) for one in found if one.outcome == CANNOT_CHECK} - case.waits
    return any(unknown.isdisjoint(codes) and rule not in rules for rule, codes in waits)


def read_as(case: Case, changes: Mapping[int, Reading]) -> Extract:
    """Return the return as it would be with some cells read otherwise."""
    now = case.readings
    figures = Readings(now.values.copy(), now.raws.copy(), dict(now.others), now.default, now.most)
    for cell, reading in changes.items():
        figures.others.pop(cell, None)
        figures[cell] = reading
    return replace(case.extract, readings=figures)


def moved(case: Case, source: int, target: int) -> Reading:
    """Return what stands in one cell as it would be read in another."""
    reading = case.readings[source]
    mine, its = case.plan.cells[target], case.plan.cells[source]
    if reading.state != FIGURE or (mine.type, mine.decimals) == (its.type, its.decimals):
        return reading
    return understand(reading.raw, mine)


def with_lists(case: Case, lists: Mapping[str, Listed]) -> Extract:
    """Return the return as it would be with some lists read otherwise."""
    return replace(case.extract, lists={**case.extract.lists, **lists})


def differing(case: Case, changes: Mapping[int, Reading]) -> tuple[int, ...]:
    """Return the cells whose figure would be another."""
    return tuple(
        cell
        for cell, reading in changes.items()
        if (reading.value if reading.state == FIGURE else None) != case.readings.values[cell]
    )


def said(case: Case, reading: Reading, cell: int) -> str:
    """Return a figure as people write it; a dash for none."""
    return shown(reading.value, case.plan.cells[cell].decimals) if reading.state == FIGURE else "–"


def listed(case: Case, changes: Mapping[int, Reading], cells: Sequence[int]) -> str:
    """Return some cells as they are and as they would be: D18: – → 14, D19: 14 → 9, …."""
    pairs = [
        f"{case.extract.places.name(cell)}: {said(case, case.readings[cell], cell)}"
        f" → {said(case, changes[cell], cell)}"
        for cell in cells[:_SHOWN]
    ]
    return ", ".join(pairs + ["…"] * (len(cells) > _SHOWN))
