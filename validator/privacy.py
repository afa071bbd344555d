"""Identity numbers in a statistical return, which carries no persons' data, are a finding."""

from functools import lru_cache
from itertools import compress

from validator.cells import a1
from validator.findings import Finding, Place
from validator.identity import masked, may_hold
from validator.read.book import Book
from validator.wordindex import WordIndex
from validator.words import wording

_label_may_hold = lru_cache(maxsize=32768)(may_hold)


def identity_numbers(index: WordIndex) -> list[Finding]:
    """Return a finding for each cell that holds an identity number with its check character."""
    # The labels of a form are the same in every file; a long text is none of them.
    doubtful = map(may_hold if None in index.words else _label_may_hold, index.texts)
    return [
        _finding(index.sheet(number).name, a1(row, column), hidden)
        for (number, row, column), text in compress(
            zip(index.spots, index.texts, strict=True), doubtful
        )
        if (hidden := masked(text)) is not None
    ]


def names_of_sheets(book: Book) -> list[Finding]:
    """Mask the identity numbers in the names of sheets, and return a finding for each."""
    found = []
    for sheet in book.sheets:
        if (hidden := masked(sheet.name)) is not None:
            sheet.name = hidden
            message, hint = wording("identity_number_sheet", masked=hidden)
            finding = Finding("V.identity_number", "privacy", "error", message, hint, raw=hidden)
            finding.places = finding.cells = [Place(hidden, "", "", message)]
            found.append(finding)
    return found


def _finding(sheet: str, address: str, hidden: str) -> Finding:
    message, hint = wording("identity_number", cell=address, masked=hidden)
    finding = Finding("V.identity_number", "privacy", "error", message, hint, raw=hidden)
    finding.places = [Place(sheet, address, "", message)]
    finding.cells = list(finding.places)
    return finding
