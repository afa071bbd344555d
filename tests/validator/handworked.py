"""Every case of a rule that was worked out by hand, from wherever its test stands.

Each is a form with one rule, an example of it, and how that has to come out; the arithmetic is
written beside it where it stands.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from schemas.kinds import NO_BLANKS
from schemas.sentences import _list_of
from schemas.spec import FormSpec
from tests.validator import (
    entries,
    test_allowances,
    test_checks,
    test_entry_kinds,
    test_entry_policies,
    test_kinds,
    test_kinds_elsewhere,
    test_kinds_policies,
    test_kinds_registered,
    test_kinds_unusual,
    test_list_figures,
    test_list_kinds,
)
from tests.validator.test_kinds import CANNOT, FAIL, NA, PASS, PERIOD, example_by, named
from tests.validator.test_kinds_policies import POLICIES
from validator.examples import outcome_of, scope_of
from validator.held import held_of
from validator.kinds.ruling import At
from validator.numbers import MISTYPED
from validator.plan import compile_plan
from validator.presence import judge
from validator.refproof import unbound

_REFERENCE = re.compile(r"\b[a-z]\w*(?:\[\w+\])?\.[a-z]\w*")
of_cells, of_fields = cache(test_kinds.form), cache(entries.form)
of_items = cache(test_kinds_unusual.with_items)


class Case(NamedTuple):
    """One rule over one return, with what is known beside it."""

    spec: FormSpec
    example: Mapping[str, Any]
    expected: str
    period: str = PERIOD

    @property
    def rule(self):
        """The one rule of its form."""
        return self.spec.rules[0]

    @property
    def is_of_entries(self):
        """Say whether the rule is held over a list's entries."""
        return _list_of(self.spec, self.rule) is not None

    @property
    def policy(self):
        """What the rule takes a blank for."""
        own = "skip" if self.is_of_entries else self.spec.tables[0].blank
        return self.rule.blank or own

    def outcome(self, **other):
        """Return how it comes out, or would by a rule that is otherwise in something."""
        spec = replace(self.spec, rules=(replace(self.rule, **other),)) if other else self.spec
        return outcome_of(compile_plan(spec, self.period), self.example)

    def told(self):
        """Return the names of the first place at which it fails: a cell's, and of its column."""
        plan = compile_plan(self.spec, self.period)
        scope = scope_of(plan, self.example)
        spot = next(_failing(plan, scope))
        if isinstance(spot, At):
            return {f"{spot.listed}.{spot.field}"}
        table, _, column = plan.cells[spot].key
        return {plan.cells[spot].name, f"{table}.{column}"}

    def is_blank(self):
        """Say whether something that the rule names is left blank."""
        slots = {one: said for one, said in self.rule.slots.items() if one not in self._of_before}
        return any(self._is_left_out(name) for name in _REFERENCE.findall(str(slots)))

    @property
    def _of_before(self):
        """The slots that name cells of other quarters."""
        return {"carry_forward": {"closing"}, "quarters_make_year": {"quarter"}}.get(
            self.rule.kind, ()
        )

    def _is_left_out(self, name):
        of, _, key = name.partition(".")
        data = self.example.get("data", {})
        if of in {one.key for one in self.spec.lists}:
            return any(not str(one.get(key, "")).strip() for one in data.get(of, []))
        if of.partition("[")[0] not in {one.key for one in self.spec.tables}:
            return False
        rows = [of] if "[" in of else [f"{of}[{row.key}]" for row in self.spec.table(of).rows]
        return all(data.get(f"{row}.{key}", "") == "" for row in rows)

    def is_mistyped(self):
        """Say whether something stands there that cannot be read."""
        scope = scope_of(compile_plan(self.spec, self.period), self.example)
        figures = any(one.state == MISTYPED for _, one in scope.readings.without_figure())
        return figures or any(entry.bad for one in scope.lists.values() for entry in one.entries)


def _failing(plan, scope):
    """Yield the places at which the rules of a plan fail."""
    held = held_of(plan, scope)
    for one in held.evaluate(scope):
        if one.outcome == FAIL:
            yield one.relation.subject
    for rule in held.plan.presences:
        yield from judge(rule, scope.readings).cells
    for ruling in held.plan.rulings:
        yield from (j.spots[0] for j in ruling.judge(scope) if j.outcome == FAIL and j.spots)


@cache
def cases():
    """Return all of them, each once."""
    parts = (_of_cells, _of_policies, _of_list_policies, _of_edges)
    parts += (_beyond_the_file, _looked_up, _of_entries, _of_lists)
    found = [Case(*one) for part in parts for one in part()]
    return tuple({(one.spec.sha256, one.period, repr(one.example)): one for one in found}.values())


def _of_cells():
    """Rules over figures, by what the file alone says."""
    for of in (test_kinds.CASES, test_checks.CASES, test_checks.CONDITIONS):
        for slots, its in of.items():
            yield from ((of_cells(slots), example_by(cells), expected) for cells, expected in its)
    for slots, policy, cells, expected in (*test_kinds.POLICIES, *test_checks.POLICIES):
        yield of_cells(slots, policy), example_by(cells), expected
    for slots, cells, expected in test_allowances.LISTED:
        yield of_cells(slots), example_by(cells), expected


