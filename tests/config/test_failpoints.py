import subprocess
import sys

import pytest

REACH = "from config.failpoints import reach; reach('a'); reach('b'); print('lived')"


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run a process past failpoints a and b; give its end and what the log names."""

    def start(**values):
        log = tmp_path / "reached"
        for name, value in {"failpoint_log": log, **values}.items():
            monkeypatch.setenv(f"ESUBMIT_{name.upper()}", str(value))
        end = subprocess.run([sys.executable, "-c", REACH], capture_output=True, text=True)
        return end.returncode, log.read_text().split() if log.exists() else []

    return start


def test_a_process_kills_itself_at_its_failpoint_and_says_so_before(run):
    assert run(test_build=1, failpoint="b") == (-9, ["b"])


def test_a_failpoint_outside_a_test_build_does_nothing(run):
    assert run(test_build=0, failpoint="b") == (0, [])


def test_a_failpoint_that_is_not_set_does_nothing(run):
    assert run(test_build=1) == (0, [])
