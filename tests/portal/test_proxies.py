"""Whose word is taken for where a request comes from, and by which way: nobody's by default."""

import os
import signal
import urllib.request

import pytest

import config
from portal.app import create_app
from portal.database import session
from portal.models import Audit, Role
from portal.standing.house import House
from portal.standing.supervisor import Supervisor
from tests import factories
from tests.kills import processes
from tests.pages import sign_in

pytestmark = pytest.mark.database
FORGED = {"X-Forwarded-For": "203.0.113.7, 198.51.100.9"}


def client_of(app, headers):
    """Return a browser behind proxies that say so."""
    client = app.test_client()
    client.environ_base |= {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers.items()}
    return client


def address_of(app, headers):
    """Sign in from behind proxies; return the address that the audit trail has."""
    account = factories.make_account(Role.SYSTEM_ADMIN)
    sign_in(client_of(app, headers), account.name)
    (told,) = session.query(Audit).where(Audit.act == "account.sign_in")
    return told.ip


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.9"), (2, "203.0.113.7")]
)
def test_the_address_of_a_sender_is_the_one_that_the_last_trusted_proxy_saw(
    db, queue_server, store, settle, proxies, address
):
    settle(TRUSTED_PROXIES=proxies)
    app = create_app(RATELIMIT_ENABLED=False, WTF_CSRF_ENABLED=False)

    assert address_of(app, FORGED) == address


def test_more_addresses_than_proxies_are_a_forgery_that_changes_nothing(
    db, queue_server, store, settle
):
    settle(TRUSTED_PROXIES=1)
    app = create_app(RATELIMIT_ENABLED=False, WTF_CSRF_ENABLED=False)
    forged = {"X-Forwarded-For": "10.0.0.1, 10.0.0.2, 10.0.0.3, 198.51.100.9"}

    assert address_of(app, forged) == "198.51.100.9"


@pytest.mark.parametrize(("proxies", "secure"), [(0, False), (1, True)])
def test_only_a_trusted_proxy_says_that_a_request_came_by_https(
    db, queue_server, store, settle, proxies, secure
):
    settle(TRUSTED_PROXIES=proxies)
    client = create_app().test_client()

    answer = client.get("/sign-in", headers={"X-Forwarded-Proto": "https"})

    assert ("Strict-Transport-Security" in answer.headers) is secure


def test_in_production_the_session_is_bound_to_https_and_to_this_host(
    db, queue_server, store, settle
):
    settle(MODE="production", SECRET_KEY="s" * 40, TRUSTED_PROXIES=1)
    client = client_of(create_app(RATELIMIT_ENABLED=False), {"X-Forwarded-Proto": "https"})

    answer = client.get("/sign-in")

    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if "__Host-esubmit" in c]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


@pytest.fixture
def web(db, queue_server, store, settle, tmp_path):
    """Return a function that starts the house's own web processes; the address and their folder."""
    running = []

    def start(**settings):
        settle(PORT=processes.free_port(), WEB_WORKERS=2, RUN_FOLDER=tmp_path, **settings)
        house = House(config.settings(), tmp_path, Supervisor(grace_s=5, say=print))
        house.metrics.mkdir()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(house.metrics)
        words = ("gunicorn", *house._gunicorn(), "portal.app:create_app()")
        running.append(processes.started(*words))
        processes.until(lambda: processes.answers(f"{house.address}/healthz"), "the portal")
        return house.address, house.metrics

    yield start
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    for one in running:
        processes.ended(one, signal.SIGTERM)


def headers_of(address, **headers):
    ask = urllib.request.Request(address, headers={**headers, "Connection": "close"})
    with urllib.request.urlopen(ask, timeout=20) as answer:
        return answer.headers, answer.read().decode()


def test_gunicorn_takes_no_neighbours_word_for_https(web):
    address, _ = web()

    headers, _ = headers_of(f"{address}/sign-in", **{"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in headers


def counted(address):
    """Return how many sign-in pages were answered, and how many requests run now."""
    _, text = headers_of(f"{address}/metrics")
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    pages = [
        float(n)
        for name, n in lines
        if name.startswith("esubmit_requests_total") and 'endpoint="accounts.sign_in"' in name
    ]
    running = [float(n) for name, n in lines if name.startswith("esubmit_requests_running")]
    return sum(pages), sum(running)


def workers(folder):
    """Return the processes that have counted something."""
    return {int(file.stem.rsplit("_", 1)[1]) for file in folder.glob("counter_*.db")}


def test_figures_of_two_processes_add_up_and_go_on_when_one_is_killed(web):
    address, folder = web()
    sent = 0
    while len(workers(folder)) < 2 or sent < 20:
        headers_of(f"{address}/sign-in")
        sent += 1
        assert sent < 500, "only one process ever answers"
    assert counted(address) == (sent, 1)  # the one that asks for the figures runs

    killed = min(workers(folder))
    os.kill(killed, signal.SIGKILL)
    gone = folder / f"gauge_livesum_{killed}.db"
    processes.until(lambda: not gone.exists(), "the end of its share in what goes on")
    headers_of(f"{address}/sign-in")

    assert counted(address) == (sent + 1, 1)
