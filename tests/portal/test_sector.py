from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from portal.models import (
    Account,
    AgreedLevel,
    ApiToken,
    Base,
    Obligation,
    Organisation,
    OrganisationDetail,
    Role,
    State,
    Unit,
    UnitDetail,
)
from portal.services import accounts, desks, obligations, organisations, sample_sector, tokens
from portal.services.obligations import NoSuchObligation, Standing
from portal.services.organisations import NoSuchUnit
from schemas.catalogue import packaged
from tests import factories
from tests.conftest import empty

pytestmark = pytest.mark.database
TODAY = date(2026, 1, 10)


def counts(db):
    tables = Base.metadata.sorted_tables
    return {table.name: db.scalar(select(func.count()).select_from(table)) for table in tables}


def make(**more):
    sample_sector.make(3, 6, **{"quarters": 2, "today": TODAY, **more})


def test_a_sector_has_units_that_owe_a_form_of_their_service(db):
    sample_sector.make(3, 10, quarters=4, today=TODAY)

    owed = Counter(db.scalars(select(Obligation.form)))
    # Five quarters of each quarterly form; the agency's report is owed once a year.
    assert owed == {form: 1 if form == "AGY-SAR-Y" else 5 for form in packaged().specs}
    assert db.scalar(select(func.count()).where(Organisation.kind == "ngo")) == 3


def test_making_it_again_adds_nothing(db):
    make()
    before = counts(db)

    make()

    assert counts(db) == before


def test_making_it_in_the_next_quarter_adds_what_is_owed_then(db):
    make()

    make(today=date(2026, 4, 10))

    assert set(db.scalars(select(Obligation.period))) == {
        "2025-26Q1",
        "2025-26Q2",
        "2025-26Q3",
        "2025-26Q4",
    }


def test_the_seed_decides_on_the_levels(db, migrated):
    def levels(seed):
        empty(migrated)
        make(seed=seed)
        return {tuple(row) for row in db.execute(select(AgreedLevel.id, AgreedLevel.level))}

    first = levels(1)

    assert levels(1) == first
    assert levels(2) != first


def test_every_level_is_of_a_standard_that_the_form_reckons(db):
    sample_sector.make(3, 10, quarters=4, today=TODAY)
    specs = packaged().specs
    rows = db.execute(
        select(Obligation.form, AgreedLevel.standard)
        .join(sample_sector.Fsa, sample_sector.Fsa.unit_id == Obligation.unit_id)
        .join(AgreedLevel, AgreedLevel.fsa_id == sample_sector.Fsa.id)
        .distinct()
    )

    reckoned = {(code, entry.standard) for code, spec in specs.items() for entry in spec.indicators}
    assert {tuple(row) for row in rows} == reckoned


def test_all_of_it_says_that_it_is_a_sample(db):
    make()

    names = [
        *db.scalars(select(OrganisationDetail.name_en)),
        *db.scalars(select(UnitDetail.name_en)),
        *db.scalars(select(Account.post_en)),
    ]
    assert [name for name in names if "sample" not in name.lower()] == []
    assert all(db.scalars(select(Account.is_sample)))


def test_sample_accounts_sign_in_with_the_sample_password(db):
    make()

    for name in ("unit101.user", "unit101.head", "ngo01.head", "officer", "officer2", "admin"):
        assert accounts.check_password(name, "sample-only", ip="192.0.2.1").name == name


def test_the_first_unit_has_a_token_that_stays_the_same(db):
    make()
    make()

    opened = tokens.opened_by(sample_sector.sample_token()).account
    assert opened.name == "unit101.user"
    assert db.scalar(select(func.count()).select_from(ApiToken)) == 1


def test_history_is_made_of_past_quarters_that_are_not_in_the_figures_yet(db):
    asked = []
    make()
    done = obligations.find("9101", "FAS-CASE-Q", "2025-26Q1")
    factories.make_submission(done, state=State.LOADED)

    make(seed=7, load_history=lambda owed, seed: asked.append((owed, seed)))

    ((owed, seed),) = asked
    assert (len(owed), seed) == (11, 7)
    assert {entry.period for entry in owed} == {"2025-26Q1", "2025-26Q2"}


@pytest.mark.parametrize(
    ("today", "period"),
    [
        (date(2026, 1, 20), "2025-26Q3"),
        (date(2026, 1, 21), "2025-26Q4"),
        (date(2026, 3, 31), "2025-26Q4"),
        (date(2026, 4, 1), "2025-26Q4"),
    ],
)
def test_the_current_quarter_is_the_one_that_falls_due_next(today, period):
    assert sample_sector.current_period(today).id == period


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2025, 12, 31), Standing.NOT_YET_DUE),
        (date(2026, 1, 1), Standing.DUE),
        (date(2026, 1, 20), Standing.DUE),
        (date(2026, 1, 21), Standing.OVERDUE),
    ],
)
def test_an_obligation_to_which_nothing_came_stands_by_the_clock(db, today, standing):
    obligation = factories.make_obligation(period="2025-26Q3")

    assert obligations.standing(obligation, None, today) is standing


