"""The second factor: codes that open once, one-time codes, secrets that are kept encrypted."""

import pyotp
import pytest
from sqlalchemy import select, text

from portal.models import Audit, OneTimeCode
from portal.services import second_factor
from portal.services.second_factor import HasOne, WrongCode
from tests import factories
from tests.factories import SECRET

pytestmark = pytest.mark.database


@pytest.fixture
def bare(db):
    """An account without a second factor."""
    return factories.make_account(totp_secret=None)


def set_up(account):
    secret = second_factor.new_secret()
    return second_factor.set_up(account, secret, pyotp.TOTP(secret).now())


def test_a_code_of_the_app_opens_once(db):
    account = factories.make_account()
    code = factories.code_of(account.name)

    second_factor.check(account, code)

    with pytest.raises(WrongCode):
        second_factor.check(account, code)


def test_a_code_older_than_the_one_that_opened_opens_nothing(db):
    account = factories.make_account()
    second_factor.check(account, factories.code_of(account.name))
    older = pyotp.TOTP(SECRET).at((account.totp_step - 1) * 30)

    with pytest.raises(WrongCode):
        second_factor.check(account, older)


@pytest.mark.parametrize("code", ["", "000000", "１２３４５６", "x" * 40, "12345"])
def test_what_is_no_code_opens_nothing_and_is_in_the_trail(db, code):
    account = factories.make_account(totp_secret=second_factor.sealed("A" * 32))

    with pytest.raises(WrongCode):
        second_factor.check(account, code)

    assert db.scalars(select(Audit.act)).all() == ["account.refuse_code"]


def test_a_code_of_two_hours_ago_opens_nothing(db):
    account = factories.make_account()
    current = pyotp.TOTP(SECRET)
    earlier = current.at(current.timecode(account.created_at) * 30 - 7200)

    with pytest.raises(WrongCode):
        second_factor.check(account, earlier)


def test_setting_up_gives_ten_codes_that_each_open_once(bare):
    codes = set_up(bare)

    assert len(set(codes)) == 10
    second_factor.check(bare, codes[0].upper().replace("-", " "))
    with pytest.raises(WrongCode):
        second_factor.check(bare, codes[0])
    assert second_factor.codes_left(bare) == 9


def test_an_app_that_shows_something_else_is_not_bound(bare):
    with pytest.raises(WrongCode):
        second_factor.set_up(bare, second_factor.new_secret(), "000000")

    assert second_factor.wanted(bare)


def test_the_code_that_the_app_was_set_up_with_opens_nothing_afterwards(bare):
    secret = second_factor.new_secret()
    code = pyotp.TOTP(secret).now()
    second_factor.set_up(bare, secret, code)

    with pytest.raises(WrongCode):
        second_factor.check(bare, code)


def test_a_second_app_cannot_be_bound_over_the_first(db):
    with pytest.raises(HasOne):
        set_up(factories.make_account())


def test_fresh_codes_replace_the_old_ones(bare):
    old = set_up(bare)

    new = second_factor.fresh_codes(bare)

    with pytest.raises(WrongCode):
        second_factor.check(bare, old[0])
    second_factor.check(bare, new[0])


def test_taking_it_off_leaves_neither_app_nor_codes(db, bare):
    codes = set_up(bare)

    second_factor.take_off(bare)
    db.commit()

    assert second_factor.wanted(bare)
    with pytest.raises(WrongCode):
        second_factor.check(bare, codes[0])


def test_neither_a_secret_nor_a_code_can_be_read_in_the_database(db, bare):
    secret = second_factor.new_secret()
    codes = second_factor.set_up(bare, secret, pyotp.TOTP(secret).now())

    kept = db.scalars(select(OneTimeCode.code_hash)).all()
    row = str(db.execute(text("SELECT * FROM account")).one())

    assert secret not in row
    assert not {code.replace("-", "") for code in codes} & set(kept)
    assert all(len(one) == 64 for one in kept)


def test_a_sample_account_shows_its_code_and_a_real_one_never(db, settle):
    sample = factories.make_account(is_sample=True, totp_secret=None)
    shown = second_factor.sample_code(sample)
    second_factor.check(sample, shown)

    assert second_factor.sample_code(factories.make_account()) == ""
    settle(MODE="production", SECRET_KEY="0123456789abcdef" * 3)
    assert second_factor.sample_code(sample) == ""


def test_where_it_is_not_asked_for_only_those_who_have_one_need_it(bare, settle):
    settle(SECOND_FACTOR="0")

    assert not second_factor.asked(bare)
    assert second_factor.asked(factories.make_account())


def test_the_picture_for_the_app_has_no_style_of_its_own(bare):
    picture = second_factor.picture_of(bare, second_factor.new_secret())

    assert picture.startswith("<svg")
    assert "style" not in picture
