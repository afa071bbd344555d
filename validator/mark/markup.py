"""Mark up a workbook: frames and notes on its cells, and the list of what to correct in front."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from validator.mark.earlier import PROPERTIES, drop_lists, drop_notes, is_framed, unframe
from validator.mark.edited import Edited, Tree, local
from validator.mark.front import front_sheet
from validator.mark.longsheet import LongSheet, Written
from validator.mark.notes import AUTHOR, Notes
from validator.mark.sheet import Cell, MarkedSheet, place_of, views
from validator.mark.styles import EMPTY, Styles
from validator.ownsheets import LIST_SHEET
from validator.read.package import open_package
from validator.read.sheet import Limits, Refused

STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
SIGNED = (
    "The workbook carried a digital signature. It is of the file as sent and does not hold for"
    " this marked copy. 原檔附有數碼簽署，只對遞交時的檔案有效，對本份已加標記的副本無效。"
)
MOST_NOTES = 500
"""On one sheet: beyond that, the frame and the list have to do."""
LONG_BYTES = 8 * 1024 * 1024
"""Of a sheet's XML: a tree of more takes too much memory."""
LIMITS = Limits()
GRAVE = ("error", "query")


class CannotMark(ValueError):
    """The file is no workbook that can be marked; its own words are in the list of findings."""


@dataclass(slots=True)
class Tab:
    """A worksheet as the workbook names it."""

    name: str
    part: str
    hidden: bool


def mark(
    data: bytes,
    findings: Sequence[dict[str, Any]],
    *,
    limits: Limits = LIMITS,
    says: str = "",
) -> bytes:
    """Return the workbook with its cells marked, all else as it was.

    Args:
        data: an .xlsx or .xlsm as it was sent.
        findings: documents as a verdict's summary has them.
        limits: how large a file is marked.
        says: what the list tells of the workbook itself.

    Raises:
        CannotMark: it is no such workbook, or a damaged one.
    """
    causes = [
        f
        for f in findings
        if f["severity"] in ("reject", *GRAVE) and f["outcome"] == "fail" and not f["cause"]
    ]
    try:
        book = MarkedBook(Edited(open_package(data, limits)))
        book.frame(causes)
        book.put_in_front(causes, says or SIGNED * book.signed)
        return book.edited.write()
    except (Refused, KeyError, ValueError, IndexError, etree.LxmlError) as error:
        raise CannotMark(type(error).__name__) from error


