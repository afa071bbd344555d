"""A table as a workbook of one sheet, written row by row: of 300,000 rows as of ten.

A cell holds text and nothing but text, whatever it begins with.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from validator.cells import column_letters

_LONGEST = 32_000
"""Characters in a cell: Excel takes 32,767."""
_AT_ONCE = 500
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD, _BODY = 1, 2
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/sheet.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1"'
        f' Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="r1" Type="{_RELATION}/worksheet" Target="sheet.xml"/>'
        f'<Relationship Id="r2" Type="{_RELATION}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
        '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3"><fill>'
        '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFF1F3F5"/></patternFill></fill>'
        '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="3"><xf xfId="0"/><xf xfId="0" fontId="1" fillId="2" applyFont="1"'
        ' applyFill="1" applyAlignment="1"><alignment wrapText="1"/></xf><xf xfId="0"'
        ' applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}


def write_workbook(
    target: BinaryIO, rows: Iterable[Sequence[str]], widths: Sequence[int], title: str
) -> None:
    """Write a table, its headings first, as an .xlsx with a filter on the headings.

    Args:
        target: where to; it need not be rewound.
        rows: each as wide as `widths`, or less.
        widths: of the columns, in characters.
        title: the sheet's name.
    """
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=4) as package:
        for name, xml in _PARTS.items():
            package.writestr(name, _XML + xml)
        package.writestr("xl/workbook.xml", _workbook(title))
        with package.open("xl/sheet.xml", "w", force_zip64=True) as sheet:
            pieces = _sheet(iter(rows), widths)
            while piece := "".join(islice(pieces, _AT_ONCE)):
                sheet.write(piece.encode())


def _workbook(title: str) -> str:
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>'
        f'<sheet name={quoteattr(title)} sheetId="1" r:id="r1"/></sheets></workbook>'
    )


def _sheet(rows: Iterator[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(widths, 1)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane'
        ' ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )
    letters = [column_letters(at) for at in range(1, len(widths) + 1)]
    number = 0
    for number, row in zip(count(1), rows, strict=False):
        style = _BODY if number > 1 else _HEAD
        cells = "".join([
            f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
            f"{escape(_CONTROL.sub('', text)[:_LONGEST])}</t></is></c>"
            for letter, text in zip(letters, row, strict=False)
            if text
        ])
        yield f'<row r="{number}">{cells}</row>'
    yield f'</sheetData><autoFilter ref="A1:{letters[-1]}{max(number, 1)}"/></worksheet>'
