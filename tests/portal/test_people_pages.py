"""The pages of people: invited, recovered, changed, reset, and working for several places."""

import pyotp
import pytest
from sqlalchemy import select

from portal.database import session
from portal.models import Account, Mail, Membership, Organisation, Role, Unit
from portal.services import links
from tests import factories
from tests.pages import Visitor

pytestmark = pytest.mark.database
NEW = "another long password"


class Society:
    """One NGO with a unit, its people's sign-in names, and a browser for each that is asked for."""

    def __init__(self, app):
        self.app = app
        ngo = factories.make_organisation("901")
        unit = factories.make_unit("9101", organisation=ngo)
        self.ngo, self.unit = ngo.id, unit.id
        for role in (Role.NGO_ADMIN, Role.NGO_HEAD):
            factories.make_account(role, organisation=ngo, name=str(role))
        head = factories.make_account(
            Role.UNIT_HEAD, unit=unit, name="unit_head", email="head@unit.example"
        )
        self.head = head.id

    def enter(self, name):
        visitor = Visitor(self.app)
        visitor.sign_in(name)
        return visitor

    def account(self):
        return session.get(Account, self.head, populate_existing=True)


@pytest.fixture
def society(app):
    return Society(app)


def link():
    body = session.scalars(select(Mail.body).order_by(Mail.made_at.desc())).first()
    return "/link/" + body.split("/link/")[1].split()[0]


def test_an_invitation_leads_to_a_password_then_the_app_then_the_desk(society, app):
    admin = society.enter("ngo_admin")
    admin.visit("/people/invite")
    place = f"unit:{society.unit}"
    words = {"post_en": "Unit user, Unit 101", "post_zh": "單位 101 職員"}
    admin.submit(
        "Invite", name="New.User", email="a@b.example", role="unit_user", place=place, **words
    )
    assert "Invited, no password yet" in admin.page.standings
    person = Visitor(app)
    path = link()
    assert "new.user" in person.visit(path).text

    person.submit("Set the password", new=NEW, again="something else", expect=400)
    page = person.submit("Set the password", new=NEW, again=NEW)
    secret = page.tree.xpath("//*[@data-secret]")[0].text_content().replace(" ", "")
    person.submit("Go on", code=pyotp.TOTP(secret).now())

    assert "9101" in person.visit("/").whole_text
    assert person.visit(path, expect=410).h1 == "This link opens nothing any more"


def test_what_an_invitation_lacks_is_named_at_its_field(society):
    admin = society.enter("ngo_admin")
    admin.visit("/people/invite")

    page = admin.submit("Invite", name="A b", email="nowhere", expect=400)
    assert "Use 3 to 60 small letters, figures, dots, hyphens" in page.errors
    assert page.errors[1] == "Enter one address, such as a@b.org"
    down = [link.partition("#")[2] for link in page.tree.xpath("//*[@role='alert']//a/@href")]
    assert down == sorted(down, key=page.tree.xpath("//form//@id").index)
    words = {"post_en": "X", "post_zh": "甲", "role": "ngo_head"}
    page = admin.submit(
        "Invite", name="abc", email="a@b.example", place=f"unit:{society.unit}", **words, expect=400
    )

    assert page.errors[0].startswith("This role is for another kind of place")


def test_a_forgotten_password_is_answered_the_same_for_every_address(society, app):
    visitor = Visitor(app)
    answers = []
    for address in ("head@unit.example", "nobody@else.example"):
        visitor.visit("/forgotten")
        answers.append(visitor.submit("Mail me a link", email=address).text)
    assert answers[0] == answers[1]

    links.answer_asked()
    visitor.visit(link())
    page = visitor.submit("Set the password", new=NEW, again=NEW)

    assert page.flashes == ["The new password is kept. Sign in with it."]
    assert visitor.enter("unit_head", NEW).address == "/"


def test_the_list_says_what_everybody_may_do_and_is_handed_out(society):
    admin = society.enter("ngo_admin")

    page = admin.visit("/people")

    assert "3 accounts that you oversee are listed." in page.text
    assert any("Unit head of 9101 Sample Unit 9101" in row[2] for row in page.rows)
    assert len(admin.visit("/people?search=unit_head&standing=active").rows) == 1
    assert "No account fits." in admin.visit("/people?standing=suspended").text
    assert "unit_head" in admin.client.get("/people/people.csv").get_data(as_text=True)
    assert admin.client.get("/people/people.xlsx").data[:2] == b"PK"
    assert admin.client.get("/people/people.pdf").status_code == 404


