"""What a rule beyond sums of cells may look at, and how it says that it came out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from schemas.periods import Period
from schemas.spec import Blank, FormSpec, RuleSpec, Severity, Text
from validator.context import Context
from validator.lists import Listed
from validator.numbers import Readings
from validator.references import CellKey
from validator.relations import Cell
from validator.wants import NOTHING, Wants


class At(NamedTuple):
    """A field of an entry of a list; `entry` counts the entries from 0, HEADING is its column."""

    listed: str
    entry: int
    field: str


HEADING = -1
Spot = int | At
"""A cell of the plan by its number, or a field of an entry."""


@dataclass(frozen=True, slots=True)
class Head:
    """What every written rule has.

    `blank` is what it takes a blank for, `wants` what it asks for beyond the file.
    """

    rule: str
    kind: str
    severity: Severity
    hint: Text | None = None
    blank: Blank = "skip"
    wants: Wants = NOTHING

    @classmethod
    def of(cls, rule: RuleSpec, blank: Blank = "skip", *, wants: Wants = NOTHING) -> "Head":
        """Return the head of a written rule."""
        return cls(rule.id, rule.kind, rule.severity, rule.hint, blank, wants)


@dataclass(frozen=True, slots=True)
class Ground:
    """The form that rules are bound to, as in force, and the numbers of its cells."""

    spec: FormSpec
    by_key: dict[CellKey, int]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything that a rule may look at: one return, and what is known beside it."""

    spec: FormSpec
    cells: tuple[Cell, ...]
    readings: Readings
    lists: Mapping[str, Listed]
    context: Context
    period: Period


@dataclass(frozen=True, slots=True)
class Judged:
    """How a rule came out, once.

    Attributes:
        outcome: pass, fail, not_applicable or cannot_check.
        spots: where a failure is reported; the first is what `{cell}` and `{label}` name.
        others: what it was held against.
        words: the key of its wording; the kind itself where empty.
        slots: what the wording says beside cells and figures.
        blocked_by: what cannot be read, for which the rule waits.
        waits: the key of the wording for what it waits for beyond the file.
        own: the message of the rule itself, with slots in braces.
    """

    outcome: str
    spots: tuple[Spot, ...] = ()
    others: tuple[Spot, ...] = ()
    words: str = ""
    slots: Mapping[str, object] = field(default_factory=dict)
    value: str | None = None
    expected: str | None = None
    difference: str | None = None
    blocked_by: Spot | None = None
    waits: str = ""
    own: Text | None = None


class Ruling(Protocol):
    """A rule bound to a form.

    `judge` yields each failure and each wait, and for all the rest together one pass or one
    `not_applicable`. It never raises for what a file holds.
    """

    @property
    def head(self) -> Head:
        """What the rule has in common with all others."""

    def judge(self, scope: Scope) -> Iterator[Judged]:
        """Yield how the rule comes out over one return."""
