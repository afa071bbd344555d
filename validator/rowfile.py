"""A file of rows, such as referrals: which sheet holds them, and which column is which field.

Nothing that the file says of itself is repeated, since any of it may name a person: a sheet or a
column that is not the form's own is spoken of by its number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.catalogue import Catalogue
from schemas.spec import Field, FormSpec, ListTable, Text
from validator.belong import refusal, unreadable
from validator.cells import a1, bare
from validator.dates import day_of
from validator.findings import Finding
from validator.read.book import Book, Limits, Refusal, Sheet, read
from validator.read.encoding import CANDIDATES
from validator.read.kinds import OLE, ZIP

STATUS = ("Status 狀況", "Reference 檔號", "What to correct 需更正事項")
"""The columns that we add to a file when it is handed back; they may come again with it."""
HEADER_ROWS = 40
_CSV_ROWS, CSV_CELLS = 2_000_000, 40_000_000
"""What a CSV that is held may have."""
_OWN = {bare(name): number for number, name in enumerate(STATUS)} | {bare("Reference 檔案編號"): 1}
"""What they are called, and were; by their place in `STATUS`."""


@dataclass(slots=True)
class RowFile:
    """A file of rows that was found to be of a form.

    Attributes:
        sheet: the sheet's own name where the form knows it, else its number; None in CSV.
        header: the row of the file that names the columns.
        columns: the place of each field in a row, counted from 0.
        hidden: the rows that nobody sees who looks at the sheet, as of a filter.
        since_1904: whether a bare number of a day counts from 1904.
        unknown: addresses of the columns that are no field.
        own: the places of our own columns in a file that was handed back, by place in `STATUS`.
        tab: the sheet's own name, whatever it is: for the sender's workbook and nothing else.
        kind: the format that it came in.
        free: the first column of the sheet, counted from 1, with nothing in it from there on.
    """

    spec: FormSpec
    table: ListTable
    sheet: str | None
    header: int
    left: int
    columns: dict[str, int]
    unknown: list[str] = field(default_factory=list)
    rows: list[list[object]] = field(default_factory=list)
    top: int = 1
    since_1904: bool = False
    hidden: frozenset[int] = frozenset()
    own: dict[int, int] = field(default_factory=dict)
    tab: str = ""
    kind: str = ""
    free: int = 0

    def filled(self) -> Iterator[tuple[int, list[object]]]:
        """Yield each row below the header that says anything, with its number in the file."""
        names = self.names()
        for number, row in enumerate(self.rows[self.header - self.top + 1 :], self.header + 1):
            if self.says(number, row, names):
                yield number, row

    def lacking(self) -> list[Field]:
        """Return the fields that every row needs and that no column is of."""
        return [one for one in self.table.fields if one.required and one.key not in self.columns]

    def names(self) -> frozenset[str]:
        """Return every way to call any field of the form, bare."""
        return frozenset(name for one in self.table.fields for name in names_of(one))

    def says(self, number: int, row: list[object], names: frozenset[str]) -> bool:
        """Say whether a row below the header says anything but what the fields are called."""
        own = tuple(self.own.values())
        if own and not _says_more(row, own):
            return False
        said = [raw for raw in row if raw is not None and raw != ""]
        if not any(not isinstance(raw, str) or raw.strip() for raw in said):
            return False  # Hard spaces alone, as tables of web pages leave them.
        return number > self.header + 2 or not _only_names(said, names)

    def day(self, raw: object) -> object:
        """Return the day for the bare number of one, which means nothing in another file."""
        if isinstance(raw, int | float):
            return day_of(raw, since_1904=self.since_1904) or raw
        return raw

    def address(self, key: str, row: int) -> str:
        """Return the address of a field in a row; of the header where the file has no column."""
        if key not in self.columns:
            return a1(self.header, self.left)
        return a1(row, self.columns[key] + self.left)


def _says_more(row: list[object], own: tuple[int, ...]) -> bool:
    return any(raw not in (None, "") for at, raw in enumerate(row) if at not in own)


def names_of(one: Field) -> set[str]:
    """Return every way to call a field, bare."""
    said = (one.key, one.code, one.label.en, one.label.zh, one.label.both(), *one.also_called)
    return {bare(name) for name in said}


def read_rows(
    data: bytes, catalogue: Catalogue, *, encoding: str = "", limits: Limits | None = None
) -> RowFile | list[Finding]:
    """Read a file of rows; why it cannot be taken as one, where it cannot."""
    usual = limits or Limits()
    if not data.startswith((ZIP, OLE)):
        usual = Limits(
            max_bytes=usual.max_bytes, max_rows=_CSV_ROWS, max_cells=CSV_CELLS, max_sheets=1
        )
    book = read(data, limits=usual, encoding=encoding)
    if isinstance(book, Refusal):
        return [unreadable(_untold(book))]
    found = found_in(book, catalogue)
    if found is None:
        return [refusal("no_rows_form")]
    if lacking := found.lacking():
        listed = ", ".join(one.label.en for one in lacking)
        listed_zh = "、".join(one.label.zh for one in lacking)
        return [refusal("no_columns", columns=Text(listed, listed_zh))]
    found.kind = book.kind
    if book.kind == "xlsx":
        found.free = _free(found)
    return found


def _free(file: RowFile) -> int:
    """Return the first column from which on the table's rows say nothing: side notes are let be."""
    rows = file.rows[file.header - file.top :]
    width = max((at for at, said in enumerate(rows[0], 1) if said != ""), default=0)
    while any(said not in (None, "") for row in rows for said in row[width:]):
        width = max(at for row in rows for at, said in enumerate(row, 1) if said not in (None, ""))
    return file.left + width


