"""Break each kind on purpose, and see that its tests tell: `python -m tests.mutations`.

Of every kind, one at a time: its outcomes turned round, each blank policy taken for another, the
tolerance that it says doubled, rounding left out, and the period that it looks back to shifted.
Printed is which test caught it; what none did is at the end, and makes the exit status 1. What
comes out the same by the meaning of a kind is left out, with the reason beside it.
"""

import contextlib
import io
import itertools
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from schemas.kinds import KINDS, NO_BLANKS, TOLERANT
from schemas.periods import Period
from schemas.spec import FormSpec, RuleSpec
from validator import examples, plan
from validator.context import Context

TESTS = [
    "tests/validator/test_kinds.py",
    "tests/validator/test_kinds_policies.py",
    "tests/validator/test_kinds_elsewhere.py",
    "tests/validator/test_kinds_unusual.py",
    "tests/validator/test_kinds_registered.py",
    "tests/validator/test_entry_kinds.py",
    "tests/validator/test_list_kinds.py",
    "tests/validator/test_list_figures.py",
    "tests/validator/test_checks.py",
    "tests/validator/test_allowances.py",
]
POLICIES = ("skip", "zero", "zero_if_any", "error")
OF_PERIODS = {
    "carry_forward": "before",
    "check": "before",
    "agrees_with_form": "other",
    "quarters_make_year": "other",
    "unusual_change": "past",
    "within_period": "",
}
"""Kinds that look at other periods, and by what of the context; "" for the period itself."""
OF_TEXTS = frozenset({
    *("valid_pair", "unique", "unique_across", "in_register"),
    *("sequence_without_gaps", "within_period"),
})
"""Kinds of what is no figure: a blank is skipped or an error, and never 0."""
OF_ONE = frozenset({"between", "one_of", "at_most_one_of", "unusual_change", "unusual_for_peers"})
"""Kinds of one figure, or of none that is filled in: skip and zero_if_any agree."""
UNROUNDED = frozenset({"carry_forward", "count_matches", "sum_matches"})
"""Kinds whose figures have the same decimals, so that half of the last one decides nothing."""
TURNED = {"pass": "fail", "fail": "pass"}
Change = Callable[[], None]


def mutations() -> Iterator[tuple[str, str, Change]]:
    """Yield each kind with what is done to it."""
    for kind in KINDS:
        if kind == "text_note":
            continue
        yield kind, "outcome turned round", lambda kind=kind: _turn(kind)
        for one, other in _swaps(kind):
            said = f"blank {one} taken for {other}"
            yield kind, said, lambda k=kind, o=one, b=other: _of_rules(k, _Blank(o, b))
        if kind in TOLERANT:
            yield kind, "tolerance doubled", lambda kind=kind: _of_rules(kind, _doubled)
        if kind in TOLERANT - UNROUNDED:
            yield kind, "rounding left out", lambda kind=kind: _of_rules(kind, _unrounded)
        if kind in OF_PERIODS:
            yield kind, "period shifted", lambda kind=kind: _shift(kind)


def _swaps(kind: str) -> Iterator[tuple[str, str]]:
    """Yield each policy on blanks that a kind takes, with each that could stand for it."""
    known = ("skip", "error") if kind in OF_TEXTS else POLICIES
    for one, other in itertools.permutations(() if kind in NO_BLANKS else known, 2):
        if kind not in OF_ONE or {one, other} != {"skip", "zero_if_any"}:
            yield one, other


class _Blank:
    """Takes one policy on blanks for another."""

    def __init__(self, one: str, other: str) -> None:
        self.one, self.other = one, other

    def __call__(self, rule: RuleSpec, spec: FormSpec) -> RuleSpec:
        held = rule.blank or (spec.tables[0].blank if spec.tables else "skip")
        lists = {one.key for one in spec.lists}
        if rule.blank is None and any(str(said).partition(".")[0] in lists for said in _said(rule)):
            held = "skip"
        return replace(rule, blank=self.other) if held == self.one else rule


