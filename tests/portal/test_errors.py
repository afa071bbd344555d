"""Pages about trouble: what happened, what is kept, what to do, what to quote."""

import json
import logging
import re
from io import StringIO

import pytest
from flask import abort
from sqlalchemy.exc import OperationalError
from structlog.stdlib import ProcessorFormatter as Printed

from portal import database
from portal.app import create_app
from portal.errors import STATUS_OF, WORDS_OF
from portal.models import Role
from portal.models.states import State, WrongState
from portal.store import StoreDown
from portal.troubles import TROUBLES
from tests import factories
from tests.pages import Visitor

pytestmark = pytest.mark.database
QUOTED = re.compile(r"Reference to quote: [0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def app(db, queue_server, store):
    """The portal with pages that end in each kind of trouble."""
    app = create_app(RATELIMIT_ENABLED=False)

    @app.route("/trouble/<int:status>")
    @app.route("/api/trouble/<int:status>")
    def trouble(status):
        abort(status)

    @app.route("/trouble/ours")
    def ours():
        raise ValueError("cell B7 holds Chan Tai Man")

    @app.route("/trouble/moved")
    def moved():
        raise WrongState(State.LOADED, State.TO_SIGN)

    @app.route("/trouble/database")
    def database():
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    @app.route("/trouble/store", methods=["GET", "POST"])
    def silent():
        raise StoreDown

    return app


@pytest.fixture
def logged(app):
    """What the portal logs, as it is printed."""
    printed = [h for h in logging.getLogger().handlers if isinstance(h.formatter, Printed)]
    stream = StringIO()
    printed[0].setStream(stream)
    return stream


@pytest.mark.parametrize("status", [404, 405, 409, 413, 429, 500, 503])
def test_each_trouble_says_what_is_kept_what_to_do_and_what_to_quote(visitor, status):
    page = visitor.visit(f"/trouble/{status}", expect=status)

    assert page.h1 == str(TROUBLES[status].title)
    assert QUOTED.search(page.text)
    assert re.search(r"\b(lost|kept|as it was)\b", page.text)
    assert not re.search(r"sorry|please|invalid|oops|error", page.text, re.IGNORECASE)


def test_what_is_forbidden_looks_like_what_does_not_exist(visitor):
    forbidden = visitor.visit("/trouble/403", expect=404)
    absent = visitor.visit("/no/such/page", expect=404)

    assert QUOTED.sub("", forbidden.text) == QUOTED.sub("", absent.text)


def test_a_fault_of_ours_shows_nothing_of_the_program_nor_of_the_data(visitor, logged):
    page = visitor.visit("/trouble/ours", expect=500)

    assert "Chan" not in page.whole_text + logged.getvalue()
    assert "ValueError" not in page.whole_text
    assert "ValueError" in logged.getvalue()


def test_the_reference_on_the_page_is_the_one_in_the_log(visitor, logged):
    page = visitor.visit("/trouble/ours", expect=500, languages=["en"])

    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    failure = next(line for line in lines if line["event"] == "not finished")
    assert f"Reference to quote: {failure['request']}" in page.text
    assert page.response.headers["X-Request-ID"] == failure["request"]


def test_what_has_moved_on_is_a_conflict(visitor):
    page = visitor.visit("/trouble/moved", expect=409)

    assert page.h1 == "This has moved on in the meantime"


def test_a_database_that_is_down_is_no_fault_of_the_sender(app):
    visitor = Visitor(app)
    visitor.sign_in(factories.make_account(Role.UNIT_USER).name)

    page = visitor.visit("/trouble/database", expect=503)

    assert "What was acknowledged with a reference is kept." in page.text
    assert page.links["Go to the first page"] == "/"


def test_who_only_looked_while_the_store_is_down_is_not_told_to_send_again(app, visitor):
    app.config["WTF_CSRF_ENABLED"] = False

    looked = visitor.visit("/trouble/store", expect=503).text
    sent = app.test_client().post("/trouble/store").get_data(as_text=True)

    assert "nothing needs sending again" in looked
    assert "was not taken" not in looked
    assert "What you just sent was not taken." in sent


def test_a_file_over_the_limit_is_told_the_limit(visitor):
    page = visitor.visit("/trouble/413", expect=413)

    assert "One file may be up to 20 MB." in page.text


def test_a_request_past_the_limit_is_refused_before_it_is_read(db, queue_server):
    visitor = Visitor(create_app(MAX_CONTENT_LENGTH=1000, RATELIMIT_ENABLED=False))
    visitor.visit("/sign-in", languages=["en"])

    page = visitor.submit("Sign in", name="n" * 2000, expect=413)

    assert page.h1 == "What you sent is too large"


def test_a_form_that_was_open_too_long_says_how_to_keep_what_was_typed(visitor):
    visitor.visit("/sign-in", languages=["en"])

    page = visitor.submit("Sign in", csrf_token="old", name="a", password="b", expect=400)

    assert page.h1 == "This page was open too long"
    assert "What you typed is still on the page before this one" in page.text


def test_the_api_answers_trouble_as_a_problem_in_both_languages(app):
    answer = app.test_client().get("/api/trouble/403")

    problem = json.loads(answer.data)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert (problem["status"], problem["title"]) == (404, problem["words"]["en"]["title"])
    assert problem["words"]["zh-Hant"]["title"] == "這個網址沒有可供你查看的內容"
    assert problem["reference"] == answer.headers["X-Request-ID"]


def test_a_method_that_is_not_allowed_keeps_its_header(app):
    answer = app.test_client().get("/sign-out")

    assert "POST" in answer.headers["Allow"]


def test_every_exception_of_the_table_has_words():
    for exception, status in STATUS_OF.items():
        assert exception in WORDS_OF or status in TROUBLES or status == 400, exception


def test_who_is_signed_in_is_told_too_that_the_database_is_down(visitor, tmp_path, settle):
    visitor.sign_in(factories.make_account().name)
    settle(DATABASE_URL=f"postgresql://esubmit_app@/esubmit?host={tmp_path}")
    database.forget()

    page = visitor.visit("/", expect=503)

    database.forget()
    assert QUOTED.search(page.text)
    assert page.h1 == "The portal is not available for the moment"
