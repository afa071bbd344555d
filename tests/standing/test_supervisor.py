import os
import signal
import sys
import time

import pytest

from portal.standing.supervisor import Child, NotReady, Stopped, Supervisor
from tests.standing.conftest import children, eventually, living

SUPERVISE = """
import sys
from pathlib import Path
from portal.standing.supervisor import Child, Stopped, Supervisor
supervisor = Supervisor(grace_s=1, say=lambda words: None)
supervisor.listen()
for stage, name in enumerate(sys.argv[2:]):
    folder = Path(sys.argv[1])
    code = f"import signal, time, pathlib\\n"
    code += f"def end(*_):\\n open({str(folder / 'ended')!r}, 'a').write('{name} ')\\n exit()\\n"
    code += "signal.signal(signal.SIGTERM, signal.SIG_IGN if 'deaf' in %r else end)\\n" % name
    code += f"pathlib.Path({str(folder)!r}, '{name}').touch()\\ntime.sleep(60)"
    argv = [sys.executable, "-c", code]
    supervisor.start(Child(name, argv, {}, folder / "log", stage=stage))
try:
    while True:
        supervisor.rest()
except Stopped:
    supervisor.stop()
"""


@pytest.fixture
def supervisor(tmp_path):
    """A supervisor in this process, and how to start a child of it that lives so many seconds."""
    one = Supervisor(grace_s=2, say=lambda words: None)

    def start(seconds):
        code = f"import time; open({str(tmp_path / 'starts')!r}, 'a').write('x'); "
        argv = [sys.executable, "-c", f"{code}time.sleep({seconds})"]
        one.start(Child("child", argv, dict(os.environ), tmp_path / "log"))

    one.starts = lambda: len((tmp_path / "starts").read_text())
    one.start_sleeping = start
    yield one
    one.stop()


@pytest.fixture
def supervised(script, closed):
    """A supervisor in a process of its own with children of these names, all of them started."""

    def start(*names):
        process = script(SUPERVISE, closed, *names)
        assert eventually(lambda: all((closed / name).exists() for name in names))
        return process, children(process.pid)

    return start


def test_a_child_that_ends_is_started_again(supervisor):
    supervisor.start_sleeping(60)
    first = supervisor.running[0].process

    first.kill()
    supervisor.tend_until(
        lambda: supervisor.running[0].process is not first, within_s=5, what="the child"
    )

    assert supervisor.running[0].process.poll() is None


def test_a_child_that_keeps_ending_is_started_ever_later(supervisor):
    supervisor.start_sleeping(0)

    with pytest.raises(NotReady, match="the door did not become ready within 2 seconds"):
        supervisor.tend_until(lambda: False, within_s=2, what="the door")

    assert 2 <= supervisor.starts() <= 5


def test_a_child_run_once_gives_its_end(supervisor, tmp_path):
    argv = [sys.executable, "-c", "raise SystemExit(3)"]

    assert supervisor.run(Child("once", argv, dict(os.environ), tmp_path / "log")) == 3


def test_a_signal_stops_the_waiting(supervisor):
    supervisor.stopping = True

    with pytest.raises(Stopped):
        supervisor.tend_until(lambda: False, within_s=5, what="nothing")


@pytest.mark.kills
def test_children_stop_from_the_last_stage_to_the_first(supervised, closed):
    process, below = supervised("parts", "workers", "web")

    process.terminate()
    process.wait(10)

    assert (closed / "ended").read_text().split() == ["web", "workers", "parts"]
    assert not any(living(one) for one in below)


@pytest.mark.kills
def test_a_child_that_does_not_listen_is_ended_after_its_grace(supervised):
    process, below = supervised("deaf")

    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.wait(10)

    assert 1 <= time.monotonic() - begun < 5
    assert not any(living(one) for one in below)


@pytest.mark.kills
def test_nothing_outlives_a_supervisor_that_is_killed(supervised):
    process, below = supervised("parts", "deaf", "web")

    process.kill()

    assert len(below) == 3
    assert eventually(lambda: not any(living(one) for one in below), within_s=3)
