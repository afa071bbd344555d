"""Expressions drawn by chance, as trees."""

from decimal import Decimal

from hypothesis import strategies as st

from schemas import expression as tree
from schemas.expression import AGGREGATES, FUNCTIONS

NAMES = st.sampled_from(["movement", "bf", "R010", "groups", "held_on", "date", "sum", "x1"])
NUMBERS = st.builds(tree.Number, st.decimals(0, 10**6, places=2) | st.integers(0, 99).map(Decimal))
WORDS = st.builds(tree.Words, st.text("OTH'甲 ()<=.", max_size=5))
DAYS = st.builds(tree.Day, st.dates())
CELLS = st.builds(tree.CellOf, NAMES, NAMES, NAMES)
LITERALS = NUMBERS | WORDS | DAYS
LEAVES = (
    LITERALS
    | CELLS
    | st.builds(tree.Named, NAMES, NAMES)
    | st.builds(tree.Bare, NAMES)
    | st.builds(tree.Fact, NAMES)
    | st.builds(tree.Agreed, st.sampled_from(["OS1", "OC2"]))
    | st.builds(tree.OnForm, st.sampled_from(["STAFF-Q", "O'X"]), CELLS)
)


@st.composite
def calls(draw, inner):
    """Draw a function with as many values as it takes."""
    name = draw(st.sampled_from(sorted(FUNCTIONS)))
    least, most = FUNCTIONS[name]
    return tree.Call(name, tuple(draw(st.lists(inner, min_size=least, max_size=most))))


def grown(inner):
    """Return what is made of smaller expressions."""
    choices = st.lists(LITERALS | st.builds(tree.Minus, NUMBERS), min_size=1, max_size=3).map(tuple)
    of = st.builds(tree.Bare, NAMES) | st.builds(tree.Named, NAMES, NAMES)
    return (
        st.builds(tree.Arithmetic, st.sampled_from("+-*/"), inner, inner)
        | st.builds(tree.Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner)
        | st.builds(tree.Logic, st.sampled_from(["and", "or"]), inner, inner)
        | st.builds(tree.Among, inner, choices, st.booleans())
        | st.builds(tree.Between, inner, inner, inner, st.booleans())
        | st.builds(tree.Minus, inner)
        | st.builds(tree.Not, inner)
        | calls(inner)
        | st.builds(tree.Aggregate, st.sampled_from(AGGREGATES), of, st.none() | inner)
    )


TREES = st.recursive(LEAVES, grown, max_leaves=10)
