"""The sheet "What to correct": every cause with a link to its cell, and what to do."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from validator.cells import width_of
from validator.mark.notes import CONTROL
from validator.mark.styles import Styles

HEADING = "What to correct / 需更正項目"
COLUMNS = (
    ("No. 編號", 7),
    ("Cell 儲存格", 20),
    ("Item 項目", 30),
    ("There now 現有內容", 15),
    ("Expected 應為", 13),
    ("What is wrong 不符之處", 41),
    ("What to do 如何更正", 41),
)
LINK = 1
KEPT = len(COLUMNS) + 1
"""Column of what the marked cells looked like before (`looks.py`)."""
_WIDTH = sum(width for _, width in COLUMNS)
POINTS, PER_LINE = 15, 1.05
_INDENT = 1.5
"""Letters before which a cell begins: none runs up to the one beside it."""
SEVERITY = {"reject": "!", "error": "✕", "query": "?"}


def front_sheet(
    findings: Sequence[dict[str, Any]], styles: Styles, hidden: frozenset[str], *, says: str = ""
) -> bytes:
    """Return the sheet's XML.

    Args:
        findings: documents of the causes, gravest first.
        styles: where its own styles are added.
        hidden: names of sheets to which a link would lead nowhere.
        says: a line on the workbook itself, above the list.
    """
    title, head = styles.plain(bold=True, size=14), styles.plain(bold=True)
    plain, link = styles.plain(), styles.plain(link=True)
    rows = {1: _row(1, [HEADING], [title], 24)}
    if says:
        rows[2] = _row(2, [says], [plain], POINTS * (2 + width_of(says) // _WIDTH))
    heads = ["\n".join(name.rsplit(" ", 1)) for name, _ in COLUMNS]
    rows[3] = _row(3, heads, [head] * len(heads), 2 * POINTS + 4)
    links = _list(rows, findings, hidden, looks=(plain, link))
    _keep(rows, [look.as_text() for look in styles.looks])
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, (_, width) in enumerate(COLUMNS, 1)
    )
    columns += f'<col min="{KEPT}" max="{KEPT}" width="8" hidden="1" customWidth="1"/>'
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    merged = '<mergeCells count="1"><mergeCell ref="A2:G2"/></mergeCells>' if says else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{styles.ns}"><sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage='
        f'"1"/></sheetPr><sheetViews><sheetView tabSelected="1" showGridLines="0" '
        'workbookViewId="0"><pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" '
        'state="frozen"/></sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>{''.join(rows[n] for n in sorted(rows))}"
        f"</sheetData>{merged}{linked}"
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _list(
    rows: dict[int, str],
    findings: Sequence[dict[str, Any]],
    hidden: frozenset[str],
    *,
    looks: tuple[int, int],
) -> list[str]:
    """Write a row for each finding; return the links to their cells."""
    plain, link = looks
    links = []
    for number, finding in enumerate(findings, 4):
        texts = [f"{number - 3} {SEVERITY.get(finding['severity'], '')}", *_texts(finding, hidden)]
        target = _target(finding, hidden)
        styles = [link if place == LINK and target else plain for place in range(len(texts))]
        rows[number] = _row(number, texts, styles, _height(texts))
        if target:
            links.append(f'<hyperlink ref="B{number}" location={quoteattr(target)}/>')
    return links


def _keep(rows: dict[int, str], looks: Sequence[str]) -> None:
    """Write what the marked cells looked like into a hidden column, one look a row."""
    for number, look in enumerate(looks, 1):
        row = rows.get(number, f'<row r="{number}" hidden="1"></row>')
        rows[number] = row.replace("</row>", f"{_cell(KEPT, number, look)}</row>")


def _row(number: int, texts: Sequence[str], looks: Sequence[int], height: float) -> str:
    cells = "".join(
        _cell(place, number, text, f' s="{style}"')
        for place, (text, style) in enumerate(zip(texts, looks, strict=True), 1)
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{cells}</row>'


def _cell(column: int, row: int, text: str, style: str = "") -> str:
    if not text:
        return f'<c r="{chr(64 + column)}{row}"{style}/>'
    return (
        f'<c r="{chr(64 + column)}{row}"{style} t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(CONTROL.sub('', text)[:32_000])}</t></is></c>"
    )


def _texts(finding: dict[str, Any], hidden: frozenset[str]) -> list[str]:
    address = finding["address"]
    where = item = ""
    if address:
        where = f"{address['sheet'] or ''} {address['a1']}".strip()
        where += " (hidden 隱藏)" if address["sheet"] in hidden else ""
        where += f" (+{len(finding['places']) - 1:,})" if len(finding["places"]) > 1 else ""
        item = _both(address["label"])
    return [
        where,
        item,
        finding["raw"] or finding["value"] or "",
        (finding["suggestion"] or {}).get("value") or finding["expected"] or "",
        _both(finding["message"]),
        _both(finding["hint"]),
    ]


def _both(text: dict[str, str]) -> str:
    return "\n".join(dict.fromkeys(part for part in (text["en"], text["zh-Hant"]) if part))


def _target(finding: dict[str, Any], hidden: frozenset[str]) -> str:
    address = finding["address"]
    if not address or not address["sheet"] or not address["a1"] or address["sheet"] in hidden:
        return ""
    name = address["sheet"].replace("'", "''")
    return f"'{name}'!{address['a1']}"


def _height(texts: Sequence[str]) -> float:
    """Return a row's height in points: LibreOffice does not grow wrapped rows on opening."""
    lines = max(
        sum(1 + int(width_of(part) * PER_LINE / (width - _INDENT)) for part in text.split("\n"))
        for text, (_, width) in zip(texts, COLUMNS, strict=True)
    )
    return min(lines * POINTS, 400)
