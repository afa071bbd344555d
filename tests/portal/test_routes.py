"""Every route, as every role: what one may not see looks like what does not exist."""

import re
import time
from uuid import uuid4

import pytest

from portal.access.guard import PUBLIC, rights_of_routes
from portal.access.rights import rights_of
from portal.app import create_app
from portal.models import Role
from portal.models.accounts import NGO_ROLES, UNIT_ROLES
from portal.services import catalogue, tokens
from tests import factories
from tests.pages import sign_in

pytestmark = pytest.mark.database
OF_NOBODY = {"links.show"}  # public, but this link was never mailed
OWN = {"/sign-out", "/language/<code>", "/account/end-sessions"}


@pytest.fixture
def app(db, queue_server, store):
    catalogue.import_packaged()
    return create_app(RATELIMIT_ENABLED=False, WTF_CSRF_ENABLED=False, TESTING=True)


def visits(app):
    """Yield (endpoint, method, path) of every route, its parts filled with ids of nothing."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<uuid:\w+>", str(uuid4()), rule.rule)
        path = re.sub(r"<(?:\w+:)?\w+>", "none", path)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            if rule.rule not in OWN and "static" not in rule.endpoint:
                yield rule.endpoint, method, path


def statuses(app, account=None):
    client = app.test_client()
    if account is not None:
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = account.get_id(), True
            session["began"] = session["seen"] = time.time()
    return {
        (endpoint, method): client.open(path, method=method).status_code
        for endpoint, method, path in visits(app)
    }


def test_nobody_gets_past_the_door_without_signing_in(app):
    rights = rights_of_routes(app)

    for (endpoint, method), status in statuses(app).items():
        if rights[endpoint] == PUBLIC:
            assert status < 400 or method == "POST" or endpoint in OF_NOBODY, endpoint
        else:
            assert status in (302, 401), (endpoint, method, status)


@pytest.mark.parametrize("role", list(Role))
def test_a_route_opens_to_its_right_and_is_nothing_to_others(app, role):
    place = {"unit": factories.make_unit()} if role in UNIT_ROLES else {}
    if role in NGO_ROLES:
        place = {"organisation": factories.make_organisation()}
    account = factories.make_account(role, **place)
    held, rights = rights_of(account), rights_of_routes(app)

    for (endpoint, method), status in statuses(app, account).items():
        right = rights[endpoint]
        assert status < 500, (endpoint, method, status)
        if right != PUBLIC and not endpoint.startswith("api_") and right not in held:
            assert status == 404, (endpoint, method, status)


def test_another_organisations_things_are_404(app):
    other = factories.make_unit()
    owed = factories.make_obligation(other)
    theirs = factories.make_submission(owed)
    finding = factories.make_finding(theirs)
    paths = [f"/returns/{theirs.id}{part}" for part in ("", "/file", "/stage", "/findings.csv")]
    paths += [f"/returns/findings/{finding.id}/answer", f"/obligations/{owed.id}/blank.xlsx"]
    paths += [f"/figures/{other.code}", f"/api/v1/submissions/{theirs.id}"]
    stranger = factories.make_account(Role.UNIT_HEAD, unit=factories.make_unit())
    token = tokens.token_for(stranger, label="test")
    client = app.test_client()
    sign_in(client, stranger.name)

    bearer = {"Authorization": f"Bearer {token}"}
    answers = {path: client.get(path, headers=bearer).status_code for path in paths}

    assert set(answers.values()) == {404}, answers
