"""A second factor is taken off, or a post handed over, by two persons and never by oneself."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.models import Audit, FactorReset, Mail, Role
from portal.models.base import now
from portal.services import accounts, people, resets, second_factor, tokens
from portal.services.resets import NoSuchReset, SecondPersonNeeded
from tests import factories

pytestmark = pytest.mark.database


@pytest.fixture
def ngo(db):
    return factories.make_organisation()


@pytest.fixture
def admin(ngo):
    return factories.make_account(Role.NGO_ADMIN, organisation=ngo)


@pytest.fixture
def boss(ngo):
    return factories.make_account(Role.NGO_HEAD, organisation=ngo)


@pytest.fixture
def head(ngo):
    unit = factories.make_unit(organisation=ngo)
    return factories.make_account(Role.UNIT_HEAD, unit=unit, email="old@unit.example")


def asked(account, by, **more):
    resets.ask(account, by=by, **more)
    return resets.waiting(by)[0].id


def test_one_asks_another_confirms_and_the_phone_opens_nothing_any_more(db, admin, boss, head):
    held = head.get_id()
    reset = asked(head, admin)
    assert second_factor.has_one(head)

    resets.confirm(reset, by=boss)

    assert second_factor.wanted(head)
    assert accounts.load_account(held) is None
    acts = db.scalars(select(Audit.act).where(Audit.noun_id == str(head.id))).all()
    assert acts == ["account.ask_reset", "account.reset_factor"]
    assert db.scalars(select(Mail.sent_to)).all() == ["old@unit.example"]


def test_whoever_asked_cannot_confirm(admin, head):
    with pytest.raises(SecondPersonNeeded):
        resets.confirm(asked(head, admin), by=admin)


def test_nobody_asks_or_confirms_for_oneself(admin, boss, ngo):
    other = factories.make_account(Role.NGO_ADMIN, organisation=ngo)
    with pytest.raises(people.NotYourself):
        resets.ask(admin, by=admin)

    with pytest.raises(SecondPersonNeeded):
        resets.confirm(asked(boss, other), by=boss)


def test_another_organisations_person_sees_nothing_to_confirm(admin, head):
    stranger = factories.make_account(Role.NGO_ADMIN)

    with pytest.raises(NoSuchReset):
        resets.confirm(asked(head, admin), by=stranger)


def test_the_department_helps_where_an_ngo_has_one_administrator_alone(ngo, admin):
    swd, second = (factories.make_account(Role.SWD_ADMIN) for _ in range(2))

    resets.confirm(asked(admin, swd), by=second)

    assert second_factor.wanted(admin)


def test_what_was_asked_long_ago_or_confirmed_already_is_over(db, admin, boss, head):
    reset = asked(head, admin)
    resets.confirm(reset, by=boss)
    with pytest.raises(NoSuchReset):
        resets.confirm(reset, by=boss)
    late = asked(head, admin)
    db.get(FactorReset, late).asked_at = now() - timedelta(days=8)
    db.commit()

    with pytest.raises(NoSuchReset):
        resets.confirm(late, by=boss)


def test_asking_again_replaces_what_was_asked_before(admin, boss, head):
    first = asked(head, admin)
    resets.ask(head, by=admin, new_email="new@unit.example")

    (waits,) = resets.waiting(boss)
    assert (waits.id == first, waits.new_email) == (False, "new@unit.example")


def test_a_post_that_is_handed_over_is_the_new_holders_alone(db, admin, boss, head):
    token = tokens.token_for(head, label="test")
    reset = asked(head, admin, new_email="new@unit.example")

    resets.confirm(reset, by=boss)

    assert (head.email, head.password_hash) == ("new@unit.example", None)
    assert tokens.opened_by(token) is None
    sent = {mail.sent_to: mail.body for mail in db.scalars(select(Mail))}
    assert "/link/" in sent["new@unit.example"]
    assert "/link/" not in sent["old@unit.example"]


@pytest.mark.parametrize("who", ["asked_by", "account_id"])
def test_the_database_itself_holds_to_two_persons(db, admin, head, who):
    row = db.get(FactorReset, asked(head, admin))

    row.confirmed_by, row.confirmed_at = getattr(row, who), now()

    with pytest.raises(IntegrityError):
        db.commit()
