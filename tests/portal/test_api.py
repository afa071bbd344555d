"""The API as a unit's own system meets it."""

import io

import pytest

from portal.models import Role
from portal.services import signatures, tokens
from tests import factories
from tests.portal.test_pages import Cast
from tests.walk import CASE, work

pytestmark = pytest.mark.database


class Client:
    """A machine that asks with a token."""

    def __init__(self, app, token):
        self.client, self.bearer = app.test_client(), {"Authorization": f"Bearer {token}"}

    def get(self, path, *, expect=200):
        answer = self.client.get(f"/api/v1{path}", headers=self.bearer)
        assert answer.status_code == expect, answer.text
        return answer

    def send(self, data, *, expect=202, key=None, **more):
        headers = self.bearer | ({"Idempotency-Key": key} if key else {})
        parts = {"file": (io.BytesIO(data), "r.xlsx")} | more
        answer = self.client.post("/api/v1/submissions", headers=headers, data=parts)
        assert answer.status_code == expect, answer.text
        return answer


@pytest.fixture
def sector(app, settle):
    settle(SAMPLED_SHARE_PERCENT=0)
    return Cast()


@pytest.fixture
def machine(app, sector):
    return Client(app, tokens.token_for(sector.user, label="test"))


def test_a_return_sent_by_api_is_checked_and_its_findings_are_listed(sector, machine):
    workbook = sector.workbook(R030__quarter=999)
    sent = machine.send(workbook)
    where = sent.headers["Location"].removeprefix("/api/v1")
    early = machine.get(f"{where}/findings", expect=409).json
    assert early["title"] == "The file is not checked yet"

    work()

    assert machine.get(where).json["state"] == "to_correct"
    (finding,) = machine.get(f"{where}/findings?severity=error").json
    assert "F13" in finding["message"]["en"]
    assert machine.get(f"{where}/findings?severity=note").json == []
    assert machine.get(f"{where}/marked").data[:2] == b"PK"
    assert machine.get(f"{where}/file").data == workbook


def test_a_file_is_handed_out_whole_under_its_name_and_kept_by_nobody(sector, machine):
    path = f"/api/v1/submissions/{sector.send(R030__quarter=999).id}/marked"

    answer = machine.client.get(path, headers=machine.bearer | {"Range": "bytes=0-1"})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert not {"Expires", "Accept-Ranges", "ETag", "Last-Modified"} & set(answer.headers.keys())


def test_the_versions_of_an_obligation_and_its_blank_workbook(sector, machine):
    first, second = (str(sector.send(**changes).id) for changes in ({"R030__quarter": 999}, {}))
    (owed,) = machine.get("/obligations?standing=to_sign").json

    versions = machine.get(f"/obligations/{owed['id']}/versions").json

    assert [one["id"] for one in versions] == [first, second]
    assert [one["state"] for one in versions] == ["superseded", "to_sign"]
    assert owed["submission"] == second
    assert machine.get(f"/obligations/{owed['id']}/blank").data[:2] == b"PK"


def test_a_receipt_is_there_when_all_have_signed(sector, machine):
    sent = sector.send()
    sent_id, reference, sha256 = sent.id, sent.reference, sent.upload.sha256
    waits = machine.get(f"/receipts/{reference}", expect=409).json
    assert waits["title"] == "The return is not signed yet"

    signatures.sign(sector.find(sent_id), by=sector.head)

    receipt = machine.get(f"/receipts/{reference}").json
    assert (receipt["sha256"], receipt["signatures"][0]["role"]) == (sha256, "unit_head")
    assert machine.get(f"/submissions/{sent_id}/receipt").json == receipt
    machine.get("/receipts/R-NONE-NONE", expect=404)


def test_a_list_is_read_page_by_page_to_its_end(sector, machine):
    for number in range(5):
        factories.make_submission(sender=sector.user, reference=f"R-TEST-A{number:03d}")

    path, seen = "/submissions?limit=2", []
    while path:
        answer = machine.get(path)
        seen += [one["reference"][-1] for one in answer.json]
        link = answer.headers.get("Link", "")
        path = link.partition(">")[0].removeprefix("</api/v1")

    assert seen == ["4", "3", "2", "1", "0"]


def test_what_has_moved_since_a_time_is_listed(sector, machine):
    before = sector.send().state_since.isoformat().replace("+", "%2B")
    assert machine.get(f"/submissions?since={before}").json == []

    sector.send(R030__quarter=999)

    states = [one["state"] for one in machine.get(f"/submissions?since={before}").json]
    assert states == ["to_correct", "superseded"]


def test_obligations_are_listed_page_by_page_by_standing(sector, machine):
    for form in (CASE, "SGH-OCC-Q"):
        sector.owe(form)
    first = machine.get("/obligations?standing=overdue&limit=2")

    rest = machine.get(first.headers["Link"].partition(">")[0].removeprefix("</api/v1"))

    assert [one["form"] for one in first.json + rest.json] == [CASE, "HLS-MONTH-Q", "SGH-OCC-Q"]
    assert "Link" not in rest.headers


