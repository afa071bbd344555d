"""Forms with a rule of every kind, as the cases worked out by hand have them, all at once."""

import re
from functools import cache

from schemas.load import load
from tests.validator import entries as listed
from tests.validator import (
    test_checks,
    test_entry_kinds,
    test_entry_policies,
    test_kinds,
    test_list_kinds,
)

MORE_OF_CELLS = [
    "kind: check; that: sum(t.a) = sum(t.b) + 2",
    "kind: check; that: count(t.a where b > 1) <= 1",
    "kind: check; that: max(t.h) - min(t.h) < 3",
    "kind: check; that: share(t.a where b > c) <= 50",
    "kind: check; that: average(t.a where c = 1) <= 5 or a1 > 7",
    "kind: check; that: round(a1 / b1 + 0, 1) <= 1.5 and not c1 in (3, 7)",
    "kind: check; that: abs(a1 - b1) between 1 and 5; when: h1 > 0",
    "kind: equals; left: c1; right: a1 + b1; tolerance: {absolute: 2}",
    "kind: equals; left: h3; right: h1 + h2; tolerance: {relative: 10%}",
    "kind: total_of; total: h3; parts: h1 + h2; tolerance: {rounding: none}",
    "kind: compare; is: different; left: t.a; right: t.h; when: t.b > 2",
]
MORE_OF_ENTRIES = [
    "kind: count_matches; figure: t[R1].a; rows: g; where: kind = 'G'",
    "kind: count_matches; figure: t[R1].b; rows: g; blank: zero_if_any",
    "kind: sum_matches; figure: t[R2].a; sum: g.new; where: kind = 'P' and venue = 'ROOM'",
    "kind: sum_matches; figure: t[R2].b; sum: g.total; tolerance: {relative: 5%}",
    "kind: sum_matches; figure: t[R2].b; sum: g.old; blank: error; tolerance: {absolute: 3}",
    "kind: sum_matches; figure: t[R3].a; sum: g.hours",
    "kind: sum_matches; figure: t[R3].b; sum: g.hours; where: new > 3; tolerance: {relative: 1%}",
    "kind: check; that: count(g where kind = 'G') <= 2",
    "kind: check; that: sum(g.new where venue != 'OTH') >= t[R1].a",
    "kind: check; that: g.new + g.old <= 2 * g.total",
    "kind: check; that: days_between(g.began, g.ended) <= 30; when: g.kind = 'G'",
    "kind: check; that: age_on(g.began, g.ended) = 0 or g.new > 5",
    "kind: check; that: g.new <= sum(g.new) / 2",
    "kind: check; that: share(g where kind = 'G') <= 60",
    "kind: check; that: average(g.hours where new > 3) < 20 and max(g.new) < 40",
    "kind: check; that: g.no != 'X1' or t[R1].a > 3",
    "kind: check; that: min(g.began) >= date '2025-10-05'",
    "kind: compare; left: g.new; right: g.total; when: g.kind = 'P' and t[R1].a > 0",
    "kind: one_of; figures: [g.new, g.old]; when: count(g) > 3",
]
BEYOND = re.compile(r"carry_forward|agrees_with|quarters_make|unusual|prev\(|_last_year|to_date\(")


@cache
def of_cells(policy):
    """Return a form of figures whose tables take a blank for that."""
    slots = dict.fromkeys([
        *test_kinds.CASES,
        *(case[0] for case in test_kinds.POLICIES),
        *test_checks.CASES,
        *(case[0] for case in test_checks.POLICIES),
        *test_checks.CONDITIONS,
        *MORE_OF_CELLS,
    ])
    return _form(test_kinds.FORM, [_cells(one) for one in slots], policy)


@cache
def of_entries(policy):
    """Return a form with a list, and rules over its entries."""
    slots = dict.fromkeys([
        *test_entry_kinds.CASES,
        *(f"{case[0]}; {case[1]}" for case in test_entry_policies.POLICIES),
        *test_list_kinds.CASES,
        *MORE_OF_ENTRIES,
    ])
    hours = ", R3: {type: decimal, decimals: 1, en: Hours, zh-Hant: 時數}}"
    return _form(re.sub(r"(R2: [^}]+})}", rf"\1{hours}", listed.FORM), slots, policy)


def all_of_them():
    """Yield the name of each such form, and the form."""
    for policy in ("skip", "zero", "zero_if_any", "error"):
        yield f"cells {policy}", of_cells(policy)
    for policy in ("skip", "zero_if_any"):
        yield f"entries {policy}", of_entries(policy)


def _cells(slots):
    slots = re.sub(r"\b([abch])([1-3])\b", r"t[R\2].\1", slots)
    return re.sub(r"(t\[R.\]\..)(?=[,\]])", r"'\1'", slots)


def _form(text, slots, policy):
    head, _, _ = text.partition("rules:\n")
    head = head.replace("unique: ''", "unique: ''\n    lines: 8")
    rules = []
    for number, one in enumerate(slots, 1):
        body = one.replace("; ", "\n    ")
        rules.append(f"  - id: RULE-{number:03d}\n    severity: error\n    {body}\n")
    return load(f"{head}rules:\n{''.join(rules)}".replace("BLANK", policy))
