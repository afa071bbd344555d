"""The same thing sent several times at the same moment is taken once, and all are told of it."""

import io
import multiprocessing
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from jobs import take_referrals
from portal.app import create_app
from portal.models import Referral, ReferralBatch, Submission
from portal.models.referrals import BatchState, Mode
from portal.services import referral_answers, referral_batches, tokens
from tests.pages import sign_in
from tests.referring import Referring, passport, rows
from tests.walk import Sector

pytestmark = pytest.mark.database
ROUNDS, SENDERS = 15, 8


@pytest.fixture
def app(db, queue_server, store):
    """The portal, with forms that need no token."""
    return create_app(RATELIMIT_ENABLED=False, WTF_CSRF_ENABLED=False)


def at_once(ask, count=SENDERS):
    """Let as many threads ask at the same moment, each on a connection of its own."""
    gate = threading.Barrier(count)

    def one(number):
        gate.wait()
        return ask(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def csv(number, round_=0):
    """Return a file that is unlike any of another number or round."""
    return f"no form,{round_},{number}\n".encode()


@pytest.fixture
def post(app):
    """Post a file to an address of the API, in the name of a token."""

    def posted(path, token, data, *, key=None):
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        parts = {"file": (io.BytesIO(data), "rows.csv")}
        return app.test_client().post(f"/api/v1/{path}", headers=headers, data=parts)

    return posted


@pytest.fixture(params=["submissions", "referrals"])
def sent(request, post):
    """What is sent: to which address, in whose name, and the table that it becomes a row of."""
    if request.param == "submissions":
        return request.param, tokens.token_for(Sector().user, label="x"), Submission
    return request.param, tokens.token_for(Referring().referrer, label="x"), ReferralBatch


def count(db, table):
    return db.scalar(select(func.count()).select_from(table))


def test_one_key_with_one_file_many_times_at_once_is_one(post, sent, db, store):
    path, token, table = sent

    for round_ in range(ROUNDS):
        data = csv(0, round_)
        answers = at_once(lambda _, d=data, k=str(round_): post(path, token, d, key=k))

        assert sorted(one.status_code for one in answers) == [200] * (SENDERS - 1) + [202]
        assert len({one.json["id"] for one in answers}) == 1

    kept = store.keys("uploads" if table is Submission else path, datetime.now(UTC))
    assert count(db, table) == len(list(kept)) == ROUNDS


def test_one_key_with_many_files_at_once_takes_one_of_them(post, sent, db):
    path, token, table = sent

    for round_ in range(ROUNDS):
        key = f"key-{round_}"
        answers = at_once(lambda n, r=round_, k=key: post(path, token, csv(n, r), key=k))

        assert sorted(one.status_code for one in answers) == [202] + [409] * (SENDERS - 1)
        titles = {one.json["title"] for one in answers if one.status_code == 409}
        assert titles == {"This idempotency key came with another file"}

    assert count(db, table) == ROUNDS


def test_one_file_without_a_key_many_times_at_once_is_one(post, sent, db):
    path, token, table = sent

    for round_ in range(ROUNDS):
        data = csv(0, round_)
        answers = at_once(lambda _, d=data: post(path, token, d))

        assert sorted(one.status_code for one in answers) == [200] * (SENDERS - 1) + [202]

    assert count(db, table) == ROUNDS


PAGES = {
    "/returns/new": (Sector, "user", Submission, {}, "workbooks"),
    "/referrals/files/new": (Referring, "referrer", ReferralBatch, {"mode": "good_rows"}, "rows"),
}


@pytest.mark.parametrize("page", PAGES)
def test_one_file_by_page_many_times_at_once_is_one(app, db, page):
    made, post, table, fields, field = PAGES[page]
    name = getattr(made(), post).name
    clients = [app.test_client() for _ in range(SENDERS)]
    for client in clients:
        sign_in(client, name)

    for round_ in range(ROUNDS):
        files = [{field: (io.BytesIO(csv(0, round_)), "r.csv")} | fields for _ in clients]
        answers = at_once(lambda n, f=files: clients[n].post(page, data=f[n]))

        assert {one.status_code for one in answers} == {302}
        assert len({one.location for one in answers}) == 1

    assert count(db, table) == ROUNDS


SHARED, FILES, TIMES = 900, 4, 4


def taken_together(batch_ids):
    """Let as many processes take files of referrals at the same moment."""
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(batch_ids))

    def one(batch_id):
        gate.wait()
        take_referrals.run(batch_id)

    made = [context.Process(target=one, args=(str(batch_id),)) for batch_id in batch_ids]
    for process in made:
        process.start()
    for process in made:
        process.join()
    assert [process.exitcode for process in made] == [0] * len(made)


def test_referrals_that_come_in_several_files_at_once_are_taken_once(app, db):
    referring, chance = Referring(), random.Random(4)
    how = referral_batches.Sending(Mode.GOOD_ROWS, "r.csv")

    for round_ in range(TIMES):
        people = [passport(round_ * 1_000 + number) for number in range(SHARED)]
        ids = []
        for own in range(FILES):
            chance.shuffle(people)
            data = io.BytesIO(rows(*people, passport(round_ * 1_000 + SHARED + own)))
            received = referral_batches.receive(data, how, sender=referring.referrer)
            ids.append(received.batch.id)
        taken_together(ids)

        assert answered(db, ids, referring.referrer) == {
            "states": {BatchState.TAKEN},
            "rows taken": SHARED + FILES,
            "rows taken before": SHARED * (FILES - 1),
            "references": SHARED + FILES,
        }

    assert count(db, Referral) == TIMES * (SHARED + FILES)


def answered(db, ids, sender):
    """Return how files were answered, and how many references their rows got in all."""
    db.expire_all()
    found = [db.get_one(ReferralBatch, one) for one in ids]
    back = [referral_answers.handed_back(one, only_wrong=False, by=sender) for one in found]
    return {
        "states": {one.state for one in found},
        "rows taken": sum(one.counts["taken"] for one in found),
        "rows taken before": sum(one.counts["again"] for one in found),
        "references": len({
            one for file in back for one in re.findall(rb"F-\w{4}-\w{4}", file.content)
        }),
    }
