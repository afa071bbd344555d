"""A form spec as typed data: what one statistical form asks, and the rules it states.

The text form is YAML (`schemas/forms/`); the meaning of each word is in `docs/form-language.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas.texts import ALWAYS as ALWAYS
from schemas.texts import LANGUAGES as LANGUAGES
from schemas.texts import Span as Span
from schemas.texts import Text as Text

Type = Literal["count", "integer", "decimal", "percent", "money", "text"]
Severity = Literal["reject", "error", "query", "note"]
Blank = Literal["skip", "zero", "zero_if_any", "error"]
RollUp = Literal["sum", "opening_plus_flow"]
Unit = Literal["number", "percent", "hours"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold that rules call by its name.

    `value` is exact, as it is written, in `unit`; `source` is the clause or paper that sets it, or
    "assumed". `values` are those of a limit that changes with time, `value` the one in force.
    """

    key: str
    label: Text
    value: str
    source: str
    unit: Unit = "number"
    values: tuple[tuple[Span, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a table: how it is called, what it holds, what follows from it.

    `required_if` and `forbidden` are expressions: when it has to be filled in, or left blank.
    `max_limit` is the limit whose value `max` is.
    """

    key: str
    code: str
    label: Text
    type: Type | None = None
    decimals: int = 0
    also_called: tuple[str, ...] = ()
    total_of: tuple[str, ...] = ()
    equals: str = ""
    within: str = ""
    required: bool = False
    required_if: str = ""
    forbidden: str = ""
    max: int | None = None
    max_limit: str = ""
    step: str = ""
    item: str = ""
    month: int | None = None
    note: Text | None = None
    na_codes: tuple[str, ...] = ()
    span: Span = ALWAYS


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of the form: rows by columns, each cell one figure."""

    key: str
    code: str
    title: Text
    sheets: tuple[str, ...]
    anchors: tuple[str, ...]
    blank: Blank
    rows: tuple[Line, ...]
    cols: tuple[Line, ...]
    required: bool = False

    def row(self, key: str) -> Line:
        """Return the row with this key."""
        return next(line for line in self.rows if line.key == key)

    def col(self, key: str) -> Line:
        """Return the column with this key."""
        return next(line for line in self.cols if line.key == key)


FieldType = Literal[
    "text",
    "id",
    "date",
    "month",
    "code",
    "bool",
    "count",
    "integer",
    "decimal",
    "percent",
    "money",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """When something holds of a row: a field has one of some codes, or the person is that young.

    `at` names the date on which `younger_than` is asked of the date of birth in `field`.
    """

    field: str
    codes: tuple[str, ...] = ()
    younger_than: int | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an open list: what each entry says there.

    `codes` are what may stand there, by code, and `spans` those of them that have a time: of a
    `bool`, yes and no. `within` is "period" for a date of the quarter, `pattern` how a text is
    written (`schemas.patterns`), `max_length` how many characters it may have. `na_codes` say
    that nothing is asked for; `not_after` and `not_before` are another date of the entry, or
    "today" in referral forms. `depends_on` is another coded field, and `goes_with` says with which
    codes of that a code of this goes; one that is not there goes with any. `required_if` and
    `forbidden` are expressions over the entry: when it has to be filled in, or left blank.
    `min_limit` and `max_limit` are the limits whose values `min` and `max` are.
    Of referral forms are: what is personal is encrypted and never quoted; `check` names a check of
    the content; `must_be` is the one code that lets the row be taken.
    """

    key: str
    code: str
    label: Text
    type: FieldType
    decimals: int = 0
    required: bool = False
    required_if: str = ""
    forbidden: str = ""
    min: int | None = None
    min_limit: str = ""
    max: int | None = None
    max_limit: str = ""
    max_length: int | None = None
    pattern: str = ""
    na_codes: tuple[str, ...] = ()
    depends_on: str = ""
    also_called: tuple[str, ...] = ()
    codes: Mapping[str, Text] = field(default_factory=dict)
    within: str = ""
    personal: bool = False
    check: str = ""
    check_when: Condition | None = None
    required_when: Condition | None = None
    not_after: str = ""
    not_before: str = ""
    must_be: str = ""
    span: Span = ALWAYS
    spans: Mapping[str, Span] = field(default_factory=dict)
    goes_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class ListTable:
    """An open list of the form: as many rows as there are things to tell, a field a column.

    `unique` is the field by which an entry is known; `lines` how many a blank workbook offers,
    at most MOST_LINES.
    `known_by` are the fields that together say that two rows are one referral.
    """

    key: str
    code: str
    title: Text
    sheets: tuple[str, ...]
    anchors: tuple[str, ...]
    unique: str
    fields: tuple[Field, ...]
    lines: int = 30
    known_by: tuple[str, ...] = ()

    def field(self, key: str) -> Field:
        """Return the field with this key."""
        return next(one for one in self.fields if one.key == key)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """By how much figures may differ: within any of these a rule holds.

    `rounding` says whether each figure with decimals stands for half a unit of its last one each
    way; `absolute` is a number, `relative` percent of what the figure has to be; "" for neither.
    """

    rounding: bool = True
    absolute: str = ""
    relative: str = ""


EXACT_BUT_ROUNDED = Tolerance()


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule that the structure of the tables cannot say: a kind and its slots.

    `severities` are those of a rule whose severity changes with time, `severity` the one in force.
    `blank` is what the rule takes a blank for, where that is not what its table does. `when` and
    `applies_to` are expressions: when it is held, and of which units; "" for always, and of all.
    `limits` are those whose values stand in it, where these were put in place of their names.
    """

    id: str
    kind: str
    severity: Severity
    slots: Mapping[str, object]
    hint: Text | None = None
    span: Span = ALWAYS
    severities: tuple[tuple[Span, Severity], ...] = ()
    blank: Blank | None = None
    tolerance: Tolerance = EXACT_BUT_ROUNDED
    when: str = ""
    applies_to: str = ""
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    """An output or outcome standard: how its figure is made from the return's cells.

    `roll_up` says how quarters make the year to date: `sum` (of numerators, and of
    denominators), or `opening_plus_flow` (the opening figure of the first quarter plus all flows).
    """

    standard: str
    label: Text
    numerator: str
    denominator: str = ""
    opening: str = ""
    roll_up: RollUp = "sum"
    span: Span = ALWAYS


@dataclass(frozen=True, slots=True)
class Revision:
    """One issue of the form, in force for data periods from `since` on."""

    number: int
    since: str
    note: Text


@dataclass(frozen=True, slots=True, eq=False)
class FormSpec:
    """One statistical form. Compared by identity, so that plans can be kept by form."""

    code: str
    kind: str
    title: Text
    programme: Text
    service: str
    basis: str
    sample: bool
    due_day: int
    signers: tuple[str, ...]
    revisions: tuple[Revision, ...]
    tables: tuple[Table, ...]
    rules: tuple[RuleSpec, ...]
    indicators: tuple[IndicatorSpec, ...]
    lists: tuple[ListTable, ...] = ()
    examples: tuple[Mapping[str, object], ...] = ()
    sha256: str = ""
    limits: tuple[Limit, ...] = ()

    def table(self, key: str) -> Table:
        """Return the table with this key."""
        return next(table for table in self.tables if table.key == key)

    def listed(self, key: str) -> ListTable:
        """Return the open list with this key."""
        return next(entry for entry in self.lists if entry.key == key)

    def revision_for(self, period_id: str) -> Revision:
        """Return the revision in force for a data period (the first one for periods before)."""
        in_force = [revision for revision in self.revisions if revision.since <= period_id]
        return in_force[-1] if in_force else self.revisions[0]
