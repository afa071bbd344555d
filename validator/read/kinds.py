"""Tell what a file is by its content; its name says nothing that can be relied on."""

import re

from validator.read.sheet import Refused

ZIP = b"PK\3\4"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS: tuple[tuple[str, str, dict[str, str | int]], ...] = (
    ("EncryptedPackage", "encrypted", {}),
    ("Workbook", "old_excel", {}),
    ("Book", "old_excel", {}),
    ("WordDocument", "not_a_workbook", {"kind": "doc"}),
    ("PowerPoint Document", "not_a_workbook", {"kind": "ppt"}),
)
OLE_ENTRY = 128
"""Directory entries stand at multiples of this, so a name elsewhere is only text."""

PICTURE, ARCHIVE = "picture", "archive"
SIGNS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"BM", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"\x1f\x8b", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"PK\5\6", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\0", ARCHIVE),
    (b"{\\rtf", "rtf"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
MHTML = re.compile(r"(?:mime-version|content-type|from):\s", re.IGNORECASE)
XML_2003 = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet")
BYTE_ORDER = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
BEGINNING = 4096


def is_workbook(data: bytes) -> bool:
    """Tell whether to read the file as a workbook; if not, it is text.

    Raises:
        Refused: it is neither.
    """
    if data.startswith(ZIP):
        return True
    if data.startswith(OLE):
        raise _compound(data)
    for sign, kind in SIGNS:
        if data.startswith(sign) and not (
            sign == b"BM" and data[:64].isascii() and data[2:3] > b" "
        ):
            raise Refused("not_a_workbook", kind=kind)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise Refused("not_a_workbook", kind=PICTURE)
    _refuse_markup(_beginning(data))
    return False


def _compound(data: bytes) -> Refused:
    """Say what an OLE2 container holds, by the names in its directory."""
    for stream, code, params in OLE_STREAMS:
        sign = stream.encode("utf-16-le") + b"\0\0"
        at = data.find(sign)
        while at >= 0:
            if at % OLE_ENTRY == 0:
                return Refused(code, **params)
            at = data.find(sign, at + 1)
    return Refused("damaged", why="directory")


def _beginning(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER:
        if data.startswith(mark):
            return data[len(mark) : BEGINNING].decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    return data[:BEGINNING].decode("utf-8", "replace").lstrip()


def _refuse_markup(text: str) -> None:
    if MHTML.match(text) or HTML.match(text):
        raise Refused("html_called_xlsx")
    if not text.startswith("<"):
        return
    if XML_2003.search(text):
        raise Refused("not_a_workbook", kind="xml_2003")
    if HTML.search(text):
        raise Refused("html_called_xlsx")
    if text.startswith("<?xml"):
        raise Refused("not_a_workbook", kind="xml")
