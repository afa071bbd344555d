"""The sender's own workbook of rows with an answer beside each, and its wrong cells marked.

Two columns are added beside the table, or written anew where the workbook was answered before;
all else stays as it was sent.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from validator.handback import Answer
from validator.mark.edited import Edited
from validator.mark.longsheet import LongSheet, Written
from validator.mark.markup import (
    LIMITS,
    MOST_NOTES,
    SIGNED,
    CannotMark,
    MarkedBook,
    Tab,
    note_words,
)
from validator.mark.notes import Notes
from validator.mark.sheet import Cell, place_of
from validator.read.package import open_package
from validator.read.sheet import Limits, Refused
from validator.rowfile import STATUS, RowFile

ADDED = 2
"""Of our columns; the third, what to correct, is in the notes, and written only where it was."""
WIDTH = 24.0
XLSX = "xlsx"
Marks = Mapping[int, Mapping[int, list[dict[str, Any]]]]


def mark_rows(
    data: bytes,
    file: RowFile,
    findings: Sequence[dict[str, Any]],
    *,
    answers: Mapping[int, Answer],
    limits: Limits = LIMITS,
) -> bytes:
    """Return a workbook of rows with its answers, all else as it was.

    Args:
        data: an .xlsx or .xlsm as it was sent.
        file: where its rows are; the rows themselves are not needed.
        findings: documents of what is wrong, with the address of every cell.
        answers: by row.
        limits: how large a file is marked.

    Raises:
        CannotMark: it is of another format, or a damaged one.
    """
    if file.kind != XLSX:
        raise CannotMark(file.kind)
    causes = [_named(one, file) for one in findings if one["severity"] == "error"]
    try:
        book = MarkedBook(Edited(open_package(data, limits)))
        for tab in book.tabs:
            if tab.name == file.tab:
                _answer(book, tab, file, causes=causes, answers=answers)
            else:
                book.take_off(tab)
        book.put_in_front(causes, SIGNED * book.signed)
        return book.edited.write()
    except (Refused, KeyError, ValueError, IndexError, etree.LxmlError) as error:
        raise CannotMark(type(error).__name__) from error


def _named(finding: dict[str, Any], file: RowFile) -> dict[str, Any]:
    """Return a finding with the sheet called as its sender calls it."""

    def named(place: dict[str, Any] | None) -> dict[str, Any] | None:
        return place and place | {"sheet": file.tab}

    return finding | {
        "address": named(finding["address"]),
        "places": [named(place) for place in finding["places"]],
    }


def _answer(
    book: MarkedBook,
    tab: Tab,
    file: RowFile,
    *,
    causes: Sequence[dict[str, Any]],
    answers: Mapping[int, Answer],
) -> None:
    """Frame and note the wrong cells of the sheet with the rows, and write the answers in."""
    book.take_notes_off(tab)
    sheet = LongSheet(book.edited.content(tab.part), tab.part, book.styles)
    sheet.looks = book.looks or {}
    sheet.unselect()
    book.unselected.add(tab.part)
    marks = _marks(causes, sheet)
    _note(book, tab, sheet, marks=marks)
    columns = _columns(file, sheet)
    names = {at: STATUS[which] for which, at in columns.items()}
    frames = {number: dict.fromkeys(marked, "error") for number, marked in marks.items()}
    rows = {number: Written({}, framed) for number, framed in frames.items()}
    for number, said in answers.items():
        words = {at: said[which] for which, at in columns.items()}
        rows[number] = Written(words, frames.get(number, {}))
    last = file.left + max(file.columns.values())
    rows[file.header] = Written(names, frames.get(file.header, {}), like=last)
    book.edited.pack(tab.part, sheet.pieces(rows))


def _marks(causes: Sequence[dict[str, Any]], sheet: LongSheet) -> Marks:
    """Return the causes by row and column of the cell that shows them, each once.

    What has no column of its own has its place in the header, once for every row.
    """
    marks: dict[int, dict[int, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for cause in causes:
        for place in cause["places"]:
            row, column = sheet.sheet.first_of(place_of(place["a1"]))
            if cause not in marks[row][column]:
                marks[row][column].append(cause)
    return marks


def _note(book: MarkedBook, tab: Tab, sheet: LongSheet, *, marks: Marks) -> None:
    if not marks:
        return
    notes = Notes(book.edited, tab.part, sheet.root, book.relation)
    cells: list[Cell] = [(row, column) for row in sorted(marks) for column in sorted(marks[row])]
    for row, column in cells[:MOST_NOTES]:
        notes.add((row, column), "\n".join(map(note_words, marks[row][column])))


def _columns(file: RowFile, sheet: LongSheet) -> dict[int, int]:
    """Return the column, counted from 1, of each of our columns, by its place in `STATUS`."""
    known = {which: at + file.left for which, at in file.own.items()}
    new = [which for which in range(ADDED) if which not in known]
    first = file.free
    for _, left, bottom, right in sheet.sheet.merged:
        if bottom >= file.header and left < first + len(new):
            first = max(first, right + 1)
    if new:
        sheet.widen(first, first + len(new) - 1, WIDTH)
        sheet.sheet.widen(file.header, first + len(new) - 1)
    return known | {which: first + place for place, which in enumerate(new)}
