"""Referrals by API: sent as a file or row by row, answered, and never handed to anybody else."""

import io
from datetime import UTC, datetime

import pytest

from portal.models import Role
from portal.services import referrals, tokens
from tests import factories
from tests.referring import Referring, passport, rows, taken
from tests.walk import work
from validator.rowspecimen import EXAMPLE

pytestmark = pytest.mark.database
WRONG = {"service": "ELD", "phone": "12"}
ADDRESS = "/api/v1/referrals"


class Machine:
    """What asks with an account's token."""

    def __init__(self, app, account):
        self.client = app.test_client()
        self.bearer = {"Authorization": f"Bearer {tokens.token_for(account, label='test')}"}

    def get(self, path, *, expect=200):
        answer = self.client.get(path, headers=self.bearer)
        assert answer.status_code == expect, answer.text
        return answer

    def post(self, path="", *, expect=202, key=None, **more):
        headers = self.bearer | ({"Idempotency-Key": key} if key else {})
        answer = self.client.post(f"{ADDRESS}{path}", headers=headers, **more)
        assert answer.status_code == expect, answer.text
        return answer


@pytest.fixture
def referring(app):
    return Referring()


@pytest.fixture
def machine(app, referring):
    return Machine(app, referring.referrer)


def file(data):
    return {"data": {"file": (io.BytesIO(data), "rows.csv")}}


def moment(time):
    return time.isoformat().replace("+", "%2B")


def said(**changes):
    """Return a row as JSON has it: all texts."""
    return {key: str(value) for key, value in {**EXAMPLE, **changes}.items()}


def test_a_file_sent_by_api_is_taken_and_handed_back(machine):
    where = machine.post(**file(rows({}, WRONG))).headers["Location"]
    assert machine.get(where).json["state"] == "received"

    work()

    found = machine.get(where).json
    assert (found["state"], found["counts"]["taken"]) == ("taken_in_part", 1)
    assert found["findings"][0]["places"] == ["N3"]
    assert b"To correct" in machine.get(f"{where}/wrong").data
    assert machine.get(f"{where}/file").data.count(b"\r\n") == 3


def test_rows_are_taken_as_the_file_that_they_would_be(machine, db):
    body = {"rows": [said(), said(**WRONG)], "mode": "good_rows"}
    where = machine.post("/rows", json=body).headers["Location"]

    work()

    assert machine.get(where).json["counts"] == {
        **dict.fromkeys(("again", "held"), 0),
        **{"rows": 2, "taken": 1, "wrong": 1},
    }
    assert machine.post("/rows", json=body, expect=200).json["id"] == where.rpartition("/")[2]


def test_each_referral_is_listed_with_nothing_of_the_person(machine, referring, db):
    referring.send(rows({}))

    (one,) = machine.get(ADDRESS).json

    assert one["reference"] == taken(db)[0].reference
    assert set(one) == {
        *("id", "reference", "form", "service", "district", "urgency", "referred_on"),
        *("state", "state_since", "file", "created_at"),
    }


def test_referrals_are_listed_page_by_page_and_one_that_comes_meanwhile_moves_none(
    machine, referring, db
):
    for number in range(5):
        referring.send(rows(passport(number)))
    before = [one.reference for one in reversed(taken(db))]
    path, pages = f"{ADDRESS}?limit=2", []

    while path:
        answer = machine.get(path)
        pages.append([one["reference"] for one in answer.json])
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
        if len(pages) == 1:
            referring.send(rows(passport(9)))

    assert pages == [before[:2], before[2:4], before[4:]]
    assert len(machine.get(ADDRESS).json) == 6


def test_what_has_moved_since_a_time_is_listed_and_of_one_state_alone(machine, referring, db):
    referring.send(rows({}, passport(1)))
    early, late = (one.id for one in taken(db))
    before = moment(datetime.now(UTC))
    referrals.take_up(early, by=referring.officer)
    after = moment(datetime.now(UTC))

    assert [one["id"] for one in machine.get(f"{ADDRESS}?since={before}").json] == [str(early)]
    assert machine.get(f"{ADDRESS}?since={after}").json == []
    assert [one["id"] for one in machine.get(f"{ADDRESS}?state=waiting").json] == [str(late)]


def test_a_row_counts_as_come_when_its_whole_file_was_taken(machine, referring, db):
    referring.send(rows({}))
    (one,) = taken(db)
    assert one.state_since < one.batch.state_since

    found = machine.get(f"{ADDRESS}?since={moment(one.state_since)}").json

    assert [each["id"] for each in found] == [str(one.id)]


def test_the_cursor_of_another_organisation_begins_no_page(app, machine, referring, db):
    referring.send(rows({}))
    other = Machine(app, factories.make_account(Role.REFERRER))

    other.get(f"{ADDRESS}?cursor={taken(db)[0].id}", expect=404)


def test_the_same_key_with_another_file_is_told(machine):
    machine.post(**file(rows({})), key="k")

    assert machine.post(**file(rows({})), key="k", expect=200)
    assert machine.post(**file(rows(WRONG)), key="k", expect=409)


@pytest.mark.parametrize(
    "body",
    [[], {"rows": []}, {"rows": [{"name_en": 1}]}, {"rows": [said()], "mode": "some"}, {"row": []}],
)
def test_a_body_that_is_no_rows_is_told_without_a_word_of_it(machine, body):
    answer = machine.post("/rows", json=body, expect=400)

    assert answer.mimetype == "application/problem+json"
    assert "SAMPLE" not in answer.text


def test_what_was_erased_is_handed_back_to_nobody_and_the_rest_is_still_told(machine, db):
    where = machine.post(**file(rows({}, WRONG)), key="k").headers["Location"]
    work()
    referrals.erase(taken(db)[0].id, by=None, because="test")

    for part in ("/file", "/wrong"):
        machine.get(f"{where}{part}", expect=410)
    found = machine.get(where).json
    assert (found["state"], found["counts"]["taken"], "findings" in found) == (
        "taken_in_part",
        1,
        False,
    )
    assert machine.post(**file(rows({}, WRONG)), key="k", expect=200).json == found
    assert machine.get(ADDRESS).json[0]["state"] == "erased"


def test_what_is_another_organisations_is_not_there(app, machine, referring):
    where = machine.post(**file(rows({}))).headers["Location"]
    work()
    other = Machine(app, factories.make_account(Role.REFERRER))

    for part in ("", "/file", "/wrong"):
        other.get(f"{where}{part}", expect=404)
    assert other.get(ADDRESS).json == []
