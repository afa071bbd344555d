"""What units of the same service had accepted is told by its middle, and of enough of them."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import event

from portal import database
from portal.models import Fact, Load, State
from portal.services import catalogue, contexts, peers
from schemas.load import load, packaged_texts
from schemas.periods import Period
from tests import factories
from validator.context import Peers
from validator.engine import Opened
from validator.plan import compile_plan
from validator.recognise import Recognised

pytestmark = pytest.mark.database
CASE, NOW, BEFORE = "FAS-CASE-Q", "2025-26Q3", "2025-26Q2"
NEW, BF = "movement[R900].new", "movement[R900].bf"
RULES = f"""
rules:
  - {{id: NEAR, kind: unusual_for_peers, figure: '{NEW}', severity: query}}
  - {{id: RATE, kind: unusual_for_peers, figure: '{NEW}', scale: '{BF}', severity: query}}
"""
TEXT = packaged_texts()[f"family_and_child_welfare/{CASE}.yaml"]
SPEC = load(TEXT.replace("\nrules:\n", RULES, 1))
PLAN = compile_plan(SPEC, NOW)


def reported(db, new, bf, *, unit=None, period=NOW, state=State.LOADED):
    """Let a unit have had a return accepted that says how many cases are new and were before."""
    unit = unit or factories.make_unit()
    owed = factories.make_obligation(unit, form=CASE, period=period)
    entry = Load(id=uuid4(), submission_id=factories.make_submission(owed, state=state).id)
    factories.keep(entry)
    for item, value in (("cases_new", new), ("cases_brought_forward", bf)):
        for row in ("R010", "R900"):
            what = {"item": item, "breakdown": row, "value": value}
            db.add(Fact(load_id=entry.id, unit_id=unit.id, period=period, **what))
    db.commit()


def of(unit):
    return peers.of(unit, PLAN, Period.parse(NOW))


@pytest.fixture
def unit(db):
    catalogue.import_packaged()
    return factories.make_unit("9101")


def test_units_of_the_same_service_are_told_together_and_no_other(db, unit):
    for new, bf in ((20, 100), (30, 120), (15, 60), (12, 40), (8, 40)):
        reported(db, new, bf)
    reported(db, 900, 1, unit=factories.make_unit(service_type="315"))
    reported(db, 900, 1, unit=unit)
    reported(db, 900, 1, state=State.SUPERSEDED)

    # 20 30 15 12 8: the middle is 15, the distances 5 15 0 3 7, of which 5 is the middle.
    # Rates 1/5 1/4 1/4 3/10 1/5: the middle is 1/4, that of the distances 1/20.
    assert of(unit) == {
        NEW: Peers(5, "15", "5", NOW),
        f"{NEW} / {BF}": Peers(5, "1/4", "1/20", NOW),
    }


def test_others_are_told_by_the_places_that_each_has(db, unit):
    for new, places in ((20, 10), (30, 10), (15, 5), (12, 4), (8, 2), (90, None)):
        reported(db, new, 1, unit=factories.make_unit(capacity=places))
    rule = f"rules:\n  - {{id: P, kind: unusual_for_peers, figure: '{NEW}', severity: query,"
    text = TEXT.replace("\nrules:\n", f"\n{rule} scale: unit.capacity}}\n", 1)
    plan = compile_plan(load(text), NOW)

    # Rates 2 3 3 3 4: the middle is 3, the distances 1 0 0 0 1. One unit's places are not known.
    found = peers.of(unit, plan, Period.parse(NOW))

    assert found[f"{NEW} / unit.capacity"] == Peers(5, "3", "0", NOW)
    own = factories.make_unit("9102", capacity=40)
    user = factories.make_account(unit=own)
    opened = Opened(Recognised(unit="9102", spec=plan.spec, period=Period.parse(NOW)), plan)
    assert contexts.context_for(opened, sender=user).fact("capacity") == "40"


def test_where_too_few_have_reported_the_latest_quarter_with_enough_is_told(db, unit):
    for n in range(5):
        other = factories.make_unit()
        reported(db, 10 + n, 0, unit=other, period=BEFORE)
        if n < 4:
            reported(db, 90, 10, unit=other)

    found = of(unit)

    assert found[NEW] == Peers(5, "12", "1", BEFORE)
    assert found[f"{NEW} / {BF}"] == Peers(0, "0", "0")  # brought forward was 0: no rates


def test_what_is_known_of_peers_comes_to_the_check_by_one_query(db, unit):
    for n in range(6):
        reported(db, 10 + n, 10)
    user = factories.make_account(unit=unit)
    found = Recognised(unit="9101", spec=SPEC, period=Period.parse(NOW))
    of(unit)
    asked = []

    def note(connection, cursor, statement, *more):
        asked.append(statement)

    event.listen(database.engine(), "before_cursor_execute", note)
    context = contexts.context_for(Opened(found, PLAN), sender=user)
    event.remove(database.engine(), "before_cursor_execute", note)

    assert context.peers_of(NEW).count == 6
    assert len([one for one in asked if "FROM fact" in one and "breakdown IN" in one]) == 1


def test_a_unit_of_another_service_by_then_is_no_peer(db, unit):
    others = [factories.make_unit() for _ in range(5)]
    for other in others:
        reported(db, 10, 10, unit=other)
    assert of(unit)[NEW].count == 5

    left = db.query(factories.UnitDetail).filter_by(unit_id=others[0].id).one()
    left.valid = factories.Range(date(2020, 4, 1), date(2025, 12, 1))
    db.commit()

    assert of(unit)[NEW].count == 0
