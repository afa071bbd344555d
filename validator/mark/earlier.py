"""A copy that was marked before and comes back: its old marks are taken off, not put on twice."""

import re

from lxml import etree

from validator.mark.edited import CONTENT_TYPES, RELATIONSHIPS, Edited, Tree, local, rels_of
from validator.mark.looks import Look, kept_looks, shared_strings
from validator.mark.notes import AUTHOR, BEGINS
from validator.mark.sheet import Cell, place_of
from validator.mark.styles import FILLS, FRAMES, SIDES, Styles
from validator.ownsheets import LIST_SHEET

PROPERTIES = "docProps/app.xml"
SHAPES = re.compile(rb"<v:shape\b.*?</v:shape>", re.DOTALL)
ROW, COLUMN = re.compile(rb"<x:Row>(\d+)</x:Row>"), re.compile(rb"<x:Column>(\d+)</x:Column>")
OUR_LIST = re.compile(rf"{re.escape(LIST_SHEET)}(?: \([0-9]+\))?")
STYLE = re.compile(rb"""\bs=["']([0-9]+)["']""")
OURS = {colour for pair in FILLS.values() for colour in pair}
_LINES = "".join(f'<{side} style="thin"><color rgb="FF8C959F"/></{side}>' for side in SIDES)
UNKNOWN = Look('<fill><patternFill patternType="none"/></fill>', f"<border>{_LINES}</border>")
"""Where somebody has deleted the list that says what was beneath: no fill and a thin line."""


def is_ours(name: str) -> bool:
    """Say whether a sheet is a list of what to correct that we put in front."""
    return OUR_LIST.fullmatch(name) is not None


def drop_lists(book: Edited, main: str, root: Tree) -> dict[int, Look] | None:
    """Take our lists out of the workbook: sheet, relationship, part, and what counts sheets.

    Returns:
        The looks that they kept of the marked cells; None where there was no list.
    """
    looks: dict[int, Look] | None = None
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
        looks = kept_looks(book.look(part), shared_strings(book, main)) | (looks or {})
        for one in list(book.tree(CONTENT_TYPES)):
            if (one.get("PartName") or "").lstrip("/") == part:
                _remove(one)
        book.drop(part)
        _shift_back(root, place)
        _uncount(book, sheet.get("name") or "")
    return looks


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
    """Take our notes off, and the shapes that show them; and our words out of other notes."""
    root = book.tree(comments)
    spaced = f"{{{etree.QName(root).namespace}}}"
    authors, listed = root.find(f"{spaced}authors"), root.find(f"{spaced}commentList")
    if authors is None or listed is None:
        return
    ours = {str(n) for n, author in enumerate(authors) if author.text == AUTHOR}
    cells = set()
    for comment in list(listed):
        if comment.get("authorId") in ours or not _cut(comment):
            listed.remove(comment)
            cells.add(place_of(comment.get("ref") or "A1"))
    if drawing:
        vml = book.content(drawing)
        book.put(
            drawing, SHAPES.sub(lambda shape: b"" if _at(shape[0]) in cells else shape[0], vml)
        )


def _cut(comment: Tree) -> bool:
    """Cut our words off a note; say whether it has any others."""
    texts = list(comment.iter("{*}t"))
    whole = "".join(text.text or "" for text in texts)
    if (begins := whole.find(BEGINS)) < 0:
        return True
    left = len(whole[:begins].rstrip())
    for text in texts:
        kept = (text.text or "")[:left]
        left -= len(kept)
        text.text = kept
        parent = text.getparent()
        if not kept and parent is not None:
            _remove(parent if local(parent) == "r" else text)
    return bool(whole[:begins].strip())


def _at(shape: bytes) -> Cell | None:
    """Return the cell that a note's shape belongs to."""
    row, column = ROW.search(shape), COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _remove(element: Tree) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def is_framed(sheet: bytes, styles: Styles) -> bool:
    """Say whether a sheet has cells with our marks."""
    marked = {b"%d" % style for style in marked_styles(styles)}
    return not marked.isdisjoint(STYLE.findall(sheet))


def unframe(sheet: Tree, styles: Styles, looks: dict[int, Look]) -> None:
    """Take our frames and fills off the cells of a sheet, and give back what was beneath."""
    marked = {str(style): look for style, look in marked_styles(styles).items()}
    own: dict[str, str] = {}
    for cell in sheet.iter(f"{{{styles.ns}}}c"):
        style = cell.get("s")
        if style in marked and style is not None:
            if style not in own:
                look = looks.get(marked[style], UNKNOWN)
                own[style] = str(styles.unmarked(int(style), look))
            cell.set("s", own[style])


def marked_styles(styles: Styles) -> dict[int, int]:
    """Return the number of the look beneath, by marked style."""
    fills, borders = styles.list("fills"), styles.list("borders")
    filled = {n for n, fill in enumerate(fills) if _colours(fill) & OURS}
    frames = tuple(FRAMES.values())
    framed = {
        n: int(colour[6:], 16)
        for n, border in enumerate(borders)
        for colour in _colours(border)
        if colour.startswith(frames)
    }
    return {
        number: framed[int(style.get("borderId") or 0)]
        for number, style in enumerate(styles.list("cellXfs"))
        if int(style.get("fillId") or 0) in filled and int(style.get("borderId") or 0) in framed
    }


def _colours(element: Tree) -> set[str]:
    return {one.get("rgb") or "" for one in element.iter() if one.get("rgb")}
