"""The whole house by its one command, on a home with a long path, to Ready and back."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import openpyxl
import pytest

from tests.standing.conftest import LONG, children, eventually, living

pytestmark = pytest.mark.kills

UP = [sys.executable, "-m", "portal.cli", "up"]


class House:
    """A house run by its command, on a home and a port of its own."""

    def __init__(self, home):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home, self.log = home, home.parent / "said"
        self.env = {**os.environ, "ESUBMIT_HOME": str(home), "ESUBMIT_PORT": str(self.port)}
        self.process = None

    def up(self):
        """Start it, and return what it says up to Ready."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                UP, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        ready = eventually(lambda: "Ready: " in self.said or not self.running, within_s=180)
        assert ready and self.running, self.said
        return self.said

    def refused(self):
        """Start it where it must not start; return what it says."""
        refused = subprocess.run(
            UP, env=self.env, capture_output=True, text=True, check=False, timeout=180
        )
        assert refused.returncode == 1, refused.stdout
        return refused.stderr

    @property
    def said(self):
        return self.log.read_text()

    @property
    def running(self):
        return self.process.poll() is None

    def end(self, number):
        """Send a signal to the command, and return the processes that it had started."""
        below = children(self.process.pid)
        self.process.send_signal(number)
        self.process.wait(60)
        return below


@pytest.fixture(scope="module")
def house():
    """A house that has been up once, and is up."""
    folder = Path(tempfile.mkdtemp(prefix="up-"))
    one = House(folder / LONG)
    one.up()
    yield one
    if one.running:
        one.end(signal.SIGTERM)
    shutil.rmtree(folder)


def cells_to_correct(said):
    """Return the cells that the printed answers name as the places of causes."""
    return set(re.findall(r'"address": \{\s+"a1": "(\w+)"', said))


def test_it_shows_a_good_and_a_faulty_file_then_says_where_the_door_is(house):
    good, faulty = house.said.split("faulty.xlsx", 1)

    assert '"outcome": "passed"' in good
    assert '"outcome": "failed"' in faulty
    assert f"Ready: http://127.0.0.1:{house.port}" in faulty
    assert "unit101.head" in faulty


def test_a_second_command_on_the_same_home_says_that_the_house_is_up(house):
    second = subprocess.run(UP, env=house.env, capture_output=True, text=True)

    assert second.returncode == 1
    assert f"running already (at http://127.0.0.1:{house.port})" in second.stderr


def test_a_port_that_is_taken_is_named_before_anything_starts(house, tmp_path):
    other = {**house.env, "ESUBMIT_HOME": str(tmp_path / "other")}

    second = subprocess.run(UP, env=other, capture_output=True, text=True)

    assert second.returncode == 1
    assert f"127.0.0.1:{house.port} cannot be listened on" in second.stderr
    assert not (tmp_path / "other" / "postgres").exists()


def test_a_killed_database_is_started_again_under_the_house(house):
    number = int((house.home / "postgres" / "postmaster.pid").read_text().split()[0])

    os.kill(number, signal.SIGKILL)

    assert eventually(lambda: not living(number))
    assert eventually(lambda: answers(house.port), within_s=30)


def test_a_backup_is_taken_while_the_house_works(house, tmp_path):
    words = [sys.executable, "-m", "portal.cli", "backup", str(tmp_path / "backup")]

    made = subprocess.run(words, env=house.env, capture_output=True, text=True)

    assert (made.returncode, made.stderr) == (0, "")
    assert (tmp_path / "backup" / "manifest.json").exists()
    assert answers(house.port)


def test_a_changed_file_changes_what_is_shown_and_nothing_is_made_twice(house):
    before = house.said
    house.end(signal.SIGINT)
    faulty = house.home / "samples" / "faulty.xlsx"
    book = openpyxl.load_workbook(faulty)
    book.worksheets[0]["D12"] = book.worksheets[0]["D12"].value + 5
    book.save(faulty)

    after = house.up()

    assert "D12" in cells_to_correct(after) - cells_to_correct(before)
    assert after.split("faulty.xlsx")[0] == before.split("faulty.xlsx")[0]


def test_nothing_outlives_the_killed_command_and_all_is_there_again(house):
    before = house.said
    below = house.end(signal.SIGKILL)

    assert len(below) > 8
    assert eventually(lambda: not any(living(one) for one in below), within_s=15)
    assert house.up() == before


def test_ctrl_c_stops_everything_cleanly(house):
    below = house.end(signal.SIGINT)

    assert house.process.returncode == 0
    assert house.said.endswith("Stopping\nStopped\n")
    assert not any(living(one) for one in below)


def answers(port):
    """Return whether the portal says that it can serve."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
