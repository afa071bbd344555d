"""openpyxl loads, fills, frames and comments cells, and saves: as its manual shows it."""

import io
from collections.abc import Iterable

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side

FILL = PatternFill("solid", fgColor="FFFFC7CE")
LINE = Side(style="medium", color="FFC00000")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def marked(data: bytes, places: Iterable[tuple[str, str, str]]) -> bytes:
    """Return the workbook with the cells (sheet, address, words) marked, and a list in front."""
    book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=b"vbaProject.bin" in data)
    front = book.create_sheet("What to correct", 0)
    for row, (sheet, address, words) in enumerate(places, 2):
        cell = book[sheet][address]
        cell.fill, cell.border, cell.comment = FILL, FRAME, Comment(words, "esubmit")
        front.cell(row, 1, f"{sheet} {address}").hyperlink = f"#'{sheet}'!{address}"
        front.cell(row, 2, words)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
