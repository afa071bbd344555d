"""What stands in a cell or an entry is looked up: in a register, or among what others sent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from schemas.periods import NotAPeriod, Period
from schemas.sentences import word
from schemas.spec import RuleSpec, Text
from validator import references
from validator.context import Lacking
from validator.keys import ALL, NEAR, OWN, as_key, in_cell
from validator.kinds.beyond import blank_of, cells, figure_in, of_blanks, together, without
from validator.kinds.entries import IDLE, PASSED, FieldsOf, each, shape, without_zero
from validator.kinds.entries import of_blanks as of_blank_fields
from validator.kinds.ruling import HEADING, At, Ground, Head, Judged, Ruling, Scope, Spot
from validator.lists import Entry
from validator.outcomes import FAIL, NOT_APPLICABLE, PASS
from validator.references import BadValue
from validator.wants import Wants


class _Asking(Protocol):
    """What is looked up, and how that comes out: without the place, which is nobody's own."""

    def lacking(self, scope: Scope) -> Lacking | None:
        """Return what is not at hand, so that nothing can be looked up."""

    def of(self, key: str, day: date, scope: Scope) -> Judged:
        """Return how one key comes out on a day."""


@dataclass(frozen=True, slots=True)
class InRegister:
    """A register has the key, in force on the day."""

    register: str

    def lacking(self, scope: Scope) -> Lacking | None:
        """Return that the register is not at hand."""
        return None if self.register in scope.context.registers else Lacking("register")

    def of(self, key: str, day: date, scope: Scope) -> Judged:
        """Return how one key comes out on a day."""
        if scope.context.in_register(self.register, key, day) is True:
            return PASSED
        known = bool(scope.context.registers[self.register].get(key))
        words = "in_register.then" if known else "in_register"
        slots = {"register": word(self.register), "day": day.isoformat()}
        return Judged(FAIL, words=words, slots=slots)


@dataclass(frozen=True, slots=True)
class UniqueAcross:
    """No other accepted return has the key: none of the unit, of its agency, or of any unit."""

    name: str
    across: str

    def lacking(self, scope: Scope) -> Lacking | None:
        """Return that nobody looked what others sent."""
        return None if self.name in scope.context.keys else Lacking("keys")

    def of(self, key: str, day: date, scope: Scope) -> Judged:
        """Return how one key comes out; of whom it is, is told of the unit's own returns alone."""
        found = scope.context.sent_by(self.name, key)
        if not isinstance(found, str) or not found:
            return PASSED
        near = found if found in NEAR else OWN
        if NEAR.index(near) > NEAR.index(self.across):
            return PASSED
        return Judged(FAIL, words=f"unique_across.{near}", slots={"period": _named(found)})


def _named(period: str) -> Text:
    try:
        found = Period.parse(period)
    except NotAPeriod:
        return Text("", "")
    return Text(found.words("en"), found.words("zh"))


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Cells, or a field of every entry of a list, each of which is looked up.

    `needs` are the field and, where the rule names one, the field with the day.
    """

    head: Head
    asking: _Asking
    cells: tuple[int, ...] = ()
    listed: str = ""
    needs: tuple[str, ...] = ()

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield each failure and each wait, and once how it came out for the others."""
        if (lacking := self.asking.lacking(scope)) is not None:
            return iter((without(self._subject, lacking),))
        if self.listed:
            return each(_InEntries(self.head, self.listed, self.needs, self.asking, scope), scope)
        return together(self._of(cell, scope) for cell in self.cells)

    @property
    def _subject(self) -> Spot:
        return At(self.listed, HEADING, self.needs[0]) if self.listed else self.cells[0]

    def _of(self, cell: int, scope: Scope) -> Judged:
        figure = figure_in(scope, cell)
        if isinstance(figure, Judged):
            return figure
        if figure is None:
            return of_blanks(cell, self.head.blank)
        key = in_cell(scope.cells[cell], scope.readings)
        return replace(self.asking.of(key, scope.period.end, scope), spots=(cell,))


@dataclass(frozen=True, slots=True)
class _InEntries:
    """A field of each entry of one return, looked up on a day of the entry or the last one."""

    head: Head
    listed: str
    needs: tuple[str, ...]
    asking: _Asking
    scope: Scope

    def of_entry(self, entry: Entry, number: int) -> Judged:
        """Return how it comes out in one entry."""
        values = [entry.values.get(key) for key in self.needs]
        if None in values:
            return of_blank_fields(self, entry, number)
        value, day = values[0], values[-1]
        assert value is not None
        decimals = self.scope.lists[self.listed].table.field(self.needs[0]).decimals
        on = day if len(values) > 1 and isinstance(day, date) else self.scope.period.end
        judged = self.asking.of(as_key(value, decimals), on, self.scope)
        if judged.outcome in (PASS, NOT_APPLICABLE):
            return PASSED if judged.outcome == PASS else IDLE
        return replace(judged, spots=(At(self.listed, number, self.needs[0]),))


def in_register(ground: Ground, rule: RuleSpec) -> Iterator[Ruling]:
    """Bind a look-up in a register. Raises BadReference, BadValue."""
    register = str(rule.slots["register"])
    yield _bound(ground, rule, InRegister(register), registers=register)


def unique_across(ground: Ground, rule: RuleSpec) -> Iterator[Ruling]:
    """Bind a key that stands in no other return. Raises BadReference, BadValue."""
    name = _names(ground, rule)
    if len(name) > 1:
        raise BadValue(f"{rule.slots['figure']} is a column: a key is one cell, or a field")
    across = str(rule.slots.get("across", ALL))
    yield _bound(ground, rule, UniqueAcross(name[0], across))


def _names(ground: Ground, rule: RuleSpec) -> list[str]:
    """Return the field, or the cells, that a rule looks up, each by its name."""
    if references.names_fields(ground.spec, rule):
        fields = FieldsOf(ground.spec, rule)
        one = fields.slot("figure")
        return [f"{fields.key}.{one.key}"]
    return [ground.cells[ground.by_key[key]].name for key in cells(ground, rule, "figure")]


def _bound(ground: Ground, rule: RuleSpec, asking: _Asking, registers: str = "") -> LookedUp:
    names = frozenset(_names(ground, rule))
    wants = Wants(keys=names)
    if registers:
        wants = Wants(registers=frozenset((registers, name) for name in names))
    if not references.names_fields(ground.spec, rule):
        if "on" in rule.slots:
            raise BadValue("on: the day of an entry is a field of its list")
        if rule.blank in ("zero", "zero_if_any"):
            raise BadValue(f"{rule.slots['figure']} is looked up: a blank one is no 0")
        keys = cells(ground, rule, "figure")
        head = Head.of(rule, blank_of(ground, rule, keys[0]), wants=wants)
        return LookedUp(head, asking, cells=tuple(ground.by_key[key] for key in keys))
    fields = FieldsOf(ground.spec, rule)
    one = fields.slot("figure")
    needs = [one.key]
    if shape(one) in ("date", "month"):
        raise BadValue(f"{one.key} is a {shape(one)}, by which nothing is known")
    if "on" in rule.slots:
        day = fields.slot("on")
        if shape(day) != "date":
            raise BadValue(f"on: {day.key} is a {shape(day)}, and no day")
        needs.append(day.key)
    head = replace(without_zero(rule, one), wants=wants)
    return LookedUp(head, asking, listed=fields.key, needs=tuple(needs))
