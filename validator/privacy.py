"""Identity numbers in a statistical return, which carries no persons' data, are a finding."""

from validator.cells import a1
from validator.findings import Finding, Line, Place
from validator.identity import masked
from validator.piles import Piles
from validator.read.book import Book
from validator.wordindex import WordIndex
from validator.words import title, wording

_RULE = "V.identity_number"


def identity_numbers(index: WordIndex) -> list[Finding]:
    """Return a finding for each cell that holds an identity number with its check character."""
    piles = Piles()
    for doubtful in index.labels.doubtful:
        if (hidden := masked(index.labels.texts[doubtful])) is not None:
            number, row, column = index.labels.spots[doubtful]
            place = index.sheet(number).name, a1(row, column)
            if piles.has_room(_RULE):
                piles.add(_finding(*place, hidden))
            else:
                piles.more(Line(Place(*place, "", title("privacy")), hidden), _RULE)
    return piles.findings()


def names_of_sheets(book: Book) -> list[Finding]:
    """Mask the identity numbers in the names of sheets, and return a finding for each."""
    found = []
    for sheet in book.sheets:
        if (hidden := masked(sheet.name)) is not None:
            sheet.name = hidden
            message, hint = wording("identity_number_sheet", masked=hidden)
            finding = Finding(_RULE, "privacy", "error", message, hint, raw=hidden)
            finding.places = finding.cells = [Place(hidden, "", "", message)]
            found.append(finding)
    return found


def _finding(sheet: str, address: str, hidden: str) -> Finding:
    message, hint = wording("identity_number", cell=address, masked=hidden)
    finding = Finding(_RULE, "privacy", "error", message, hint, raw=hidden)
    finding.places = [Place(sheet, address, "", message)]
    finding.cells = list(finding.places)
    return finding
