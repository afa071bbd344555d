"""What a cell says, as a figure: exact, never guessed.

A number of the workbook is the shortest decimal of at most 15 significant digits, which is what
Excel shows, then a whole number of its declared last decimals. Text is read the way people type
figures: full width, thousands, spaces, a dash; whatever could mean two things is no number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from validator.cells import as_typed, bare
from validator.relations import Cell

BLANK = "blank"
FIGURE = "figure"
NOT_APPLICABLE = "not_applicable"
MISTYPED = "mistyped"
UNLOCATED = "unlocated"

_DASHES = {"-", "--", "‐", "‑", "‒", "–", "—", "―", "－", "ー"}
_NONE = frozenset((
    "無",
    "沒有",
    "没有",
    "未有",
    "不適用",
    "nil",
    "nil無",
    "none",
    "na",
    "notapplicable",
))
"""Words for no figure: 0 of something, or nothing that is asked for; nobody can say which."""
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_MAX_DIGITS = 15
_TOO_LONG = 10**_MAX_DIGITS
_NUMBERS = frozenset((int, float))
_WHOLE = frozenset((int,))


@dataclass(slots=True)
class Reading:
    """One cell as read: what stood there, what it was understood as.

    `value` is in units of the last declared decimal: 12.5 hours with one decimal is 125.
    `trouble` names why a mistyped cell is none of what was asked for.
    """

    raw: object
    state: str
    value: int = 0
    trouble: str = ""
    interpreted: bool = False


_EMPTY = Reading("", BLANK)


@dataclass(slots=True)
class Readings:
    """The cells of a plan as read, by cell number.

    Nearly all cells of a return are plain figures, so these are kept as bare whole numbers, and
    only what is anything else as a reading.

    Attributes:
        values: each cell's figure, in units of its last declared decimal; None where it has none.
        raws: what stood there.
        others: each cell that is not a plain figure.
        default: what a cell is that was never set.
        most: no figure is above this.
    """

    values: list[int | None]
    raws: list[object]
    others: dict[int, Reading] = field(default_factory=dict)
    default: Reading = field(default_factory=lambda: Reading("", UNLOCATED))
    most: int = 0

    @classmethod
    def of(cls, size: int, state: str = UNLOCATED) -> "Readings":
        """Return as many cells, all in one state."""
        return cls([None] * size, [""] * size, default=Reading("", state))

    def __getitem__(self, cell: int) -> Reading:
        value = self.values[cell]
        if value is None or cell in self.others:
            return self.others.get(cell, self.default)
        return Reading(self.raws[cell], FIGURE, value)

    def __setitem__(self, cell: int, reading: Reading) -> None:
        plain = reading.state == FIGURE and not reading.interpreted
        if not plain:
            self.others[cell] = reading
        self.raws[cell] = reading.raw
        self.values[cell] = reading.value if reading.state == FIGURE else None
        self.most = max(self.most, reading.value)

    def __iter__(self) -> Iterator[Reading]:
        return map(self.__getitem__, range(len(self.values)))

    def __len__(self) -> int:
        return len(self.values)

    def without_figure(self) -> Iterator[tuple[int, Reading]]:
        """Yield the cells that hold no figure, in order."""
        cell = -1
        for _ in range(self.values.count(None)):
            cell = self.values.index(None, cell + 1)
            yield cell, self.others.get(cell, self.default)

    def take_plain(self, first: int, content: list[object], *, blanks: bool = False) -> bool:
        """Take a run of cells at once if all are whole numbers of 0 or more; say whether.

        Whole numbers of at most 15 digits are exact as the workbook has them.

        Args:
            first: the number of the first cell.
            content: what stands in each.
            blanks: whether empty cells may be among them.
        """
        kinds = set(map(type, content))
        figured = content
        if blanks and str in kinds:
            figured = [value for value in content if value != ""]
            kinds = set(map(type, figured))
        figures = _whole_numbers(figured, kinds)
        if figures is None or not content:
            return False
        self.raws[first : first + len(content)] = content
        self.most = max(self.most, max(figures, default=0))
        if figured is content:
            self.values[first : first + len(content)] = figures
            return True
        left = iter(figures)
        for cell, value in enumerate(content, first):
            if value == "":
                self.others[cell] = _EMPTY
            else:
                self.values[cell] = next(left)
        return True


def _whole_numbers(content: list[object], kinds: set[type]) -> list[int] | None:
    """Return numbers as exact whole numbers of 0 or more; None where one is none."""
    if not kinds <= _NUMBERS:
        return None
    try:
        made = content if kinds <= _WHOLE else list(map(int, cast(list[float], content)))
    except (ValueError, OverflowError):  # NaN or infinity
        return None
    figures = cast(list[int], made)
    if figures and (min(figures) < 0 or max(figures) >= _TOO_LONG):
        return None
    return figures if kinds <= _WHOLE or figures == content else None


def understand(raw: object, cell: Cell, *, percent: bool = False) -> Reading:
    """Return what a cell's content means for the figure that is asked for.

    Args:
        raw: what stands there.
        cell: what is asked for.
        percent: whether the number format shows it as a percentage, so that 0.85 is 85 of it.
    """
    if percent and cell.type == "percent" and type(raw) in _NUMBERS:
        shown_as = Decimal(format(raw, ".15g")).scaleb(2)
        read = _decimal(raw, format(shown_as, "f"), cell)
        read.interpreted = True
        return read
    if type(raw) is float or type(raw) is int:
        return _number(raw, raw, cell)
    if raw is None or raw == "":
        return Reading("", BLANK)
    if isinstance(raw, bool):
        return Reading(raw, MISTYPED, trouble="truth")
    if not isinstance(raw, str):
        return Reading(raw, MISTYPED, trouble="date")
    return _text(raw, cell)


def _text(raw: str, cell: Cell) -> Reading:
    plain = as_typed(raw).replace("\u2212", "-")
    if not plain:
        return Reading(raw, BLANK)
    if plain in cell.na_codes or raw.strip() in cell.na_codes:
        return Reading(raw, NOT_APPLICABLE)
    if plain in _DASHES and cell.type in ("count", "money"):
        return Reading(raw, FIGURE, 0, interpreted=True)
    return _typed_figure(raw, plain, cell)


def _typed_figure(raw: str, plain: str, cell: Cell) -> Reading:
    if plain.startswith("#") and plain.endswith(("!", "?", "A")):
        return Reading(raw, MISTYPED, trouble="excel_error")
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1].strip()
    if cell.type == "percent":
        plain = plain.removesuffix("%").rstrip()
    if _GROUPED.fullmatch(plain):
        plain = re.sub("[, ]", "", plain)
    elif not _PLAIN.fullmatch(plain):
        return Reading(raw, MISTYPED, trouble=_trouble(plain))
    read = _number(raw, plain, cell)
    read.interpreted = raw.strip() != plain
    return read


def _trouble(plain: str) -> str:
    """Name why a text is no figure."""
    if bare(plain) in _NONE or plain in _DASHES or plain == "/":
        return "none"
    return "ambiguous" if re.fullmatch(r"[\d,.\s]+", plain) else "text"


def _number(raw: object, figure: float | int | str, cell: Cell) -> Reading:
    if type(figure) is float:
        if figure.is_integer() and abs(figure) < 1e15:
            figure = int(figure)
        else:
            return _decimal(raw, format(figure, ".15g"), cell)
    if type(figure) is int:
        if figure < 0 and cell.type != "integer":
            return Reading(raw, MISTYPED, figure, trouble="negative")
        if len(str(abs(figure))) > _MAX_DIGITS:
            return Reading(raw, MISTYPED, trouble="too_long")
        return Reading(raw, FIGURE, figure * 10**cell.decimals)
    return _decimal(raw, str(figure), cell)


def _decimal(raw: object, figure: str, cell: Cell) -> Reading:
    exact = Decimal(figure)
    if not exact.is_finite():
        return Reading(raw, MISTYPED, trouble="excel_error")
    if len(exact.as_tuple().digits) > _MAX_DIGITS or exact.adjusted() >= _MAX_DIGITS:
        return Reading(raw, MISTYPED, trouble="too_long")
    if exact < 0 and cell.type != "integer":
        return Reading(raw, MISTYPED, trouble="negative")
    scaled = exact.scaleb(cell.decimals)
    if scaled != scaled.to_integral_value():
        return Reading(raw, MISTYPED, trouble="decimals" if cell.decimals else "not_whole")
    return Reading(raw, FIGURE, int(scaled))


def shown(value: int, decimals: int) -> str:
    """Return a scaled figure as people write it: 125 with one decimal is 12.5."""
    return str(value) if not decimals else str(Decimal(value).scaleb(-decimals))
