"""Expressions over returns drawn by chance: against a plain reckoning, and never an exception."""

import operator
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.expression import (
    LONGEST,
    Aggregate,
    Among,
    Arithmetic,
    Bare,
    Between,
    Call,
    CellOf,
    Compare,
    Fact,
    Logic,
    Minus,
    Named,
    Not,
    Number,
    Words,
    too_deep,
    walk,
    written,
)
from schemas.expressionnames import Names
from schemas.expressionreading import parse
from schemas.expressiontypes import problems
from schemas.expressionwords import words
from tests.validator.test_kinds import PERIOD, form
from validator.examples import scope_of
from validator.kinds.conditions import Through
from validator.kinds.ruling import Ground
from validator.kinds.values import Missing
from validator.plan import compile_plan

PLAN = compile_plan(form("kind: text_note; says: {en: A, zh-Hant: 甲}"), PERIOD)
GROUND = Ground(PLAN.spec, PLAN.by_key, PLAN.cells)
NAMES = Names(PLAN.spec)
FIGURES = st.builds(
    CellOf, st.just("t"), st.sampled_from(["R1", "R2", "R3"]), st.sampled_from("abch")
)
COLUMNS = st.builds(Named, st.just("t"), st.sampled_from("abc"))
NUMBERS = st.integers(0, 20).map(Number)
CONTENT = st.one_of(st.integers(0, 9), st.sampled_from(["", "N/A", "x", "-", "1.5"]))
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
COMPARED = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le}


def returns(content):
    """Draw what stands in the twelve cells of a return."""
    return st.fixed_dictionaries({cell.name: content for cell in PLAN.cells})


def come_to(tree, data, blank="skip"):
    """Return what an expression comes to in each line of a return."""
    scope = scope_of(PLAN, {"data": data})
    through = Through.of(GROUND, [tree])
    return [bound[0].value(scope, blank, entry) for bound, entry in through.each(scope)]


SUMS = st.recursive(
    FIGURES | NUMBERS,
    lambda inner: (
        st.builds(Arithmetic, st.sampled_from("+-*"), inner, inner) | st.builds(Minus, inner)
    ),
    max_leaves=8,
)
TRUTHS = st.recursive(
    st.builds(Compare, st.sampled_from(sorted(COMPARED)), SUMS, SUMS),
    lambda inner: (
        st.builds(Logic, st.sampled_from(["and", "or"]), inner, inner) | st.builds(Not, inner)
    ),
    max_leaves=4,
)


def by_hand(node, data):
    """Reckon a tree the plainest way."""
    match node:
        case Number(value):
            return Fraction(value)
        case CellOf(table, row, col):
            return Fraction(data[f"{table}[{row}].{col}"])
        case Minus(inner):
            return -by_hand(inner, data)
        case Not(inner):
            return not by_hand(inner, data)
        case Arithmetic(op, left, right):
            return SIGNS[op](by_hand(left, data), by_hand(right, data))
        case Compare(op, left, right):
            return COMPARED[op](by_hand(left, data), by_hand(right, data))
        case Logic(op, left, right):
            return (all if op == "and" else any)(by_hand(one, data) for one in (left, right))


@given(SUMS | TRUTHS, returns(st.integers(0, 99)))
def test_figures_come_to_what_plain_arithmetic_gives(tree, data):
    assert come_to(tree, data) == [by_hand(tree, data)]


@given(TRUTHS, returns(st.integers(0, 9) | st.just("")))
def test_where_a_blank_counts_as_0_it_is_as_if_0_stood_there(tree, data):
    filled = {name: value or 0 for name, value in data.items()}

    assert come_to(tree, data, "zero") == come_to(tree, filled)


@given(SUMS, returns(st.integers(0, 9) | st.just("")))
def test_a_sum_with_a_blank_does_not_apply_unless_blanks_count(tree, data):
    cells = [written(one) for one in walk(tree) if isinstance(one, CellOf)]
    (value,) = come_to(tree, data)
    (if_any,) = come_to(tree, data, "zero_if_any")

    assert isinstance(value, Missing) == any(data[cell] == "" for cell in cells)
    assert isinstance(if_any, Missing) == (cells != [] and all(data[cell] == "" for cell in cells))


EARLIER = ["prev", "same_period_last_year", "year_to_date"]
NEAR = st.builds(
    Compare, st.sampled_from(sorted(COMPARED)), st.sampled_from("abc").map(Bare), NUMBERS
)
OVER = st.builds(Named, st.just("t"), st.sampled_from("abch"))
ANY_NUMBER = st.recursive(
    FIGURES
    | COLUMNS
    | NUMBERS
    | st.builds(lambda name, of: Call(name, (of,)), st.sampled_from(EARLIER), FIGURES | COLUMNS)
    | st.builds(Aggregate, st.sampled_from(["sum", "count", "min", "max", "average"]), OVER)
    | st.builds(Aggregate, st.sampled_from(["share", "sum", "max"]), OVER, NEAR),
    lambda inner: (
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner)
        | st.builds(Minus, inner)
        | st.builds(lambda name, of: Call(name, (of,)), st.sampled_from(["abs", "round"]), inner)
    ),
    max_leaves=6,
)
ANY_TRUTH = st.recursive(
    st.builds(Compare, st.sampled_from(sorted(COMPARED)), ANY_NUMBER, ANY_NUMBER)
    | st.builds(Between, ANY_NUMBER, NUMBERS, ANY_NUMBER, st.booleans())
    | st.builds(Among, ANY_NUMBER, st.lists(NUMBERS, min_size=1).map(tuple), st.booleans())
    | st.builds(
        Compare, st.just("="), st.builds(Fact, st.just("ngo")), st.builds(Words, st.text())
    ),
    lambda inner: (
        st.builds(Logic, st.sampled_from(["and", "or"]), inner, inner) | st.builds(Not, inner)
    ),
    max_leaves=3,
)
POLICIES = st.sampled_from(["skip", "zero", "zero_if_any", "error"])


@settings(max_examples=200)
@given(ANY_NUMBER | ANY_TRUTH, returns(CONTENT), POLICIES)
def test_a_sound_expression_never_fails_whatever_stands_in_the_cells(tree, data, blank):
    text = written(tree)
    assume(len(text) <= LONGEST and too_deep(tree) is None and "/ 0" not in text)

    assert problems(NAMES, parse(text)) == []
    assert len(come_to(parse(text), data, blank)) in (1, 3)
    assert words(NAMES, parse(text)).zh
