"""PostgreSQL as root, as somebody else, in closed and long folders, and after a kill."""

import os
import shutil
import signal
from pathlib import Path

import psycopg
import pytest

from portal.standing.postgres import Cluster
from tests.standing.conftest import LONG, eventually, living

pytestmark = pytest.mark.database

KEEP = "CREATE TABLE kept AS SELECT 7 AS figure"
START = """
import sys, time
from pathlib import Path
from portal.standing.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]))
cluster.start()
print(cluster.child().argv[0], flush=True)
if "hold" in sys.argv:
    print(cluster.process.pid, flush=True)
    time.sleep(60)
cluster.stop()
"""


@pytest.fixture
def cluster(closed):
    """Make clusters with PostgreSQL's own durability; stop them at the end."""
    made = []

    def make(name="home"):
        made.append(Cluster(closed / name))
        return made[-1]

    yield make
    for one in made:
        one.stop()
        shutil.rmtree(one.sockets, ignore_errors=True)


def ask(cluster, statement):
    with psycopg.connect(
        host=str(cluster.sockets), user="esubmit_owner", dbname="esubmit", autocommit=True
    ) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_it_starts_in_a_closed_folder_with_a_long_path_and_spaces(cluster):
    one = cluster(LONG)

    one.start()

    assert len(str(one.data)) > 150
    assert ask(one, "SELECT current_user") == [("esubmit_owner",)]


def test_it_keeps_its_own_durability(cluster):
    one = cluster()
    one.start()

    assert ask(one, "SHOW fsync") == [("on",)]
    assert ask(one, "SHOW full_page_writes") == [("on",)]
    assert ask(one, "SHOW synchronous_commit") == [("on",)]


def test_what_was_written_is_there_after_kill_9(cluster):
    one = cluster()
    one.start()
    ask(one, KEEP)

    os.kill(one.process.pid, signal.SIGKILL)
    one.process.wait()
    one.start()

    assert ask(one, "SELECT figure FROM kept") == [(7,)]


def test_a_lock_of_a_machine_that_went_down_does_not_keep_it_from_starting(cluster):
    one = cluster()
    one.start()
    lock = (one.data / "postmaster.pid").read_text()
    one.stop()
    ours = lock.split("\n", 1)[1]
    (one.data / "postmaster.pid").write_text(f"{os.getppid()}\n{ours}")

    one.start()

    assert ask(one, "SELECT 1") == [(1,)]


def test_two_homes_stand_side_by_side(cluster):
    here, there = cluster("here"), cluster("there")
    here.start()
    there.start()

    ask(here, KEEP)

    assert ask(there, "SELECT to_regclass('kept')") == [(None,)]


def test_a_making_that_was_killed_is_begun_again(cluster, closed):
    one = cluster()
    half = one.data.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "half").touch()

    one.start()

    assert not half.exists()
    assert ask(one, "SELECT 1") == [(1,)]


def test_it_dies_with_the_process_that_started_it(script, closed):
    started = script(START, closed / "home", "hold")
    started.stdout.readline()
    number = int(started.stdout.readline())

    started.kill()

    assert eventually(lambda: not living(number))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lower itself")
def test_root_without_user_namespaces_runs_it_as_nobody(script, closed):
    programs = closed / "programs"
    programs.mkdir()
    for name in ("setpriv", "true", "rm"):
        (programs / name).symlink_to(shutil.which(name))

    started = script(START, closed / LONG, PATH=str(programs))

    assert started.communicate()[0].split()[0] == "setpriv"
    assert (closed / LONG / "postgres").owner() == "nobody"
    assert closed.stat().st_mode & 0o777 == 0o700


def test_an_ordinary_user_starts_it_as_itself(script, closed):
    home, lowered = Path(f"{closed}-nobody"), ()
    home.mkdir(mode=0o700)
    if os.geteuid() == 0:
        # This capability lets `nobody` read a Python below a closed folder, and nothing else;
        # initdb asks by access(), in which it has to be kept.
        see = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
        kept = ("--clear-groups", "--securebits=+no_setuid_fixup")
        lowered = ("setpriv", "--reuid=nobody", "--regid=65534", *kept, *see)
        os.chown(home, 65534, 65534)

    said = script(START, home, prefix=lowered).communicate()[0]

    shutil.rmtree(home)
    assert said.strip().endswith("/bin/postgres")
