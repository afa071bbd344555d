"""The habits of programs that are not at hand: each turns a workbook's parts into what they write.

Every one takes the parts that XlsxWriter wrote, by name, and gives the parts of the same workbook
as such a program would have saved it. What people see in its cells stays.
"""

import io
import re
import zipfile

from lxml import etree

from tests.validator.hostile import raw

STRICT = "http://purl.oclc.org/ooxml"
FAMILIES = (
    (f"{raw.RELATION}", f"{STRICT}/officeDocument/relationships"),
    (raw.MAIN, f"{STRICT}/spreadsheetml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/", f"{STRICT}/officeDocument/"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", f"{STRICT}/drawingml/main"),
)
SHEETS = re.compile(r"xl/worksheets/sheet\d+\.xml")


def parts_of(data):
    """Return a package's parts by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def as_written_by(habit, data):
    """Return a workbook as a program with a habit would have saved it."""
    return raw.pack(habit(parts_of(data)))


def in_sheets(change):
    """Make a habit of a change to the XML of every worksheet."""

    def habit(parts):
        return {n: change(xml) if SHEETS.fullmatch(n) else xml for n, xml in parts.items()}

    return habit


def in_cells(change):
    """Make a habit of a change to the tree of every worksheet."""

    def changed(xml):
        root = etree.fromstring(xml.encode())
        change(root, f"{{{raw.MAIN}}}")
        return etree.tostring(root, encoding="unicode")

    return in_sheets(changed)


def strict(parts):
    """Excel's "Strict Open XML Spreadsheet": the namespaces of ISO 29500-1."""
    for old, new in FAMILIES:
        parts = {name: xml.replace(old, new) for name, xml in parts.items()}
    start = parts["xl/workbook.xml"]
    return parts | {
        "xl/workbook.xml": start.replace("<workbook ", '<workbook conformance="strict" ')
    }


def inline_strings(parts):
    """Generators and web exports: every text in its own cell, no shared strings."""
    texts = re.findall(r"<si>(.*?)</si>", parts["xl/sharedStrings.xml"], re.DOTALL)

    def inline(cell):
        return f'{cell[1]} t="inlineStr"><is>{texts[int(cell[2])]}</is></c>'

    found = in_sheets(lambda xml: re.sub(r'(<c [^>]*?) t="s"><v>(\d+)</v></c>', inline, xml))(parts)
    return without_part(found, "xl/sharedStrings.xml")


def without_part(parts, gone):
    """Take a part of the workbook away, with what speaks of it."""
    name = gone.rpartition("/")[2]
    left = {part: xml for part, xml in parts.items() if part != gone}
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"):
        left[part] = re.sub(rf'<(?:Override|Relationship) [^>]*{name}"[^>]*/>', "", left[part])
    return left


def without_styles(parts):
    """The barest generators: no styles part, no style on any cell."""
    return without_part(in_sheets(lambda xml: re.sub(r' s="\d+"', "", xml))(parts), "xl/styles.xml")


def without_properties(parts):
    """Google Sheets and generators: no document properties, no theme."""
    for gone in ("docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml"):
        parts = without_part(parts, gone)
    return parts


def prefixed(parts):
    """The .NET library of Microsoft's own, and reports made by it: `<x:row>`."""

    def with_prefix(xml):
        xml = re.sub(r"<(/?)(?=[a-zA-Z])(?!x:)", r"<\1x:", xml)
        return xml.replace("xmlns=", "xmlns:x=", 1)

    named = (*filter(SHEETS.fullmatch, parts), "xl/workbook.xml", "xl/sharedStrings.xml")
    return parts | {name: with_prefix(parts[name]) for name in (*named, "xl/styles.xml")}


def _uncounted(root, ns):
    for data in root.iter(f"{ns}sheetData"):
        rows = {int(row.attrib.pop("r")): row for row in data}
        last = max(rows, default=0)
        data[:] = [rows.get(n, etree.Element(f"{ns}row")) for n in range(1, last + 1)]
        for row in data:
            cells = {_column(cell.attrib.pop("r")): cell for cell in row}
            row.attrib.pop("spans", "")
            last = max(cells, default=0)
            row[:] = [cells.get(n, etree.Element(f"{ns}c")) for n in range(1, last + 1)]


def _column(address):
    number = 0
    for letter in address.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


without_addresses = in_cells(_uncounted)
"""Streaming writers: rows and cells that are only counted."""


def _shared(root, ns):
    for number, formula in enumerate(root.iter(f"{ns}f")):
        cell = formula.getparent()
        formula.set("t", "shared")
        formula.set("si", str(number // 2))
        if number % 2:
            formula.text = None
        else:
            formula.set("ref", cell.get("r"))


shared_formulas = in_cells(_shared)
"""Excel, of formulas that were filled down: the second says only which it shares."""

uncomputed = in_sheets(lambda xml: re.sub(r"(</f>|<f [^>]*/>)<v>[^<]*</v>", r"\1", xml))
"""openpyxl and most libraries: formulas whose result nobody has computed."""

unvalidated = in_sheets(
    lambda xml: re.sub(r"<(dataValidations|conditionalFormatting).*?</\1>", "", xml)
)
"""Numbers and some exports: validations and conditional formats are lost."""


def absolute_targets(parts):
    """Google Sheets, SAP: relationships that begin at the package's root."""
    name = "xl/_rels/workbook.xml.rels"
    root = {"_rels/.rels": parts["_rels/.rels"].replace('Target="', 'Target="/')}
    return parts | root | {name: parts[name].replace('Target="', 'Target="/xl/')}


def odd_case(parts):
    """Some converters: names in the ZIP whose letters are not those of the relationships."""
    return {
        name.replace("worksheets/sheet", "Worksheets/Sheet").replace("styles", "Styles"): xml
        for name, xml in parts.items()
    }


def backslashes(parts):
    """Old .NET ZIP writers."""
    return {name.replace("/", "\\"): xml for name, xml in parts.items()}


def without_names(parts):
    """Excel online and Numbers, at times: defined names are lost."""
    name = "xl/workbook.xml"
    lost = re.sub("<definedNames>.*?</definedNames>", "", parts[name])
    return parts | {name: lost}


def decimal_points(parts):
    """Google Sheets: every figure with a decimal point, rows and columns formatted far beyond."""

    def more(xml):
        xml = re.sub(r"<v>(\d+)</v></c>", r"<v>\1.0</v></c>", re.sub(r' spans="[^"]*"', "", xml))
        xml = re.sub(r'( t="s"><v>\d+)\.0<', r"\1<", xml)
        last = max(map(int, re.findall(r'<row r="(\d+)"', xml)), default=0)
        blank = "".join(
            f'<row r="{row}" ht="15.75" customHeight="1"><c r="A{row}" s="1"/></row>'
            for row in range(last + 1, 1000)
        )
        return xml.replace("</sheetData>", f"{blank}</sheetData>")

    return without_properties(in_sheets(more)(parts))


def excel_online(parts):
    """Excel's own extras: `mc:Ignorable`, revision ids, heights of dyDescent."""
    spaces = (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' mc:Ignorable="x14ac xr"'
        ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
        ' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
        ' xr:uid="{00000000-0001-0000-0000-000000000000}"'
    )

    def with_extras(xml):
        xml = xml.replace("<worksheet ", f"<worksheet{spaces} ", 1)
        return re.sub(r'(<row r="\d+")', r'\1 x14ac:dyDescent="0.25"', xml)

    return in_sheets(with_extras)(parts)


def wps(parts):
    """WPS Office: its own custom properties, columns to the last, a font of its own."""
    kept = parts["xl/styles.xml"].replace("Calibri", "宋体")
    wide = in_sheets(
        lambda xml: xml.replace("</cols>", '<col min="14" max="16384" width="9"/></cols>')
    )(parts)
    custom = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    return wide | {"xl/styles.xml": kept, "docProps/custom.xml": custom}


def libreoffice(parts):
    """LibreOffice: every attribute of a row spelt out, its own mark on formulas, no calculation."""

    def spelt_out(xml):
        row = r'<row r="\1" customFormat="false" ht="12.8" hidden="false" customHeight="false">'
        xml = re.sub(r'<row r="(\d+)"(?: spans="[^"]*")?>', row, xml)
        return xml.replace("<f>", '<f aca="false">')

    return in_sheets(spelt_out)(parts)


def numbers(parts):
    """Numbers: no names, validations or conditional formats, no properties."""
    return without_properties(without_names(unvalidated(parts)))


HABITS = {
    "LibreOffice": libreoffice,
    "Numbers": numbers,
    "strict": strict,
    "inline strings": inline_strings,
    "no styles": without_styles,
    "no properties": without_properties,
    "prefixes": prefixed,
    "no addresses": without_addresses,
    "shared formulas": shared_formulas,
    "no validations": unvalidated,
    "no names": without_names,
    "absolute targets": absolute_targets,
    "odd letter case": odd_case,
    "backslashes": backslashes,
    "Google": decimal_points,
    "Excel online": excel_online,
    "WPS": wps,
}
