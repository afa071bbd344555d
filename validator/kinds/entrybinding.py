"""Bind kinds that are of cells elsewhere to fields of a list, where their slots name these."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from schemas.spec import Field, RuleSpec
from validator import references
from validator.kinds import wholelists
from validator.kinds.entries import FieldsOf, shape, without_zero
from validator.kinds.entrychoices import valid_pair, within_period
from validator.kinds.entrypresence import FieldsFilled
from validator.kinds.entrysums import FieldBounds, FieldPair, FieldSum
from validator.kinds.ruling import Ground, Head, Ruling
from validator.references import BadValue
from validator.rulebind import number
from validator.sums import relative

_DAYS = ("date", "month")
_OF_DAYS = {"before": "at_most", "after": "at_least"}
_SIGNED = tuple[int, Field]


def of_entries(ground: Ground, rule: RuleSpec) -> Iterator[Ruling]:
    """Yield a rule whose slots name fields of a list; nothing where they name cells.

    Raises:
        BadReference: a list has no such field.
        BadValue: the fields cannot be held together so.
    """
    if rule.kind in OF_LISTS or references.names_fields(ground.spec, rule):
        yield _MADE[rule.kind](FieldsOf(ground.spec, rule), rule)


def _compare(fields: FieldsOf, rule: RuleSpec) -> Ruling:
    left, right = fields.slot("left"), fields.slot("right")
    order = str(rule.slots.get("is", "at_most"))
    _hold_together(left, right)
    if order in _OF_DAYS and shape(left) not in _DAYS:
        raise BadValue(f"{left.key} is no date: did you mean 'is: {_OF_DAYS[order]}'?")
    if order not in (*_OF_DAYS, "different") and shape(left) != "figure":
        wanted = "'before', 'after' or 'different'" if shape(left) in _DAYS else "'different'"
        raise BadValue(f"{left.key} is no figure: did you mean {wanted}?")
    if shape(left) != "figure":
        return _pair(fields, rule, (left, right), order)
    sign = -1 if order == "at_least" else 1
    signed = [(sign, left), (-sign, right)]
    op = "ne" if order == "different" else "le"
    return _sum(fields, rule, signed, op=op, words=f"entries.{order}")


def _pair(fields: FieldsOf, rule: RuleSpec, pair: tuple[Field, Field], order: str) -> FieldPair:
    left, right = pair
    return FieldPair(without_zero(rule, left), pair, order, fields.key, (left.key, right.key))


def _part_of(fields: FieldsOf, rule: RuleSpec) -> Ruling:
    signed = [(1, fields.slot("part")), (-1, fields.slot("whole"))]
    return _sum(fields, rule, signed, op="le", words="entries.part_of")


def _share(fields: FieldsOf, rule: RuleSpec) -> Ruling:
    percent = number(rule.slots["percent"])
    unit = 10 ** max(-int(percent.as_tuple().exponent), 0)
    sign = 1 if rule.kind == "share_at_most" else -1
    signed = [
        (sign * 100 * unit, fields.slot("part")),
        (-sign * int(percent * unit), fields.slot("whole")),
    ]
    return _sum(fields, rule, signed, op="le", words=f"entries.{rule.kind}", unit=100 * unit)


def _equals(fields: FieldsOf, rule: RuleSpec) -> Ruling:
    figure, of = _SUM_SLOTS[rule.kind]
    left = fields.slot(figure)
    terms = [(-sign, fields.field(name)) for sign, name in references.signed(str(rule.slots[of]))]
    if len(terms) > 1 or shape(left) == "figure":
        words = "total_of" if len(terms) > 1 else "entries.equal_figures"
        return _sum(fields, rule, [(1, left), *terms], op="eq", words=words)
    right = terms[0][1]
    _hold_together(left, right)
    return _pair(fields, rule, (left, right), "equals")


def _between(fields: FieldsOf, rule: RuleSpec) -> Ruling:
    one = fields.slot("figure")
    if shape(one) not in ("figure", *_DAYS):
        raise BadValue(f"{one.key} is a {shape(one)}: only figures and dates lie between others")
    least, most = (_bound(one, rule.slots.get(name)) for name in ("least", "most"))
    head = without_zero(rule, one) if shape(one) in _DAYS else _head(rule)
    return FieldBounds(head, one, fields.key, (one.key,), least, most)


def _bound(one: Field, said: object) -> int | date | None:
    """Return what a figure or a day in a rule is as a value of a field. Raises BadValue."""
    if said is None:
        return None
    if shape(one) in _DAYS:
        return _day(str(said), one)
    scaled = number(said).scaleb(one.decimals)
    if scaled != int(scaled):
        raise BadValue(f"{said} has more decimals than {one.key}")
    return int(scaled)


def _day(text: str, one: Field) -> date:
    try:
        return date.fromisoformat(text if one.type == "date" else f"{text}-01")
    except ValueError:
        wanted = "a day such as 2025-10-31" if one.type == "date" else "a month such as 2025-10"
        raise BadValue(f"'{text}': {wanted} is needed beside {one.key}") from None


def _filled(fields: FieldsOf, rule: RuleSpec) -> Ruling:
    named = fields.fields("figures")
    return FieldsFilled(_head(rule), tuple(named), fields.key, tuple(one.key for one in named))


def _sum(fields: FieldsOf, rule: RuleSpec, signed: Sequence[_SIGNED], **how: Any) -> FieldSum:
    """Lift every factor to the most decimals of any field, as with sums of cells."""
    for _, one in signed:
        if shape(one) != "figure":
            raise BadValue(f"{one.key} is a {shape(one)}, and {rule.kind} is of figures")
    decimals = max(one.decimals for _, one in signed)
    factors = tuple(factor * 10 ** (decimals - one.decimals) for factor, one in signed)
    rounded = [abs(f) for f, (_, one) in zip(factors, signed, strict=True) if one.decimals]
    return FieldSum(
        head=_head(rule),
        fields=tuple(one for _, one in signed),
        factors=factors,
        listed=fields.key,
        needs=tuple(one.key for _, one in signed),
        decimals=decimals,
        slack=max(sum(rounded) * rule.tolerance.rounding, _allowed(rule, factors[0], signed[0][1])),
        relative=relative(rule.tolerance),
        **how,
    )


def _allowed(rule: RuleSpec, lift: int, subject: Field) -> int:
    """Return twice the number that a sum may miss: it is one of the subject."""
    allowed = Decimal(rule.tolerance.absolute or "0").scaleb(subject.decimals)
    return int(2 * abs(lift) * allowed)


def _hold_together(left: Field, right: Field) -> None:
    """Refuse to hold against each other what can never be the same, or is never different."""
    if shape(left) != shape(right):
        raise BadValue(
            f"{left.key} is a {shape(left)}, {right.key} a {shape(right)}: they cannot be compared"
        )
    if left.key == right.key:
        raise BadValue(f"{left.key} is held against itself")
    if shape(left) == "code" and left.codes.keys().isdisjoint(right.codes):
        raise BadValue(f"{left.key} and {right.key} have no code in common")


def _head(rule: RuleSpec) -> Head:
    return Head.of(rule, rule.blank or "skip")


_SUM_SLOTS = {
    "equals": ("left", "right"),
    "total_of": ("total", "parts"),
    "balance": ("closing", "movement"),
}
_Making = Callable[[FieldsOf, RuleSpec], Ruling]
OF_LISTS: Mapping[str, _Making] = {
    "valid_pair": valid_pair,
    "within_period": within_period,
    "unique": wholelists.unique,
    "sequence_without_gaps": wholelists.sequence,
    "rows_expected": wholelists.rows_expected,
}
"""Kinds that are of fields of a list, and of nothing else."""
_MADE: Mapping[str, _Making] = {
    **OF_LISTS,
    "compare": _compare,
    "between": _between,
    "part_of": _part_of,
    "share_at_most": _share,
    "share_at_least": _share,
    **dict.fromkeys(_SUM_SLOTS, _equals),
    **dict.fromkeys(("all_or_none", "one_of", "at_most_one_of"), _filled),
}
KINDS_OF_ENTRIES = frozenset(_MADE)