def test_who_can_sign_is_said_in_sentences(society):
    page = society.enter("ngo_head").visit("/people/signers")

    assert "Post" in page.text or "can sign as unit head." in page.text
    assert "can sign as NGO head." in page.text


def test_a_suspended_person_is_out_with_the_next_page(society):
    head, admin = society.enter("unit_head"), society.enter("ngo_admin")
    admin.visit(f"/people/{society.head}")

    admin.submit("Suspend")

    assert "Suspended" in admin.page.standings
    assert head.visit("/", languages=["en"]).address == "/sign-in"
    admin.submit("Let sign in again")
    assert "May sign in" in admin.page.standings


def test_a_new_password_is_asked_for_before_anything_else(society):
    head, admin = society.enter("unit_head"), society.enter("ngo_admin")
    admin.visit(f"/people/{society.head}")
    admin.submit("Ask for a new password")

    page = head.visit("/returns")
    assert page.address == "/account/password"
    assert "First set a new password" in page.text
    head.submit("Set the password", old="wrong", new=NEW, again=NEW, expect=400)
    head.submit("Set the password", old=factories.PASSWORD, new=NEW, again=NEW)

    assert head.enter("unit_head", NEW).address == "/"


def test_a_reset_is_asked_for_and_confirmed_by_another_on_the_list(society):
    admin, boss = society.enter("ngo_admin"), society.enter("ngo_head")
    admin.visit(f"/people/{society.head}")
    admin.submit("Ask for a new second step")
    assert "It must be another person than the one who asked" in admin.page.text

    boss.visit("/people")
    boss.submit("Confirm unit_head")

    assert society.account().totp_secret is None


def test_a_post_is_handed_over_by_two(society):
    admin, boss = society.enter("ngo_admin"), society.enter("ngo_head")
    admin.visit(f"/people/{society.head}/hand-over")
    admin.submit("Ask to hand over", email="new@unit.example")
    assert "new@unit.example" in boss.visit("/people").text

    boss.submit("Confirm unit_head")

    assert society.account().email == "new@unit.example"


def test_work_is_given_and_taken_away_on_the_page(society):
    ngo = session.get(Organisation, society.ngo)
    second = factories.make_unit("9102", organisation=ngo).id
    admin = society.enter("ngo_admin")
    admin.visit(f"/people/{society.head}")
    admin.submit("Give", role="unit_user", place=f"unit:{second}")
    assert "Unit user of 9102" in admin.page.text

    admin.submit("Take away Unit user of 9102 Sample Unit 9102")

    assert "Unit user of 9102" not in admin.page.text


def test_one_account_of_two_units_switches_without_signing_in_again(society, app):
    unit = factories.make_unit("9102")
    factories.make_obligation(unit)
    factories.make_obligation(session.get(Unit, society.unit))
    session.add(Membership(account_id=society.head, role=Role.UNIT_HEAD, unit_id=unit.id))
    session.commit()
    head = society.enter("unit_head")
    assert "All 2 places that you work for" in head.visit("/").whole_text
    assert {"9101", "9102"} <= set(" ".join(map(str, head.page.rows)).replace("'", " ").split())

    head.visit("/account")
    head.submit("9102 Sample Unit 9102")

    assert "Sample Unit 9102" in head.page.whole_text
    rows = " ".join(map(str, head.visit("/").rows))
    assert "9102" in rows and "9101" not in rows


def test_a_place_that_is_not_ones_own_opens_nothing(society):
    other = factories.make_unit("9102")
    factories.make_obligation(other)
    place = f"unit:{other.id}"
    head = society.enter("unit_head")
    token = head.visit("/account").tree.xpath("//input[@name='csrf_token']/@value")[0]

    head.client.post("/account/work", data={"place": place, "csrf_token": token})

    assert "9102" not in head.visit("/").whole_text


def test_ones_own_account_shows_codes_and_ends_all_sessions(society):
    head = society.enter("unit_head")
    head.visit("/account/codes")
    head.submit("Show new codes", code="000000", expect=400)
    page = head.submit("Show new codes", code=factories.code_of("unit_head"))
    assert len(page.tree.xpath("//ul[@class='one-codes']/li")) == 10
    elsewhere = society.enter("unit_head")

    head.visit("/account")
    head.submit("End all sessions")

    assert elsewhere.visit("/", languages=["en"]).address == "/sign-in"


def test_nobody_changes_their_own_account_on_the_page_of_people(society):
    admin = society.enter("ngo_admin")
    own = session.scalars(select(Account.id).where(Account.name == "ngo_admin")).one()

    page = admin.visit(f"/people/{own}")

    assert "Your own account is changed by another administrator." in page.text
    assert not page.tree.xpath("//main//form")
