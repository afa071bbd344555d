"""Who tries too often waits; and nobody makes others wait."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.models import SignInAttempt
from portal.services import accounts, lockouts
from portal.services.accounts import WrongPassword
from portal.services.lockouts import ANYWHERE, LockedOut
from portal.services.second_factor import WrongCode
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.database
HERE, THERE = "192.0.2.1", "192.0.2.2"


def fail(name, times, **place):
    for _ in range(times):
        with pytest.raises(WrongPassword):
            accounts.check_password(name, "a wrong password", **(place or {"ip": HERE}))


def fail_everywhere(name):
    """Use up the tries of ten addresses."""
    for number in range(lockouts.PLACES):
        fail(name, 5, ip=f"198.51.100.{number}")


def open_by_both(account, **place):
    accounts.check_password(account.name, PASSWORD, **place)
    accounts.check_code(account, factories.code_of(account.name), **place)


def at(db, place):
    return db.scalars(select(SignInAttempt).where(SignInAttempt.address == place)).one_or_none()


def test_the_right_password_does_not_open_what_is_locked(db):
    account = factories.make_account()
    fail(account.name, times=5)

    with pytest.raises(LockedOut) as locked:
        accounts.check_password(account.name, PASSWORD, ip=HERE)

    assert locked.value.until == at(db, HERE).last_at + timedelta(minutes=15)


def test_an_unknown_name_is_locked_like_a_known_one(db):
    fail("nobody", times=5)

    with pytest.raises(LockedOut):
        accounts.check_password("nobody", PASSWORD, ip=HERE)


def test_wrong_codes_count_with_wrong_passwords_and_right_passwords_do_not_forgive(db):
    account = factories.make_account()
    fail(account.name, times=2)
    for _ in range(3):
        accounts.check_password(account.name, PASSWORD, ip=HERE)
        with pytest.raises(WrongCode):
            accounts.check_code(account, "000 000", ip=HERE)

    with pytest.raises(LockedOut):
        accounts.check_code(account, factories.code_of(account.name), ip=HERE)


def test_a_right_password_alone_is_no_mistake_however_often(db):
    account = factories.make_account()

    for _ in range(8):
        accounts.check_password(account.name, PASSWORD, ip=HERE)

    assert at(db, HERE).failed == 0


def test_nobody_locks_others_out_from_elsewhere(db):
    account = factories.make_account()
    fail(account.name, times=5, ip=THERE)

    assert accounts.check_password(account.name, PASSWORD, ip=HERE).id == account.id


def test_many_addresses_against_one_name_are_slowed_down_together(db):
    account = factories.make_account()
    fail_everywhere(account.name)

    with pytest.raises(LockedOut):
        accounts.check_password(account.name, PASSWORD, ip=HERE)


def test_the_owners_own_browser_is_not_slowed_down_by_others(db):
    account = factories.make_account()
    mark = lockouts.marked(account.name)
    fail_everywhere(account.name)

    assert accounts.check_password(account.name, PASSWORD, ip=HERE, mark=mark).id == account.id
    code = factories.code_of(account.name)
    assert accounts.check_code(account, code, ip=HERE, mark=mark).id == account.id


def test_a_known_browser_has_its_own_count_and_is_locked_by_it(db):
    account = factories.make_account()
    mark = lockouts.marked(account.name)
    fail(account.name, 5, ip=HERE, mark=mark)

    with pytest.raises(LockedOut):
        accounts.check_password(account.name, PASSWORD, ip=THERE, mark=mark)

    assert accounts.check_password(account.name, PASSWORD, ip=THERE).id == account.id


def test_a_mark_of_another_name_or_of_somebodys_making_helps_nothing(db):
    account = factories.make_account()
    fail_everywhere(account.name)

    for mark in (lockouts.marked("another"), lockouts.marked(account.name)[:-2] + "xx", "made up"):
        with pytest.raises(LockedOut):
            accounts.check_password(account.name, PASSWORD, ip=HERE, mark=mark)


def test_a_browser_is_known_for_every_name_that_it_was_let_in_with(db):
    first, second = factories.make_account(), factories.make_account()
    mark = lockouts.marked(second.name, lockouts.marked(first.name))
    for account in (first, second):
        fail_everywhere(account.name)

        assert accounts.check_password(account.name, PASSWORD, ip=HERE, mark=mark)


def test_an_address_that_is_locked_uses_up_no_tries_of_others(db):
    fail("nobody", times=5)
    for _ in range(60):
        with pytest.raises(LockedOut):
            accounts.check_password("nobody", PASSWORD, ip=HERE)

    assert at(db, ANYWHERE).failed == 5


def test_trying_on_does_not_make_a_lock_longer(db):
    account = factories.make_account()
    fail(account.name, times=5)

    untils = set()
    for _ in range(3):
        with pytest.raises(LockedOut) as locked:
            accounts.check_password(account.name, "a wrong password", ip=HERE)
        untils.add(locked.value.until)

    assert len(untils) == 1


def test_a_lock_ends(db):
    account = factories.make_account()
    fail(account.name, times=5)
    at(db, HERE).last_at -= timedelta(minutes=16)
    db.commit()

    assert accounts.check_password(account.name, PASSWORD, ip=HERE).id == account.id


def test_opening_the_account_forgets_earlier_mistakes_from_there(db):
    account = factories.make_account()
    fail(account.name, times=4)

    open_by_both(account, ip=HERE)

    assert at(db, HERE) is None
    fail(account.name, times=4)


def test_attempts_are_cleared_away_once_no_lock_depends_on_them(db):
    fail("nobody", times=1)
    assert lockouts.clear() == 0

    at(db, HERE).last_at -= timedelta(minutes=16)
    db.commit()

    assert lockouts.clear() == 1


def test_what_was_typed_as_a_name_is_not_kept(db):
    fail("my-password-by-mistake", times=1)

    attempt = at(db, HERE)
    assert "password" not in attempt.name_hash
    assert len(attempt.name_hash) == 64


def test_opening_an_account_often_counts_as_no_mistake_anywhere(db):
    account = factories.make_account()

    for number in range(3):
        open_by_both(account, ip=f"198.51.100.{number}")

    assert at(db, ANYWHERE).failed == 0
