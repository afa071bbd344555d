"""Who oversees whom: seen, invited, given work, suspended; each within its own reach."""

import pytest
from sqlalchemy import select

from portal.models import Account, Audit, Mail, Role
from portal.services import accounts, invitations, people, tokens
from portal.services.invitations import Invitation, LastPlace, NameTaken, WrongPlace
from portal.services.people import NoSuchPerson, NotYoursAlone, NotYourself
from tests import factories

pytestmark = pytest.mark.database


@pytest.fixture
def ngo(db):
    return factories.make_organisation()


@pytest.fixture
def unit(ngo):
    return factories.make_unit(organisation=ngo)


@pytest.fixture
def admin(ngo):
    return factories.make_account(Role.NGO_ADMIN, organisation=ngo)


@pytest.fixture
def head(unit):
    return factories.make_account(Role.UNIT_HEAD, unit=unit)


def invitation(role, place, **more):
    said = {"name": "new.post", "email": "new@post.example", "post_en": "New", "post_zh": "新"}
    return Invitation(role=role, place=place, **{**said, **more})


def names(viewer):
    return {one.name for one in people.listed(viewer)}


def test_an_ngo_administrator_sees_the_people_of_that_ngo_and_no_others(admin, head):
    stranger = factories.make_account(Role.UNIT_HEAD)

    assert names(admin) == {admin.name, head.name}
    with pytest.raises(NoSuchPerson):
        people.find(stranger.id, viewer=admin)


def test_the_departments_administrators_oversee_posts_and_not_units(db, head):
    officer = factories.make_account(Role.OFFICER)
    swd, system = factories.make_account(Role.SWD_ADMIN), factories.make_account(Role.SYSTEM_ADMIN)

    assert names(swd) == {officer.name}
    assert names(system) == {swd.name, system.name}
    assert names(officer) == names(head) == set()


def test_each_view_of_people_is_in_the_trail(db, admin, head):
    people.listed(admin)
    people.note_view(head, by=admin)

    lines = db.scalars(select(Audit).order_by(Audit.id)).all()
    assert [(line.act, line.account_id) for line in lines] == [
        ("people.list", admin.id),
        ("people.view", admin.id),
    ]


@pytest.mark.parametrize("role", [Role.UNIT_USER, Role.UNIT_HEAD])
def test_somebody_is_invited_by_mail_and_has_no_password_yet(db, admin, unit, role):
    made = invitations.invite(invitation(role, f"unit:{unit.id}"), by=admin)

    assert people.standing_of(made) == "invited"
    mail = db.scalars(select(Mail)).one()
    assert (mail.sent_to, "/link/" in mail.body) == ("new@post.example", True)


@pytest.mark.parametrize(
    ("giver", "roles"),
    {
        Role.NGO_ADMIN: {
            "unit_user",
            "unit_head",
            "ngo_head",
            "ngo_admin",
            "ngo_reader",
            "referrer",
        },
        Role.SWD_ADMIN: {
            *("officer", "supervisor", "auditor", "senior_manager", "form_manager"),
            *("ngo_admin", "ngo_head", "referrer", "case_officer"),
        },
        Role.SYSTEM_ADMIN: {"swd_admin", "system_admin"},
        Role.NGO_HEAD: set(),
        Role.OFFICER: set(),
    }.items(),
)
def test_who_may_invite_into_which_roles(db, giver, roles):
    assert set(invitations.roles_to_give(factories.make_account(giver))) == roles


def test_nobody_gives_what_is_not_theirs_to_give(admin, unit, ngo):
    other = factories.make_unit()
    wrong = [
        (Role.UNIT_HEAD, f"unit:{other.id}"),
        (Role.UNIT_HEAD, f"organisation:{ngo.id}"),
        (Role.NGO_HEAD, f"unit:{unit.id}"),
        (Role.NGO_HEAD, f"organisation:{other.organisation_id}"),
        (Role.OFFICER, "department"),
        (Role.UNIT_USER, "department"),
    ]

    for role, place in wrong:
        with pytest.raises(WrongPlace):
            invitations.invite(invitation(role, place), by=admin)


