"""Every word of a workbook with its places, so that labels are found wherever they stand."""

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import compress

from validator.cells import bare
from validator.read.book import Book, Sheet

_LONGEST_LABEL = 200
STAMP_SHEET = "_esubmit"
LIST_SHEET = "What to correct 需更正項目"
"""Our own list in a marked copy that comes back: none of its words is the sender's."""

Spot = tuple[int, int, int]
"""A cell of a book: sheet number, row, column; rows and columns from 1."""


def _texts(sheet: Sheet) -> tuple[Sequence[tuple[int, int]], Sequence[str]]:
    found = [
        ((row, column), value)
        for row, values in enumerate(sheet.rows, sheet.top)
        for column, value in enumerate(values, sheet.left)
        if type(value) is str and value
    ]
    return [place for place, _ in found], [text for _, text in found]


def _words(texts: list[str]) -> list[str | None]:
    if max(map(len, texts), default=0) <= _LONGEST_LABEL:
        return list(map(bare, texts))
    return [bare(text) if len(text) <= _LONGEST_LABEL else None for text in texts]


@dataclass(slots=True)
class WordIndex:
    """The texts of a book in order, each with its spot and, unless it is long, its bare word."""

    book: Book
    spots: list[Spot]
    texts: list[str]
    words: list[str | None]
    _places: dict[str, list[Spot]] | None = None

    @classmethod
    def of(cls, book: Book) -> "WordIndex":
        """Index a book once; every later question is a look-up."""
        spots: list[Spot] = []
        texts: list[str] = []
        for number, sheet in enumerate(book.sheets):
            if sheet.name == STAMP_SHEET or sheet.name.startswith(LIST_SHEET):
                continue
            cells, said = sheet.texts or _texts(sheet)
            spots += [(number, row, column) for row, column in cells]
            texts += said
        if "" in texts:
            spots, texts = list(compress(spots, texts)), list(filter(None, texts))
        return cls(book, spots, texts, _words(texts))

    @property
    def places(self) -> dict[str, list[Spot]]:
        """All spots of each bare word."""
        if self._places is None:
            self._places = defaultdict(list)
            for spot, word in zip(self.spots, self.words, strict=True):
                if word is not None:
                    self._places[word].append(spot)
        return self._places

    def named(self, words: Container[str]) -> tuple[tuple[Spot, ...], tuple[str, ...]]:
        """Return the spots and texts whose bare word is one of some words."""
        chosen = list(map(words.__contains__, self.words))
        return tuple(compress(self.spots, chosen)), tuple(compress(self.texts, chosen))

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
            if value not in ("", None):
                return value
        return ""
