"""Read a form-definition workbook into the document that the form's text holds.

Each place of the document is remembered with its cell, so that what is wrong there is told there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.rulereading import meant
from schemas.spec import LANGUAGES, Text
from schemas.writing import LANGUAGE
from validator.cells import a1
from validator.formbook.cellwords import taken
from validator.formbook.columns import LIST, ROW, Column, Layout, Names, layouts, words
from validator.formbook.entries import nested
from validator.formbook.workbook import STAMP
from validator.read import Book, Sheet

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "Limits": ("key",),
    "Tables": ("key",),
    "Lines": ("table", "what", "key"),
    "Fields": ("table", "key"),
    "Codes": ("table", "field", "key"),
    "Indicators": ("standard",),
}
"""What an entry is known by, and cannot be without."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the workbook, and what stands in it."""

    sheet: str
    at: str
    said: Any = None

    def __str__(self) -> str:
        return f"{self.sheet}!{self.at}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a cell; no spot where it is the workbook as a whole."""

    spot: Spot | None
    words: Text

    def __str__(self) -> str:
        words = self.words.both() if self.words.en != self.words.zh else self.words.en
        return f"{self.spot}: {words}" if self.spot else words


@dataclass(slots=True)
class Entry:
    """A line of a sheet: what it says by the path of its column, and where each stands."""

    layout: str
    values: dict[Names, Any]
    spots: dict[Names, Spot]

    def name(self, column: str) -> str:
        """Return what it says in a column, as a word."""
        return str(self.values.get((column,), ""))


@dataclass(slots=True)
class Taken:
    """What was read of a workbook.

    Attributes:
        places: the cell of each place of the document, without rows, cols and fields.
        stamp: which form, revision and text it was made from, as its hidden sheet says.
    """

    document: dict[str, Any] = field(default_factory=dict)
    places: dict[Names, Spot] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stamp: dict[str, str] = field(default_factory=dict)

    def wrong(self, spot: Spot | None, key: str, **slots: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(spot, worded(key, **slots)))


def worded(key: str, **slots: str) -> Text:
    """Return the words of a problem, filled in."""
    pair = words()["problems"][key]
    return Text(pair["en"].format(**slots), pair["zh-Hant"].format(**slots))


def take(book: Book) -> Taken:
    """Read the sheets of a workbook, whatever is wrong with what they say."""
    found = Taken()
    named = [sheet for sheet in book.sheets if sheet.name.strip()]
    sheets = {sheet.name.split()[0].casefold(): sheet for sheet in named}
    read = {}
    for layout in layouts():
        sheet = sheets.get(layout.name.casefold())
        read[layout.name] = _entries(sheet, layout, found) if sheet else []
    if "form" not in sheets:
        found.wrong(None, "no_book", sheet=layouts()[0].title)
        return found
    stamp = next((sheet for sheet in book.sheets if sheet.name == STAMP), None)
    found.stamp = {str(row[0]): str(row[1]) for row in stamp.rows} if stamp else {}
    found.document = _document(read, found)
    return found


def _entries(sheet: Sheet, layout: Layout, found: Taken) -> list[Entry]:
    if layout.name == "Form":
        return [_form(sheet, layout)]
    top, columns = _columns(sheet, layout)
    if not columns:
        found.wrong(Spot(sheet.name, "A4"), "no_columns")
    below = range(top + 1, len(sheet.rows))
    entries = [_entry(sheet, row, columns, layout=layout.name) for row in below]
    return [one for one in entries if one.values]


def _columns(sheet: Sheet, layout: Layout) -> tuple[int, dict[int, Column]]:
    """Return the row in which the program's names of the columns stand, and each column there.

    A column whose name is not known is kept: the form's text is read with it, and says so.
    """
    known = {column.name: column for column in layout.columns}
    row = max(
        range(len(sheet.rows)),
        key=lambda at: sum(str(said).strip() in known for said in sheet.rows[at]),
        default=0,
    )
    names = [str(said).strip() for said in sheet.rows[row]] if sheet.rows else []
    if sum(name in known for name in names) < 2:
        return row, {}
    here = {at: name for at, name in enumerate(names) if name}
    return row, {at: known.get(name) or Column(tuple(name.split("."))) for at, name in here.items()}


def _entry(sheet: Sheet, row: int, columns: Mapping[int, Column], *, layout: str) -> Entry:
    entry = Entry(layout, {}, {})
    for at, column in columns.items():
        said = taken(sheet.rows[row][at], column.shape, column.shown)
        entry.spots[column.path] = Spot(sheet.name, a1(sheet.top + row, sheet.left + at), said)
        if said is not None:
            entry.values[column.path] = said
    return entry


def _form(sheet: Sheet, layout: Layout) -> Entry:
    known = {column.name: column for column in layout.columns}
    entry = Entry(layout.name, {}, {})
    for row, cells in enumerate(sheet.rows):
        at = next((at for at, said in enumerate(cells) if str(said).strip() in known), None)
        if at is None or at + 1 >= len(cells):
            continue
        column = known[str(cells[at]).strip()]
        said = taken(cells[at + 1], column.shape, column.shown)
        entry.spots[column.path] = Spot(sheet.name, a1(sheet.top + row, sheet.left + at + 1), said)
        if said is not None:
            entry.values[column.path] = said
    return entry


