"""A workbook with what Excel itself writes and other programs drop, part by part."""

from tests.validator.hostile import raw

MS = "http://schemas.microsoft.com/office"
OFFICE = "application/vnd.openxmlformats-officedocument"
SHEETML = f"{OFFICE}.spreadsheetml"
CONTENT_TYPES = raw.PACKAGE.replace("relationships", "content-types")
TYPES = {
    "xl/workbook.xml": f"{SHEETML}.sheet.main+xml",
    "xl/worksheets/sheet1.xml": f"{SHEETML}.worksheet+xml",
    "xl/worksheets/sheet2.xml": f"{SHEETML}.worksheet+xml",
    "xl/chartsheets/sheet3.xml": f"{SHEETML}.chartsheet+xml",
    "xl/styles.xml": f"{SHEETML}.styles+xml",
    "xl/sharedStrings.xml": f"{SHEETML}.sharedStrings+xml",
    "xl/calcChain.xml": f"{SHEETML}.calcChain+xml",
    "xl/comments1.xml": f"{SHEETML}.comments+xml",
    "xl/tables/table1.xml": f"{SHEETML}.table+xml",
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "xl/drawings/drawing1.xml": f"{OFFICE}.drawing+xml",
    "docProps/app.xml": f"{OFFICE}.extended-properties+xml",
}
SPACES = (
    f'xmlns="{raw.MAIN}" xmlns:r="{raw.RELATION}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac"'
    f' xmlns:x14ac="{MS}/spreadsheetml/2009/9/ac"'
)
SHEET = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet {SPACES}><dimension ref="A1:C4"/><sheetViews><sheetView tabSelected="1"
 workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>
<sheetData><row r="1" spans="1:3" x14ac:dyDescent="0.25"><c r="A1" t="s"><v>0</v></c>
<c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>
<row r="2" spans="1:3"><c r="A2" t="s"><v>3</v></c><c r="B2" s="1"><v>5</v></c>
<c r="C2" s="2"><f>B2*2</f><v>10</v></c></row>
<row r="3" spans="1:3"><c r="A3" t="s"><v>3</v></c><c r="B3" s="1"><v>7</v></c>
<c r="C3" s="2"><f>B3*2</f><v>14</v></c></row></sheetData>
<sheetProtection sheet="1" objects="1" scenarios="1"/>
<conditionalFormatting sqref="B2:B3"><cfRule type="cellIs" dxfId="0" priority="1"
 operator="greaterThan"><formula>6</formula></cfRule></conditionalFormatting>
<dataValidations count="1"><dataValidation type="whole" allowBlank="1" prompt="a&#10;b"
 sqref="B2:B3"><formula1>0</formula1></dataValidation></dataValidations>
<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>
<pageSetup paperSize="9" r:id="rId4"/><drawing r:id="rId5"/><legacyDrawing r:id="rId1"/>
<tableParts count="1"><tablePart r:id="rId3"/></tableParts><extLst><ext
 uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{MS}/spreadsheetml/2009/9/main">
<x14:dataValidations count="1" xmlns:xm="{MS}/excel/2006/main"><x14:dataValidation type="list">
<x14:formula1><xm:f>Lists!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>A2</xm:sqref>
</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"""
VML = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:'
    b'office"\n xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    b'<v:shape id="_x0000_s1025" type="#_x0000_t202"><x:ClientData ObjectType="Note">'
    b"<x:Row>1</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>"
    b'<v:shape id="_x0000_s1030" type="#_x0000_t201"><v:textbox><div>Press<br>here</div>'
    b'</v:textbox><x:ClientData ObjectType="Button"><x:FmlaMacro>[0]!Go</x:FmlaMacro>'
    b"</x:ClientData></v:shape></xml>"
)
"""A threaded note's stand-in at B2 and a button, whose `<br>` is not well formed."""
TC = "tc={11111111-2222-3333-4444-555555555555}"
COMMENTS = (
    f'<comments xmlns="{raw.MAIN}"><authors><author>{TC}</author></authors><commentList>'
    '<comment ref="B2" authorId="0"><text><t>[Threaded comment]\nAsk Ms Chan.</t></text>'
    "</comment></commentList></comments>"
)
THREADS = (
    f'<ThreadedComments xmlns="{MS}/spreadsheetml/2018/threadedcomments"><threadedComment'
    ' ref="B2" dT="2025-11-01T09:00:00.00" personId="{AAAAAAAA-2222-3333-4444-555555555555}"'
    f' id="{TC[3:]}"><text>Ask Ms Chan.</text></threadedComment></ThreadedComments>'
)
STYLES = f"""<styleSheet xmlns="{raw.MAIN}"><fonts count="1"><font><sz val="11"/><color theme="1"/>
<name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor
 theme="9" tint="0.6"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="2">
<border><left/><right/><top/><bottom/><diagonal/></border><border diagonalUp="1"><left
 style="dotted"><color theme="4"/></left><right/><top style="double"><color rgb="FF00B050"/></top>
<bottom/><diagonal style="hair"><color auto="1"/></diagonal></border></borders><cellStyleXfs
 count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="3" fontId="0" fillId="2"
 borderId="1" xfId="0" applyNumberFormat="1" applyFill="1"><protection locked="0"/></xf><xf
 numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="1">
<dxf><font><b/></font></dxf></dxfs></styleSheet>"""
MAIN_PART = (
    f'<workbook {SPACES}><workbookProtection lockStructure="1"/><bookViews><workbookView'
    ' activeTab="0" firstSheet="0"/></bookViews><sheets>'
    '<sheet name="Data" sheetId="1" r:id="rId1"/><sheet name="Lists" sheetId="5"'
    ' state="veryHidden" r:id="rId2"/><sheet name="Chart" sheetId="7"'
    ' r:id="rId3"/></sheets><definedNames><definedName name="_xlnm.Print_Area"'
    ' localSheetId="0">Data!$A$1:$C$4</definedName><definedName name="Here" localSheetId="1">'
    'Lists!$A$1</definedName><definedName name="All">Data!$B$2</definedName></definedNames>'
    "</workbook>"
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><HeadingPairs>'
    '<vt:vector size="2" baseType="variant"><vt:variant><vt:lpstr>Worksheets</vt:lpstr>'
    "</vt:variant><vt:variant><vt:i4>2</vt:i4></vt:variant></vt:vector></HeadingPairs>"
    '<TitlesOfParts><vt:vector size="2" baseType="lpstr"><vt:lpstr>Data</vt:lpstr><vt:lpstr>Lists'
    "</vt:lpstr></vt:vector></TitlesOfParts></Properties>"
)