class MarkedBook:
    """One workbook being marked; `unselected` names parts that say of no sheet it is selected."""

    def __init__(self, edited: Edited) -> None:
        self.edited = edited
        self.unselected: set[str] = set()
        mains = [target for _, kind, target in edited.relations("") if kind == "officeDocument"]
        self.main = mains[0]
        self.root = edited.tree(self.main)
        self.looks = drop_lists(edited, self.main, self.root)
        self.ns = etree.QName(self.root).namespace or ""
        self.relation = STRICT if "purl.oclc.org" in self.ns else TRANSITIONAL
        self.tabs = list(self._tabs())
        self.styles = Styles.of(edited, self._styles())

    @property
    def signed(self) -> bool:
        """Say whether the package has a digital signature: any change makes it void."""
        return any("_xmlsignatures/" in name.lower() for name in self.edited.package.parts)

    def frame(self, causes: Sequence[dict[str, Any]]) -> None:
        """Frame and note the cells of all causes."""
        marks: dict[str, dict[Cell, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        for cause in causes:
            for place in cause["places"]:
                if place["sheet"] and place["a1"] and cause["severity"] in GRAVE:
                    marks[place["sheet"]][place_of(place["a1"])].append(cause)
        for tab in self.tabs:
            if tab.name in marks and (sheet := self._long(tab)):
                self._frame_rows(tab, sheet, marks[tab.name])
                continue
            self.take_off(tab)
            if tab.name in marks:
                self._frame_sheet(tab, marks[tab.name])

    def take_off(self, tab: Tab) -> None:
        """Take off what was marked in an earlier copy, where there is such a thing."""
        came_back = self.take_notes_off(tab) or self.looks is not None
        if came_back and is_framed(self.edited.content(tab.part), self.styles):
            unframe(self.edited.tree(tab.part), self.styles, self.looks or {})

    def take_notes_off(self, tab: Tab) -> bool:
        """Take our notes of an earlier copy off; say whether there were any."""
        parts = {kind: target for _, kind, target in self.edited.relations(tab.part)}
        comments = parts.get("comments", "")
        noted = bool(comments) and AUTHOR.encode() in self.edited.content(comments)
        if noted:
            drop_notes(self.edited, comments, parts.get("vmlDrawing", ""))
        return noted

    def _frame_sheet(self, tab: Tab, marks: dict[Cell, list[dict[str, Any]]]) -> None:
        root = self.edited.tree(tab.part)
        sheet = MarkedSheet(root, self.styles)
        notes = Notes(self.edited, tab.part, root, self.relation)
        for number, cell in enumerate(sorted(marks)):
            first = sheet.first_of(cell)
            sheet.frame(first, _gravest(marks[cell]))
            if number < MOST_NOTES:
                notes.add(first, "\n".join(note_words(cause) for cause in marks[cell]))

    def _long(self, tab: Tab) -> LongSheet | None:
        """Return a sheet whose rows stay bytes; None where it is short, or must be a tree."""
        if len(self.edited.content(tab.part)) < LONG_BYTES:
            return None
        self.take_notes_off(tab)
        try:
            sheet = LongSheet(self.edited.content(tab.part), tab.part, self.styles)
        except Refused:
            return None
        sheet.looks = self.looks or {}
        return sheet

    def _frame_rows(
        self, tab: Tab, sheet: LongSheet, marks: dict[Cell, list[dict[str, Any]]]
    ) -> None:
        sheet.unselect()
        self.unselected.add(tab.part)
        notes = Notes(self.edited, tab.part, sheet.root, self.relation)
        rows: dict[int, Written] = {}
        for number, cell in enumerate(sorted(marks)):
            row, column = sheet.sheet.first_of(cell)
            frames = {column: _gravest(marks[cell])}
            rows[row] = Written({}, {**rows[row].frames, **frames} if row in rows else frames)
            if number < MOST_NOTES:
                notes.add((row, column), "\n".join(note_words(cause) for cause in marks[cell]))
        self.edited.pack(tab.part, sheet.pieces(rows))

    def put_in_front(self, causes: Sequence[dict[str, Any]], says: str) -> None:
        """Put the list of causes before all sheets; behind them where macros count sheets."""
        macros = any("vbaproject" in name.lower() for name in self.edited.package.parts)
        hidden = frozenset(tab.name for tab in self.tabs if tab.hidden)
        part = self.edited.free("xl/worksheets/esubmit{}.xml")
        xml = front_sheet(causes, self.styles, hidden, says=says)
        self.edited.put(part, xml, SHEET_TYPE)
        relation = self.edited.relate(self.main, f"{self.relation}/worksheet", part)
        sheets = self._child("sheets")
        ids = [int(sheet.get("sheetId") or 0) for sheet in sheets]
        new = etree.Element(
            f"{{{self.ns}}}sheet", name=self._free_name(), sheetId=str(max(ids) + 1)
        )
        new.set(f"{{{self.relation}}}id", relation)
        sheets.insert(len(sheets) if macros else 0, new)
        if not macros:
            self._shift_names()
        self._select(len(sheets) - 1 if macros else 0)
        self._count_in_properties(new.get("name") or LIST_SHEET, last=macros)

    def _shift_names(self) -> None:
        for name in self.root.iter(f"{{{self.ns}}}definedName"):
            if (number := name.get("localSheetId")) is not None:
                name.set("localSheetId", str(int(number) + 1))

    def _select(self, place: int) -> None:
        for view in self.root.iter(f"{{{self.ns}}}workbookView"):
            view.set("activeTab", str(place))
            view.attrib.pop("firstSheet", "")
        for tab in self.tabs:
            if tab.part in self.unselected:
                continue
            if not self.edited.may_say(tab.part, b"tabSelected", before=b"<sheetData"):
                continue
            if any(view.get("tabSelected") for view in views(self.edited.look(tab.part))):
                for view in views(self.edited.tree(tab.part)):
                    view.attrib.pop("tabSelected", "")

    def _count_in_properties(self, name: str, *, last: bool) -> None:
        """Count the new sheet in the document's properties, where these list the sheets."""
        if not self.edited.has(PROPERTIES):
            return
        root = self.edited.look(PROPERTIES)
        counts = [one for one in root.iter() if local(one) == "i4"]
        titles = next((one for one in root.iter() if local(one) == "TitlesOfParts"), None)
        if not counts or titles is None or len(titles) == 0:
            return
        root = self.edited.tree(PROPERTIES)
        count = next(one for one in root.iter() if local(one) == "i4")
        vector = next(one for one in root.iter() if local(one) == "TitlesOfParts")[0]
        sheets = int(count.text or 0)
        count.text = str(sheets + 1)
        entry = etree.Element(f"{{{etree.QName(vector).namespace}}}lpstr")
        entry.text = name
        vector.insert(sheets if last else 0, entry)
        vector.set("size", str(len(vector)))

    def _tabs(self) -> list[Tab]:
        related = {one: (kind, to) for one, kind, to in self.edited.relations(self.main)}
        found = []
        for sheet in self._child("sheets"):
            ids = [text for name, text in sheet.attrib.items() if str(name).endswith("}id")]
            kind, part = related.get(str(ids[0]) if ids else "", ("", ""))
            if kind == "worksheet":
                hidden = sheet.get("state", "visible") != "visible"
                found.append(Tab(sheet.get("name") or "", part, hidden))
        return found

    def _styles(self) -> str:
        for _, kind, target in self.edited.relations(self.main):
            if kind == "styles":
                return target
        # Some readers look for the styles under this name, whatever the relationships say.
        usual = "xl/styles.xml"
        part = self.edited.free("xl/esubmitStyles{}.xml") if self.edited.has(usual) else usual
        self.edited.put(part, EMPTY.format(ns=self.ns).encode(), STYLES_TYPE)
        self.edited.relate(self.main, f"{self.relation}/styles", part)
        return part

    def _free_name(self) -> str:
        taken = {tab.name.casefold() for tab in self.tabs}
        number, name = 1, LIST_SHEET
        while name.casefold() in taken:
            number += 1
            name = f"{LIST_SHEET} ({number})"
        return name

    def _child(self, name: str) -> Tree:
        return next(child for child in self.root if local(child) == name)


def _gravest(causes: Sequence[dict[str, Any]]) -> str:
    return min((str(cause["severity"]) for cause in causes), key=GRAVE.index)


def note_words(cause: dict[str, Any]) -> str:
    """Return what a note says: what is wrong and what to do, in both languages."""
    return "\n".join(
        f"{cause['message'][language]} {cause['hint'][language]}".strip()
        for language in ("en", "zh-Hant")
    )
