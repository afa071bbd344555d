"""Links by mail: a first password, a new one; each opens once, and says nothing to strangers."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from portal import database
from portal.models import Audit, Mail, MailedLink, RecoveryAsked
from portal.services import accounts, audit, links
from portal.services.accounts import WeakPassword
from portal.services.links import NoSuchLink
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.database
NEW = "another long password"
ADDRESS = "head@unit.example"


def recover(address):
    """Ask for a new password, and let the sweep's round answer."""
    links.ask(address)
    links.answer_asked()


def mailed(db):
    """Return the tokens of all mails that were written, the first first."""
    bodies = db.scalars(select(Mail.body).order_by(Mail.made_at, Mail.id)).all()
    return [body.split("/link/")[1].split()[0] for body in bodies if "/link/" in body]


@pytest.fixture
def account(db):
    return factories.make_account(email=ADDRESS)


@pytest.fixture
def token(db, account):
    recover(ADDRESS)
    return mailed(db)[0]


def age(db, delta):
    for link in db.scalars(select(MailedLink)):
        link.made_at -= delta
        link.expires_at -= delta
    db.commit()


def test_a_link_sets_a_password_once_and_ends_every_session(db, account, token):
    held = account.get_id()

    links.use(token, NEW)

    assert accounts.check_password(account.name, NEW, ip="192.0.2.1")
    assert accounts.load_account(held) is None
    with pytest.raises(NoSuchLink):
        links.use(token, "yet another password")


def test_a_recovered_password_leaves_the_second_factor_as_it_was(account, token):
    before = account.totp_secret

    links.use(token, NEW)

    assert account.totp_secret == before


@pytest.mark.parametrize(("minutes", "opens"), [(29, True), (31, False)])
def test_a_link_to_recover_by_opens_for_half_an_hour(db, token, minutes, opens):
    age(db, timedelta(minutes=minutes))

    if opens:
        assert links.find(token)
    else:
        with pytest.raises(NoSuchLink):
            links.find(token)


@pytest.mark.parametrize(("days", "opens"), [(6.9, True), (7.1, False)])
def test_an_invitation_opens_for_seven_days(db, account, days, opens):
    links.send(account, "invite", by=None)
    db.commit()
    (token,) = mailed(db)
    age(db, timedelta(days=days))

    if opens:
        assert links.use(token, NEW)
    else:
        with pytest.raises(NoSuchLink):
            links.use(token, NEW)


def test_using_one_link_closes_the_others(db, account):
    for _ in range(2):
        recover(ADDRESS)
    first, second = mailed(db)

    links.use(second, NEW)

    with pytest.raises(NoSuchLink):
        links.find(first)


def test_the_trail_says_from_where_a_new_password_was_asked(db, account):
    with audit.asked_from("192.0.2.7"):
        links.ask(ADDRESS)

    links.answer_asked()

    (line,) = db.scalars(select(Audit)).all()
    assert (line.act, line.ip) == ("account.ask_recovery", "192.0.2.7")


def test_an_address_without_account_gets_no_mail_and_leaves_no_name(db):
    recover("nobody@else.example")

    assert mailed(db) == []
    assert db.scalars(select(Audit)).all() == []


def test_a_page_does_the_same_work_for_every_address(db, account):
    said = {ADDRESS: [], "nobody@else.example": []}

    for address, statements in said.items():

        def note(_connection, _cursor, statement, *_, noted=statements):
            noted.append(statement)

        event.listen(database.engine(), "before_cursor_execute", note)
        links.ask(address)
        event.remove(database.engine(), "before_cursor_execute", note)

    known, unknown = said.values()
    assert known == unknown and len(known) == 1
    assert (links.answer_asked(), len(mailed(db))) == (2, 1)
    assert db.scalars(select(RecoveryAsked)).all() == []


def test_nobody_fills_anothers_mail_box(db, account):
    for _ in range(10):
        recover(ADDRESS.upper())

    assert len(mailed(db)) == links.AT_ONCE


@pytest.mark.parametrize("more", [{"active": False}, {"password_hash": None}])
def test_who_may_not_sign_in_recovers_nothing(db, more):
    factories.make_account(email=ADDRESS, **more)

    recover(ADDRESS)

    assert mailed(db) == []


def test_a_suspended_account_is_opened_by_no_link(db, account, token):
    account.active = False
    db.commit()

    with pytest.raises(NoSuchLink):
        links.use(token, NEW)


@pytest.mark.parametrize("new", ["short", PASSWORD, "unit_user-and-more"])
def test_a_password_that_does_not_serve_leaves_the_link_open(db, new):
    account = factories.make_account(name="unit_user", email=ADDRESS)
    recover(ADDRESS)
    (token,) = mailed(db)

    with pytest.raises(WeakPassword):
        links.use(token, new)

    db.rollback()
    assert links.find(token).account_id == account.id


def test_only_the_hash_of_a_link_is_kept(db, token):
    assert token not in db.scalars(select(MailedLink.token_hash)).one()


def test_the_holder_is_told_of_a_new_password(db, token):
    links.use(token, NEW)

    assert "帳戶更改通知" in db.scalars(select(Mail.subject).order_by(Mail.made_at.desc())).first()
