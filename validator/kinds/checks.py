"""The kind `check`: a condition, written as an expression, that has to hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from schemas import expressionwords
from schemas.expression import EARLIER, Call, Compare, Node, walk
from schemas.expressionnames import Names
from schemas.expressiontokens import BadExpression
from schemas.meaning import meant
from schemas.spec import RuleSpec, Text
from validator.kinds.conditions import Bound, Through, blank_of, sound, spots
from validator.kinds.ruling import Ground, Head, Judged, Scope, Spot
from validator.kinds.values import Missing, Sight, Value, said
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.references import BadValue

SLOTS = ("cell", "label", "value", "expected", "prev", "diff")
"""What a message may say beside references, in braces."""
_SLOT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Check:
    """What has to hold, in each line or entry.

    In each line stand: what has to hold, when (None for always), the two sides of a comparison,
    the figure before (None where it asks for none), and what the message refers to.
    """

    head: Head
    lines: Through
    parts: "Parts"
    that: Text
    own: Text | None = None

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield each line or entry in which it does not hold, or waits; then once for the rest."""
        if (wait := self.lines.lacking(scope)) is not None:
            yield wait
            return
        rest = NOT_APPLICABLE
        for bound, entry in self.lines.each(scope):
            judged = self.in_line(scope, bound, entry)
            if judged.outcome in (FAIL, CANNOT_CHECK):
                yield judged
            elif judged.outcome == PASS:
                rest = PASS
        yield Judged(rest)

    def in_line(self, scope: Scope, bound: tuple[Bound, ...], entry: int) -> Judged:
        """Return how it comes out in one line or entry."""
        that, whens = bound[0], self.parts.of("when", bound)
        seen = spots((that, *whens), self.lines.listed, entry)
        for when in whens:
            held = when.value(scope, self.head.blank, entry)
            if isinstance(held, Missing) and held.outcome == CANNOT_CHECK:
                return self._waiting(held, seen)
            if held is not True:
                return Judged(NOT_APPLICABLE)
        sight = that.sight(scope, self.head.blank, entry)
        holds = that.reckon(sight)
        if isinstance(holds, Missing):
            return self._missing(holds, seen)
        return Judged(PASS) if holds else self._failure(sight, bound, seen)

    def _missing(self, missing: Missing, seen: tuple[Spot, ...]) -> Judged:
        if missing.outcome == CANNOT_CHECK:
            return self._waiting(missing, seen)
        if missing.blank and missing.spot is not None and self.head.blank == "error":
            return Judged(FAIL, (missing.spot,), words="needs_figures")
        return Judged(NOT_APPLICABLE)

    def _waiting(self, missing: Missing, seen: tuple[Spot, ...]) -> Judged:
        at = seen[:1] or ((missing.spot,) if missing.spot is not None else ())
        return Judged(
            CANNOT_CHECK, at, blocked_by=missing.spot, waits=missing.waits, slots=missing.slots
        )

    def _failure(self, sight: Sight, bound: tuple[Bound, ...], seen: tuple[Spot, ...]) -> Judged:
        sides = [one.reckon(sight) for one in self.parts.of("sides", bound)]
        value, expected, difference = _compared(sides)
        slots: dict[str, object] = {"that": self.that, "diff": difference or "", "prev": ""}
        for name, one in zip(self.parts.names, self.parts.of("named", bound), strict=True):
            slots[name] = said(one.reckon(sight))
        for one in self.parts.of("before", bound):
            slots["prev"] = said(one.reckon(sight))
        words = "check.whole" if not seen else "check.compared" if value else "check"
        return Judged(
            *(FAIL, seen[:1], seen[1:], words, slots),
            value=value,
            expected=expected,
            difference=difference,
            own=self.own,
        )


def _compared(sides: list[Value]) -> tuple[str | None, str | None, str | None]:
    """Return the two sides of a comparison and their difference, as far as there are any."""
    if len(sides) != 2:
        return None, None, None
    left, right = sides
    difference = None
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        difference = said(abs(left - right))
    return said(left), said(right), difference


@dataclass(frozen=True, slots=True)
class Parts:
    """Where each part of a check stands among its expressions; the first is what has to hold."""

    places: Mapping[str, range]
    names: tuple[str, ...]

    def of(self, part: str, bound: tuple[Bound, ...]) -> tuple[Bound, ...]:
        """Return the expressions of a part as bound in a line."""
        where = self.places[part]
        return bound[where.start : where.stop]


def check(ground: Ground, rule: RuleSpec) -> Iterator[Check]:
    """Bind a rule of the kind `check`.

    Raises:
        BadReference: an expression, or the message, names what the form does not have.
    """
    names = Names(ground.spec)
    that = sound(ground.spec, str(rule.slots["that"]), "that")
    own = _own(rule)
    named = {slot: _reference(ground, rule, slot) for slot in _references(own)}
    parts: dict[str, list[Node]] = {
        "when": [sound(ground.spec, rule.when, "when")] if rule.when else [],
        "sides": [that.left, that.right] if isinstance(that, Compare) else [],
        "before": list(_earlier(that))[:1],
        "named": list(named.values()),
    }
    nodes, places = [that], dict[str, range]()
    for name, its in parts.items():
        places[name] = range(len(nodes), len(nodes) + len(its))
        nodes += its
    lines = Through.of(ground, nodes)
    first = next(iter(lines.lines.values()))
    head = Head.of(rule, blank_of(ground, rule.blank, first), wants=lines.wants)
    words = expressionwords.words(names, that)
    yield Check(head, lines, Parts(places, tuple(named)), words, own)


def _earlier(node: Node) -> Iterator[Node]:
    return (one for one in walk(node) if isinstance(one, Call) and one.name in EARLIER)


def _own(rule: RuleSpec) -> Text | None:
    """Return the message that a rule brings along."""
    own = rule.slots.get("message")
    if own is None:
        return None
    assert isinstance(own, dict)
    return Text(str(own["en"]), str(own["zh-Hant"]))


def _references(own: Text | None) -> list[str]:
    """Return what a message refers to beside the slots that it always may."""
    if own is None:
        return []
    found = dict.fromkeys(_SLOT.findall(own.en) + _SLOT.findall(own.zh))
    return [name for name in found if name not in SLOTS]


def _reference(ground: Ground, rule: RuleSpec, text: str) -> Node:
    try:
        return sound(ground.spec, text, "message", kind="")
    except BadExpression as error:
        raise BadValue(f"message: '{{{text}}}', {error}{meant(text, SLOTS)}") from None
