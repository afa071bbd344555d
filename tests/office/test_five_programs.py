"""What LibreOffice saved is marked: only what must change does, all else byte for byte."""

import pytest

from tests.validator.compared import faults
from tests.validator.test_five_programs import PROGRAMS, marked

pytestmark = pytest.mark.office


def test_a_workbook_of_libreoffice_is_changed_by_its_marks_alone(office, tmp_path):
    for number, make in enumerate(PROGRAMS.values()):
        (tmp_path / f"{number}.xlsx").write_bytes(make())

    office(sorted(tmp_path.glob("*.xlsx")), "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")

    for number, name in enumerate(PROGRAMS):
        data = (tmp_path / "saved" / f"{number}.xlsx").read_bytes()
        assert list(faults(data, marked(data), {"xl/worksheets/sheet1.xml"})) == [], name
