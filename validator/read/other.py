"""Read .xls, .xlsb and .ods: calamine gives the values.

These formats do not tell everything: which rows are hidden, which formulas were saved without a
result, what shows an error (it reads as an empty cell), what is shown as a percentage. Call it in
a child process with limits: an .ods of a few bytes can ask for any number of cells.
"""

import io

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from validator.read.sheet import Book, Limits, Refusal, Refused, Sheet
from validator.read.values import by_calamine

KINDS = ("xls", "xlsb", "ods")


def kind_of(refusal: Refusal) -> str:
    """Return which other format a file has that was refused as an .xlsx; "" for none of them."""
    if refusal.code == "old_excel":
        return "xls"
    kind = str(refusal.params.get("kind", ""))
    return kind if refusal.code == "not_a_workbook" and kind in KINDS else ""


def read_other(data: bytes, kind: str, limits: Limits) -> Book:
    """Read every worksheet of the file.

    Raises:
        Refused: it cannot be read, or is too large.
    """
    sheets, cells = [], 0
    with by_calamine():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tabs = [tab for tab in book.sheets_metadata if tab.typ == SheetTypeEnum.WorkSheet]
        if len(tabs) > limits.max_sheets:
            raise Refused("too_many_sheets", sheets=len(tabs), limit=limits.max_sheets)
        for tab in tabs:
            found = book.get_sheet_by_name(tab.name)
            cells += found.height * found.width
            if cells > limits.max_cells:
                raise Refused("too_many_cells", sheet=tab.name, cells=cells, limit=limits.max_cells)
            top, left = found.start or (0, 0)
            rows: list[list[object]] = found.to_python()  # type: ignore[assignment]  # list is invariant
            visible = tab.visible == SheetVisibleEnum.Visible
            sheets.append(Sheet(tab.name, visible, top + 1, left + 1, rows))
    return Book(kind, sheets)
