"""Which of several cells are filled in: judged, and told where it is not as it has to be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.spec import Text
from validator.findings import Finding
from validator.numbers import BLANK, FIGURE, MISTYPED, UNLOCATED, Readings, shown
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.places import Places
from validator.plan import Plan
from validator.relations import Presence
from validator.words import cut, wording

_UNREAD = (MISTYPED, UNLOCATED)


@dataclass(frozen=True, slots=True)
class Judged:
    """How a rule came out, and which cells tell it.

    `words` names the wording of a failure, `others` are the cells that it is held against.
    """

    outcome: str
    cells: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    words: str = ""
    blocked_by: int | None = None


def judge(rule: Presence, readings: Readings) -> Judged:
    """Return how a rule comes out over one return.

    A figure of 0 is filled in; only `one_of` and `at_most_one_of` take it for nothing.
    """
    for cell in rule.cells:
        if readings[cell].state in _UNREAD:
            return Judged(CANNOT_CHECK, blocked_by=cell)
    blank = tuple(cell for cell in rule.cells if readings[cell].state == BLANK)
    if blank and rule.blank == "error":
        return Judged(FAIL, blank, words="needs_figures")
    if len(blank) == len(rule.cells) and rule.blank != "zero":
        return Judged(PASS if rule.kind == "all_or_none" else NOT_APPLICABLE)
    if rule.kind == "all_or_none":
        filled = tuple(cell for cell in rule.cells if cell not in blank)
        return Judged(FAIL, blank, filled, rule.kind) if blank else Judged(PASS)
    return _counting(rule, _counted(rule, readings))


def _counted(rule: Presence, readings: Readings) -> tuple[int, ...]:
    return tuple(cell for cell in rule.cells if readings.values[cell])


def _counting(rule: Presence, counted: tuple[int, ...]) -> Judged:
    if len(counted) > 1:
        return Judged(FAIL, counted, words="one_of.many")
    if not counted and rule.kind == "one_of":
        return Judged(FAIL, rule.cells, words="one_of.none")
    return Judged(PASS)


def presence_findings(
    plan: Plan, readings: Readings, places: Places, typed: Mapping[int, Finding]
) -> Iterator[Finding]:
    """Yield a finding for each rule that fails, and a line for each that waits for a cell."""
    for rule in plan.presences:
        judged = judge(rule, readings)
        if judged.blocked_by is not None:
            yield _waiting(rule, judged.blocked_by, plan, places, typed=typed)
        elif judged.outcome == FAIL:
            yield _failure(rule, judged, plan, readings, places=places)


def _failure(
    rule: Presence, judged: Judged, plan: Plan, readings: Readings, *, places: Places
) -> Finding:
    first, value = judged.cells[0], readings.values[judged.cells[0]]
    decimals = plan.cells[first].decimals
    others = judged.others
    message, hint = wording(
        judged.words or rule.kind,
        cell=places.name(first),
        label=plan.cells[first].label,
        value=shown(value or 0, decimals),
        cells=_listed(judged.cells, places),
        others=_listed(others, places),
        other_label=plan.cells[others[0]].label if others else "",
        other_value=_said(others[0], plan, readings) if others else "",
    )
    finding = Finding(rule.rule, rule.kind, rule.severity, message, rule.hint or hint)
    finding.places = [places[cell] for cell in judged.cells]
    finding.cells = finding.places + [places[cell] for cell in others]
    finding.raw = cut(readings.raws[first])
    finding.value = shown(value, decimals) if readings[first].state == FIGURE and value else None
    return finding


def _listed(cells: tuple[int, ...], places: Places) -> Text:
    names = [places.name(cell) for cell in cells]
    return Text(", ".join(names), "、".join(names))


def _said(cell: int, plan: Plan, readings: Readings) -> str:
    return shown(readings.values[cell] or 0, plan.cells[cell].decimals)


def _waiting(
    rule: Presence, cell: int, plan: Plan, places: Places, *, typed: Mapping[int, Finding]
) -> Finding:
    label = plan.cells[rule.cells[0]].label
    message, hint = wording("cannot_check", label=label, cell=places.name(cell))
    finding = Finding(rule.rule, rule.kind, "note", message, hint, CANNOT_CHECK)
    finding.places = [places[rule.cells[0]]]
    finding.cells = [places[cell]]
    finding.blocked_by = typed.get(cell)
    return finding
