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

BREATH_S = 0.2  # between two files of a sender, so that the workers can follow


class Sending(threading.Thread):
    """Sends one distinct workbook after the other; keeps a ledger of what was acknowledged."""

    def __init__(self, house, owed, seed):
        super().__init__(daemon=True)
        self.house, self.owed, self.seed = house, owed, seed
        self.ledger, self.over = set(), threading.Event()

    def run(self):
        number = 0
        while not self.over.is_set():
            number += 1
            line = self.owed[number % len(self.owed)]
            plan = compile_plan(packaged().form(line["form"]), line["period"])
            period = Period.parse(line["period"])
            recipe = Recipe(period, Sender(line["unit"]), seed=self.seed + number)
            data = specimen(plan, recipe).workbook
            if posted(self.house.address, line["token"], data) in (200, 202):
                self.ledger.add(hashlib.sha256(data).hexdigest())
            time.sleep(BREATH_S)


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


def rampage(house, *, kills, seed):
    """Kill at random while files are sent and signed; return the ledger and what was killed."""
    chance = random.Random(seed)
    owed = house.post("owed")
    senders = [Sending(house, owed, seed * 1000 + n * 100_000) for n in range(2)]
    for sender in senders:
        sender.start()
    killed = Counter()
    with house.posts("sign"):
        while sum(killed.values()) < kills:
            time.sleep(chance.uniform(0.2, 1.5))
            if what := house.kill_one(chance):
                killed[what] += 1
        until(house.ready, "the house after the kills")
        for sender in senders:
            sender.over.set()
            sender.join(30)
    return set().union(*(sender.ledger for sender in senders)), killed


def settled(house):
    """Wait until nothing waits any more for the house itself; fail when nothing moves."""
    waiting = "SELECT count(*) FROM submission WHERE state IN ('received', 'checking', 'accepted')"
    while before := rows(house, waiting)[0][0]:
        until(lambda n=before: rows(house, waiting)[0][0] != n, "the next step", patience_s=60)


def demand_all(house, ledger):
    """Hold the ledger of what was acknowledged against rows, files and verdicts."""
    found = rows(
        house, "SELECT sha256, verdict_key FROM upload JOIN submission ON upload_id = upload.id"
    )
    times = Counter(sha256 for sha256, _ in found)
    assert {sha for sha in ledger if times[sha] != 1} == set()
    held = house.post("held")
    for sha256, verdict in found:
        if sha256 in ledger:
            assert held[sha256] == sha256
            assert (house.home / "files" / verdict).exists()


def demand_facts(house):
    """Hold what was signed against the performance store; return how many returns it holds."""
    loads = rows(
        house,
        "SELECT submission.form, count(DISTINCT load.id), count(fact.item)"
        " FROM submission LEFT JOIN load ON load.submission_id = submission.id"
        " LEFT JOIN fact ON fact.load_id = load.id"
        " WHERE state IN ('signed', 'loaded') GROUP BY submission.id",
    )
    for form, times, facts in loads:
        cells = compile_plan(packaged().form(form), "2025-26Q3").cells
        assert (times, facts) == (1, sum(1 for cell in cells if cell.item))
    return len(loads)


@pytest.mark.parametrize(
    ("kills", "seed"), [(20, 7), pytest.param(200, 11, marks=pytest.mark.slow)]
)
def test_nothing_acknowledged_is_lost_or_there_twice(tmp_path, record_property, kills, seed):
    house = House(tmp_path / "home", MAX_ATTEMPTS=50, SAMPLED_SHARE_PERCENT=0)
    house.start()
    before = demand_facts(house)

    ledger, killed = rampage(house, kills=kills, seed=seed)
    with house.posts("sign"):
        until(lambda: demand_facts(house) > before, "a return in the figures", patience_s=120)
    settled(house)

    demand_all(house, ledger)
    loaded = demand_facts(house) - before
    record_property("killed", f"{dict(killed)}; {len(ledger)} acknowledged, {loaded} loaded")
    assert len(ledger) > 5
    assert house.stop() == 0
