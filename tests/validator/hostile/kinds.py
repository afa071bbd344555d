"""Files of every other kind that people and machines send, under a workbook's name."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile

from tests.validator.hostile import raw
from tests.validator.hostile.zips import GOOD

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
SIGNS = {
    "PDF": b"%PDF-1.7\n%abc",
    "PNG": b"\x89PNG\r\n\x1a\n" + bytes(50),
    "JPEG": b"\xff\xd8\xff\xe0" + bytes(50),
    "GIF": b"GIF89a" + bytes(50),
    "bitmap": b"BM\x46\0\0\0" + bytes(50),
    "TIFF": b"II*\0" + bytes(50),
    "WebP": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(50),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(60),
    "RAR": b"Rar!\x1a\x07\x01\0" + bytes(60),
    "ELF": b"\x7fELF\2\1\1" + bytes(60),
    "EXE": b"MZ\x90\0" + bytes(200),
    "RTF": b"{\\rtf1 \\b hello}",
    "SQLite": b"SQLite format 3\0" + bytes(100),
    "a disk of zeros": bytes(5_000),
    "EICAR": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*",
    "a web page": b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    "a web page called Excel's": b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table/>",
    "a web archive": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n",
    "XML of 2003": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:'
    b'spreadsheet"><Worksheet/></Workbook>',
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a mail": b"From: a@example.com\nSubject: Return\n\nSee attachment.",
    "a shell script": b"#!/bin/sh\nrm -rf /\n",
    "a pickle": b"cos\nsystem\n(S'echo hi'\ntR.",
    "a shortcut": b"L\0\0\0\x01\x14\x02\0" + bytes(60),
    "SYLK": b"ID;PWXL;N;E\nC;Y1;X1;K1;EMSEXCEL.EXE\nE\n",
    "an old Excel": OLE + bytes(2_000),
    "a password": OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    "a Word document of old": OLE + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(600),
    "one byte": b"P",
    "half a sign": b"PK\3",
    "nothing": b"",
}
PACKAGES = {
    "a text": {"readme.txt": "hello"},
    "nothing at all": {},
    "a Word document": {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": raw.relationships(("r", "officeDocument", "word/document.xml")),
        "word/document.xml": "<document/>",
    },
    "slides": {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": raw.relationships(("r", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": "<presentation/>",
    },
    "an OpenDocument text": {"mimetype": "application/vnd.oasis.opendocument.text"},
    "a book": {"mimetype": "application/epub+zip"},
    "Numbers": {"Index/Document.iwa": "x", "Data/a.png": "x"},
    "a program for Android": {"AndroidManifest.xml": "x", "classes.dex": "x"},
    "a Java program": {"META-INF/MANIFEST.MF": "Main-Class: x"},
}


def tarred():
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as made:
        entry = tarfile.TarInfo("../../esubmit-outside.txt")
        entry.size = 1
        made.addfile(entry, io.BytesIO(b"x"))
    return target.getvalue()


def locked():
    """Return a ZIP whose entry says that it has a password."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("a.xlsx", "x")
    data = bytearray(target.getvalue())
    data[6] = data[data.find(b"PK\1\2") + 8] = 1
    return bytes(data)


FILES = {key: (lambda data=data: data) for key, data in SIGNS.items()}
FILES |= {
    f"a ZIP of {key}": (lambda parts=parts: raw.pack(parts)) for key, parts in PACKAGES.items()
}
FILES |= {
    f"noise {seed}": (lambda seed=seed: random.Random(seed).randbytes(3_000)) for seed in range(12)
}
FILES |= {
    "gzip": lambda: gzip.compress(GOOD),
    "bzip2": lambda: bz2.compress(GOOD),
    "xz": lambda: lzma.compress(GOOD),
    "tar": tarred,
    "a ZIP with a password": locked,
    "a gzip bomb": lambda: gzip.compress(bytes(50_000_000)),
}
