"""LibreOffice opens each kind of marked workbook, and reads in it what was there before."""

import csv
from pathlib import Path

import openpyxl
import pytest

from schemas.catalogue import packaged
from tests.validator import excellike
from tests.validator.habits import HABITS, as_written_by
from tests.validator.test_mark import causes, faulty, finding, findings_of, opened, rich_book
from tests.validator.test_mark_rows import answered, marked_in, own_book, table_of
from validator.mark import mark
from validator.ownsheets import LIST_SHEET
from validator.read import read

pytestmark = pytest.mark.office
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


KINDS = {f"form {code}": (lambda code=code: faulty(code)) for code in sorted(packaged().specs)}
KINDS |= {"rich": rich_book, "as Excel writes": excellike.workbook}
KINDS |= {
    name: (lambda habit=habit: as_written_by(habit, faulty()))
    for name, habit in HABITS.items()
    if name != "backslashes"  # LibreOffice opens no such file, marked or not.
}


def marked_one(make):
    """Return a workbook and its marked copy."""
    data = make()
    found = findings_of(data)
    if not any(f["address"] for f in found):
        sheet = read(data).sheets[0].name
        found = [finding(sheet, "B2"), finding(sheet, "C3", number=2)]
    return data, mark(data, found)


def sheets_of(folder, stem):
    """Return the rows of each sheet that LibreOffice wrote, by its name."""
    found = {}
    for path in Path(folder).glob(f"{stem}-*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            found[path.stem.removeprefix(f"{stem}-")] = list(csv.reader(lines))
    return found


def test_what_libreoffice_reads_in_a_marked_copy_is_what_was_there(office, tmp_path):
    files = []
    for number, make in enumerate(KINDS.values()):
        for stem, data in zip(("before", "after"), marked_one(make), strict=True):
            files.append(tmp_path / f"{stem}{number}.xlsx")
            files[-1].write_bytes(data)

    office(files, EVERY_SHEET, tmp_path)

    for number, name in enumerate(KINDS):
        before, after = (
            sheets_of(tmp_path, f"before{number}"),
            sheets_of(tmp_path, f"after{number}"),
        )
        front = [rows for sheet, rows in after.items() if sheet.startswith(LIST_SHEET)]
        assert before, f"{name}: LibreOffice did not open it"
        assert len(front) == 1, f"{name}: {sorted(after)}"
        assert "What to correct" in front[0][0][0]
        for sheet, rows in before.items():
            assert _filled(after[sheet]) == _filled(rows), f"{name}: {sheet}"


def _filled(rows):
    """Return the fields that hold something, by place: a framed empty cell makes a sheet wider."""
    return {
        (row, column): field
        for row, line in enumerate(rows)
        for column, field in enumerate(line)
        if field
    }


def test_a_copy_corrected_and_saved_in_libreoffice_comes_back_clean(office, tmp_path):
    data = faulty()
    file = tmp_path / "marked.xlsx"
    file.write_bytes(mark(data, findings_of(data)))

    office([file], "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")

    saved = (tmp_path / "saved" / "marked.xlsx").read_bytes()
    told = [[f["address"] for f in findings_of(d) if not f["cause"]] for d in (data, saved)]
    assert told[0] == told[1]
    again = mark(saved, findings_of(saved))
    (tmp_path / "again.xlsx").write_bytes(again)
    book = openpyxl.load_workbook(tmp_path / "again.xlsx")
    assert [name for name in book.sheetnames if name.startswith(LIST_SHEET)] == [LIST_SHEET]
    notes = [cell.comment.text for sheet in book for row in sheet for cell in row if cell.comment]
    assert notes
    assert all(note.count("Correct") <= 2 for note in notes), notes


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_other_formats_are_read_to_the_same_verdict(office, tmp_path, kind):
    files = []
    for code in sorted(packaged().specs):
        files.append(tmp_path / f"{code}.xlsx")
        files[-1].write_bytes(faulty(code))

    office(files, kind, tmp_path / kind)

    for file in files:
        other = (tmp_path / kind / file.name).with_suffix(f".{kind}").read_bytes()
        assert findings_of(other) == findings_of(file.read_bytes())


def test_a_copy_saved_in_libreoffice_gets_its_own_looks_back(office, tmp_path):
    data = faulty()
    (tmp_path / "marked.xlsx").write_bytes(mark(data, findings_of(data)))

    office([tmp_path / "marked.xlsx"], "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")

    again = opened(mark((tmp_path / "saved" / "marked.xlsx").read_bytes(), []))
    was = opened(data)
    for found in causes(findings_of(data)):
        sheet, address = found["address"]["sheet"], found["address"]["a1"]
        now, then = again[sheet][address], was[sheet][address]
        assert repr(now.fill) == repr(then.fill)
        assert repr(now.border) == repr(then.border)
        assert now.comment is None


def test_an_answered_file_of_rows_saved_in_libreoffice_is_answered_anew(office, tmp_path):
    (tmp_path / "answered.xlsx").write_bytes(answered(own_book()))

    office([tmp_path / "answered.xlsx"], "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")

    saved = (tmp_path / "saved" / "answered.xlsx").read_bytes()
    first, again = (table_of(one) for one in (answered(own_book()), answered(saved)))
    assert (first.max_column, marked_in(first)) == (again.max_column, marked_in(again))
    assert [row[-2].value for row in first.iter_rows()] == [
        row[first.max_column - 2].value for row in again.iter_rows(max_row=first.max_row)
    ]
    assert first["B3"].fill.fgColor.rgb == again["B3"].fill.fgColor.rgb
