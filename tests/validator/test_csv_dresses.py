"""Every form as CSV, long and wide, in every encoding and with every delimiter: one answer."""

import pytest

from schemas.catalogue import packaged
from schemas.periods import Period
from tests.validator.test_long_csv import lines_of, plan_of, told, written
from tests.validator.test_wide_csv import wide
from validator.blank import Sender
from validator.engine import check_file
from validator.specimen import Recipe, specimen

pytestmark = pytest.mark.slow
FORMS = packaged()
PERIOD = Period.parse("2025-26Q4")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "big5hkscs", "gb18030")
REMARK = "深水埗、鰂魚涌及彩虹邨樣本單位"


def returns():
    return sorted(spec.code for spec in FORMS.specs.values() if spec.tables)


def long_lines(form, faults):
    figures = specimen(plan_of(form), Recipe(PERIOD, Sender("9101"), faults=faults)).figures
    lines = lines_of(form, figures)
    for line in lines[1:]:
        line[5], line[9] = "Q4", REMARK
    return lines


@pytest.mark.parametrize("form", returns())
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_long_csv_says_the_same_in_every_dress(form, delimiter, encoding):
    lines = long_lines(form, faults=2)
    plain = check_file(written(lines), FORMS).as_document()

    dressed = check_file(written(lines, delimiter, encoding), FORMS).as_document()

    assert (dressed["form"], dressed["period"]) == (form, PERIOD.id)
    assert told(dressed) == told(plain)


@pytest.mark.parametrize("form", returns())
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_wide_csv_says_the_same_in_every_dress(form, delimiter, encoding):
    plain = check_file(wide(form), FORMS).as_document()

    dressed = check_file(wide(form, delimiter, encoding), FORMS).as_document()

    assert told(dressed) == told(plain)
    assert plain["counts"]["error"] == plain["counts"]["reject"] == 0, plain["findings"]
