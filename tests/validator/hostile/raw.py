"""Write workbooks part by part, as no spreadsheet program would."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relationships(*links):
    """Write a relationships part of (id, kind, target)."""
    lines = "".join(
        f'<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for name, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def worksheet(rows, *, before="", after=""):
    """Write a worksheet around the XML of its rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def main_part(*sheets, settings=""):
    """Write the workbook part of (name, state), their relationship ids being r1, r2 ..."""
    tabs = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="r{n}"/>'
        for n, (name, state) in enumerate(sheets, 1)
    )
    start = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}">'
    return f"{start}{settings}<sheets>{tabs}</sheets></workbook>"


def strings(*texts):
    """Write a shared strings part."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="{MAIN}">{items}</sst>'


def parts(*sheets, shared=None, styles=None):
    """Give the parts of a workbook by name, from the XML of its worksheets."""
    names = [(f"S{n}", "visible") for n in range(1, len(sheets) + 1)]
    links = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    links += [("s", "sharedStrings", "sharedStrings.xml")] if shared is not None else []
    links += [("t", "styles", "styles.xml")] if styles is not None else []
    every = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relationships(("r", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": main_part(*names),
        "xl/_rels/workbook.xml.rels": relationships(*links),
        "xl/sharedStrings.xml": shared,
        "xl/styles.xml": styles,
    }
    every |= {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)}
    return {name: part for name, part in every.items() if part is not None}


def pack(every, *, level=6):
    """Put the parts into a ZIP."""
    container = io.BytesIO()
    with zipfile.ZipFile(container, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, part in every.items():
            package.writestr(name, part)
    return container.getvalue()


def workbook(rows, **others):
    """Make a workbook of one worksheet from the XML of its rows."""
    return pack(parts(worksheet(rows), **others))
