"""Files that mean harm, or look like it: each gets its answer; none kills a worker."""

import gzip
import io
import zipfile

import pytest

from schemas.catalogue import packaged
from tests.validator.hostile import raw
from validator.confine import Done, confined
from validator.engine import check, open_file
from validator.read import Book, Limits, read

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
GOOD = raw.workbook(ROW)
ENTITY = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def cells(address, value="<v>1</v>"):
    return raw.workbook(f'<row r="1"><c r="{address}">{value}</c></row>')


def with_part(name, content):
    return raw.pack(raw.parts(raw.worksheet(ROW)) | {name: content})


def without(name):
    every = raw.parts(raw.worksheet(ROW))
    del every[name]
    return raw.pack(every)


def nested():
    inner = GOOD
    for _ in range(5):
        inner = with_part("xl/embeddings/inner.xlsx", inner)
    return inner


def renamed(data):
    """Two entries of the same name."""
    container = io.BytesIO(data)
    with zipfile.ZipFile(container, "a") as package, pytest.warns(UserWarning):
        package.writestr("xl/workbook.xml", "<workbook/>")
    return container.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FILES = {
    "nothing": lambda: b"",
    "only a byte order mark": lambda: b"\xef\xbb\xbf",
    "spaces": lambda: b"   \n  ",
    "a PDF": lambda: b"%PDF-1.7\n%abc",
    "a PNG": lambda: b"\x89PNG\r\n\x1a\n" + bytes(50),
    "a web page": lambda: b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "gzip": lambda: gzip.compress(GOOD),
    "7z": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(60),
    "old Excel": lambda: OLE + bytes(2000),
    "a password": lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    "zeros": lambda: bytes(5000),
    "a ZIP of nothing": lambda: raw.pack({}),
    "a ZIP of a text": lambda: raw.pack({"readme.txt": "hello"}),
    "cut in the middle": lambda: GOOD[: len(GOOD) // 2],
    "cut at the end": lambda: GOOD[:-10],
    "cut at the start": lambda: GOOD[10:],
    "a wrong checksum": lambda: (
        GOOD.replace(b"PK\x01\x02", b"PK\x01\x02")[:60] + bytes([GOOD[60] ^ 255]) + GOOD[61:]
    ),
    "two parts of one name": lambda: renamed(GOOD),
    "no workbook part": lambda: without("xl/workbook.xml"),
    "no relationships": lambda: without("_rels/.rels"),
    "no sheet part": lambda: without(SHEET),
    "a part outside": lambda: with_part("../../etc/cron.d/x", "x"),
    "an absolute part": lambda: with_part("/etc/passwd", "x"),
    "workbooks in workbooks": nested,
    "entities": lambda: with_part(SHEET, ENTITY + raw.worksheet(ROW)),
    "an outside entity": lambda: with_part(SHEET, OUTSIDE + raw.worksheet(ROW)),
    "deep XML": lambda: with_part(SHEET, "<a>" * 200_000 + "</a>" * 200_000),
    "no XML": lambda: with_part(SHEET, "\0\1\2 nothing"),
    "XML that does not end": lambda: with_part(SHEET, raw.worksheet(ROW)[:-20]),
    "the last corner": lambda: cells("XFD1048576"),
    "a far cell": lambda: cells("QQQ123456"),
    "no such column": lambda: cells("ZZZZZZ1"),
    "row nought": lambda: cells("A0"),
    "a million merges": lambda: raw.pack(
        raw.parts(raw.worksheet(ROW, after='<mergeCell ref="A1:B2"/>' * 1_000_000))
    ),
    "a bomb": lambda: with_part(SHEET, raw.worksheet(" " * 400_000_000)),
    "a bomb beside": lambda: with_part("xl/media/x.bin", bytes(400_000_000)),
    "ten megabytes in a cell": lambda: cells("A1", f"<v>{'1' * 10_000_000}</v>"),
    "infinity": lambda: cells("A1", "<v>1e999</v>"),
    "not a number": lambda: cells("A1", "<v>NaN</v>"),
    "a string that is not there": lambda: raw.workbook(
        '<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>', shared=raw.strings("a")
    ),
    "a style that is not there": lambda: raw.workbook(
        '<row r="1"><c r="A1" s="99999999"><v>1</v></c></row>'
    ),
    "a CSV with NUL": lambda: b"unit_code,form_code\0\n",
    "an endless quote": lambda: b'unit_code,"form_code\n' + b"x\n" * 100_000,
    "half a UTF-8 sign": lambda: "unit_code,埗".encode()[:-1],
}


def answered(data):
    """Return the answer in both languages, as the job would get it from its child."""
    forms = packaged()
    return check(open_file(data, forms), forms).summary()


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_in_words_and_nothing_dies(name):
    done = confined(answered, FILES[name](), timeout_s=20, memory_mb=1024)

    assert isinstance(done, Done), f"{name}: lost for {done}"
    assert done.value["outcome"] == "refused"
    (finding, *_) = done.value["findings"]
    assert finding["message"]["en"] and finding["message"]["zh-Hant"]
    assert finding["hint"]["en"] and finding["hint"]["zh-Hant"]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_bytes=100), "too_big"),
        (Limits(max_expanded=100), "expanded_too_big"),
        (Limits(max_parts=3), "expanded_too_big"),
        (Limits(max_sheets=1), "too_many_sheets"),
        (Limits(max_rows=5), "too_many_rows"),
        (Limits(max_cells=8), "too_many_cells"),
    ],
)
def test_every_limit_is_held(limits, code):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><v>1</v></c></row>'
    data = raw.pack(raw.parts(raw.worksheet(rows), raw.worksheet(rows)))

    assert read(data, limits=limits).code == code
    assert isinstance(read(data, limits=Limits(max_rows=6, max_cells=18, max_sheets=2)), Book)
