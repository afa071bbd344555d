"""What has to be filled in, or left blank, where a condition holds: cells, or fields of entries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from schemas import expressionwords
from schemas.expressionnames import Names
from schemas.spec import RuleSpec, Text
from validator import references
from validator.kinds.conditions import Bound, Through, blank_of, sound, spots
from validator.kinds.entries import FieldsOf, lacking
from validator.kinds.expressions import Standing
from validator.kinds.gates import Gate
from validator.kinds.ruling import At, Ground, Head, Judged, Scope, Spot
from validator.kinds.values import Missing
from validator.numbers import BLANK, MISTYPED, UNLOCATED
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.references import BadValue, CellKey

_When = tuple[str, str]
"""What a condition is called in the form, and its text."""


@dataclass(frozen=True, slots=True)
class FilledWhen:
    """Where a condition holds, a figure is filled in, or is blank or 0.

    `cells` has each figure with the condition as it is read there; `field` the one of a list, with
    the condition as it is read in an entry. `says` is the condition in words, `gate` whole.
    """

    head: Head
    cells: Mapping[int, Bound]
    field: tuple[str, str, Bound] | None
    says: Text
    gate: Gate

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield each figure that is not as it has to be, or waits; then once for all others."""
        if (wait := self._lacking(scope)) is not None:
            yield wait
            return
        rest = NOT_APPLICABLE
        for spot, bound in self._spots(scope):
            judged = self._judge(scope, spot, bound)
            if judged.outcome in (FAIL, CANNOT_CHECK):
                yield judged
            elif judged.outcome == PASS:
                rest = PASS
        yield Judged(rest)

    def _lacking(self, scope: Scope) -> Judged | None:
        if self.field is None:
            return None
        listed, key, bound = self.field
        return lacking(scope.lists[listed], tuple(dict.fromkeys((key, *bound.fields))))

    def _spots(self, scope: Scope) -> Iterator[tuple[Spot, Bound]]:
        yield from self.cells.items()
        if self.field is not None:
            listed, key, bound = self.field
            for number in range(len(scope.lists[listed].entries)):
                yield At(listed, number, key), bound

    def _judge(self, scope: Scope, spot: Spot, bound: Bound) -> Judged:
        listed, entry = (spot.listed, spot.entry) if isinstance(spot, At) else ("", -1)
        held = bound.value(scope, self.head.blank, entry)
        if isinstance(held, Missing) and held.outcome == CANNOT_CHECK:
            return Judged(
                *(CANNOT_CHECK, (spot,)), blocked_by=held.spot, waits=held.waits, slots=held.slots
            )
        if held is not True:
            return Judged(NOT_APPLICABLE)
        if (filled := _is_filled(scope, spot, self.head.kind)) is None:
            return Judged(CANNOT_CHECK, (spot,), blocked_by=spot)
        if filled == (self.head.kind == "required_when"):
            return Judged(PASS)
        others = tuple(one for one in spots((bound,), listed, entry) if one != spot)
        words = self.head.kind if len(others) == 1 else f"{self.head.kind}.several"
        prefix = "entries." if listed else ""
        return Judged(FAIL, (spot,), others, f"{prefix}{words}", {"when": self.says})


def _is_filled(scope: Scope, spot: Spot, kind: str) -> bool | None:
    """Say whether something stands there; None where it cannot be read.

    A figure of 0 is filled in, but counts for nothing where there may be none.
    """
    zero = kind == "required_when"
    if isinstance(spot, At):
        entry = scope.lists[spot.listed].entries[spot.entry]
        if entry.is_unread(spot.field):
            return None
        value = entry.values.get(spot.field)
        return value is not None and (zero or value != 0) or (zero and spot.field in entry.na)
    reading = scope.readings[spot]
    if reading.state in (MISTYPED, UNLOCATED):
        return None
    return reading.state != BLANK if zero else bool(scope.readings.values[spot])


def filled_when(ground: Ground, rule: RuleSpec) -> Iterator[FilledWhen]:
    """Bind what has to be filled in, or left blank, while a condition holds.

    Raises:
        BadReference: the rule, or its condition, names what the form does not have.
        BadValue: the condition does not go through the lines of the figure.
    """
    head, when = Head.of(rule), ("when", str(rule.slots["when"]))
    if references.names_fields(ground.spec, rule):
        fields = FieldsOf(ground.spec, rule)
        one = fields.slot("figure")
        yield field_filled(ground, (fields.key, one.key), when, head)
        return
    cells = references.cells(ground.spec, str(rule.slots["figure"]))
    yield cells_filled(ground, cells, when, head)


def field_filled(ground: Ground, of: tuple[str, str], when: _When, head: Head) -> FilledWhen:
    """Bind a field of a list; `head` says whether it is required or forbidden."""
    (listed, key), names = of, Names(ground.spec)
    near = names.near(listed, inner=False)
    node = sound(ground.spec, when[1], when[0], near=near)
    if strange := [other for other in names.spread(node) if other.of != listed]:
        raise BadValue(f"{when[0]}: {strange[0].of} has not the entries of {listed}")
    bound = Bound.at(ground, node, Standing(listed))
    says = expressionwords.words(names, node, near)
    head, through = _headed(ground, head, bound), Through(listed, "", {"": (bound,)})
    gate = Gate(ground, through, None, head.blank)
    return FilledWhen(head, {}, (listed, key, bound), says, gate)


def cells_filled(ground: Ground, keys: Iterable[CellKey], when: _When, head: Head) -> FilledWhen:
    """Bind cells, each with the condition as it is read in its line."""
    node = sound(ground.spec, when[1], when[0])
    through = Through.of(ground, [node])
    cells: dict[int, Bound] = {}
    for key in keys:
        bound = through.beside(ground, ground.by_key[key])
        if bound is None:
            of = through.listed or through.table
            raise BadValue(f"{when[0]}: {of} has not the lines of the rule")
        cells[ground.by_key[key]] = bound[0]
    says = expressionwords.words(Names(ground.spec), node)
    head = _headed(ground, head, next(iter(cells.values())))
    return FilledWhen(head, cells, None, says, Gate(ground, through, None, head.blank))


def _headed(ground: Ground, head: Head, bound: Bound) -> Head:
    return replace(head, blank=blank_of(ground, None, [bound]), wants=bound.wants)
