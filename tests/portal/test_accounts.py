import pytest
from sqlalchemy import select

from portal.models import Account, Audit, Role
from portal.services import accounts, tokens
from portal.services.accounts import WeakPassword, WrongPassword
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.database
HERE = "192.0.2.1"


def fail(name, times, ip=HERE):
    for _ in range(times):
        with pytest.raises(WrongPassword):
            accounts.check_password(name, "a wrong password", ip=ip)


def acts(db):
    return db.scalars(select(Audit.act).order_by(Audit.id)).all()


def test_a_name_and_its_password_are_the_accounts_but_open_nothing_yet(db):
    account = factories.make_account()

    assert accounts.check_password(account.name, PASSWORD, ip=HERE).id == account.id
    assert acts(db) == []


def test_capitals_and_spaces_around_a_name_do_not_matter(db):
    account = factories.make_account(name="unit101.user")

    assert accounts.check_password(" Unit101.User ", PASSWORD, ip=HERE).id == account.id


@pytest.mark.parametrize(
    ("name", "more"), [("known", {}), ("unknown", {}), ("known", {"active": False})]
)
def test_a_wrong_password_and_an_unknown_name_look_alike(db, name, more):
    factories.make_account(name="known", **more)

    with pytest.raises(WrongPassword):
        accounts.check_password(name, PASSWORD if more else "a wrong password", ip=HERE)

    assert acts(db) == ["account.refuse"]


@pytest.mark.parametrize("tried", ["a wrong password", PASSWORD, "", "None"])
def test_an_account_without_a_password_is_opened_by_none(db, tried):
    account = factories.make_account(password_hash=None)

    with pytest.raises(WrongPassword):
        accounts.check_password(account.name, tried, ip=HERE)

    assert acts(db) == ["account.refuse"]


def test_a_hash_of_a_cheaper_kind_is_renewed_at_sign_in(db, monkeypatch, own_hasher):
    monkeypatch.setattr(accounts, "HASHER", own_hasher)
    account = factories.make_account()
    cheap = account.password_hash

    accounts.check_password(account.name, PASSWORD, ip=HERE)

    assert account.password_hash != cheap
    assert account.password_hash.startswith("$argon2id$")
    assert own_hasher.memory_cost >= 19 * 1024  # KiB, as OWASP asks


def test_a_new_password_ends_every_session(db):
    account = factories.make_account()
    held = account.get_id()

    accounts.change_password(account, PASSWORD, "another long password", ip=HERE)

    assert accounts.load_account(held) is None
    assert accounts.check_password(account.name, "another long password", ip=HERE)


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("wrong", "another long password", WrongPassword),
        (PASSWORD, "short", WeakPassword),
        (PASSWORD, PASSWORD, WeakPassword),
    ],
)
def test_a_new_password_needs_the_old_one_and_some_length(db, old, new, refused):
    account = factories.make_account()

    with pytest.raises(refused):
        accounts.change_password(account, old, new, ip=HERE)

    assert account.session_version == 1


def test_a_session_finds_its_account_until_it_is_ended(db):
    account, admin = factories.make_account(), factories.make_account(Role.SYSTEM_ADMIN)
    held = account.get_id()
    assert accounts.load_account(held).id == account.id

    accounts.end_sessions(account, by=admin)

    assert accounts.load_account(held) is None


@pytest.mark.parametrize("held", ["", "nonsense", "nonsense:1"])
def test_a_session_of_nonsense_finds_nobody(db, held):
    assert accounts.load_account(held) is None


def test_sample_accounts_do_not_sign_in_where_they_are_not_wanted(db, settle):
    account = factories.make_account(is_sample=True)
    token = tokens.token_for(account, label="sample")
    settle(SAMPLE_ACCOUNTS="0")

    assert accounts.sample_accounts_exist()
    assert tokens.opened_by(token) is None
    assert accounts.load_account(account.get_id()) is None
    fail(account.name, times=1)


def test_a_language_that_is_not_ours_changes_nothing(db):
    account = factories.make_account()

    accounts.set_language(account, "zh-Hant")
    accounts.set_language(account, "fr")

    assert db.get_one(Account, account.id).language == "zh-Hant"
