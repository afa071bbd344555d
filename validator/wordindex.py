"""Every word of a workbook with its places, so that labels are found wherever they stand."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from validator.labels import Labels, Spot
from validator.ownsheets import LIST_SHEET, STAMP_SHEET, UNREAD
from validator.read.book import Book, Sheet
from validator.read.sheet import Texts

_OWN_SHEETS = (LIST_SHEET, *UNREAD)
_MOST_REMEMBERED = 2000
"""Texts of a book that are remembered."""


@dataclass(slots=True)
class WordIndex:
    """A book with its labels."""

    book: Book
    labels: Labels

    @classmethod
    def of(cls, book: Book) -> "WordIndex":
        """Index a book once; every later question is a look-up."""
        sheets = [
            (number, sheet.texts or _texts(sheet))
            for number, sheet in enumerate(book.sheets)
            if sheet.name != STAMP_SHEET and not sheet.name.startswith(_OWN_SHEETS)
        ]
        return cls(book, _labels(sheets))

    @property
    def places(self) -> dict[str, list[Spot]]:
        """All spots of each bare word."""
        return self.labels.places

    def sheet(self, number: int) -> Sheet:
        """Return a sheet by its number."""
        return self.book.sheets[number]

    def value(self, number: int, row: int, column: int) -> object:
        """Return what stands in a cell; "" outside the used area."""
        sheet = self.book.sheets[number]
        line = row - sheet.top
        place = column - sheet.left
        if 0 <= line < len(sheet.rows) and 0 <= place < len(sheet.rows[line]):
            return sheet.rows[line][place]
        return ""

    def right_of(self, number: int, row: int, column: int, reach: int = 6) -> object:
        """Return the first thing that stands to the right of a cell, within reach; or ""."""
        for step in range(1, reach + 1):
            value = self.value(number, row, column + step)
            if value is not None and str(value).strip():
                return value
        return ""


def _labels(sheets: list[tuple[int, Texts]]) -> Labels:
    texts = list(chain.from_iterable(its.said for _, its in sheets))
    frames = tuple([(number, its.frame) for number, its in sheets])
    if len(texts) > _MOST_REMEMBERED or any(frame is None for _, frame in frames):
        return Labels.of(_spots(sheets), texts)
    last = _last(frames)
    labels = last[0].again(texts) if last else Labels.of(_spots(sheets), texts)
    last[:] = [labels]
    return labels


@lru_cache(maxsize=64)
def _last(frames: tuple[tuple[int, object], ...]) -> list[Labels]:
    """Return the room for the labels of the last book whose sheets had these frames."""
    return []


def _spots(sheets: list[tuple[int, Texts]]) -> list[Spot]:
    return [(number, row, column) for number, its in sheets for row, column in its.places]


def _texts(sheet: Sheet) -> Texts:
    found = [
        ((row, column), value)
        for row, values in enumerate(sheet.rows, sheet.top)
        if any(values)
        for column, value in enumerate(values, sheet.left)
        if type(value) is str and value
    ]
    return Texts([place for place, _ in found], [text for _, text in found])
