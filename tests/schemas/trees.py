"""Expressions drawn by chance, as trees."""

from decimal import Decimal

from hypothesis import strategies as st

from schemas.expression import (
    AGGREGATES,
    FUNCTIONS,
    Aggregate,
    Agreed,
    Among,
    Arithmetic,
    Bare,
    Between,
    Call,
    CellOf,
    Compare,
    Day,
    Fact,
    Logic,
    Minus,
    Named,
    Not,
    Number,
    OnForm,
    Words,
)

NAMES = st.sampled_from(["movement", "bf", "R010", "groups", "held_on", "date", "sum", "x1"])
NUMBERS = st.builds(Number, st.decimals(0, 10**6, places=2) | st.integers(0, 99).map(Decimal))
WORDS = st.builds(Words, st.text("OTH'甲 ()<=.", max_size=5))
DAYS = st.builds(Day, st.dates())
CELLS = st.builds(CellOf, NAMES, NAMES, NAMES)
LITERALS = NUMBERS | WORDS | DAYS
LEAVES = (
    LITERALS
    | CELLS
    | st.builds(Named, NAMES, NAMES)
    | st.builds(Bare, NAMES)
    | st.builds(Fact, NAMES)
    | st.builds(Agreed, st.sampled_from(["OS1", "OC2"]))
    | st.builds(OnForm, st.sampled_from(["STAFF-Q", "O'X"]), CELLS)
)


@st.composite
def calls(draw, inner):
    """Draw a function with as many values as it takes."""
    name = draw(st.sampled_from(sorted(FUNCTIONS)))
    least, most = FUNCTIONS[name]
    return Call(name, tuple(draw(st.lists(inner, min_size=least, max_size=most))))


def grown(inner):
    """Return what is made of smaller expressions."""
    choices = st.lists(LITERALS | st.builds(Minus, NUMBERS), min_size=1, max_size=3).map(tuple)
    of = st.builds(Bare, NAMES) | st.builds(Named, NAMES, NAMES)
    return (
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner)
        | st.builds(Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner)
        | st.builds(Logic, st.sampled_from(["and", "or"]), inner, inner)
        | st.builds(Among, inner, choices, st.booleans())
        | st.builds(Between, inner, inner, inner, st.booleans())
        | st.builds(Minus, inner)
        | st.builds(Not, inner)
        | calls(inner)
        | st.builds(Aggregate, st.sampled_from(AGGREGATES), of, st.none() | inner)
    )


TREES = st.recursive(LEAVES, grown, max_leaves=10)
