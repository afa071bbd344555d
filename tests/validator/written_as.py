"""A specimen written as another format: OpenDocument, and CSV as a sheet or a figure a line."""

import csv
import io
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from tests.validator.test_long_csv import HEAD
from validator.read import read

URN = "urn:oasis:names:tc:opendocument:xmlns"
BEGINS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    f' xmlns:office="{URN}:office:1.0" xmlns:table="{URN}:table:1.0" xmlns:text="{URN}:text:1.0"'
    ' office:version="1.2"><office:body><office:spreadsheet>'
)
ENDS = "</office:spreadsheet></office:body></office:document-content>"


def sheets_of(workbook):
    """Return the sheets that people see, each with its rows from the first on."""
    found = []
    for sheet in read(workbook).sheets:
        if sheet.visible:
            rows = [[""] * (sheet.left - 1) + list(row) for row in sheet.rows]
            found.append((sheet.name, [[]] * (sheet.top - 1) + rows))
    return found


def as_ods(workbook):
    """Return a workbook as OpenDocument."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_row, rows))}</table:table>"
        for name, rows in sheets_of(workbook)
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", f"{BEGINS}{tables}{ENDS}")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    return target.getvalue()


def _row(values):
    return f"<table:table-row>{''.join(map(_cell, values or ['']))}</table:table-row>"


def _cell(value):
    if isinstance(value, datetime | date):
        said, kind = value.isoformat(), "date"
        return (
            f'<table:table-cell office:value-type="{kind}" office:date-value="{said}">'
            f"<text:p>{said}</text:p></table:table-cell>"
        )
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value!r}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    if not value:
        return "<table:table-cell/>"
    words = escape(str(value)).replace("\n", "</text:p><text:p>")
    return (
        f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'
    )


def as_csv(plan, made, period, unit="9101"):
    """Return a specimen as CSV: its one sheet, or of several a figure a line; None with lists."""
    if plan.spec.lists:
        return None
    sheets = [rows for name, rows in sheets_of(made.workbook) if not name.startswith("Notes")]
    year, _, quarter = period.id.partition("Q")
    shared = ["901", unit, plan.spec.code, "1", year, quarter, ""]
    figures = made.figures.items()
    lines = [
        [*shared, plan.cells[plan.by_key[key]].code, value, ""]
        for key, value in figures
        if value is not None
    ]
    rows = sheets[0] if len(sheets) == 1 else [HEAD, *lines]
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue().encode()
