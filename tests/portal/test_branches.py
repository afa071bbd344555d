"""An SWD administrator of a branch keeps the posts of that branch, and knows of no others."""

import pytest
from sqlalchemy import select

from portal.database import session
from portal.models import Account, Role
from portal.services import invitations, people, resets
from portal.services.invitations import Invitation, WrongPlace
from portal.services.people import NoSuchPerson, NotYoursAlone
from portal.services.resets import NoSuchReset
from tests import factories
from tests.pages import Visitor

pytestmark = pytest.mark.database


class Department:
    """An administrator and an officer of the Elderly Branch, and posts of others."""

    def __init__(self):
        make = factories.make_account
        self.admin = make(Role.SWD_ADMIN, branch="ELD", name="eld.admin")
        self.officer = make(Role.OFFICER, branch="ELD", name="eld.officer")
        self.others = [
            make(Role.OFFICER, branch="FCW", name="fcw.officer"),
            make(Role.SUPERVISOR, name="supervisor"),
            make(Role.NGO_ADMIN, name="ngo.admin"),
            make(Role.CASE_OFFICER, name="case.officer"),
        ]


@pytest.fixture
def department(db):
    return Department()


def names(viewer):
    return {one.name for one in people.listed(viewer)}


def invite(by, role, place="department", branch="ELD"):
    words = {"name": "new.post", "email": "a@b.example", "post_en": "New", "post_zh": "新"}
    said = Invitation(role=role, place=place, branch=branch, **words)
    return invitations.invite(said, by=by)


def test_each_administrator_sees_the_posts_of_the_own_branch_and_one_of_none_all(department):
    whole = factories.make_account(Role.SWD_ADMIN)
    system = factories.make_account(Role.SYSTEM_ADMIN)

    assert names(department.admin) == {"eld.officer"}
    assert names(whole) == {"eld.officer", *(one.name for one in department.others)}
    assert names(system) == {"eld.admin", whole.name, system.name}


@pytest.mark.parametrize("act", list(people.ACTS))
def test_nothing_is_done_to_a_post_of_another_branch_or_of_none(department, act):
    for other in department.others:
        with pytest.raises(NoSuchPerson):
            people.find(other.id, viewer=department.admin)
        with pytest.raises(NotYoursAlone):
            people.ACTS[act](other, by=department.admin)

    people.ACTS[act](department.officer, by=department.admin)


def test_a_post_of_two_branches_is_not_suspended_by_one_of_them(department):
    whole = factories.make_account(Role.SWD_ADMIN)
    invitations.add_place(department.officer, Role.OFFICER, "department", branch="FCW", by=whole)
    theirs = next(m for m in department.officer.memberships if m.branch == "FCW")

    with pytest.raises(NotYoursAlone):
        people.suspend(department.officer, by=department.admin)
    with pytest.raises(NoSuchPerson):
        invitations.remove_place(department.officer, theirs.id, by=department.admin)
    people.suspend(department.officer, by=whole)


def test_a_reset_of_another_branch_is_neither_asked_for_nor_confirmed(department):
    whole = factories.make_account(Role.SWD_ADMIN)
    other = department.others[0]
    resets.ask(other, by=whole)
    resets.ask(department.officer, by=whole)

    with pytest.raises(NotYoursAlone):
        resets.ask(other, by=department.admin)
    of_another = next(one for one in resets.waiting(whole) if one.account_id == other.id)
    with pytest.raises(NoSuchReset):
        resets.confirm(of_another.id, by=department.admin)
    (own,) = resets.waiting(department.admin)
    assert resets.confirm(own.id, by=department.admin) is department.officer


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.SENIOR_MANAGER])
def test_the_posts_of_the_own_branch_are_invited_into_it(department, role):
    made = invite(department.admin, role)

    assert [(m.role, m.branch) for m in made.memberships] == [(role, "ELD")]
    assert made.name in names(department.admin)


def test_a_case_officer_of_the_own_branch_is_invited_for_a_unit_of_the_department(department):
    unit = factories.make_unit(organisation=factories.make_organisation("SWD", kind="swd"))

    made = invite(department.admin, Role.CASE_OFFICER, f"unit:{unit.id}")

    assert made.memberships[0].branch == "ELD"


