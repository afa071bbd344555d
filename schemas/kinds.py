"""The kinds of rules: each with its slots, and what stands in each.

Source: `docs/form-language.md`, which is held to this table by a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Holds = Literal[
    "figure",
    "figures",
    "fields",
    "sum",
    "list",
    "summed",
    "condition",
    "number",
    "count",
    "words",
    "pairs",
    "codes",
    "like",
    "form",
    "elsewhere",
    "other",
    "says",
    "periods",
]
"""What a slot holds: a cell or a column of cells, several of them, several fields of a list, a sum
of cells, a list, one field of a list, a condition (an expression), a number, a whole one, one of
some words, codes by the codes that they go with, codes, a number as it is written, the
code of a form, a cell or column there, both of these as a mapping, a text in both languages, or
several data periods."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands in a slot; `words` are all that may, where it holds words.

    `otherwise` is what is meant where the slot is not there; `unit` is number or percent where
    a limit has to be one of them, "" where it can be in any unit.
    """

    holds: Holds
    needed: bool = True
    words: tuple[str, ...] = ()
    otherwise: str = ""
    unit: str = "number"


METHODS = ("median_mad", "previous_max", "same_quarter")
"""By what a change is unusual; the first is meant where a rule names none."""
REGISTERS = ("units", "staff", "cases")
ORDERS = ("at_most", "at_least", "before", "after", "different")
FIGURE = Slot("figure")
SUM = Slot("sum")
PERCENT = Slot("number", unit="percent")
LIMIT = Slot("number", needed=False, unit="")
FIVE_TIMES = Slot("number", needed=False, otherwise="5")
FROM_TEN = Slot("number", needed=False, otherwise="10", unit="")
WHERE = Slot("condition", needed=False)
FIGURES = Slot("figures")
WHEN = Slot("condition")

LIMITED = ("number", "count")
"""What a slot holds that may be the name of a limit."""
HELD = ("figure", "figures", "fields")
"""What a slot holds that names what the rule is held of."""

KINDS: Mapping[str, Mapping[str, Slot]] = {
    "equals": {"left": FIGURE, "right": SUM},
    "compare": {
        "left": FIGURE,
        "right": FIGURE,
        "is": Slot("words", needed=False, words=ORDERS),
    },
    "between": {"figure": FIGURE, "least": LIMIT, "most": LIMIT},
    "part_of": {"part": FIGURE, "whole": FIGURE},
    "total_of": {"total": FIGURE, "parts": SUM},
    "balance": {"closing": FIGURE, "movement": SUM},
    "share_at_most": {"part": FIGURE, "whole": FIGURE, "percent": PERCENT},
    "share_at_least": {"part": FIGURE, "whole": FIGURE, "percent": PERCENT},
    "carry_forward": {"opening": FIGURE, "closing": FIGURE},
    "agrees_with_form": {
        "figure": FIGURE,
        "other": Slot("other"),
        "if_other_missing": Slot("words", needed=False, words=("wait", "skip")),
    },
    "quarters_make_year": {
        "figure": FIGURE,
        "quarter": Slot("elsewhere"),
        "form": Slot("form", needed=False),
    },
    "all_or_none": {"figures": FIGURES},
    "one_of": {"figures": FIGURES},
    "at_most_one_of": {"figures": FIGURES},
    "required_when": {"figure": FIGURE, "when": WHEN},
    "forbidden_when": {"figure": FIGURE, "when": WHEN},
    "valid_pair": {"left": FIGURE, "right": FIGURE, "pairs": Slot("pairs")},
    "unique": {"fields": Slot("fields")},
    "within_period": {
        "figure": FIGURE,
        "within": Slot("words", needed=False, words=("period", "year_to_date")),
    },
    "sequence_without_gaps": {"figure": FIGURE, "like": Slot("like", needed=False)},
    "rows_expected": {
        "figure": FIGURE,
        "only": Slot("codes", needed=False),
        "register": Slot("words", needed=False, words=REGISTERS),
    },
    "count_matches": {"figure": FIGURE, "rows": Slot("list"), "where": WHERE},
    "sum_matches": {"figure": FIGURE, "sum": Slot("summed"), "where": WHERE},
    "unusual_change": {
        "figure": FIGURE,
        "method": Slot("words", needed=False, words=METHODS),
        "last": Slot("count", needed=False, otherwise="8"),
        "needs": Slot("count", needed=False, otherwise="4"),
        "times": FIVE_TIMES,
        "ignore_below": FROM_TEN,
        "skip": Slot("periods", needed=False),
    },
    "unusual_for_peers": {
        "figure": FIGURE,
        "scale": Slot("figure", needed=False),
        "needs": Slot("count", needed=False, otherwise="5"),
        "times": FIVE_TIMES,
        "ignore_below": FROM_TEN,
    },
    "in_register": {
        "figure": FIGURE,
        "register": Slot("words", words=REGISTERS),
        "on": Slot("figure", needed=False),
    },
    "unique_across": {
        "figure": FIGURE,
        "across": Slot("words", needed=False, words=("unit", "agency", "all"), otherwise="all"),
    },
    "check": {"that": WHEN, "message": Slot("says", needed=False)},
    "text_note": {"says": Slot("says")},
}

TOLERANT = frozenset({
    "equals",
    "compare",
    "part_of",
    "total_of",
    "balance",
    "share_at_most",
    "share_at_least",
    "carry_forward",
    "agrees_with_form",
    "quarters_make_year",
    "count_matches",
    "sum_matches",
})
"""Kinds that hold figures against figures, and may say a `tolerance` of their own."""

NO_BLANKS = frozenset({
    "required_when",
    "forbidden_when",
    "all_or_none",
    "rows_expected",
    "text_note",
})
"""Kinds that are about what is blank, and say no `blank` of their own."""

OF_WHOLE_LISTS = frozenset({"unique", "sequence_without_gaps", "rows_expected"})
"""Kinds that hold the entries of a list against each other."""
