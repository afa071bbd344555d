"""What leaves the child process: the form's cells without form and plan, put back by its parent."""

import pickle

import pytest

from schemas.catalogue import Catalogue, packaged
from schemas.load import packaged_texts
from schemas.periods import Period
from schemas.spec import Text
from validator import engine
from validator.blank import Sender
from validator.confine import confined
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

FORMS = packaged()
PERIOD = Period.parse("2025-26Q3")
SENDER = Sender("9101", Text("Sample Unit", "樣本單位"))


def sent(form):
    """Return a return on a form with two faults in it."""
    plan = compile_plan(FORMS.form(form), PERIOD.id)
    return specimen(plan, Recipe(PERIOD, SENDER, faults=2)).workbook


def carried(data, forms=FORMS):
    """Open a file in a child process, and return what comes back."""
    done = confined(
        lambda: engine.carry(engine.open_file(data, forms)), timeout_s=60, memory_mb=512
    )
    return done.value


LINES = b"""form_code,unit_code,fin_year,quarter,item_code,month,value
FAS-CASE-Q,9101,2025-26,3,A010/TOTAL,,5
FAS-CASE-Q,9101,2025-26,3,NONE,,many
"""


@pytest.mark.parametrize("data", [*map(sent, FORMS.specs), LINES], ids=[*FORMS.specs, "csv"])
def test_the_verdict_is_the_same_as_in_one_process(data):
    opened = engine.put_back(carried(data), FORMS)

    assert opened.plan is compile_plan(opened.recognised.spec, PERIOD.id)
    found = engine.check(opened, FORMS).summary()
    assert found == engine.check_file(data, FORMS).summary()
    assert found["findings"]


def test_form_and_plan_stay_behind():
    opened = engine.open_file(sent("FAS-CASE-Q"), FORMS)
    whole = len(pickle.dumps(opened))

    pieces = pickle.dumps(engine.carry(opened))

    assert len(pieces) < whole / 4
    assert b"validator.plan" not in pieces and b"schemas.spec\x94\x8c\x08FormSpec" not in pieces


def test_what_was_read_by_another_plan_is_not_put_back():
    since = Catalogue.of_texts(f"{text}\n# approved since\n" for text in packaged_texts().values())

    with pytest.raises(engine.OtherPlan):
        engine.put_back(carried(sent("FAS-CASE-Q")), since)


def test_a_file_that_is_no_return_comes_back_as_it_is():
    assert carried(b"no workbook").refusals
