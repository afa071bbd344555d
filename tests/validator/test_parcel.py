"""A ZIP of many units' files is told from a workbook, and its files are found."""

import io
import zipfile

import pytest

from validator.read.parcel import MOST_FILES, member, members
from validator.read.sheet import Limits, Refused


def parcel(files, **flags):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


def test_its_files_come_in_its_own_order_with_their_content():
    data = parcel({"b/9102.xlsx": b"two", "a/9101.csv": b"one"})

    assert members(data) == ("b/9102.xlsx", "a/9101.csv")
    assert member(data, "a/9101.csv") == b"one"


def test_what_programs_leave_behind_is_no_file_of_anybodys():
    clutter = ["__MACOSX/._a.xlsx", "a/.DS_Store", "Thumbs.db", "x/~$a.xlsx"]

    assert members(parcel(dict.fromkeys([*clutter, "a.xlsx"], b"x"))) == ("a.xlsx",)


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype", "Index/Document.iwa"])
def test_a_workbook_is_no_parcel(name):
    assert members(parcel({name: b"", "xl/a.xlsx": b""})) == ()
    assert members(b"text, text") == ()


def test_names_written_by_windows_in_hong_kong_are_readable():
    data = parcel({"AAAAAAAA.csv": b"x"}).replace(b"AAAAAAAA", "深水埗邨".encode("big5hkscs"))

    assert members(data) == ("深水埗邨.csv",)


def test_too_many_files_and_too_much_of_it_are_refused():
    many = parcel({f"{n}.csv": b"" for n in range(MOST_FILES + 1)})
    with pytest.raises(Refused) as caught:
        members(many)
    assert caught.value.refusal.code == "too_many_files"

    with pytest.raises(Refused) as caught:
        members(parcel({"a.csv": b"0" * 5000}), Limits(max_expanded=4000))
    assert caught.value.refusal.code == "expanded_too_big"


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "a/../../b.csv"])
def test_a_name_that_leads_out_of_the_zip_is_refused(name):
    with pytest.raises(Refused):
        members(parcel({name: b"x"}))