def test_an_account_that_is_there_gets_the_work_besides(db, admin, unit):
    known = factories.make_account(Role.OFFICER, name="new.post", email="New@post.example")

    invitations.invite(invitation(Role.UNIT_USER, f"unit:{unit.id}"), by=admin)

    assert {m.role for m in known.memberships} == {Role.OFFICER, Role.UNIT_USER}
    assert "/link/" not in db.scalars(select(Mail)).one().body


def test_a_name_of_somebody_else_cannot_be_taken(admin, unit):
    factories.make_account(name="new.post", email="other@post.example")

    with pytest.raises(NameTaken):
        invitations.invite(invitation(Role.UNIT_USER, f"unit:{unit.id}"), by=admin)


def test_a_new_invitation_closes_the_earlier_one(db, admin, unit):
    made = invitations.invite(invitation(Role.UNIT_USER, f"unit:{unit.id}"), by=admin)

    invitations.invite_again(made, by=admin)

    used = db.scalars(select(people.links.MailedLink.used_at)).all()
    assert sorted(one is None for one in used) == [False, True]


def test_a_suspended_account_is_out_at_once_and_comes_back(admin, head):
    held, token = head.get_id(), tokens.token_for(head, label="test")

    people.suspend(head, by=admin)

    assert accounts.load_account(held) is None
    assert tokens.opened_by(token) is None
    with pytest.raises(accounts.WrongPassword):
        accounts.check_password(head.name, factories.PASSWORD, ip="192.0.2.1")
    people.resume(head, by=admin)
    assert accounts.check_password(head.name, factories.PASSWORD, ip="192.0.2.1")


@pytest.mark.parametrize("act", list(people.ACTS))
def test_nobody_does_to_oneself_or_to_what_is_not_wholly_theirs(db, admin, head, act):
    head.memberships.append(factories.Membership(role=Role.OFFICER))
    db.commit()

    with pytest.raises(NotYourself):
        people.ACTS[act](admin, by=admin)
    with pytest.raises(NotYoursAlone):
        people.ACTS[act](head, by=admin)


def test_work_is_taken_away_but_not_the_last(db, admin, head, ngo):
    second = factories.make_unit(organisation=ngo)
    invitations.add_place(head, Role.UNIT_HEAD, f"unit:{second.id}", by=admin)
    first = next(m for m in head.memberships if m.unit_id != second.id)

    invitations.remove_place(head, first.id, by=admin)

    assert [m.unit_id for m in head.memberships] == [second.id]
    with pytest.raises(LastPlace):
        invitations.remove_place(head, head.memberships[0].id, by=admin)


def test_another_ngos_work_is_not_taken_away(db, admin, head):
    other = factories.make_unit()
    head.memberships.append(factories.Membership(role=Role.UNIT_HEAD, unit_id=other.id))
    db.commit()

    with pytest.raises(NoSuchPerson):
        invitations.remove_place(head, head.memberships[-1].id, by=admin)


def test_who_can_sign_is_said_for_each_unit(admin, head, unit, ngo):
    empty = factories.make_unit(organisation=ngo)
    boss = factories.make_account(Role.NGO_HEAD, organisation=ngo)
    factories.make_account(Role.UNIT_HEAD, unit=unit, active=False)

    said = {line.unit.id: line for line in people.signers(admin)}

    assert [one.id for one in said[unit.id].unit_heads] == [head.id]
    assert [one.id for one in said[empty.id].ngo_heads] == [boss.id]
    assert said[empty.id].unit_heads == []


def test_the_list_is_searched_and_filtered(db, admin, head):
    head.active = False
    db.commit()

    assert [one.id for one in people.listed(admin, standing="suspended")] == [head.id]
    assert [one.id for one in people.listed(admin, search=head.name)] == [head.id]
    assert db.get(Account, head.id)