def test_nobody_is_given_more_than_the_own_branch(department):
    ngo = f"organisation:{factories.make_organisation().id}"
    wrong = [
        (Role.OFFICER, "department", "FCW"),
        (Role.OFFICER, "department", ""),
        (Role.SWD_ADMIN, "department", "ELD"),
        (Role.NGO_ADMIN, ngo, ""),
        (Role.NGO_ADMIN, ngo, "ELD"),
    ]

    for role, place, branch in wrong:
        with pytest.raises(WrongPlace):
            invite(department.admin, role, place, branch)
        with pytest.raises(WrongPlace):
            invitations.add_place(
                department.officer, role, place, branch=branch, by=department.admin
            )


@pytest.mark.parametrize(
    ("giver", "role", "branch"),
    [
        (Role.SWD_ADMIN, Role.OFFICER, "NONE"),
        (Role.SYSTEM_ADMIN, Role.SYSTEM_ADMIN, "ELD"),
    ],
)
def test_no_branch_is_made_up_and_a_system_administrator_is_of_none(db, giver, role, branch):
    with pytest.raises(WrongPlace):
        invite(factories.make_account(giver), role, branch=branch)


def test_an_ngo_administrator_in_a_branch_too_gives_no_other_ngos_work(db):
    both = factories.make_account(Role.NGO_ADMIN)
    both.memberships.append(factories.Membership(role=Role.SWD_ADMIN, branch="ELD"))
    db.commit()
    place = f"organisation:{factories.make_organisation().id}"

    with pytest.raises(WrongPlace):
        invite(both, Role.NGO_HEAD, place, "")


def test_the_page_and_its_file_list_the_own_branch_alone(department, app):
    visitor = Visitor(app)
    visitor.sign_in("eld.admin")

    page = visitor.visit("/people")

    assert len(page.rows) == 1 and "eld.officer" in page.rows[0][1]
    assert "Officer (Elderly Branch)" in page.text
    assert visitor.visit("/people?search=fcw").rows == []
    exported = visitor.client.get("/people/people.csv").get_data(as_text=True)
    assert "eld.officer" in exported and "fcw.officer" not in exported


def test_every_page_and_button_of_another_post_answers_404(department, app):
    others = [one.id for one in department.others]
    visitor = Visitor(app)
    visitor.sign_in("eld.admin")

    token = visitor.visit("/people/invite").tree.xpath("//input[@name='csrf_token']/@value")[0]
    for one in others:
        visitor.visit(f"/people/{one}", expect=404)
        for act in ("suspend", "end-sessions", "ask-reset", "ask-new-password", "invite-again"):
            path = f"/people/{one}/{act}"
            assert visitor.client.post(path, data={"csrf_token": token}).status_code == 404
        visitor.visit(f"/people/{one}/hand-over", expect=404)


def test_the_page_invites_into_the_own_branch_and_no_other(department, app):
    visitor = Visitor(app)
    visitor.sign_in("eld.admin")
    words = {"email": "a@b.example", "post_en": "New", "post_zh": "新", "role": "officer"}
    for branch in ("FCW", ""):
        visitor.visit("/people/invite")
        sent = {**words, "branch": branch, "place": "department"}
        visitor.submit("Invite", name="new.post", expect=400, **sent)

    visitor.visit("/people/invite")
    page = visitor.submit("Invite", name="new.post", place="department", **words)

    assert "Officer (Elderly Branch)" in page.text
    made = session.scalars(select(Account).where(Account.name == "new.post")).one()
    assert [m.branch for m in made.memberships] == ["ELD"]


def test_one_of_the_whole_department_chooses_the_branch_on_the_page(db, app):
    factories.make_account(Role.SWD_ADMIN, name="whole.admin")
    officer = factories.make_account(Role.OFFICER, name="some.officer").id
    visitor = Visitor(app)
    visitor.sign_in("whole.admin")
    visitor.visit(f"/people/{officer}")

    visitor.submit("Give", role="officer", place="department", branch="YC")

    assert "Officer (Youth and Corrections Branch)" in visitor.page.text
