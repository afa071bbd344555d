"""XML that reaches outside, grows without end, or is none."""

import codecs

from tests.validator.hostile import raw

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"
PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    SHEET,
)
TYPES = {
    "laughs": "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>]>",
    "a file": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
    "a page": "<!DOCTYPE x [<!ENTITY a SYSTEM '{url}'>]>",
    "a type elsewhere": "<!DOCTYPE x SYSTEM '{url}'>",
    "a parameter": "<!DOCTYPE x [<!ENTITY % p SYSTEM '{url}'>%p;]>",
    "a bare type": "<!DOCTYPE x>",
    "small letters": "<!doctype x>",
}
BODIES = {
    "empty": "",
    "spaces": "   \n ",
    "JSON": '{"a": 1}',
    "a web page": "<html><body>1</body></html>",
    "another root": f'<workbook xmlns="{raw.MAIN}"/>',
    "no end": raw.worksheet(ROW)[:-20],
    "two roots": raw.worksheet(ROW) * 2,
    "deep": "<a>" * 100_000 + "</a>" * 100_000,
    "a control character": raw.worksheet(ROW.replace("1</v>", "\x01</v>")),
    "a reference to none": raw.worksheet(ROW.replace("1</v>", "&nobody;</v>")),
    "a reference to NUL": raw.worksheet(ROW.replace("1</v>", "&#0;</v>")),
    "a reference beyond Unicode": raw.worksheet(ROW.replace("1</v>", "&#x110000;</v>")),
    "an open CDATA": raw.worksheet("<row><c><v><![CDATA[1</v></c></row>"),
    "an open comment": raw.worksheet("<!-- " + ROW),
    "names over names": raw.worksheet(ROW.replace("<c ", '<c r="B1" ')),
    "a name of a megabyte": raw.worksheet(f"<{'a' * 1_000_000}/>"),
    "an attribute of ten megabytes": raw.worksheet(f'<row r="1" x="{"a" * 10_000_000}"/>'),
    "many attributes": raw.worksheet(
        "<row r='1' " + " ".join(f"a{n}='1'" for n in range(50_000)) + "/>"
    ),
    "a prefix of nobody": raw.worksheet('<q:row r="1"/>'),
    "an inclusion": raw.worksheet(
        '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    ),
    "a style sheet": '<?xml-stylesheet type="text/xsl" href="{url}"?>' + raw.worksheet(ROW),
}
ENCODINGS = {
    "UTF-7": ("utf-7", "utf-7"),
    "UTF-32": ("utf-32", "utf-32"),
    "EBCDIC": ("cp500", "cp500"),
    "nobody's": ("x-nobody", "utf-8"),
    "one but another": ("utf-16", "utf-8"),
    "base64": ("base64", "utf-8"),
}


def put(name, content):
    parts = raw.parts(raw.worksheet(ROW), shared=raw.strings("a"), styles="<styleSheet/>")
    return raw.pack(parts | {name: content})


def typed(name, doctype):
    """Put a document type before a part."""
    parts = raw.parts(raw.worksheet(ROW), shared=raw.strings("a"), styles="<styleSheet/>")
    return raw.pack(parts | {name: doctype + parts[name]})


def encoded(declared, used):
    text = f'<?xml version="1.0" encoding="{declared}"?>{raw.worksheet(ROW)}'
    return put(SHEET, text.encode(used))


def files(url):
    """Give the files; those that call out call this address."""
    found = {
        f"{kind} in {part}": (lambda p=part, t=text: typed(p, t.replace("{url}", url)))
        for kind, text in TYPES.items()
        for part in (PARTS if kind in ("laughs", "a page") else PARTS[2:3] + PARTS[-1:])
    }
    found |= {
        f"XML: {key}": (lambda text=text: put(SHEET, text.replace("{url}", url)))
        for key, text in BODIES.items()
    }
    found |= {f"XML in {key}": (lambda how=how: encoded(*how)) for key, how in ENCODINGS.items()}
    return found | {
        "XML: two marks": lambda: put(SHEET, codecs.BOM_UTF8 * 2 + raw.worksheet(ROW).encode()),
        "XML: half UTF-16": lambda: put(SHEET, raw.worksheet(ROW).encode("utf-16")[:-1]),
    }