def holds_persons(
    data: bytes, catalogue: Catalogue, *, encoding: str = "", limits: Limits | None = None
) -> bool:
    """Say whether a file, whatever it was sent as, has the columns of persons of a referral form.

    A CSV whose encoding nobody has named yet is looked at in each that it could be in.
    """
    for one in (encoding,) if encoding else ("", *CANDIDATES):
        book = read(data, limits=limits or Limits(), encoding=one)
        found = None if isinstance(book, Refusal) else found_in(book, catalogue)
        if found and any(f.personal for f in found.table.fields if f.key in found.columns):
            return True
    return False


def _untold(book: Refusal) -> Refusal:
    """Leave out what a refusal quotes of the file."""
    params = {name: "…" if name.endswith("_text") else said for name, said in book.params.items()}
    return Refusal(book.code, params)


def found_in(book: Book, catalogue: Catalogue) -> RowFile | None:
    """Return the sheet and header that name the most columns of a form; at least three."""
    best: RowFile | None = None
    for number, sheet in enumerate(book.sheets, 1):
        for spec in catalogue.referrals.values():
            for at, row in enumerate(sheet.rows[:HEADER_ROWS]):
                one = _header(spec, sheet, at, row)
                if len(one.columns) > (len(best.columns) if best else 2):
                    one.sheet, one.tab = _name(sheet, number, one.table), sheet.name
                    best = one
    return best


def _header(spec: FormSpec, sheet: Sheet, at: int, row: list[object]) -> RowFile:
    table = spec.lists[0]
    known = {name: one.key for one in table.fields for name in names_of(one)}
    found = RowFile(spec, table, None, sheet.top + at, sheet.left, {})
    found.rows, found.top = sheet.rows, sheet.top
    found.hidden, found.since_1904 = sheet.hidden_rows, sheet.since_1904
    for column, said in enumerate(row):
        name = bare(said) if isinstance(said, str) else ""
        if name in known and known[name] not in found.columns:
            found.columns[known[name]] = column
        elif name in _OWN:
            found.own.setdefault(_OWN[name], column)
        elif name:
            found.unknown.append(a1(found.header, column + sheet.left))
    return found


def _name(sheet: Sheet, number: int, table: ListTable) -> str | None:
    """Return a sheet's name where it is one that the form gives, else its number; None in CSV."""
    if sheet.name in ("", "CSV"):
        return None
    known = {bare(name) for name in (*table.sheets, " ".join(table.sheets))}
    return sheet.name if bare(sheet.name) in known else f"#{number}"


def _only_names(said: list[object], names: frozenset[str]) -> bool:
    return all(isinstance(raw, str) and bare(raw) in names for raw in said)
