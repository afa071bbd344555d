"""A copy that was marked before and comes back: its old marks are taken off, not put on twice."""

import copy
import re

from lxml import etree

from validator.mark.edited import CONTENT_TYPES, RELATIONSHIPS, Edited, Tree, local, rels_of
from validator.mark.notes import AUTHOR
from validator.mark.sheet import Cell, place_of
from validator.mark.styles import FILLS, FRAMES, SIDES, Styles
from validator.wordindex import LIST_SHEET

PROPERTIES = "docProps/app.xml"
SHAPES = re.compile(rb"<v:shape\b.*?</v:shape>", re.DOTALL)
ROW, COLUMN = re.compile(rb"<x:Row>(\d+)</x:Row>"), re.compile(rb"<x:Column>(\d+)</x:Column>")
OURS = {colour for pair in FILLS.values() for colour in pair}


def is_ours(name: str) -> bool:
    """Say whether a sheet is a list of what to correct that we put in front."""
    return name.startswith(LIST_SHEET)


def drop_lists(book: Edited, main: str, root: Tree) -> None:
    """Take our lists out of the workbook: sheet, relationship, part, and what counts sheets."""
    sheets = next(child for child in root if local(child) == "sheets")
    targets = {one: target for one, _, target in book.relations(main)}
    for place in reversed(range(len(sheets))):
        sheet = sheets[place]
        if not is_ours(sheet.get("name") or ""):
            continue
        relation = next(str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id"))
        sheets.remove(sheet)
        for one in list(book.tree(rels_of(main)).iter(RELATIONSHIPS)):
            if one.get("Id") == relation:
                _remove(one)
        part = targets[relation]
        for one in list(book.tree(CONTENT_TYPES)):
            if (one.get("PartName") or "").lstrip("/") == part:
                _remove(one)
        book.drop(part)
        _shift_back(root, place)
        _uncount(book, sheet.get("name") or "")


def _shift_back(root: Tree, place: int) -> None:
    for name in [one for one in root.iter() if local(one) == "definedName"]:
        number = int(name.get("localSheetId") or -1)
        if number == place:
            _remove(name)
        elif number > place:
            name.set("localSheetId", str(number - 1))


def _uncount(book: Edited, name: str) -> None:
    if not book.has(PROPERTIES):
        return
    root = book.tree(PROPERTIES)
    count = next((one for one in root.iter() if local(one) == "i4"), None)
    titles = next((one for one in root.iter() if local(one) == "TitlesOfParts"), None)
    if count is None or titles is None or len(titles) == 0:
        return
    vector = titles[0]
    for entry in list(vector):
        if entry.text == name:
            vector.remove(entry)
            count.text = str(int(count.text or 1) - 1)
            vector.set("size", str(len(vector)))
            return


def drop_notes(book: Edited, comments: str, drawing: str) -> None:
    """Take our notes off, and the shapes that show them."""
    root = book.tree(comments)
    spaced = f"{{{etree.QName(root).namespace}}}"
    authors, listed = root.find(f"{spaced}authors"), root.find(f"{spaced}commentList")
    if authors is None or listed is None:
        return
    ours = {str(n) for n, author in enumerate(authors) if author.text == AUTHOR}
    cells = set()
    for comment in list(listed):
        if comment.get("authorId") in ours:
            listed.remove(comment)
            cells.add(place_of(comment.get("ref") or "A1"))
    if drawing:
        vml = book.content(drawing)
        book.put(
            drawing, SHAPES.sub(lambda shape: b"" if _at(shape[0]) in cells else shape[0], vml)
        )


def _at(shape: bytes) -> Cell | None:
    """Return the cell that a note's shape belongs to."""
    row, column = ROW.search(shape), COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _remove(element: Tree) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unframe(sheet: Tree, styles: Styles) -> None:
    """Take our frames and fills off the cells of a sheet; what was beneath is not known any more.

    A cell goes back to no fill and a thin line, with its own font and number format.
    """
    marked = {str(number) for number in _marked_styles(styles)}
    plain: dict[str, str] = {}
    for cell in sheet.iter(f"{{{styles.ns}}}c"):
        style = cell.get("s")
        if style in marked and style is not None:
            if style not in plain:
                plain[style] = str(_unmarked(int(style), styles))
            cell.set("s", plain[style])


def _marked_styles(styles: Styles) -> list[int]:
    fills, borders = styles.list("fills"), styles.list("borders")
    filled = {n for n, fill in enumerate(fills) if _colours(fill) & OURS}
    framed = {n for n, border in enumerate(borders) if _colours(border) & set(FRAMES.values())}
    return [
        number
        for number, style in enumerate(styles.list("cellXfs"))
        if int(style.get("fillId") or 0) in filled and int(style.get("borderId") or 0) in framed
    ]


def _colours(element: Tree) -> set[str]:
    return {one.get("rgb") or "" for one in element.iter() if one.get("rgb")}


def _unmarked(style: int, styles: Styles) -> int:
    own = copy.deepcopy(styles.list("cellXfs")[style])
    lines = "".join(f'<{side} style="thin"><color rgb="FF8C959F"/></{side}>' for side in SIDES)
    border = styles.new(f"<border>{lines}<diagonal/></border>")
    own.set("fillId", "0")
    own.set("borderId", str(styles.append("borders", border)))
    return styles.append("cellXfs", own)
