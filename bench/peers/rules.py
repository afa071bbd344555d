"""What every side of `bench.engine` is given: rules as sums of cells, and a return's cells."""

from typing import Final, NamedTuple

MISTYPED: Final = "n/a"
"""What stands in a cell that holds no figure."""

Given = list[int | None | str]
"""A return's cells: a figure in units of its last decimal, None for a blank, or text."""

Finding = tuple[int, str]
"""The number of a rule and its outcome: fail or cannot_check."""


class Rule(NamedTuple):
    """The sum of factor x cell is zero, or at most zero.

    `blank` says what a blank is: `zero`, `zero_if_any` (0 where any cell is filled), or `skip` (the
    rule does not apply). Twice the sum may be off by `slack`, for figures that were rounded.
    """

    number: int
    terms: tuple[tuple[int, int], ...]
    equal: bool
    blank: str
    slack: int

    def outcome(self, *, mistyped: bool) -> Finding:
        """Return what is reported where the rule does not hold, or cannot be looked at."""
        return self.number, "cannot_check" if mistyped else "fail"
