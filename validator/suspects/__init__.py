"""Causes of many findings at once, each tried before it is told: docs/decisions/017."""

from validator.suspects.elsewhere import UNNAMED
from validator.suspects.former import as_made
from validator.suspects.naming import name_causes
from validator.suspects.sameness import are_the_same, figures_of
from validator.suspects.trial import Case, many

OF_THE_FILE = frozenset({"last_file", "others_file", "former_form"})
"""Kinds said of a file as a whole: the one cell that they name only leads into it."""

__all__ = [
    "OF_THE_FILE",
    "UNNAMED",
    "Case",
    "are_the_same",
    "as_made",
    "figures_of",
    "many",
    "name_causes",
]
