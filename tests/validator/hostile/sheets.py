"""Sheets whose cells, rows, numbers or parts are not what a sheet can have."""

from tests.validator.hostile import raw

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = ("XFD1048576", "QQQ123456", "XFE1", "A1048577", "ZZZZZZ1", "A0", "A99999999999")
ODD = ("1A", "A-1", "A1A", "$A$1", "Ａ１", "A１", "", " A1", "A1:B2", "R1C1", "-", "a" * 100_000)
ROWS = ("0", "-1", "abc", "1e9", "1048577", "99999999999999999999", "1.5", "")
VALUES = {
    "infinity": "<v>1e999</v>",
    "no number": "<v>NaN</v>",
    "a word": "<v>abc</v>",
    "ten megabytes of digits": f"<v>{'1' * 10_000_000}</v>",
    "signs": "<v>--1</v>",
    "two values": "<v>1</v><v>2</v>",
    "a value in a value": "<v><v>1</v></v>",
    "hexadecimal": "<v>0x10</v>",
    "an exponent": "<v>1e-99999999999</v>",
    "a formula of megabytes": f"<f>{'A1+' * 1_000_000}A1</f><v>1</v>",
    "a hundred thousand runs": f"<is>{'<r><t>a</t></r>' * 100_000}</is>",
}
KINDS = {
    "a string that is not there": ("s", "99999999"),
    "a string before the first": ("s", "-1"),
    "half a string": ("s", "1.5"),
    "a word for a string": ("s", "abc"),
    "a kind that is none": ("zzz", "1"),
    "a truth that is none": ("b", "7"),
    "a date that is none": ("d", "2025-99-99"),
    "an error that is none": ("e", "#WHO!"),
}
AFTER = {
    "a million merges": '<mergeCell ref="A1:B2"/>' * 1_000_000,
    "merges of all": '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>' * 100,
    "100,000 validations": '<dataValidation type="list" sqref="A1"/>' * 100_000,
    "100,000 links": '<hyperlink ref="A1" location="B1"/>' * 100_000,
}


def cell(address, inside="<v>1</v>"):
    return raw.workbook(f'<row r="1"><c r="{address}">{inside}</c></row>')


def typed(kind, value):
    return raw.workbook(
        f'<row r="1"><c r="A1" t="{kind}"><v>{value}</v></c></row>', shared=raw.strings("a")
    )


def related(target, mode="", kind="worksheet"):
    """Return a workbook whose sheet is said to lie elsewhere."""
    parts = raw.parts(raw.worksheet(ROW))
    link = f'<Relationship Id="r1" Type="{raw.RELATION}/{kind}" Target="{target}"{mode}/>'
    rels = f'<Relationships xmlns="{raw.PACKAGE}">{link}</Relationships>'
    return raw.pack(parts | {"xl/_rels/workbook.xml.rels": rels})


def named(*names):
    parts = raw.parts(*[raw.worksheet(ROW)] * len(names))
    tabs = raw.main_part(*[(name, "visible") for name in names])
    return raw.pack(parts | {"xl/workbook.xml": tabs})


def without(name):
    parts = raw.parts(raw.worksheet(ROW))
    del parts[name]
    return raw.pack(parts)


def files(url):
    """Give the files; those that call out call this address."""
    elsewhere = ' TargetMode="External"'
    found = {f"cell at {at[:12]}": (lambda at=at: cell(at)) for at in (*FAR, *ODD)}
    found |= {
        f"row {number[:9] or 'of no number'}": (
            lambda n=number: raw.workbook(f'<row r="{n}"><c><v>1</v></c></row>')
        )
        for number in ROWS
    }
    found |= {f"value: {key}": (lambda v=v: cell("A1", v)) for key, v in VALUES.items()}
    found |= {f"value: {key}": (lambda how=how: typed(*how)) for key, how in KINDS.items()}
    found |= {
        f"sheet: {key}": (lambda after=after: raw.pack(raw.parts(raw.worksheet(ROW, after=after))))
        for key, after in AFTER.items()
    }
    return found | {
        "sheet on the net": lambda: related(url, elsewhere),
        "sheet on the disk": lambda: related("file:///etc/passwd", elsewhere),
        "sheet up the tree": lambda: related("../../../../etc/passwd"),
        "sheet that is the workbook": lambda: related("workbook.xml"),
        "sheet that is not there": lambda: related("worksheets/sheet99.xml"),
        "sheet that is a macro": lambda: related("worksheets/sheet1.xml", kind="xlMacrosheet"),
        "5,000 sheets": lambda: named(*[f"S{n}" for n in range(5_000)]),
        "sheets of one name": lambda: named("A", "A"),
        "a sheet name of a megabyte": lambda: named("n" * 1_000_000),
        "no workbook part": lambda: without("xl/workbook.xml"),
        "no relationships": lambda: without("_rels/.rels"),
        "no relationships of the workbook": lambda: without("xl/_rels/workbook.xml.rels"),
        "no sheet part": lambda: without("xl/worksheets/sheet1.xml"),
        "a style that is not there": lambda: raw.workbook(
            '<row r="1"><c r="A1" s="9999999"/></row>'
        ),
        "cells backwards": lambda: raw.workbook('<row r="2"><c r="C2"/><c r="A2"/></row>' + ROW),
        "a row of 16,384 cells, 500 times": lambda: raw.workbook(
            f"<row>{'<c><v>1</v></c>' * 16_384}</row>" * 500
        ),
        "two million strings": lambda: raw.workbook(ROW, shared=raw.strings(*["a"] * 2_000_000)),
    }
