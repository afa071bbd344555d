"""Read the written rules of a form spec, each held to the slots of its kind."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from schemas.kinds import KINDS, Slot
from schemas.periods import Period
from schemas.reading import DATED, Reader
from schemas.spec import ALWAYS, RuleSpec, Severity, Span

_RULE_KEYS = {"id", "kind", "severity", "hint"} | DATED
_SHAPES: Mapping[str, tuple[type, ...]] = {"map": (dict,), "figures": (list,)}
"""What YAML has to hold in a slot; a word or a number in all others."""


class RuleReader(Reader):
    """Reads rules, collecting problems.

    Attributes:
        wrong: the ids of the rules that had any.
    """

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self.wrong: set[str] = set()

    def rules(self, entries: Iterable[Any]) -> tuple[RuleSpec, ...]:
        """Return the written rules, without those of which something is wrong."""
        found = []
        for entry in entries:
            before = len(self.problems)
            rule = self._rule(entry)
            if len(self.problems) == before:
                found.append(rule)
            else:
                self.wrong.add(rule.id)
        return tuple(found)

    def _rule(self, body: Any) -> RuleSpec:
        body = self.mapping(body, "rules")
        where = f"rules.{body.get('id', '?')}"
        if not {"id", "kind", "severity"} <= set(body):
            self.problems.append(f"{where}: id, kind and severity are needed")
        hint = self.text(body["hint"], f"{where}.hint") if "hint" in body else None
        slots = {name: value for name, value in body.items() if name not in _RULE_KEYS}
        self._slots(str(body.get("kind")), slots, where)
        severities = self._severities(body.get("severity", "error"), f"{where}.severity")
        return RuleSpec(
            id=str(body.get("id")),
            kind=str(body.get("kind")),
            severity=severities[-1][1],
            slots=slots,
            hint=hint,
            span=self.span(body, where),
            severities=severities if len(severities) > 1 else (),
        )

    def _severities(self, body: Any, where: str) -> tuple[tuple[Span, Severity], ...]:
        """Read a severity, or several, each with the time in which it is in force."""
        if not isinstance(body, list):
            return ((ALWAYS, self.one_of(Severity, body, where)),)
        listed = [self.mapping(entry, where) for entry in body]
        for entry in listed:
            self.only(entry, {"is", *DATED}, where)
        dated = [
            (self.span(entry, where), self.one_of(Severity, entry.get("is"), where))
            for entry in listed
        ]
        for (before, _), (after, _) in pairwise(dated):
            if not before.until or Period.parse(before.until).next().id != after.since:
                self.problems.append(f"{where}: each begins in the quarter after the one before")
        return tuple(dated) or ((ALWAYS, "error"),)

    def _slots(self, kind: str, slots: Mapping[str, Any], where: str) -> None:
        """Hold a rule's slots to those of its kind."""
        if kind not in KINDS:
            self.problems.append(f"{where}: there is no kind '{kind}'{meant(kind, KINDS)}")
            return
        known = KINDS[kind]
        for name in sorted(slots.keys() - known.keys()):
            self.problems.append(f"{where}: {kind} has no '{name}'{meant(name, known)}")
        for name, slot in known.items():
            if name in slots:
                self._slot(slot, slots[name], f"{where}.{name}")
            elif slot.needed:
                self.problems.append(f"{where}: {kind} needs '{name}'")
        if kind == "between" and not {"least", "most"} & slots.keys():
            self.problems.append(f"{where}: between needs 'least' or 'most'")
        if kind == "text_note":
            self.text(slots.get("says"), f"{where}.says")

    def _slot(self, slot: Slot, said: Any, where: str) -> None:
        shapes = _SHAPES.get(slot.holds, (str, int))
        if not isinstance(said, shapes) or isinstance(said, bool):
            self.problems.append(f"{where}: {_ASKED[slot.holds]} is needed here")
        elif slot.words and said not in slot.words:
            self.problems.append(f"{where}: '{said}' is none of {', '.join(slot.words)}")


_ASKED = {
    "figure": "a cell such as table[R010].col, or a column such as table.col,",
    "figures": "a list of cells or columns",
    "sum": "a sum of cells, or a column,",
    "list": "the name of a list",
    "summed": "a field of a list, such as list.field,",
    "condition": "a condition such as table[R010].col > 0",
    "number": "a number",
    "words": "a word",
    "map": "a mapping",
}


def meant(word: str, known: Mapping[str, object]) -> str:
    """Return what was probably meant, as a question to be put behind a problem."""
    close = get_close_matches(word, known, n=1)
    return f": did you mean '{close[0]}'?" if close else ""
