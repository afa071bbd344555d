"""What LibreOffice saved is read as it was written, hidden, merged and moved cells included."""

import pytest

from tests.validator.drawn import PERIOD, by_xlsxwriter, drawn
from tests.validator.test_drawn import FORMS, read_from
from validator.plan import compile_plan

pytestmark = pytest.mark.office
SEEDS = range(8)
KINDS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods", "xls": "xls:MS Excel 97"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_figure_is_lost_or_changed_in_what_libreoffice_saved(office, tmp_path, kind):
    books = {
        f"{form}-{seed}": drawn(compile_plan(FORMS.form(form), PERIOD), seed)
        for form in sorted(FORMS.specs)
        for seed in SEEDS
    }
    for name, book in books.items():
        (tmp_path / f"{name}.xlsx").write_bytes(by_xlsxwriter(book))

    office(sorted(tmp_path.glob("*.xlsx")), KINDS[kind], tmp_path / "saved")

    for name, book in books.items():
        found = read_from((tmp_path / "saved" / f"{name}.{kind}").read_bytes())
        assert found == book.figures, name