def relationships(*links):
    """Write a relationships part of (kind, target); a kind with a slash is a whole type."""
    lines = "".join(
        f'<Relationship Id="rId{n}" Target="{target}"'
        f' Type="{kind if "/" in kind else f"{raw.RELATION}/{kind}"}"/>'
        for n, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{raw.PACKAGE}">{lines}</Relationships>'


def _sheets():
    return {
        "xl/worksheets/sheet1.xml": SHEET,
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(
            ("vmlDrawing", "../drawings/vmlDrawing1.vml"),
            ("comments", "../comments1.xml"),
            ("table", "../tables/table1.xml"),
            ("printerSettings", "../printerSettings/printerSettings1.bin"),
            ("drawing", "../drawings/drawing1.xml"),
            (
                f"{MS}/2017/10/relationships/threadedComment",
                "../threadedComments/threadedComment1.xml",
            ),
        ),
        "xl/worksheets/sheet2.xml": raw.worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
        "xl/chartsheets/sheet3.xml": f'<chartsheet xmlns="{raw.MAIN}"><sheetViews><sheetView'
        ' workbookViewId="0"/></sheetViews></chartsheet>',
        "xl/chartsheets/_rels/sheet3.xml.rels": relationships((
            "drawing",
            "../drawings/drawing1.xml",
        )),
    }


def _drawings():
    return {
        "xl/comments1.xml": COMMENTS,
        "xl/threadedComments/threadedComment1.xml": THREADS,
        "xl/persons/person.xml": f'<personList xmlns="{MS}/spreadsheetml/2018/threadedcomments">'
        '<person displayName="A" id="{AAAAAAAA-2222-3333-4444-555555555555}" userId="a"'
        ' providerId="None"/></personList>',
        "xl/drawings/vmlDrawing1.vml": VML,
        "xl/drawings/drawing1.xml": '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/'
        'drawingml/2006/spreadsheetDrawing"/>',
        "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
    }


def parts():
    """Give the parts by name."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in TYPES.items()
    )
    return (
        _sheets()
        | _drawings()
        | {
            "[Content_Types].xml": f'<Types xmlns="{CONTENT_TYPES}"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="vml"'
            f' ContentType="{OFFICE}.vmlDrawing"/><Default Extension="bin" ContentType="{SHEETML}'
            f'.printerSettings"/>{overrides}</Types>',
            "_rels/.rels": relationships(
                ("officeDocument", "xl/workbook.xml"), ("extended-properties", "docProps/app.xml")
            ),
            "xl/workbook.xml": MAIN_PART,
            "xl/_rels/workbook.xml.rels": relationships(
                ("worksheet", "worksheets/sheet1.xml"),
                ("worksheet", "worksheets/sheet2.xml"),
                ("chartsheet", "chartsheets/sheet3.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("calcChain", "calcChain.xml"),
                (f"{MS}/2017/10/relationships/person", "persons/person.xml"),
            ),
            "xl/styles.xml": STYLES,
            "xl/sharedStrings.xml": raw.strings("Item", "Cases", "Twice", "Unit 單位"),
            "xl/calcChain.xml": f'<calcChain xmlns="{raw.MAIN}"><c r="C2" i="1"/><c r="C3" i="1"/>'
            "</calcChain>",
            "xl/tables/table1.xml": f'<table xmlns="{raw.MAIN}" id="1" name="T" displayName="T"'
            ' ref="A1:C3" totalsRowShown="0"><autoFilter ref="A1:C3"/><tableColumns count="3">'
            '<tableColumn id="1" name="Item"/><tableColumn id="2" name="Cases"/><tableColumn id="3"'
            ' name="Twice"/></tableColumns></table>',
            "docProps/app.xml": APP,
        }
    )


def workbook(**changed):
    """Return the workbook; `changed` are parts put in or written anew, by name."""
    return raw.pack(parts() | changed)
