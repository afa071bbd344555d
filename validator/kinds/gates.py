"""When a rule is held at all: its `when`, and of which units: its `applies_to`.

Bound apart from the rules, so that those without a condition are evaluated as ever.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.expressionnames import Names
from schemas.kinds import HELD, KINDS, OF_WHOLE_LISTS
from schemas.spec import Blank, RuleSpec
from validator import references
from validator.kinds.conditions import Bound, Through, blank_of, sound
from validator.kinds.ruling import At, Ground, Head, Judged, Ruling, Scope, Spot
from validator.kinds.values import Missing, Value
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE
from validator.references import BadValue
from validator.wants import NOTHING, Wants

OWN_WHEN = frozenset({"check", "required_when", "forbidden_when"})
"""Kinds that judge their condition themselves."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The conditions of one rule; `blank` is what they take a blank for."""

    ground: Ground
    when: Through | None
    applies_to: Bound | None
    blank: Blank

    @property
    def wants(self) -> Wants:
        """What it asks for beyond the file."""
        asked = [one.wants for one in (self.when, self.applies_to) if one is not None]
        return asked[0] | asked[-1] if asked else NOTHING

    def shut_for_unit(self, scope: Scope) -> Missing | None:
        """Return why the rule is not held of the unit; None where it is."""
        return _shut(self.applies_to.value(scope, self.blank)) if self.applies_to else None

    def shut_at(self, scope: Scope, spot: Spot) -> Missing | None:
        """Return why the rule is not held at a cell or an entry; None where it is."""
        bound = self.when.beside(self.ground, spot) if self.when else None
        if bound is None:
            return None
        return _shut(bound[0].value(scope, self.blank, spot.entry if isinstance(spot, At) else -1))


def gates(ground: Ground, subjects: Iterable[tuple[str, int]]) -> dict[str, Gate]:
    """Return the gate of each written rule that has one.

    Args:
        ground: the form.
        subjects: every rule with a cell that it reports, once for each.

    Raises:
        BadReference: a condition names what the form does not have, or lines that its rule has not.
    """
    found = {}
    for rule in ground.spec.rules:
        if gate := _gate(ground, rule):
            found[rule.id] = gate
    for name, cell in subjects:
        when = found[name].when if name in found else None
        if when and when.beside(ground, cell) is None:
            raise BadValue(f"when: {when.listed or when.table} has not the lines of the rule")
    return found


def _gate(ground: Ground, rule: RuleSpec) -> Gate | None:
    when = None
    if rule.when and rule.kind not in OWN_WHEN:
        when = Through.of(ground, [sound(ground.spec, rule.when, "when")])
    applies_to = _of_unit(ground, rule) if rule.applies_to else None
    if when is None and applies_to is None:
        return None
    first = next(iter(when.lines.values())) if when else ()
    return Gate(ground, when, applies_to, blank_of(ground, rule.blank, first))


def _of_unit(ground: Ground, rule: RuleSpec) -> Bound:
    node = sound(ground.spec, rule.applies_to, "applies_to")
    bound = Bound.at(ground, node) if not Names(ground.spec).spread(node) else None
    if bound is None or bound.cells:
        raise BadValue("applies_to: it is about the unit, as in unit.service_type = '315'")
    return bound


def _shut(held: Value) -> Missing | None:
    """Return why a condition does not hold; what nobody knows of cannot be checked."""
    if held is True:
        return None
    return held if isinstance(held, Missing) else Missing()


@dataclass(frozen=True, slots=True)
class Gated:
    """A ruling that is held where its rule's condition holds."""

    inner: Ruling
    gate: Gate
    subject: Spot

    @property
    def head(self) -> Head:
        """What the rule has in common with all others."""
        return self.inner.head

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how the ruling comes out where the condition holds; waits for it are told once."""
        when = self.gate.when
        assert when is not None
        if (wait := when.lacking(scope)) is not None:
            yield wait
            return
        states = [
            bound[0].value(scope, self.gate.blank, entry) for bound, entry in when.each(scope)
        ]
        shut = [_shut(state) for state in states]
        waits = [one for one in shut if one is not None and one.outcome == CANNOT_CHECK]
        if waits:
            at = (self.subject,) if isinstance(self.subject, int) else ()
            why = waits[0]
            yield Judged(CANNOT_CHECK, at, blocked_by=why.spot, waits=why.waits, slots=why.slots)
        if all(shut):
            yield Judged(NOT_APPLICABLE)
            return
        for judged in self.inner.judge(scope):
            told = judged.outcome in (FAIL, CANNOT_CHECK) and judged.spots
            if not told or self.gate.shut_at(scope, judged.spots[0]) is None:
                yield judged


def gated(ground: Ground, rule: RuleSpec, bound: Iterable[Ruling]) -> Iterator[Ruling]:
    """Yield the rulings of a rule, each held where the rule's condition holds.

    Raises:
        BadReference: the condition names what the form does not have, or what its rule does not
            go through.
    """
    gate = _gate(ground, rule)
    if gate is None or gate.when is None:
        yield from bound
        return
    if gate.when.listed and rule.kind in OF_WHOLE_LISTS:
        raise BadValue(f"when: {rule.kind} is of all entries, and not of those with a condition")
    subject = _subject(ground, rule)
    if gate.when.beside(ground, subject) is None:
        raise BadValue(f"when: {gate.when.listed or gate.when.table} has not the lines of the rule")
    for ruling in bound:
        yield Gated(ruling, gate, subject)


def _subject(ground: Ground, rule: RuleSpec) -> Spot:
    """Return the first cell of the first figure that a rule names, or its field."""
    named = (name for name, slot in KINDS[rule.kind].items() if slot.holds in HELD)
    body = rule.slots[next(named)]
    text = str(body[0] if isinstance(body, list) else body).strip()
    if references.names_fields(ground.spec, rule):
        listed, _, field = text.partition(".")
        return At(listed, -1, field)
    return ground.by_key[references.cells(ground.spec, text)[0]]
