import pytest
from flask import Flask
from flask_login import LoginManager, login_user
from sqlalchemy import select

from portal.access import RIGHTS, ROLES, Reach, may_see, rights_of, units_visible
from portal.access.guard import may, public, rights_of_routes
from portal.models import Account, Role
from portal.models.accounts import DEPARTMENT_ROLES, NGO_ROLES, UNIT_ROLES
from tests import factories

REACH = {Reach.UNIT: UNIT_ROLES, Reach.ORGANISATION: NGO_ROLES, Reach.ALL: DEPARTMENT_ROLES}


def holders(right):
    return {role for role, holding in ROLES.items() if right in holding.rights}


def test_every_role_holds_rights_that_exist():
    assert set(ROLES) == set(Role)
    assert set().union(*(holding.rights for holding in ROLES.values())) == set(RIGHTS)


@pytest.mark.parametrize(("reach", "roles"), REACH.items())
def test_a_role_reaches_what_its_membership_names(reach, roles):
    assert {role for role, holding in ROLES.items() if holding.reach is reach} == set(roles)


@pytest.mark.parametrize(
    ("right", "roles"),
    {
        "submission.send": {Role.UNIT_USER, Role.UNIT_HEAD},
        "submission.sign": {Role.UNIT_HEAD, Role.NGO_HEAD},
        "review.decide": {Role.OFFICER, Role.SUPERVISOR},
        "review.second": {Role.SUPERVISOR},
        "form.keep": {Role.FORM_MANAGER},
        "form.approve": {Role.FORM_MANAGER, Role.SUPERVISOR},
        "audit.see": {Role.AUDITOR},
        "settings.see": {Role.SYSTEM_ADMIN},
        "work.retry": {Role.SYSTEM_ADMIN},
    }.items(),
)
def test_who_holds_what_changes_something(right, roles):
    assert holders(right) == roles


def test_the_system_administrator_sees_no_returns():
    assert not {right for right in ROLES[Role.SYSTEM_ADMIN].rights if "submission" in right}


@pytest.mark.database
def test_a_unit_sees_its_own_things_and_no_others(db):
    mine, other = factories.make_unit(), factories.make_unit()
    account = factories.make_account(Role.UNIT_USER, unit=mine)

    assert db.scalars(units_visible(account, "submission.see")).all() == [mine.id]
    assert may_see(account, "submission.see", unit_id=mine.id)
    assert not may_see(account, "submission.see", unit_id=other.id)


@pytest.mark.database
def test_a_unit_of_the_same_ngo_is_another_unit(db):
    ngo = factories.make_organisation()
    mine, sister = (factories.make_unit(organisation=ngo) for _ in range(2))
    account = factories.make_account(Role.UNIT_USER, unit=mine)

    assert not may_see(account, "submission.see", unit_id=sister.id)
    assert not may_see(account, "organisation.see", organisation_id=ngo.id)


@pytest.mark.database
def test_an_ngo_sees_its_units_and_no_others(db):
    ngo = factories.make_organisation()
    mine = {factories.make_unit(organisation=ngo).id for _ in range(2)}
    factories.make_unit()
    account = factories.make_account(Role.NGO_HEAD, organisation=ngo)

    assert set(db.scalars(units_visible(account, "submission.see"))) == mine
    assert may_see(account, "organisation.see", organisation_id=ngo.id)
    assert not may_see(account, "submission.send", unit_id=mine.pop())


@pytest.mark.database
def test_the_department_sees_all_units(db):
    units = {factories.make_unit().id for _ in range(3)}
    account = factories.make_account(Role.OFFICER)

    assert set(db.scalars(units_visible(account, "review.see"))) == units
    assert may_see(account, "review.see")
    assert not db.scalars(units_visible(account, "submission.send")).all()


@pytest.mark.database
def test_two_roles_add_up_each_for_its_own_things(db):
    mine, other = factories.make_unit(), factories.make_unit()
    account = factories.make_account(Role.UNIT_HEAD, unit=mine)
    account.memberships.append(factories.Membership(role=Role.UNIT_USER, unit_id=other.id))
    db.commit()

    assert set(db.scalars(units_visible(account, "submission.send"))) == {mine.id, other.id}
    assert db.scalars(units_visible(account, "submission.sign")).all() == [mine.id]


@pytest.mark.database
def test_an_account_that_may_not_be_used_has_no_rights(db):
    account = factories.make_account(Role.OFFICER, active=False)

    assert rights_of(account) == frozenset()
    assert not may_see(account, "review.see")
    assert not db.scalars(units_visible(account, "review.see")).all()


@pytest.fixture
def app(db):
    """A portal of three views: one of a right, one for everybody, one that forgot."""
    app = Flask("tiny")
    app.secret_key = "for this test"
    manager = LoginManager(app)
    manager.unauthorized_handler(lambda: ("sign in first", 302))
    manager.user_loader(lambda held: db.get(Account, held.split(":")[0]))
    app.add_url_rule("/review", "review", may("review.see")(lambda: "reviews"))
    app.add_url_rule("/api/review", "api", may("review.see")(lambda: "reviews"))
    app.add_url_rule("/open", "open", public(lambda: "open"))
    app.add_url_rule("/forgot", "forgot", lambda: "forgot")
    names = {account.name: account.id for account in db.scalars(select(Account))}
    app.add_url_rule("/in/<name>", "in", lambda name: str(login_user(db.get(Account, names[name]))))
    return app


def test_a_right_that_does_not_exist_cannot_guard():
    with pytest.raises(KeyError):
        may("review.everything")


@pytest.mark.database
def test_each_route_names_its_right_or_is_found_to_have_forgotten(app):
    rights = rights_of_routes(app)

    assert rights["review"] == "review.see"
    assert (rights["open"], rights["static"], rights["forgot"]) == ("public", "public", None)


@pytest.mark.database
def test_whoever_is_not_signed_in_goes_to_sign_in_and_the_api_says_401(app):
    client = app.test_client()

    assert client.get("/open").status_code == 200
    assert client.get("/review").text == "sign in first"
    assert client.get("/api/review").status_code == 401


@pytest.mark.database
@pytest.mark.parametrize(("role", "status"), [(Role.OFFICER, 200), (Role.UNIT_HEAD, 404)])
def test_whoever_lacks_the_right_finds_nothing_there(db, request, role, status):
    account = factories.make_account(role)
    client = request.getfixturevalue("app").test_client()

    client.get(f"/in/{account.name}")

    assert client.get("/review").status_code == status
