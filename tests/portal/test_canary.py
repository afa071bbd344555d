"""An invented person walks the whole house in a file; afterwards nothing of them is anywhere."""

import json
import urllib.error
import urllib.request

import pytest
from sqlalchemy import select

from portal import queue
from portal import store as stores
from portal.models import Account, Mail, Referral, ReferralBatch, new_id
from portal.services import mails, outbox, referral_batches, tokens
from tests import canary, factories
from tests.canary import DISGUISES, NAME_EN, NAME_ZH, PHONE, ROW, seen_in
from tests.conftest import connected
from tests.kills import processes
from tests.pages import Visitor
from tests.portal.test_referral_pages import sent
from tests.referring import Referring, rows
from tests.watched import Watched

pytestmark = [pytest.mark.database, pytest.mark.kills]
OTHERS = [{"service": service} for service in ("ELD", "REH", "YOU", "CHI")]
WRONG = {**ROW, "service": "ELD", "consent": "N"}


@pytest.fixture
def house(app, migrated, settle, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    settle(HOME=home, LOST_CHECK_S=0.2)
    found = Watched(tmp_path, migrated, stores.files(), queue.connection())
    monkeypatch.setenv("TMPDIR", str(found.temporary))
    yield found
    found.close()


def asked(house, path, token, body=None, kind="application/json"):
    """Ask the API over the wire; return the status."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    request = urllib.request.Request(f"{house.address}{path}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def multipart(data, name):
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + data + b"\r\n--b--\r\n"


def settled(db):
    """Wait until every file is answered."""

    def done():
        db.expire_all()
        states = set(db.scalars(select(ReferralBatch.state)))
        db.rollback()
        return states <= set(referral_batches.DONE)

    processes.until(done, "every file answered")


def walk(house, app, db):
    """Take the person through every door and every way to fail."""
    referring = Referring()
    token = tokens.token_for(referring.referrer, label="test")
    names = referring.names
    house.open()
    worker = house.start("jobs.worker", "long")
    _send_each_kind(house, token)
    settled(db)
    _go_wrong(house, token)
    processes.ended(worker)
    _crash(house, token, db)
    _look(app, db, names)
    return db.scalars(select(ReferralBatch.state)).all()


def _send_each_kind(house, token):
    text = rows(ROW, WRONG, OTHERS[1]).decode("utf-8-sig")
    files = [
        (rows(ROW, WRONG, OTHERS[1]), f"{NAME_EN}.csv"),
        (rows({**ROW, "service": "REH"}, WRONG, form="xlsx"), f"{NAME_ZH}.xlsx"),
        (text.replace("Family", "家庭").encode("big5hkscs"), "b.csv"),
        (text.encode("utf-16"), "c.csv"),
        (b"PK\3\4" + text.encode(), "broken.xlsx"),
        (text.replace("Name in English", "Other").encode(), "columns.csv"),
    ]
    for data, name in files:
        kind = "multipart/form-data; boundary=b"
        status = asked(house, "/api/v1/referrals", token, multipart(data, name), kind)
        assert status in (200, 202), (name, status)
    row = {key: str(value) for key, value in {**ROW, "district": "KT"}.items()}
    body = json.dumps({"rows": [row]}).encode()
    assert asked(house, "/api/v1/referrals/rows", token, body) == 202


def _go_wrong(house, token):
    """Put the person where nobody expects them."""
    rows_address, name = "/api/v1/referrals/rows", NAME_EN.replace(" ", "%20")
    bodies = (
        f'{{"{NAME_EN}": "{NAME_ZH}"}}',
        f'{{"rows": "{NAME_EN} {PHONE}"}}',
        f"{NAME_EN} {NAME_ZH} is no JSON",
    )
    for body in bodies:
        assert asked(house, rows_address, token, body.encode()) == 400
    assert asked(house, f"/api/v1/referrals?since={name}", token) == 400
    assert asked(house, f"/api/v1/referrals/files/{name}", token) == 404
    assert asked(house, rows_address, f"{PHONE}wrong", b"{}") == 401


def _crash(house, token, db):
    """Have the child die with the file in its hands, and the database refuse the rows."""
    data = rows({**ROW, "service": "CHI"})
    kind = "multipart/form-data; boundary=b"
    assert asked(house, "/api/v1/referrals", token, multipart(data, "d.csv"), kind) == 202
    worker = house.start(
        "jobs.worker", "long", failpoint="referrals-child", log=house.folder / "fired"
    )
    settled(db)
    processes.ended(worker)
    with connected(house.cluster, "esubmit_owner") as owner:
        owner.execute("ALTER TABLE referral ADD CONSTRAINT never CHECK (false) NOT VALID")
    try:
        data = rows({**ROW, "service": "YOU"})
        assert asked(house, "/api/v1/referrals", token, multipart(data, "e.csv"), kind) == 202
        house.start("jobs.worker", "long")
        processes.until(lambda: b"job failed" in house.log.read_bytes(), "the load that fails")
    finally:
        with connected(house.cluster, "esubmit_owner") as owner:
            owner.execute("ALTER TABLE referral DROP CONSTRAINT never")
    failing = queue.queue(queue.LONG)
    failing.enqueue("tests.portal.failing.run", str(new_id()), failure_ttl=600)
    processes.until(lambda: failing.failed_job_registry.count, "the job that fails")


def _look(app, db, names):
    """Show the person to who may see them, by page; let a mail go out meanwhile."""
    visitor = Visitor(app)
    visitor.sign_in(names["officer"])
    one = db.scalars(select(Referral.id).order_by(Referral.created_at, Referral.row).limit(1)).one()
    visitor.visit(f"/referrals/{one}")
    assert NAME_EN in visitor.submit("Show", reason="contact").text
    sender = Visitor(app)
    sender.sign_in(names["referrer"])
    sent(sender, rows({**ROW, "urgency": "U", "urgent_reason": NAME_ZH}), name=f"{NAME_EN}.csv")
    mails.write("changed", Account(name="sample", email="sample@example.test"))
    db.commit()
    outbox.send_due()


def test_nothing_of_the_person_is_anywhere_after_the_walk(house, app, db, caplog):
    states = walk(house, app, db)

    assert {"taken_in_part", "refused", "received"} <= set(states)
    said = house.log.read_bytes()
    assert said.count(b"job failed") >= 2, "the walk did not fail where it had to"
    assert b"Work-horse terminated" not in said
    assert house.seen() == {}
    assert seen_in(caplog.text.encode()) == set()


def planted_in(house, db, content):
    """Leave some bytes in each place in turn; yield its name and how to take them away."""
    for name, path in (
        ("log", house.log),
        ("file store", house.store.root / "verdicts" / "x.json.gz"),
        ("temporary", house.temporary / "tmp1234"),
        ("mails", house.folder / "home" / "mails" / "x.eml"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        yield name
        path.write_bytes(b"")
    house.redis.hset("rq:results:x", "exc_string", content)
    yield "queue"
    house.redis.delete("rq:results:x")


@pytest.mark.parametrize("disguise", [*DISGUISES, "gzip", "xlsx", "failure"])
def test_a_planted_leak_is_found_in_every_place_and_disguise(house, db, disguise):
    leaks = {name: getattr(canary, f"as_{name}") for name in ("gzip", "xlsx", "failure")}
    leak = leaks.get(disguise, lambda text: DISGUISES[disguise](text)[-1])

    for place in planted_in(house, db, b"\0x" + leak(NAME_ZH) + b"\0"):
        found = house.seen()

        assert any(name.startswith(place) for name in found), (place, disguise)


@pytest.mark.parametrize("column", ["subject", "body"])
def test_a_leak_into_a_table_is_found(house, db, column):
    words = {"subject": "a", "body": "b"} | {column: f"about {NAME_ZH}"}
    factories.keep(Mail(sent_to="sample@example.test", **words))

    assert set(house.seen()["table mail"]) >= {(NAME_ZH, "plain")}
