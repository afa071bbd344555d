"""Kills at seeded random moments, under load: what was acknowledged is there, checked, once."""

import hashlib
import random
import threading
import time
from collections import Counter

import psycopg
import pytest

from schemas.catalogue import packaged
from schemas.periods import Period
from tests.kills.house import House
from tests.kills.processes import posted, until
from validator.blank import Sender
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

pytestmark = [pytest.mark.kills]


class Sending(threading.Thread):
    """Sends one distinct workbook after the other; keeps a ledger of what was acknowledged."""

    def __init__(self, house, period, seed):
        super().__init__(daemon=True)
        self.house, self.period, self.seed = house, period, seed
        self.ledger, self.over = set(), threading.Event()

    def run(self):
        plan = compile_plan(packaged().form("FAS-CASE-Q"), self.period)
        number = 0
        while not self.over.is_set():
            number += 1
            recipe = Recipe(Period.parse(self.period), Sender("9101"), seed=self.seed + number)
            data = specimen(plan, recipe).workbook
            status = posted(self.house.address, self.house.token, data)
            if status in (200, 202):
                self.ledger.add(hashlib.sha256(data).hexdigest())
            else:
                time.sleep(0.3)


def rows(house, statement):
    """Ask the house's own database, which may be starting again just now."""
    found = []

    def asked():
        try:
            with psycopg.connect(house.database) as connection:
                found.append(connection.execute(statement).fetchall())
        except psycopg.OperationalError:
            return False
        return True

    until(asked, "the database", patience_s=60)
    return found[-1]


def rampage(house, *, kills, seed, period):
    """Kill at random while files are sent; return the ledger and what was killed."""
    chance = random.Random(seed)
    senders = [Sending(house, period, seed * 1000 + n * 100_000) for n in range(2)]
    for sender in senders:
        sender.start()
    killed = Counter()
    while sum(killed.values()) < kills:
        time.sleep(chance.uniform(0.2, 1.5))
        if what := house.kill_one(chance):
            killed[what] += 1
    until(house.ready, "the house after the kills")
    for sender in senders:
        sender.over.set()
        sender.join(30)
    return set().union(*(sender.ledger for sender in senders)), killed


def held(house):
    """Return (sha256, state, key) of every upload, once nothing waits any more."""
    waiting = "SELECT count(*) FROM submission WHERE state IN ('received', 'checking')"
    until(lambda: rows(house, waiting) == [(0,)], "the last checks", patience_s=90)
    return rows(
        house,
        "SELECT sha256, state, key, verdict_key FROM upload"
        " JOIN submission ON upload_id = upload.id",
    )


def demand_all(house, ledger):
    """Hold the ledger of what was acknowledged against rows, files and verdicts."""
    found = held(house)
    times = Counter(sha256 for sha256, *_ in found)
    assert {sha for sha in ledger if times[sha] != 1} == set()
    for sha256, _state, key, verdict in found:
        if sha256 in ledger:
            content = (house.home / "files" / key).read_bytes()
            assert hashlib.sha256(content).hexdigest() == sha256
            assert (house.home / "files" / verdict).exists()


@pytest.mark.parametrize(
    ("kills", "seed"), [(20, 7), pytest.param(200, 11, marks=pytest.mark.slow)]
)
def test_nothing_acknowledged_is_lost_or_there_twice(tmp_path, record_property, kills, seed):
    house = House(tmp_path / "home", MAX_ATTEMPTS=50)
    house.start()
    period = rows(house, "SELECT max(period) FROM obligation")[0][0]

    ledger, killed = rampage(house, kills=kills, seed=seed, period=period)
    record_property("killed", f"seed {seed}: {dict(killed)}; {len(ledger)} acknowledged")

    assert len(ledger) > 5
    demand_all(house, ledger)
    assert house.stop() == 0