def test_the_forms_and_a_blank_workbook_of_one(machine):
    forms = {one["code"]: one for one in machine.get("/forms").json}

    assert forms[CASE]["title"]["zh-Hant"]
    assert machine.get(f"/forms/{CASE}/blank?period=2026-27Q1").data[:2] == b"PK"
    machine.get("/forms/NONE/blank", expect=404)
    machine.get(f"/forms/{CASE}/blank?period=2026-99Q1", expect=404)


def test_a_form_its_rules_as_sentences_and_the_life_of_its_texts(machine):
    form = machine.get("/forms/HLS-MONTH-Q").json
    rules = {one["rule"]: one for one in machine.get("/forms/HLS-MONTH-Q/rules").json}
    steps = machine.get("/forms/HLS-MONTH-Q/revisions").json

    assert (form["code"], form["status"]) == ("HLS-MONTH-Q", "active")
    assert rules["HLS-MONTH-Q-010"]["severity"] in ("error", "query")
    assert set(rules["HLS-MONTH-Q-010"]["sentences"][0]) == {"en", "zh-Hant"}
    assert [(step["status"], step["by"]) for step in steps] == [("active", None)]


@pytest.mark.parametrize("code", ["NONE", CASE])
def test_a_form_that_the_unit_does_not_owe_looks_like_none(machine, code):
    for part in ("", "/rules", "/revisions"):
        machine.get(f"/forms/{code}{part}", expect=404)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("since=yesterday", "since"),
        ("since=2026-10-19", "since"),
        ("limit=0", "limit"),
        ("limit=1_0", "limit"),
        ("limit=5&limit=6", "limit"),
        ("state=lost", "state"),
        ("stat=loaded", "stat"),
        ("unit=%00", "unit"),
        ("cursor=1", "cursor"),
    ],
)
def test_a_parameter_that_is_not_as_documented_is_named(machine, query, named):
    problem = machine.get(f"/submissions?{query}", expect=400).json

    (mistake,) = problem["mistakes"]
    assert (mistake["part"], mistake["name"]) == ("query", named)
    assert mistake["words"]["en"] != mistake["words"]["zh-Hant"]


def test_the_same_key_gets_the_first_answer_and_another_file_a_conflict(sector, machine):
    good, other = sector.workbook(), sector.workbook(R030__quarter=999)
    first = machine.send(good, key="march").json["id"]

    assert machine.send(good, key="march", expect=200).json["id"] == first
    refused = machine.send(other, key="march", expect=409).json

    assert refused["title"] == "This idempotency key came with another file"
    assert machine.send(other, key="x" * 201, expect=400).json["mistakes"][0]["part"] == "header"


def test_a_body_of_another_kind_and_parts_nobody_asked_for_are_refused(sector, machine):
    plain = machine.client.post("/api/v1/submissions", headers=machine.bearer, json={})
    more = machine.send(sector.workbook(), form=CASE, expect=400).json["mistakes"]

    assert plain.status_code == 415
    assert [mistake["name"] for mistake in more] == ["form"]


def test_a_return_is_taken_back_once(sector, machine):
    path = f"/api/v1/submissions/{sector.send().id}/withdraw"

    first, second = (machine.client.post(path, headers=machine.bearer) for _ in range(2))

    assert (first.status_code, first.json["state"]) == (200, "withdrawn")
    assert second.status_code == 409


def test_a_token_without_the_scope_is_told_which(app, sector):
    token = tokens.token_for(sector.user, label="reader", scopes=["submissions:read"])
    reader = Client(app, token)

    refused = reader.send(sector.workbook(), expect=403)

    assert refused.json["scope"] == "submissions:send"
    assert "submissions:send" in refused.json["detail"]
    assert 'scope="submissions:send"' in refused.headers["WWW-Authenticate"]
    assert reader.get("/submissions").json == []


def test_a_scope_opens_nothing_that_the_account_may_not(app, sector):
    officer = Client(app, tokens.token_for(sector.officer, label="all"))

    officer.send(sector.workbook(), expect=404)


def test_another_organisations_obligation_has_no_versions(machine):
    theirs = factories.make_obligation(factories.make_unit())

    for part in ("", "/versions", "/blank"):
        machine.get(f"/obligations/{theirs.id}{part}", expect=404)
    machine.get(f"/obligations?cursor={theirs.id}", expect=404)


def test_a_stranger_finds_no_receipt(app, sector):
    sent = sector.send()
    signatures.sign(sent, by=sector.head)
    stranger = factories.make_account(Role.UNIT_HEAD, unit=factories.make_unit())

    Client(app, tokens.token_for(stranger, label="x")).get(
        f"/receipts/{sent.reference}", expect=404
    )