@pytest.mark.parametrize(
    ("state", "standing", "group"),
    [
        (State.TO_CORRECT, State.TO_CORRECT, "to_do"),
        (State.RETURNED, State.RETURNED, "to_do"),
        (State.IN_REVIEW, State.IN_REVIEW, "with_others"),
        (State.LOADED, State.LOADED, "done"),
        (State.REFUSED, Standing.DUE, "to_do"),
        (State.WITHDRAWN, Standing.DUE, "to_do"),
    ],
)
def test_an_obligation_stands_as_its_submission_does(db, state, standing, group):
    obligation = factories.make_obligation(period="2025-26Q3")
    factories.make_submission(obligation, state=state)
    viewer = factories.make_account(Role.OFFICER)

    (owed,) = obligations.owed(viewer, TODAY, done=group == "done")

    assert (owed.standing, owed.group) == (standing, group)
    assert obligations.owed(viewer, TODAY, done=group != "done") == []


@pytest.mark.parametrize(
    ("today", "group"), [(date(2025, 12, 1), "later"), (date(2026, 1, 1), "to_do")]
)
def test_what_is_owed_for_a_quarter_that_is_not_over_comes_later(db, today, group):
    unit = factories.make_obligation(period="2025-26Q3").unit

    desk = desks.of(factories.make_account(Role.UNIT_USER, unit=unit), today)

    full = {name for name in ("to_do", "with_others", "later", "done") if getattr(desk, name)}
    assert full == {group}


def test_the_latest_version_is_the_one_that_counts(db):
    obligation = factories.make_obligation()
    factories.make_submission(obligation, state=State.SUPERSEDED)
    later = factories.make_submission(obligation, state=State.TO_SIGN, version=2)
    factories.make_submission(obligation, state=State.WITHDRAWN, version=3)

    shown = obligations.show(
        obligation.id, viewer=factories.make_account(Role.OFFICER), today=TODAY
    )

    assert shown.submission.id == later.id


def test_what_is_excused_is_never_late(db):
    unit = factories.make_unit()
    factories.make_obligation(unit, period="2025-26Q1", excused_reason="closed for works")
    factories.make_obligation(unit, period="2025-26Q2")

    viewer = factories.make_account(unit=unit)

    (late,) = obligations.owed(viewer, TODAY)
    (excused,) = obligations.owed(viewer, TODAY, done=True)

    assert (late.standing, late.late) == (Standing.OVERDUE, True)
    assert (excused.standing, excused.late) == (Standing.EXCUSED, False)


def test_years_of_accepted_returns_push_nothing_off_the_desk(db):
    old = factories.make_obligation(period="2024-25Q1")
    factories.make_submission(old, state=State.LOADED)
    for period in ("2025-26Q1", "2025-26Q2"):
        factories.make_obligation(old.unit, period=period)

    desk = desks.of(factories.make_account(unit=old.unit), TODAY, most=1)

    assert [line.owed.obligation.period for line in desk.to_do] == ["2025-26Q1"]
    assert [line.owed.obligation.period for line in desk.done] == ["2024-25Q1"]
    assert desk.cut


def test_a_desk_says_that_more_is_done_than_it_lists(db):
    unit = factories.make_unit()
    for period in ("2024-25Q1", "2024-25Q2"):
        owed = factories.make_obligation(unit, period=period)
        factories.make_submission(owed, state=State.LOADED)
    account = factories.make_account(unit=unit)

    desk, whole = (desks.of(account, TODAY, most_done=most) for most in (1, 2))

    assert [line.owed.obligation.period for line in desk.done] == ["2024-25Q2"]
    assert (desk.done_cut, whole.done_cut, len(whole.done)) == (True, False, 2)


def test_what_another_unit_owes_looks_like_what_is_not_there(db):
    foreign = factories.make_obligation()
    viewer = factories.make_account()

    assert obligations.owed(viewer, TODAY) == []
    with pytest.raises(NoSuchObligation):
        obligations.show(foreign.id, viewer=viewer, today=TODAY)
    with pytest.raises(NoSuchUnit):
        organisations.find_unit(foreign.unit.code, viewer=viewer)


def test_levels_are_those_of_the_day_and_of_what_was_known_then(db):
    unit = factories.make_unit()
    fsa = factories.make_levels(unit, OS1=160)
    old = db.scalars(select(AgreedLevel)).one()
    corrected_at = datetime(2026, 2, 1, tzinfo=UTC)
    old.known = Range(old.known.lower, corrected_at)
    db.flush()
    new = {"valid": old.valid, "known": Range(corrected_at, None)}
    factories.keep(AgreedLevel(fsa_id=fsa.id, standard="OS1", level=170, **new))

    before = datetime(2026, 1, 31, tzinfo=UTC)
    assert organisations.agreed_levels(unit.id, on=TODAY) == {"OS1": 170}
    assert organisations.agreed_levels(unit.id, on=TODAY, known_at=before) == {"OS1": 160}
    assert organisations.agreed_levels(unit.id, on=date(2019, 1, 1)) == {}


def test_whose_work_an_account_does_is_its_unit_its_ngo_or_the_department(db):
    make()
    unit = db.scalars(select(Unit).where(Unit.code == "9101")).one()
    names = {
        name: organisations.whose_work(
            db.scalars(select(Account).where(Account.name == name)).one(), TODAY
        ).name_en
        for name in ("unit101.user", "ngo01.head", "officer")
    }

    assert names["unit101.user"] == organisations.unit_detail(unit.id, TODAY).name_en
    assert names["ngo01.head"] == "Sample Welfare Society 01"
    assert names["officer"] == "Sample Department (SWD)"
