"""A form's workbook, as somebody writes in it."""

import io

import openpyxl


def rewritten(content, cells):
    """Return a form's workbook with other words in some cells.

    Each cell is (beginning of the sheet's name, row, name of the column or line, words).
    """
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, row, column, words in cells:
        sheet = next(sheet for sheet in book if sheet.title.startswith(name))
        if name == "Form":
            row = next(cell.row for cell in sheet["B"] if cell.value == column)
            sheet.cell(row, 3).value = words
        else:
            names = [cell.value for cell in sheet[4]]
            sheet.cell(row, names.index(column) + 1).value = words
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
