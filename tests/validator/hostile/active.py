"""Real returns that carry something which acts, or text that would start a formula.

They can be read, and are checked as any other return: nothing in them runs, nothing is fetched.
"""

import csv
import io

from schemas.catalogue import packaged
from schemas.periods import Period
from tests.validator.habits import parts_of
from tests.validator.hostile import raw
from validator.blank import Sender
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

PERIOD = Period.parse("2025-26Q3")
SHEET, RELS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
STARTS = {
    "=": "=1+1",
    "+": "+1+1",
    "-": "-1+1",
    "@": "@SUM(1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "line": "\n=1+1",
    "DDE": "=cmd|' /C calc'!A0",
    "link": '=HYPERLINK("http://example.invalid","look")',
    "web": '=WEBSERVICE("http://example.invalid")',
    "full width": "＝1+1",
    "full width plus": "＋1",
    "quoted": "'=1+1",
    "space": " =1+1",
    "bar": "|calc",
    "percent": "%0A=1",
}
PLACES = ("C11", "B11", "A11", "C3")
"""A figure, a line's name, its code, and what the return says of itself."""


def returned():
    """Return a good return's parts."""
    plan = compile_plan(packaged().form("HLS-MONTH-Q"), PERIOD.id)
    return parts_of(specimen(plan, Recipe(PERIOD, Sender("9101"), seed=3)).workbook)


def typed(text, place):
    """Write text into a cell of a return."""
    parts = returned()
    xml = parts[SHEET]
    at = xml.index(f'<c r="{place}"')
    end = min(found for found in (xml.find("</c>", at) + 4, xml.find("/>", at) + 2) if found > at)
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\r", "&#13;")
    new = f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'
    return raw.pack(parts | {SHEET: xml[:at] + new + xml[end:]})


def computed(formula):
    """Put a formula behind a figure."""
    parts = returned()
    safe = formula.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    xml = parts[SHEET].replace("<v>31</v>", f"<f>{safe}</f><v>31</v>", 1)
    return raw.pack(parts | {SHEET: xml})


def with_parts(more, *links):
    """Add parts, and relationships of the workbook to them."""
    parts, rels = returned(), "xl/_rels/workbook.xml.rels"
    lines = "".join(
        f'<Relationship Id="x{n}" Type="{raw.RELATION}/{kind}" Target="{target}"{mode}/>'
        for n, (kind, target, mode) in enumerate(links)
    )
    parts[rels] = parts[rels].replace("</Relationships>", f"{lines}</Relationships>")
    return raw.pack(parts | more)


def linked(url):
    """Return a return with a link, and a picture, that lie elsewhere."""
    out = ' TargetMode="External"'
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{raw.RELATION}/{kind}" Target="{target}"{out}/>'
        for n, (kind, target) in enumerate([
            ("hyperlink", url),
            ("image", url),
            ("hyperlink", "javascript:alert(1)"),
        ])
    )
    rels = f'<Relationships xmlns="{raw.PACKAGE}">{lines}</Relationships>'
    return raw.pack(returned() | {RELS: rels})


def long_csv(start):
    """Return a long CSV whose fields begin as a formula does."""
    lines = [
        ["unit_code", "form_code", "fin_year", "quarter", "month", "item_code", "value", "remark"],
        ["9101", "HLS-MONTH-Q", "2025-26", "Q3", "10", "R010", start, start],
        ["9101", "HLS-MONTH-Q", "2025-26", "Q3", "11", start, "1", ""],
    ]
    target = io.StringIO()
    csv.writer(target).writerows(lines)
    return target.getvalue().encode()


def files(url):
    """Give the files; those that call out call this address."""
    out = ' TargetMode="External"'
    formulas = {
        "asks the net": f'WEBSERVICE("{url}")',
        "links out": f'HYPERLINK("{url}","31")',
        "another book": "[1]Sheet1!$A$1",
        "a book on the net": f"'{url}[a.xlsx]S'!A1",
        "a command": "cmd|' /C calc'!A0",
        "a macro function": 'EXEC("calc.exe")',
        "a picture": f'IMAGE("{url}")',
        "itself": "C11",
        "a thousand brackets": "(" * 1_000 + "1" + ")" * 1_000,
    }
    found = {f"formula: {key}": (lambda f=f: computed(f)) for key, f in formulas.items()}
    found |= {
        f"text: {key} at {place}": (lambda t=text, p=place: typed(t, p))
        for key, text in STARTS.items()
        for place in (PLACES if key in ("=", "DDE", "+") else PLACES[:1])
    }
    found |= {f"CSV text: {key}": (lambda t=text: long_csv(t)) for key, text in STARTS.items()}
    return found | {
        "macros": lambda: with_parts(
            {"xl/vbaProject.bin": "x"}, ("vbaProject", "vbaProject.bin", "")
        ),
        "links out": lambda: linked(url),
        "a book elsewhere": lambda: with_parts(
            {"xl/externalLinks/externalLink1.xml": "<externalLink/>"},
            ("externalLink", "externalLinks/externalLink1.xml", ""),
            ("externalLinkPath", url, out),
        ),
        "a connection": lambda: with_parts(
            {"xl/connections.xml": f'<connections><webPr url="{url}"/></connections>'},
            ("connections", "connections.xml", ""),
        ),
        "an object": lambda: with_parts({"xl/embeddings/oleObject1.bin": "MZ\x90"}),
        "a control": lambda: with_parts({"xl/activeX/activeX1.xml": "<ax/>"}),
        "a ribbon": lambda: with_parts({"customUI/customUI.xml": '<customUI onLoad="go"/>'}),
        "a template elsewhere": lambda: with_parts({}, ("attachedTemplate", url, out)),
    }