def _document(read: Mapping[str, list[Entry]], found: Taken) -> dict[str, Any]:
    form = read["Form"][0]
    _remember(found, ("form",), form, Spot(layouts()[0].title, "A1"))
    document = {"formspec": LANGUAGE, "form": _body(form), "revisions": [], "limits": {}}
    document["tables"] = {}
    listed = {"Revisions": "revisions", "Rules": "rules", "Examples": "examples"}
    for sheet, part in listed.items():
        document[part] = [_body(entry) for entry in read[sheet]]
        for number, entry in enumerate(read[sheet], 1):
            _remember(found, (part, str(number)), entry)
            if part == "rules" and entry.name("id"):
                _remember(found, (part, entry.name("id")), entry)
    document["indicators"] = {}
    for entry in _known(read["Indicators"], found):
        place = ("indicators", entry.name("standard"))
        _put(document, place, entry, found)
    for entry in _known(read["Limits"], found):
        _put(document, ("limits", entry.name("key")), entry, found)
    _tables(read, document, found)
    return document


def _tables(read: Mapping[str, list[Entry]], document: dict[str, Any], found: Taken) -> None:
    for entry in _known(read["Tables"], found):
        place = ("tables", entry.name("key"))
        if _put(document, place, entry, found):
            is_list = entry.name("what") == LIST
            document["tables"][place[1]] |= {"fields": {}} if is_list else {"rows": {}, "cols": {}}
    for entry in _known(read["Lines"], found):
        part = "rows" if entry.name("what") == ROW else "cols"
        _within(document, ("tables", entry.name("table"), part, entry.name("key")), entry, found)
    for entry in _known(read["Fields"], found):
        table, key = entry.name("table"), entry.name("key")
        _within(document, ("tables", table, "fields", key), entry, found)
    for entry in _known(read["Codes"], found):
        names = [entry.name(name) for name in ("table", "field", "key")]
        whole = ("tables", names[0], "fields", names[1], "codes", names[2])
        _within(document, whole, entry, found)


def _known(entries: list[Entry], found: Taken) -> Iterator[Entry]:
    """Yield the entries that say what they are; of the others note what they do not say."""
    for entry in entries:
        missing = [name for name in _NEEDED[entry.layout] if (name,) not in entry.values]
        for name in missing:
            layout = next(layout for layout in layouts() if layout.name == entry.layout)
            heading = next(one.heading for one in layout.columns if one.name == name)
            spot = entry.spots.get((name,)) or next(iter(entry.spots.values()))
            found.wrong(spot, "no_name", column=heading.both())
        if not missing:
            yield entry


def _within(document: dict[str, Any], place: Names, entry: Entry, found: Taken) -> None:
    """Put an entry where it belongs, if what it belongs to is there."""
    inside, owner = document["tables"], "table"
    if place[1] not in inside or place[2] not in inside[place[1]]:
        what = "list" if place[2] == "fields" else "grid"
        known = {key: "" for key, body in inside.items() if place[2] in body}
        said = {"what": what, "said": place[1], "meant": meant(place[1], known)}
        found.wrong(entry.spots[("table",)], "no_table", **said)
        return
    if len(place) > 4:
        fields, owner = inside[place[1]]["fields"], "field"
        if place[3] not in fields:
            said = {"what": owner, "said": place[3], "meant": meant(place[3], fields)}
            found.wrong(entry.spots[("field",)], "no_table", **said)
            return
    _put(document, place, entry, found)


def _put(document: dict[str, Any], place: Names, entry: Entry, found: Taken) -> bool:
    """Put an entry into the document; say where the first one is if there are two."""
    inside: Any = document
    for name in place[:-1]:
        if not isinstance(inside.setdefault(name, {}), dict):
            inside[name] = {}  # a shared list was named, and choices are given as well
        inside = inside[name]
    short = tuple(name for name in place if name not in ("rows", "cols", "fields"))
    key = entry.spots.get(("key",)) or entry.spots[("standard",)]
    if place[-1] in inside:
        found.wrong(key, "twice", said=place[-1], first=str(found.places[short]))
        return False
    inside[place[-1]] = _body(entry)
    _remember(found, short, entry, key)
    if len(place) == 4 and place[2] == "fields":
        _remember(found, (place[3],), entry, key)
    return True


def _body(entry: Entry) -> dict[str, Any]:
    """Return what an entry says, without what it is called, its texts whole."""
    called = {*_NEEDED.get(entry.layout, ()), *(["what"] if entry.layout == "Tables" else [])}
    return nested({path: said for path, said in entry.values.items() if {*path} - called})


def _remember(found: Taken, place: Names, entry: Entry, first: Spot | None = None) -> None:
    found.places.setdefault(place, first or next(iter(entry.spots.values())))
    for path, spot in entry.spots.items():
        found.places.setdefault((*place, *path), spot)
    for path in entry.spots:
        if path[-1] in LANGUAGES and len(path) > 1:
            found.places.setdefault((*place, path[0]), entry.spots[path])