def _said(rule: RuleSpec) -> Iterator[object]:
    for said in rule.slots.values():
        yield from said if isinstance(said, list) else [said]


def _doubled(rule: RuleSpec, spec: FormSpec) -> RuleSpec:
    twice = {
        name: str(2 * float(said)) if (said := getattr(rule.tolerance, name)) else ""
        for name in ("absolute", "relative")
    }
    return replace(rule, tolerance=replace(rule.tolerance, **twice))


def _unrounded(rule: RuleSpec, spec: FormSpec) -> RuleSpec:
    return replace(rule, tolerance=replace(rule.tolerance, rounding=not rule.tolerance.rounding))


def _of_rules(kind: str, change: Callable[[RuleSpec, FormSpec], RuleSpec]) -> None:
    """Let plans be made of rules that are another than those written."""
    compiled = plan.compile_plan

    def compile_plan(spec: FormSpec, period: str) -> plan.Plan:
        rules = tuple(change(one, spec) if one.kind == kind else one for one in spec.rules)
        return compiled(replace(spec, rules=rules), period)

    _instead(compiled, compile_plan)


def _instead(was: object, made: object) -> None:
    """Put one function in place of another wherever it is known by its name."""
    for module in list(sys.modules.values()):
        if getattr(module, "compile_plan", None) is was:
            module.compile_plan = made  # type: ignore[attr-defined]  # a break on purpose


def _turn(kind: str) -> None:
    told = examples._outcomes

    def outcomes(plan: Any, example: Any, scope: Any) -> Iterator[str]:
        kinds = {rule.id: rule.kind for rule in plan.spec.rules}
        is_it = kinds.get(example["rule"]) == kind
        return (TURNED.get(one, one) if is_it else one for one in told(plan, example, scope))

    examples._outcomes = outcomes


def _shift(kind: str) -> None:
    if not OF_PERIODS[kind]:
        _shift_the_period()
        return
    told = getattr(Context, OF_PERIODS[kind])

    def earlier(self: Context, *asked: Any, **more: Any) -> Any:
        return told(_earlier(self), *asked, **more)

    setattr(Context, OF_PERIODS[kind], earlier)


def _earlier(context: Context) -> Context:
    """Return what is known, as if this were the quarter before."""
    return replace(context, period=Period.parse(context.period).previous().id)


def _shift_the_period() -> None:
    compiled = plan.compile_plan

    def compile_plan(spec: FormSpec, period: str) -> plan.Plan:
        made = compiled(spec, period)
        return replace(made, period=made.period.previous())

    _instead(compiled, compile_plan)


class _Collected:
    """Keeps the tests that were found."""

    items: list[pytest.Function]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = [item for item in session.items if isinstance(item, pytest.Function)]


def _tests() -> list[pytest.Function]:
    found = _Collected()
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", *TESTS], [found])
    return found.items


def _caught(kind: str, change: Change, tests: list[pytest.Function], queue: Any) -> None:
    """Put the name of the first test that fails, those of the kind before all others."""
    change()
    for item in sorted(tests, key=lambda item: f"kind: {kind};" not in item.name):
        given = item.callspec.params if hasattr(item, "callspec") else {}
        try:
            item.function(**given)
        except (AssertionError, LookupError, ValueError, TypeError, ArithmeticError):
            queue.put(f"{item.path.name}::{item.name}")
            return
    queue.put("")


def main(only: list[str]) -> int:
    """Print what caught each mutation, of some kinds or of all; return 1 if something did not."""
    survived, tests = [], _tests()
    context = multiprocessing.get_context("fork")
    for kind, done, change in mutations():
        if only and kind not in only:
            continue
        queue = context.Queue()
        child = context.Process(target=_caught, args=(kind, change, tests, queue))
        child.start()
        failed = queue.get()
        child.join()
        sys.stdout.write(f"{kind}: {done} -> {failed or 'NOT CAUGHT'}\n")
        sys.stdout.flush()
        survived += [] if failed else [f"{kind}: {done}"]
    sys.stdout.write("\n  ".join([f"{len(survived)} not caught", *survived]) + "\n")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
