"""Read an Excel workbook: plainly written ones by themselves, all others by calamine.

calamine is handed a package of our own, made of the parts it needs and nothing else. So it sees
what was looked through here, whatever the sender's container would tell another reader.
"""

import io
import math
from dataclasses import dataclass, replace

from python_calamine import CalamineSheet, CalamineWorkbook

from validator.ownsheets import UNREAD
from validator.read.columns import hidden_columns
from validator.read.package import STORED, Package, Part, open_package
from validator.read.parse import parsed
from validator.read.plain import plain_sheets
from validator.read.repack import Entry, copied, pack, skeleton, stored
from validator.read.scan import Bounds, Scan, Unusual, reach, scan
from validator.read.sheet import MIB, Book, Limits, Refused, Sheet
from validator.read.styles import Percentages
from validator.read.values import by_calamine
from validator.read.workbook import Tab, Workbook, find_workbook
from validator.read.xml import as_utf8, without_marked_sections

NOTES = (
    ("macros", "vbaproject.bin"),
    ("external_links", "externallinks/"),
    ("signature", "_xmlsignatures/"),
)


@dataclass(slots=True)
class _Looked:
    """A worksheet that was looked through: its XML is let go once it is packed for calamine."""

    tab: Tab
    scan: Scan
    entry: Entry
    plain: bool
    hidden_columns: tuple[range, ...]

    def xml(self) -> bytes:
        """Give the sheet's XML once more."""
        return self.entry.packed if self.entry.method == STORED else self.tab.part.data()


def read_xlsx(data: bytes, limits: Limits) -> Book:
    """Read every worksheet of a workbook.

    Raises:
        Refused: with the code that says why.
    """
    package = open_package(data, limits)
    workbook = find_workbook(package, max_sheets=limits.max_sheets)
    workbook = replace(workbook, tabs=[tab for tab in workbook.tabs if tab.name not in UNREAD])
    sheets = plain_sheets(workbook, limits) or thorough_sheets(workbook, limits)
    for sheet, tab in zip(sheets, workbook.tabs, strict=True):
        sheet.percent = Percentages(tab.part, workbook.styles)
        sheet.since_1904 = workbook.since_1904
    return Book("xlsx", sheets, _notes(package))


def thorough_sheets(workbook: Workbook, limits: Limits) -> list[Sheet]:
    """Look every sheet through, then have calamine read the values.

    Raises:
        Refused: with the code that says why.
    """
    looked = _looked_through(workbook, limits)
    values = _values(workbook, looked, limits)
    return [_sheet(sheet, grid) for sheet, grid in zip(looked, values, strict=True)]


def _notes(package: Package) -> list[str]:
    names = "\n".join(package.parts).lower()
    return [note for note, sign in NOTES if sign in names]


def _looked_through(workbook: Workbook, limits: Limits) -> list[_Looked]:
    looked = [
        _look(tab, f"xl/worksheets/{number}.xml", limits)
        for number, tab in enumerate(workbook.tabs, 1)
    ]
    if _over([sheet.scan.bounds for sheet in looked], limits):
        _measure(looked, limits)
    return looked


def _look(tab: Tab, name: str, limits: Limits) -> _Looked:
    """Look through one sheet, and make it ready for calamine."""
    packed = tab.part.data()
    xml = as_utf8(packed, tab.part.name)
    plain = True
    try:
        found = scan(xml)
    except Unusual:
        plain = False
        xml = without_marked_sections(xml, tab.part.name)
        found = parsed(xml, tab.part.name, limits.max_cells)
    entry = copied(name, tab.part, xml) if xml is packed else stored(name, xml)
    return _Looked(tab, found, entry, plain, hidden_columns(xml))


def _over(bounds: list[Bounds | None], limits: Limits) -> bool:
    known = [its for its in bounds if its is not None]
    rows, cells = sum(its.rows for its in known), sum(its.cells for its in known)
    return rows > limits.max_rows or cells > limits.max_cells


def _measure(looked: list[_Looked], limits: Limits) -> None:
    """Measure exactly; then without cells that are only formatted, which calamine leaves out.

    Raises:
        Refused: the grid is too large all the same; names the sheet that is largest.
    """
    for measured in (_reach, _reach_of_values):
        for sheet in looked:
            sheet.scan = replace(sheet.scan, bounds=measured(sheet, limits))
        if not _over([sheet.scan.bounds for sheet in looked], limits):
            return
    raise _too_large(looked, limits)


def _reach(sheet: _Looked, limits: Limits) -> Bounds | None:
    if not sheet.plain:
        return sheet.scan.bounds  # It was parsed, which tells how far its values reach.
    try:
        return reach(sheet.xml())
    except Unusual:
        return _reach_of_values(sheet, limits)


def _reach_of_values(sheet: _Looked, limits: Limits) -> Bounds | None:
    if not sheet.plain:
        return sheet.scan.bounds
    return parsed(sheet.xml(), sheet.tab.part.name, limits.max_cells).bounds


def _too_large(looked: list[_Looked], limits: Limits) -> Refused:
    known = [(sheet.scan.bounds, sheet.tab.name) for sheet in looked if sheet.scan.bounds]
    bounds, name = max(known, key=lambda pair: pair[0].cells)
    where: dict[str, str | int] = {"sheet": name, "row": bounds.bottom, "column": bounds.right}
    rows = sum(its.rows for its, _ in known)
    if rows > limits.max_rows:
        return Refused("too_many_rows", rows=rows, limit=limits.max_rows, **where)
    cells = sum(its.cells for its, _ in known)
    return Refused("too_many_cells", cells=cells, limit=limits.max_cells, **where)


def _values(workbook: Workbook, looked: list[_Looked], limits: Limits) -> list[CalamineSheet]:
    """Have calamine read the values.

    Raises:
        Refused: it cannot, so the file is damaged.
    """
    entries = skeleton(len(looked), since_1904=workbook.since_1904)
    entries += [sheet.entry for sheet in looked]
    entries += _shared("xl/sharedStrings.xml", workbook.strings, limits)
    entries += _shared("xl/styles.xml", workbook.styles, limits)
    with by_calamine():
        book = CalamineWorkbook.from_filelike(io.BytesIO(pack(entries)))
        return [book.get_sheet_by_index(number) for number in range(len(looked))]


def _shared(name: str, part: Part | None, limits: Limits) -> list[Entry]:
    if part is None:
        return []
    packed = part.data()
    xml = without_marked_sections(as_utf8(packed, part.name), part.name)
    strings = xml.count(b"<si") if len(xml) > MIB else 0
    if strings > limits.max_cells:
        raise Refused("too_many_cells", cells=strings, limit=limits.max_cells)
    return [copied(name, part, xml) if xml is packed else stored(name, xml)]


def _sheet(looked: _Looked, grid: CalamineSheet) -> Sheet:
    rows: list[list[object]] = grid.to_python()  # type: ignore[assignment]  # list is invariant
    top, left = grid.start or (0, 0)
    for (row, column), text in looked.scan.errors.items():
        rows[row - 1 - top][column - 1 - left] = text
    if not looked.plain:
        rows = [[_finite(value) for value in row] for row in rows]
    return Sheet(
        looked.tab.name,
        looked.tab.visible,
        top + 1,
        left + 1,
        rows,
        looked.scan.hidden,
        looked.scan.unvalued,
        hidden_columns=looked.hidden_columns,
    )


def _finite(value: object) -> object:
    """Give a number that is none ("NaN", 1e999) as text, so that it is found to be no number."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
