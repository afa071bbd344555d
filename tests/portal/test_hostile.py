"""Hostile files by page and by API, through a real job: each gets a page that says what to do."""

import io
from pathlib import Path

import pytest

from portal.models import State
from portal.services import lists, submissions, tokens
from tests.pages import Visitor
from tests.portal.test_pages import Cast
from tests.validator.hostile.every import HEAVY, every
from tests.walk import work

pytestmark = pytest.mark.database
URL = "http://127.0.0.1:9/x"
NAMES = sorted(every(URL))
FILENAMES = (
    "return.xlsx",
    "../../../tmp/esubmit-outside.txt",
    "..\\..\\x.xlsx",
    "/etc/passwd",
    "C:\\x.xlsx",
    "a\0b.xlsx",
    "'; DROP TABLE submission; --.xlsx",
    "<script>alert(1)</script>.csv",
    "=cmd|' /C calc'!A0.xlsx",
    "\u202exslx.exe",
    "統計表" * 80 + ".xlsx",
    "a\r\nSet-Cookie: x=1.xlsx",
    "CON",
    ".",
    "",
)
WAITING = {State.RECEIVED, State.CHECKING}
SOME = [name for name in NAMES if name not in HEAVY][::24]
BOTH = [pytest.param(SOME, id="some"), pytest.param(NAMES, id="all", marks=pytest.mark.slow)]


@pytest.fixture
def sector(app):
    return Cast()


@pytest.fixture
def worker(app, sector):
    visitor = Visitor(app)
    visitor.sign_in(sector.user.name)
    return visitor


def files(names):
    """Yield each file with a name that means harm itself."""
    for number, name in enumerate(names):
        yield name, (io.BytesIO(every(URL)[name]()), FILENAMES[number % len(FILENAMES)])


def looked_at(worker, sector):
    """Look at the answer to every file in both languages; return how many there were."""
    ids = [one.id for one in lists.sent(sector.user, most=1000)[0]]
    for sent in ids:
        page = worker.visit(f"/returns/{sent}")
        assert page.text
        assert sector.find(sent).state not in WAITING
    assert not Path("/tmp/esubmit-outside.txt").exists()
    return len(ids)


@pytest.mark.parametrize("names", BOTH)
def test_by_page_each_gets_an_answer(worker, sector, names):
    token = worker.visit("/returns/new", languages=("en",)).form().fields["csrf_token"]
    for name, file in files(names):
        answer = worker.client.post(
            "/returns/new", data={"csrf_token": token, "workbooks": file}, follow_redirects=False
        )
        assert answer.status_code in (302, 400), f"{name}: {answer.status_code}"

    work()

    assert looked_at(worker, sector) > len(names) // 2


@pytest.mark.parametrize("names", BOTH)
def test_by_api_each_gets_an_answer(app, worker, sector, names):
    head = {"Authorization": f"Bearer {tokens.token_for(sector.user, label='test')}"}
    client, places = app.test_client(), {}
    for name, file in files(names):
        answer = client.post("/api/v1/submissions", headers=head, data={"file": file})
        assert answer.status_code < 500, f"{name}: {answer.text}"
        if answer.status_code in (200, 202):
            places[name] = answer.headers["Location"]

    work()

    assert len(places) > len(names) // 2
    for name, place in places.items():
        told = client.get(place, headers=head)
        assert told.status_code == 200, f"{name}: {told.text}"
        assert told.json["state"] not in ("received", "checking"), name
        found = client.get(f"{place}/findings", headers=head)
        assert found.status_code in (200, 409), f"{name}: {found.text}"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../tmp/a.xlsx", "a.xlsx"),
        ("C:\\x\\a.xlsx", "a.xlsx"),
        ("a\0b\r\n.xlsx", "ab.xlsx"),
        ("\u202excod.\u200bxlsx", "xcod.xlsx"),
        ("統計表　三月.xlsx", "統計表　三月.xlsx"),
        ("/", "file"),
    ],
)
def test_of_a_files_name_only_what_people_see_is_kept(sent, shown):
    assert submissions.shown_name(sent) == shown
