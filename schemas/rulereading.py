"""Read the written rules of a form spec, each held to the slots of its kind."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from schemas.expressionreading import parse
from schemas.expressiontokens import BadExpression
from schemas.kinds import KINDS, LIMITED, NO_BLANKS, TOLERANT, Slot
from schemas.limitreading import NAME, LimitReader
from schemas.meaning import meant as meant
from schemas.reading import DATED
from schemas.spec import (
    ALWAYS,
    EXACT_BUT_ROUNDED,
    Blank,
    RuleSpec,
    Severity,
    Span,
    Tolerance,
)

_RULE_KEYS = {"id", "kind", "severity", "hint", "blank", "tolerance", "applies_to"} | DATED
_NUMBER = re.compile(r"\d+(\.\d+)?")
_PERCENT = re.compile(r"\d+(\.\d+)?%")
SHAPES: Mapping[str, tuple[type, ...]] = {
    "pairs": (dict,),
    "other": (dict,),
    "says": (dict,),
    "figures": (list,),
    "fields": (list,),
    "codes": (list,),
    "count": (int,),
    "periods": (list,),
}
"""What YAML has to hold in a slot; a word or a number in all others."""


class RuleReader(LimitReader):
    """Reads rules, collecting problems.

    Attributes:
        wrong: the ids of the rules that had any.
    """

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self.wrong: set[str] = set()

    def rules(self, body: Any) -> tuple[RuleSpec, ...]:
        """Return the written rules, without those of which something is wrong."""
        found: dict[str, RuleSpec] = {}
        for number, entry in enumerate(self.listed(body, "rules"), 1):
            before = len(self.problems)
            rule = self._rule(self.mapping(entry, f"rules.{number}"), f"rules.{number}")
            if rule is not None and rule.id in found:
                self.problems.append(f"rules.{number}: '{rule.id}' is the id of a rule before it")
            if rule is not None and len(self.problems) == before:
                found[rule.id] = rule
            elif isinstance(entry, dict):
                self.wrong.add(str(entry.get("id")))
        return tuple(rule for name, rule in found.items() if name not in self.wrong)

    def _rule(self, body: Mapping[str, Any], where: str) -> RuleSpec | None:
        if wanting := [name for name in ("id", "kind", "severity") if name not in body]:
            if body:
                self.problems += [f"{where}: a rule needs '{name}'" for name in wanting]
            return None
        where, body = f"rules.{body['id']}", {**body, "kind": str(body["kind"])}
        hint = self.text(body["hint"], f"{where}.hint") if "hint" in body else None
        slots = {str(name): said for name, said in body.items() if name not in _RULE_KEYS}
        has_own = "when" in KINDS.get(body["kind"], ())
        when = "" if has_own else self.expression(slots.pop("when", None), f"{where}.when")
        self._slots(body["kind"], slots, where)
        severities = self._severities(body["severity"], f"{where}.severity")
        return RuleSpec(
            id=str(body["id"]),
            kind=body["kind"],
            severity=severities[-1][1],
            slots=slots,
            hint=hint,
            span=self.span(body, where),
            severities=severities if len(severities) > 1 else (),
            blank=self._blank(body, where),
            tolerance=self._tolerance(body, where),
            when=when,
            applies_to=self.expression(body.get("applies_to"), f"{where}.applies_to"),
        )

    def expression(self, said: Any, where: str) -> str:
        """Read an expression, "" where none is said, and hold it to the grammar."""
        if said is None:
            return ""
        if not isinstance(said, str):
            self.problems.append(f"{where}: {_ASKED['condition']} is needed here")
            return ""
        try:
            parse(self.with_limits(said, where))
        except BadExpression as error:
            self.problems.append(f"{where}: {error}")
        return said

    def _blank(self, body: Mapping[str, Any], where: str) -> Blank | None:
        if "blank" not in body:
            return None
        if body["kind"] in NO_BLANKS:
            self.problems.append(f"{where}.blank: {body['kind']} is about what is blank")
        blank: Blank = self.one_of(Blank, body["blank"], f"{where}.blank")
        return blank

    def _tolerance(self, body: Mapping[str, Any], where: str) -> Tolerance:
        """Read by how much figures may differ: rounding, a number, percent."""
        if "tolerance" not in body:
            return EXACT_BUT_ROUNDED
        where = f"{where}.tolerance"
        if body["kind"] not in TOLERANT:
            self.problems.append(f"{where}: {body['kind']} holds no figures against a sum")
        said = self.mapping(body["tolerance"], where)
        self.only(said, {"rounding", "absolute", "relative"}, where)
        rounding = said.get("rounding", "auto")
        if rounding not in ("auto", "none"):
            self.problems.append(f"{where}.rounding: '{rounding}' is none of auto, none")
        absolute, relative = (str(said.get(name, "")) for name in ("absolute", "relative"))
        if NAME.fullmatch(absolute):
            self.named(absolute, f"{where}.absolute", unit="number")
        elif "absolute" in said and not _NUMBER.fullmatch(absolute):
            self.problems.append(f"{where}.absolute: a number is needed here, not '{absolute}'")
        if NAME.fullmatch(relative):
            self.named(relative, f"{where}.relative", unit="percent")
        elif "relative" in said and not _PERCENT.fullmatch(relative):
            self.problems.append(f"{where}.relative: '{relative}' is no share such as 1%")
        return Tolerance(rounding == "auto", absolute, relative.rstrip("%"))

    def _severities(self, body: Any, where: str) -> tuple[tuple[Span, Severity], ...]:
        """Read a severity, or several, each with the time in which it is in force."""
        return self.over_time(body, where, partial(self.one_of, Severity)) or ((ALWAYS, "error"),)

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

    def _slot(self, slot: Slot, said: Any, where: str) -> None:
        shapes = SHAPES.get(slot.holds, (str, int))
        if isinstance(said, str) and slot.holds in LIMITED and NAME.fullmatch(said):
            self.named(said, where, unit=slot.unit, whole=slot.holds == "count")
        elif not isinstance(said, shapes) or isinstance(said, bool) or said in ([], ""):
            self.problems.append(f"{where}: {_ASKED[slot.holds]} is needed here")
        elif slot.words and said not in slot.words:
            self.problems.append(f"{where}: '{said}' is none of {', '.join(slot.words)}")
        else:
            self._held(slot, said, where)

    def _held(self, slot: Slot, said: Any, where: str) -> None:
        """Hold what stands in a slot to what is within it."""
        match slot.holds:
            case "condition":
                self.expression(said, where)
            case "says":
                self.text(said, where)
            case "periods":
                for one in said:
                    self.period(one, where)
            case "pairs":
                for code, codes in self.mapping(said, where).items():
                    if not self.words(codes, f"{where}.{code}"):
                        self.problems.append(f"{where}.{code}: {_ASKED['codes']} is needed here")


_ASKED = {
    "figure": "a cell such as table[R010].col, or a column such as table.col,",
    "figures": "a list of cells or columns",
    "fields": "a list of fields, such as [list.field],",
    "sum": "a sum of cells, or a column,",
    "list": "the name of a list",
    "summed": "a field of a list, such as list.field,",
    "condition": "a condition such as table[R010].col > 0",
    "number": "a number",
    "count": "a whole number",
    "words": "a word",
    "pairs": "codes by the codes that they go with, such as {G: [HALL, ROOM]},",
    "codes": "a list of codes",
    "like": "a number as it is written, such as G0001,",
    "form": "the code of a form",
    "elsewhere": "a cell such as table[R010].col, or a column such as table.col,",
    "other": "form and value, such as {form: STAFF-Q, value: 'staff[R900].hours'},",
    "says": "a text in both languages",
    "periods": "a list of quarters such as 2025-26Q1",
}
