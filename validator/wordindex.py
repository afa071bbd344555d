"""Every word of a workbook with its places, so that labels are found wherever they stand."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from validator.cells import bare
from validator.read.book import Book, Sheet

_LONGEST_LABEL = 200
STAMP_SHEET = "_esubmit"
LIST_SHEET = "What to correct 需更正項目"
"""Our own list in a marked copy that comes back: none of its words is the sender's."""


def _texts(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    for row, values in enumerate(sheet.rows, sheet.top):
        for column, value in enumerate(values, sheet.left):
            if type(value) is str and value:
                yield row, column, value


@dataclass(slots=True)
class WordIndex:
    """Places (sheet number, row, column; rows and columns from 1) by bare words."""

    book: Book
    places: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    texts: list[tuple[int, int, int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, book: Book) -> "WordIndex":
        """Index a book once; every later question is a look-up."""
        places: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        texts = []
        for number, sheet in enumerate(book.sheets):
            if sheet.name == STAMP_SHEET or sheet.name.startswith(LIST_SHEET):
                continue
            for row, column, text in _texts(sheet) if sheet.texts is None else sheet.texts:
                if not text:
                    continue
                texts.append((number, row, column, text))
                if len(text) <= _LONGEST_LABEL:
                    places[bare(text)].append((number, row, column))
        return cls(book, places, texts)

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
