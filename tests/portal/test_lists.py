"""Lists on pages: their true count, their order, their pages."""

import pytest

from portal.models import Role
from portal.models.states import State
from portal.services import audit, lists
from tests import factories
from tests.pages import Visitor

pytestmark = pytest.mark.database


@pytest.fixture
def enter(app):
    """Return a function that signs an account in, in a browser of its own."""

    def entered(name):
        visitor = Visitor(app)
        visitor.sign_in(name)
        return visitor

    return entered


def test_the_list_of_returns_has_its_true_count_and_comes_in_pages(enter):
    unit = factories.make_unit("9101")
    name = factories.make_account(Role.UNIT_USER, unit=unit).name
    for number in range(lists.PAGE + 3):
        owed = factories.make_obligation(unit, form=f"F{number:03d}")
        factories.make_submission(owed, state=State.LOADED)
    visitor = enter(name)

    page = visitor.visit("/returns?sort=form")

    assert page.tree.xpath("//caption")[0].text_content() == "Files sent: 53"
    assert (len(page.rows), "Page 1 of 2" in page.text) == (lists.PAGE, True)
    page = visitor.visit(page.links["Next page"])
    assert [row[1].split()[0] for row in page.rows] == ["F050", "F051", "F052"]
    for past in (3, 9, 99_999_999, 10**30):
        page = visitor.visit(f"/returns?page={past}")
        assert ("Page 2 of 2" in page.text, len(page.rows)) == (True, 3)


@pytest.mark.parametrize("name", ["endpoint", "_method", "_anchor", "_external", "_scheme", "key"])
def test_an_address_may_ask_with_any_name_and_the_list_keeps_it(enter, name):
    ngo = factories.make_organisation("901")
    factories.make_account(Role.NGO_ADMIN, name="admin", organisation=ngo)
    factories.make_account(Role.AUDITOR, name="auditor")

    people = enter("admin").visit(f"/people?{name}=a+b%26c").links["Post"]
    trail = enter("auditor").visit(f"/audit?{name}=a+b%26c").links["As a file (csv)"]

    assert people == f"/people?{name}=a+b%26c&sort=post_en"
    assert trail == f"/audit/audit.csv?{name}=a+b%26c"


def test_people_come_in_the_order_of_a_heading_and_in_the_other_one(enter):
    ngo = factories.make_organisation("901")
    words = {"organisation": ngo, "post_zh": "職位"}
    factories.make_account(Role.NGO_ADMIN, name="b.admin", post_en="Alpha", **words)
    factories.make_account(Role.NGO_HEAD, name="a.head", post_en="Beta", active=False, **words)
    visitor = enter("b.admin")

    page = visitor.visit("/people?search=a")
    assert [row[1] for row in page.rows] == ["a.head", "b.admin"]
    assert page.tree.xpath("//th[@aria-sort='ascending']")[0].text_content().strip()[:4] == "Sign"

    page = visitor.visit(page.links["Post"])
    assert (page.address, page.rows[0][0]) == ("/people?search=a&sort=post_en", "Alpha")
    page = visitor.visit(page.links["Post ▴"])
    assert (page.address, page.rows[0][0]) == ("/people?search=a&sort=-post_en", "Beta")
    page = visitor.visit(page.links["Standing"])
    assert [row[3] for row in page.rows] == ["May sign in", "Suspended"]
    handed_out = visitor.client.get(page.links["As a file (csv)"]).get_data(as_text=True)
    assert handed_out.index("b.admin") < handed_out.index("a.head")


def test_the_trail_comes_in_the_order_of_a_heading(enter, db):
    factories.make_account(Role.AUDITOR, name="auditor")
    for act in ("return.b", "return.a", "return.c"):
        audit.record(act, "submission", "R-1", None)
    db.commit()
    visitor = enter("auditor")

    def acts(said):
        return [row[2] for row in visitor.visit(f"/audit?thing=R-1{said}").rows]

    assert acts("") == ["return.c", "return.a", "return.b"]
    assert acts("&sort=when") == ["return.b", "return.a", "return.c"]
    assert acts("&sort=act") == ["return.a", "return.b", "return.c"]
    assert acts("&sort=-act") == ["return.c", "return.b", "return.a"]
    assert acts("&sort=password") == acts("")


def test_units_with_figures_are_found_by_code_or_name_in_one_question(enter):
    ngo = factories.make_organisation("901")
    for number in range(12):
        factories.make_unit(f"91{number:02d}", organisation=ngo)
    name = factories.make_account(Role.NGO_READER, organisation=ngo).name
    visitor = enter(name)

    assert "12 units" in visitor.visit("/figures").text
    assert list(visitor.visit("/figures?search=9103").links) == ["9103 Sample Unit 9103"]
    assert list(visitor.visit("/figures?search=單位 9104").links) == ["9104 Sample Unit 9104"]
    assert "No unit fits." in visitor.visit("/figures?search=nowhere").text
