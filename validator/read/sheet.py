"""What reading a file gives: a book of sheets, or a refusal with its code.

Positions are counted from 1, as people count rows and columns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MIB = 1024 * 1024

CODES = (
    "empty",
    "too_big",
    "encrypted",
    "old_excel",
    "html_called_xlsx",
    "not_a_workbook",
    "truncated",
    "damaged",
    "expanded_too_big",
    "too_many_sheets",
    "too_many_cells",
    "too_many_rows",
    "too_many_files",
    "doctype",
    "no_sheets",
    "csv_encoding",
    "csv_ambiguous",
    "csv_unreadable",
    "csv_columns",
    "csv_too_many_rows",
)
"""Every code a refusal may carry; the wording is keyed by them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read before it is refused."""

    max_bytes: int = 20 * MIB
    max_expanded: int = 300 * MIB
    max_cells: int = 6_000_000
    max_rows: int = 200_000
    max_sheets: int = 60
    max_parts: int = 2_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file could not be read at all; a value, since the fault is in the data."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold the code to the published list."""
        if self.code not in CODES:
            raise ValueError(f"no such refusal code: {self.code}")


class Refused(Exception):
    """Carry a refusal up to the reader's entry; never leaves `validator.read`."""

    def __init__(self, code: str, **params: str | int) -> None:
        """Make the refusal."""
        super().__init__(code)
        self.refusal = Refusal(code, params)


def never_percent(row: int, col: int) -> bool:
    """Say no: CSV has no number formats."""
    return False


class Texts(NamedTuple):
    """The texts of a sheet and the (row, column) of each.

    `frame` is one object for all sheets that have their texts, and all else, at the same places.
    """

    places: Sequence[tuple[int, int]]
    said: Sequence[str]
    frame: object = None


@dataclass(slots=True)
class Sheet:
    """One table of a file.

    Attributes:
        top, left: row and column of `rows[0][0]`.
        rows: equally long rows of str, float, int, bool, date, datetime, time or timedelta;
            "" for an empty cell, text such as "#DIV/0!" for an error value.
        hidden_rows, hidden_columns: what the sender has hidden.
        unvalued: (row, column) of every formula that was saved without its result.
        percent: whether the cell at (row, column) is shown as a percentage.
        texts: every cell that holds text, where the reader knows them.
        since_1904: whether a bare number of a day counts from 1904 and not from 1900.
    """

    name: str
    visible: bool
    top: int
    left: int
    rows: list[list[object]]
    hidden_rows: frozenset[int] = frozenset()
    unvalued: frozenset[tuple[int, int]] = frozenset()
    percent: Callable[[int, int], bool] = never_percent
    texts: Texts | None = None
    hidden_columns: tuple[range, ...] = ()
    since_1904: bool = False


@dataclass(slots=True)
class Book:
    """A file that could be read. `notes` names what else is in it, such as "macros"."""

    kind: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)
