"""Tokens: what opens, what no longer does, and how often one may ask."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.app import create_app
from portal.models import ApiToken, Role
from portal.models.base import now
from portal.services import tokens
from tests import factories
from tests.pages import Visitor

pytestmark = pytest.mark.database


def test_a_token_opens_its_account_until_it_is_revoked(db):
    account = factories.make_account()
    token = tokens.token_for(account, label="case system")
    kept = tokens.opened_by(token)
    assert kept.account_id == account.id

    tokens.revoke(kept.id, by=account)

    assert tokens.opened_by(token) is None
    assert tokens.of(account) == []


def test_only_the_hash_of_a_token_is_kept(db):
    token = tokens.token_for(factories.make_account(), label="case system")

    assert token not in db.scalars(select(ApiToken.token_hash)).one()


def test_a_token_ends_on_its_day(db):
    account = factories.make_account()
    ended = tokens.token_for(account, label="old", expires_at=now() - timedelta(seconds=1))
    holds = tokens.token_for(account, label="new", expires_at=now() + timedelta(days=1))

    assert tokens.opened_by(ended) is None
    assert tokens.opened_by(holds).label == "new"


def test_the_last_use_is_noted(db):
    token = tokens.token_for(factories.make_account(), label="case system")
    assert db.scalars(select(ApiToken.last_used_at)).one() is None

    tokens.opened_by(token)

    assert db.scalars(select(ApiToken.last_used_at)).one() > now() - timedelta(minutes=1)


def test_nobody_revokes_another_accounts_token(db):
    token = tokens.token_for(factories.make_account(), label="theirs")

    with pytest.raises(tokens.NoSuchToken):
        tokens.revoke(tokens.opened_by(token).id, by=factories.make_account())


def test_a_token_is_offered_what_its_account_may_do(db):
    offered = {role: tokens.offered(factories.make_account(role)) for role in Role}

    assert "submissions:send" in offered[Role.UNIT_USER]
    assert offered[Role.OFFICER] == ["submissions:read", "obligations:read"]
    assert offered[Role.SYSTEM_ADMIN] == []


@pytest.fixture
def asked(db, queue_server, store, settle):
    """Return a function that asks the API with a token, twice a minute allowed."""
    settle(API_REQUESTS_PER_MINUTE=2)
    client = create_app().test_client()
    return lambda token: client.get("/api/v1/forms", headers={"Authorization": f"Bearer {token}"})


def test_each_token_has_its_own_limit_and_is_told_what_is_left(asked):
    account = factories.make_account()
    first, second = (tokens.token_for(account, label=label) for label in ("a", "b"))

    left = [asked(first).headers["RateLimit"].split(";")[1] for _ in range(2)]
    over = asked(first)

    assert left == ["r=1", "r=0"]
    assert (over.status_code, over.mimetype) == (429, "application/problem+json")
    assert 0 <= int(over.headers["Retry-After"]) <= 60
    assert over.headers["RateLimit-Policy"] == '"sender";q=2;w=60'
    assert asked(second).status_code == 200


def test_the_limit_holds_in_memory_while_the_queue_server_is_down(asked, settle):
    settle(API_REQUESTS_PER_MINUTE=2, REDIS_URL="unix:///tmp/no-such-socket")
    token = tokens.token_for(factories.make_account(), label="a")
    client = create_app().test_client()
    bearer = {"Authorization": f"Bearer {token}"}

    statuses = [client.get("/api/v1/forms", headers=bearer).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


@pytest.fixture
def worker(app):
    """The browser of a unit worker who is signed in."""
    visitor = Visitor(app)
    visitor.sign_in(factories.make_account(Role.UNIT_USER).name)
    return visitor


def made(page):
    """Return the token that a page shows."""
    return page.tree.xpath("//*[@class='one-code']")[0].text


def test_a_token_made_on_the_page_opens_what_was_ticked_and_is_shown_once(worker):
    worker.visit("/account/tokens")
    page = worker.submit(
        "Make a token", label="Case system", scopes=["submissions:read"], days="30"
    )
    token = made(page)

    kept = tokens.opened_by(token)

    assert (kept.label, kept.scopes) == ("Case system", ["submissions:read"])
    assert timedelta(days=29) < kept.expires_at - now() < timedelta(days=30)
    assert token not in worker.visit("/account/tokens").whole_text
    assert worker.page.rows[0][1] == "Read returns, findings and receipts"


def test_a_token_without_name_or_purpose_is_asked_for_both(worker):
    worker.visit("/account/tokens")

    page = worker.submit("Make a token", expect=400)

    assert page.errors == [
        "Enter what will use the token, such as the name of your system",
        "Tick at least one thing it may do",
    ]


def test_a_token_revoked_on_the_page_opens_nothing(worker):
    worker.visit("/account/tokens")
    token = made(worker.submit("Make a token", label="Old", scopes=["submissions:read"]))

    worker.visit("/account/tokens")
    page = worker.submit("Revoke Old")

    assert "The token is revoked" in page.flashes[0]
    assert tokens.opened_by(token) is None
    assert page.rows == []


def test_nobody_is_offered_a_scope_beyond_the_rights_of_the_post(app):
    reader = Visitor(app)
    reader.sign_in(factories.make_account(Role.AUDITOR).name)
    page = reader.visit("/account/tokens")

    choices = page.tree.xpath("//input[@name='scopes']/@value")
    answer = reader.client.post(
        "/account/tokens",
        data={
            "csrf_token": page.tree.xpath("//input[@name='csrf_token']/@value")[0],
            "label": "x",
            "scopes": "submissions:send",
        },
    )

    assert choices == ["submissions:read", "obligations:read"]
    assert answer.status_code == 400
