"""OpenDocument is read; what is no workbook of a known format stays refused."""

import io
import zipfile

import pytest

from tests.validator.xlsb import xlsb
from validator.read import Book, read
from validator.read.sheet import Limits, Refusal

CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="統計表">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
ROW = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>總數 Total</text:p>'
    '</table:table-cell><table:table-cell office:value-type="float" office:value="12.5">'
    "<text:p>12.5</text:p></table:table-cell></table:table-row>"
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    "</manifest:manifest>"
)


def ods(rows):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", CONTENT.format(rows=rows))
        package.writestr("META-INF/manifest.xml", MANIFEST)
    return target.getvalue()


def test_an_opendocument_sheet_is_read():
    book = read(ods(ROW))

    assert isinstance(book, Book), book
    assert (book.kind, book.sheets[0].name) == ("ods", "統計表")
    assert book.sheets[0].rows == [["總數 Total", 12.5]]


def test_its_limits_are_held():
    assert read(ods(ROW), limits=Limits(max_cells=1)) == Refusal(
        "too_many_cells", {"sheet": "統計表", "cells": 2, "limit": 1}
    )


@pytest.mark.parametrize("content", ["", "<no"], ids=["empty", "broken"])
def test_one_that_cannot_be_read_is_refused_as_what_it_is(content):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)

    refused = read(target.getvalue())

    assert isinstance(refused, Refusal)
    assert refused.code == "damaged"


def test_a_binary_workbook_is_read():
    book = read(xlsb("統計表", [["總數 Total", "", 12.5], [], ["R010", 3.0]]))

    assert isinstance(book, Book), book
    assert (book.kind, book.sheets[0].name) == ("xlsb", "統計表")
    assert book.sheets[0].rows[0] == ["總數 Total", "", 12.5]
    assert book.sheets[0].rows[2][:2] == ["R010", 3.0]


def test_a_binary_workbook_cut_off_inside_is_refused():
    whole = xlsb("A", [["x", 1.0]])
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:9] if name.endswith("workbook.bin") else content)

    assert isinstance(read(target.getvalue()), Refusal)
