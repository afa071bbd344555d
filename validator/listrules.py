"""A figure against the entries of an open list: how many there are, or their sum."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from schemas.spec import FormSpec, Text
from validator.findings import Finding
from validator.lists import Entry, Listed
from validator.numbers import BLANK, FIGURE, MISTYPED, UNLOCATED, Reading, Readings, shown
from validator.outcomes import CANNOT_CHECK, FAIL, NOT_APPLICABLE, PASS
from validator.places import Places
from validator.plan import Plan
from validator.relations import ListRule
from validator.words import wording


def judge(
    rule: ListRule, reading: Reading, entries: Sequence[Entry], decimals: int
) -> tuple[str, int]:
    """Return how a rule comes out, and what the figure has to be (scaled as the figure is)."""
    if reading.state in (MISTYPED, UNLOCATED):
        return CANNOT_CHECK, 0
    needed = {key for key, _ in rule.where} | ({rule.field} if rule.field else set())
    if any(needed & entry.bad.keys() for entry in entries):
        return CANNOT_CHECK, 0
    counted = [
        entry for entry in entries if all(entry.values.get(key) == code for key, code in rule.where)
    ]
    if rule.field:
        due = sum(value for e in counted if isinstance(value := e.values.get(rule.field, 0), int))
    else:
        due = len(counted) * 10**decimals
    if reading.state == FIGURE or (reading.state == BLANK and _blank_counts(rule, counted)):
        return _held(rule, reading.value, due, decimals), due
    fails = reading.state == BLANK and rule.blank == "error"
    return FAIL if fails else NOT_APPLICABLE, due


def _blank_counts(rule: ListRule, counted: Sequence[Entry]) -> bool:
    return rule.blank == "zero" or (rule.blank == "zero_if_any" and bool(counted))


def _held(rule: ListRule, value: int, due: int, decimals: int) -> str:
    """Hold a figure to what the entries come to, within what the rule allows."""
    absolute = Decimal(rule.tolerance.absolute or "0").scaleb(decimals)
    share = Fraction(rule.tolerance.relative or "0") / 100
    return PASS if abs(value - due) <= max(Fraction(absolute), share * due) else FAIL


def list_findings(
    plan: Plan, readings: Readings, places: Places, lists: Mapping[str, Listed]
) -> Iterator[Finding]:
    """Yield what is wrong in the lists themselves, and each figure that they do not bear out."""
    for one in lists.values():
        yield from one.findings
    for rule in plan.list_rules:
        cell = plan.cells[rule.cell]
        listed = lists.get(rule.listed)
        outcome, due = CANNOT_CHECK, 0
        if listed is not None and listed.columns:
            outcome, due = judge(rule, readings[rule.cell], listed.entries, cell.decimals)
        if outcome == CANNOT_CHECK:
            message, hint = wording("list.cannot_check", label=cell.label)
            yield Finding(rule.rule, rule.kind, "note", message, hint, CANNOT_CHECK)
        elif outcome == FAIL:
            assert listed is not None
            finding = _mismatch(plan, rule, readings[rule.cell].value, due)
            if rule.blank == "error" and readings[rule.cell].state == BLANK:
                slots = {"cells": places.name(rule.cell), "label": cell.label}
                finding.message, finding.hint = wording("needs_figures", **slots)
            finding.places = [places[rule.cell]]
            key = rule.field or listed.table.unique
            finding.cells = [places[rule.cell]] + [
                listed.place(entry, key) for entry in listed.entries if key in listed.columns
            ]
            yield finding


def _mismatch(plan: Plan, rule: ListRule, value: int, due: int) -> Finding:
    cell, decimals = plan.cells[rule.cell], plan.cells[rule.cell].decimals
    said, expected = shown(value, decimals), shown(due, decimals)
    difference = shown(abs(value - due), decimals)
    message, hint = wording(
        rule.kind,
        cell=cell.label,
        value=said,
        expected=expected,
        difference=difference,
        table=plan.spec.listed(rule.listed).title,
        field=_label(plan.spec, rule),
        where=_where(plan.spec, rule),
    )
    finding = Finding(rule.rule, rule.kind, rule.severity, message, rule.hint or hint)
    finding.value, finding.expected, finding.difference = said, expected, difference
    finding.raw = said
    return finding


def _label(spec: FormSpec, rule: ListRule) -> Text:
    fields = {one.key: one.label for one in spec.listed(rule.listed).fields}
    return fields.get(rule.field, Text("", ""))


def _where(spec: FormSpec, rule: ListRule) -> Text:
    """Say which entries are counted: " (Type: Group)"; nothing where all are."""
    if not rule.where:
        return Text("", "")
    fields = {one.key: one for one in spec.listed(rule.listed).fields}
    pairs = [(fields[key].label, fields[key].codes[code]) for key, code in rule.where]
    english = "; ".join(f"{label.en}: {code.en}" for label, code in pairs)
    chinese = "；".join(f"{label.zh}：{code.zh}" for label, code in pairs)
    return Text(f" ({english})", f"（{chinese}）")
