"""Registers as administrators give them, and keys of accepted returns, as a check asks for them."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal.cli import main
from portal.models import Audit, Load, RegisterEntry, SentKey, State
from portal.models.base import now
from portal.services import (
    catalogue,
    contexts,
    keys,
    organisations,
    registers,
    retention,
    submissions,
    verdicts,
)
from schemas.load import load, packaged_texts
from schemas.periods import Period
from tests import factories
from tests.portal.test_rechecks import at_work
from tests.walk import Sector
from validator.blank import Sender
from validator.context import Span
from validator.engine import Opened
from validator.extract import Extract
from validator.lists import Entry, Listed
from validator.numbers import BLANK, Readings
from validator.places import Places
from validator.plan import compile_plan
from validator.recognise import Recognised
from validator.specimen import Recipe, specimen

pytestmark = pytest.mark.database
PROGRAMMES, NOW = "CYC-PROG-Q", Period.parse("2025-26Q3")
TEXT = packaged_texts()[f"young_people/{PROGRAMMES}.yaml"]
RULES = """
rules:
  - {id: HELD, kind: in_register, figure: activities.number, register: cases, severity: error}
  - {id: ONCE, kind: unique_across, figure: activities.number, severity: query}
"""
RULED = TEXT.replace("\nrules:\n", RULES, 1)


@pytest.fixture
def given(db, tmp_path):
    """Give a register as a file, and return what the command says."""

    def give(text, name="staff"):
        file = tmp_path / "register.csv"
        file.write_text(text, encoding="utf-8")
        return CliRunner().invoke(main, ["register", "import", name, str(file)])

    return give


def asked(code, **ids):
    return registers.asked(organisations.unit_by_code(code), ids)


def test_a_register_is_as_the_last_file_says_and_what_it_was_stays_on_record(db, given):
    factories.make_unit("9101")
    first = given("id,valid_to,unit\nS1,2025-10-31,\nS2,,9101\n")
    assert (first.exit_code, first.output) == (0, "staff: 2 new, 0 ended, 0 as they were\n")

    again = given("id,valid_to,unit\nS1,2025-10-31,\nS3,,9101\n")

    assert again.output == "staff: 1 new, 1 ended, 1 as they were\n"
    found = asked("9101", staff=["s1", "s2", "s3"])
    assert found == {"staff": {"s1": (Span(None, "2025-10-31"),), "s3": (Span(),)}}
    assert len(db.scalars(select(RegisterEntry)).all()) == 3
    acts = db.scalars(select(Audit.detail).where(Audit.act == "register.take_in")).all()
    assert acts[-1] == {"new": 1, "ended": 1}


def test_an_entry_of_another_unit_is_not_there_and_a_register_nobody_gave_is_not_known(given):
    for code in ("9101", "9102"):
        factories.make_unit(code)
    given("id,unit\nS1,9102\n")

    assert asked("9101", staff=["s1"], cases=["s1"]) == {"staff": {}}
    assert asked("9102", staff=["s1"]) == {"staff": {"s1": (Span(),)}}


def test_a_register_with_anything_wrong_changes_nothing(db, given):
    factories.make_unit("9101")

    said = given("id,unit\nS1,9101\nS2,9999\nS1,9101\n")

    assert said.exit_code == 1
    assert "line 3: there is no unit '9999'" in said.output
    assert "line 4: 's1' stands in line 2 for the same days" in said.output
    assert db.scalars(select(RegisterEntry)).all() == []


def test_the_register_of_units_is_the_units_as_long_as_they_are_there(db):
    factories.make_unit("A101")
    detail = db.scalars(select(factories.UnitDetail)).one()
    detail.valid = factories.Range(date(2020, 4, 1), date(2026, 1, 1))
    db.commit()

    found = asked("A101", units=["a101", "b102"])

    assert found == {"units": {"a101": (Span("2020-04-01", "2025-12-31"),)}}


def test_on_a_roll_are_the_unit_s_own_entries_and_the_units_of_its_agency_on_the_last_day(given):
    agency = factories.make_organisation()
    for code in ("9101", "9102"):
        factories.make_unit(code, organisation=agency)
    factories.make_unit("9103")
    given("id,valid_to,unit\nS1,,9101\nS2,2025-10-31,9101\nS3,,9102\nS4,,\n")

    unit = organisations.unit_by_code("9101")
    found = registers.rolls(unit, ["staff", "cases", "units"], NOW)

    assert found == {"staff": ["s1"], "units": ["9101", "9102"]}


def loaded(unit, values, *, period=NOW.id, state=State.LOADED):
    """Let a unit have had a return accepted with some keys."""
    owed = factories.make_obligation(unit, form=PROGRAMMES, period=period)
    entry = Load(id=uuid4(), submission_id=factories.make_submission(owed, state=state).id)
    factories.keep(entry)
    keys.add(entry.id, {"keys": {"activities.number": values}})
    factories.session.commit()


def test_of_another_return_no_more_is_told_than_how_near_it_is(db):
    agency = factories.make_organisation()
    unit, sister = (factories.make_unit(organisation=agency) for _ in range(2))
    loaded(unit, ["own", "this"], period="2025-26Q1")
    loaded(unit, ["this"])
    loaded(sister, ["own", "near"])
    loaded(factories.make_unit(), ["near", "far"])
    loaded(factories.make_unit(), ["old"], state=State.SUPERSEDED)

    found = keys.asked(unit, PROGRAMMES, NOW, {"activities.number": ["own", "near", "far", "old"]})

    assert found == {"activities.number": {"own": "2025-26Q1", "near": "agency", "far": "all"}}
    # Nor is what the return itself said in the version before.
    own = keys.asked(unit, PROGRAMMES, Period.parse("2025-26Q1"), {"activities.number": ["own"]})
    assert own == {"activities.number": {"own": "agency"}}


def test_a_key_longer_than_an_index_takes_stands_once_as_well(db):
    long = "".join(map(chr, range(0x4E00, 0x4E00 + 5_000)))
    loaded(factories.make_unit(), [long])

    found = keys.asked(factories.make_unit(), PROGRAMMES, NOW, {"activities.number": [long, "b"]})

    assert found == {"activities.number": {long: "all"}}


def test_a_check_is_told_of_what_its_entries_name(db, given):
    given("id\nG0001\nG0009\n", "cases")
    catalogue.import_packaged()
    unit = factories.make_unit("9101")
    user = factories.make_account(unit=unit)
    loaded(unit, ["g0002"], period="2025-26Q2")
    spec = load(RULED)
    plan = compile_plan(spec, NOW.id)
    listed = Listed(spec.listed("activities"), columns={"number": 1})
    listed.entries = [Entry(n, {"number": f"G000{n}"}) for n in (1, 2)]
    extract = Extract(Readings.of(len(plan.cells), BLANK), Places(plan.cells, plan.hash))
    extract.lists = {"activities": listed}
    opened = Opened(Recognised(unit="9101", spec=spec, period=NOW), plan, extract)

    context = contexts.context_for(opened, sender=user)

    assert context.registers == {"cases": {"g0001": (Span(),)}}
    assert context.keys == {"activities.number": {"g0002": "2025-26Q2"}}


def test_the_keys_of_a_return_are_kept_from_its_load_to_that_of_the_next_version(
    db, queue_server, store, settle
):
    settle(SAMPLED_SHARE_PERCENT=0)
    sector = Sector(PROGRAMMES)
    catalogue.take_in(TEXT.replace("\nrules:\n", RULES, 1), name=PROGRAMMES)
    book = specimen(sector.plan, Recipe(NOW, Sender("9101"))).workbook
    sent = submissions.receive(io.BytesIO(book), filename="a.xlsx", sender=sector.user)
    at_work()
    assert db.scalars(select(SentKey)).all() == []
    row = db.get_one(factories.Submission, sent.submission.id)
    row.state = State.ACCEPTED
    db.commit()

    at_work()

    said = verdicts.of(row)["keys"]["activities.number"]
    told = db.execute(select(SentKey.name, SentKey.value).order_by(SentKey.value)).all()
    assert row.state is State.LOADED
    assert len(told) == len(said) >= 3
    assert {name for name, _ in told} == {"activities.number"}
    assert {value for _, value in told}.isdisjoint(said), "what was typed is kept nowhere here"

    book = specimen(sector.plan, Recipe(NOW, Sender("9101"), seed=2)).workbook
    later = submissions.receive(io.BytesIO(book), filename="b.xlsx", sender=sector.user)
    at_work()
    db.get_one(factories.Submission, later.submission.id).state = State.ACCEPTED
    db.commit()
    at_work()

    (of,) = db.scalars(select(SentKey.load_id).distinct())
    assert db.get_one(Load, of).submission_id == later.submission.id


def test_what_a_register_said_goes_when_a_referral_of_then_would(db, given, settle):
    settle(REFERRAL_KEEP_DAYS=10)
    given("id\nG0001\nG0002\n", "cases")
    given("id\nG0002\nG0003\n", "cases")
    (ended,) = [row for row in db.scalars(select(RegisterEntry)) if row.known.upper]
    for days, left in ((9, 3), (11, 2)):
        ended.known = factories.Range(now() - timedelta(days=30), now() - timedelta(days=days))
        db.commit()

        retention.erase_due()

        assert len(db.scalars(select(RegisterEntry)).all()) == left