def _of_policies():
    """Rules under each policy on blanks."""
    of = test_kinds_policies
    for slots, cells, known, outcomes in of.BLANKS:
        for policy, expected in zip(POLICIES, outcomes, strict=True):
            yield of_cells(f"{slots}; blank: {policy}"), _told(cells, known), expected
    for slots, figures, outcomes in of.BESIDE_PEERS:
        known = {"peers": {test_kinds_unusual.A: figures}}
        for policy, expected in zip(POLICIES, outcomes, strict=True):
            yield of_items(f"{slots}; blank: {policy}"), _told({}, known), expected


def _of_list_policies():
    """The same of rules that look at a list."""
    of = test_kinds_policies
    for slots, told, outcomes in of.OF_LISTS:
        for policy, expected in zip(POLICIES, outcomes, strict=True):
            yield of_fields(f"{slots}; blank: {policy}"), _listing(told), expected
    for slots, entry in of.OF_WORDS:
        for policy, expected in (("skip", NA), ("error", FAIL)):
            example = _listing([entry]) | of.BESIDE
            yield of_fields(f"{slots}; blank: {policy}"), example, expected


def _of_edges():
    """Rules at the edge of what they may miss."""
    of = test_kinds_policies
    for slots, cells, outcomes in of.EDGES:
        for more, expected in zip(("", of.LEFT_OUT), outcomes, strict=True):
            yield of_cells(slots + more), _told(cells, of.other(R1=[1] * 4)), expected
    for slots, cells, subject, figures in of.ALLOWED:
        for figure, expected in zip((*figures, "x"), (PASS, FAIL, CANNOT), strict=True):
            told = _told({**cells, subject: figure}, of.other(R1=[10] * 4))
            yield of_cells(slots + of.ABSOLUTE), told, expected


def _beyond_the_file():
    """Rules that look at other returns of the unit, and at those of others."""
    of = test_kinds_elsewhere
    for slots, its in of.CASES.items():
        for cells, other, expected in its:
            yield of_cells(slots), _told(cells, {"other": other}), expected
    for cells, history, period, expected in of.OWN_CASES:
        yield of_cells(of.OWN), _told(cells, {"history": history}), expected, period
    for slots, its in test_kinds_unusual.CASES.items():
        beside = "peers" if "peers" in slots else "history"
        for cells, known, expected in its:
            yield of_items(slots), _told(cells, {beside: known}), expected
    for slots, its in test_checks.SUPPOSED.items():
        for known, cells, expected in its:
            yield of_cells(slots), _told(cells, known), expected


def _looked_up():
    """Rules that look something up, in a register or among what others sent."""
    of = test_kinds_registered
    for slots, its in of.CASES.items():
        for entry, known, expected in its:
            yield of_fields(slots), _listing([entry]) | known, expected
    for slots, its in ((of.CELL, of.OF_CELLS), (of.ONCE, of.OF_ONE_CELL)):
        yield from ((of_cells(slots), _told(*case), expected) for *case, expected in its)


def _of_entries():
    """Rules that are held in each entry of a list."""
    for slots, its in test_entry_kinds.CASES.items():
        yield from ((of_fields(slots), _listing([entry]), expected) for entry, expected in its)
    of = test_entry_policies
    for slots, more, entry, expected in of.POLICIES:
        yield of_fields(f"{slots}; {more}"), _listing([entry]), expected
    for slots, entry, outcomes in of.OF_FIGURES:
        for policy, expected in zip(POLICIES, outcomes, strict=True):
            yield of_fields(f"{slots}; blank: {policy}"), _listing([entry]), expected
    for slots, entry, subject, figures in of.ALLOWED:
        for figure, expected in zip((*figures, "x"), (PASS, FAIL, CANNOT), strict=True):
            yield of_fields(slots + of.ABSOLUTE), _listing([{**entry, subject: figure}]), expected


def _of_lists():
    """Rules that hold entries against each other, and figures against a list."""
    for slots, said, outcomes in test_list_kinds.FLAT:
        field = re.search(r"g\.(\w+)", slots)[1]
        listing = _listing(test_list_kinds.entries(slots, said))
        for number, expected in outcomes.items():
            yield of_fields(slots), listing | {"at": f"g[{number}].{field}"}, expected
    for slots, figure, told, expected in test_list_figures.CASES:
        yield of_fields(slots), _listing(told, **{"t[R1].a": figure}), expected


def _told(cells, known):
    return {"rule": "RULE", "data": named(cells), **known}


def _listing(told, **cells):
    return {"rule": "RULE", "data": {"g": told, **cells}}


@cache
def takes(spec, policy):
    """Say whether the rule of a form may say a policy on blanks for itself."""
    (rule,) = spec.rules
    if rule.kind in NO_BLANKS:
        return False
    return not unbound(replace(spec, rules=(replace(rule, blank=policy),)), PERIOD)
