import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from validator.confine import ChildFault, Done, Lost, confined


def run(function, *args, timeout_s=20.0, memory_mb=256):
    return confined(function, *args, timeout_s=timeout_s, memory_mb=memory_mb)


def children():
    return set(Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split())


def descriptors():
    return set(os.listdir("/proc/self/fd"))


def test_a_value_comes_back_and_bytes_as_they_are():
    assert run(divmod, 7, 2) == Done((3, 1))
    assert run(bytes, 5) == Done(b"\0" * 5)


def test_a_result_larger_than_a_pipe_comes_back_whole():
    assert run(lambda: b"x" * 30_000_000) == Done(b"x" * 30_000_000)


def test_a_child_that_takes_too_long_is_lost_to_time_at_the_deadline():
    began = time.monotonic()

    lost = run(time.sleep, 60, timeout_s=0.3)

    assert lost.reason == "time"
    assert time.monotonic() - began < 3


def test_a_child_that_ignores_every_signal_is_lost_to_time_too():
    def stubborn():
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGXCPU):
            signal.signal(number, signal.SIG_IGN)
        while True:
            pass

    assert run(stubborn, timeout_s=0.3).reason == "time"


def test_what_the_child_started_is_killed_with_it(tmp_path):
    def spawn():
        sleeper = subprocess.Popen(["sleep", "60"])
        (tmp_path / "pid").write_text(str(sleeper.pid))
        time.sleep(60)

    run(spawn, timeout_s=1)

    stat = Path(f"/proc/{(tmp_path / 'pid').read_text()}/stat")
    assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_too_much_memory_is_lost_to_memory():
    assert run(bytearray, 2_000_000_000) == Lost("memory", "")


def test_memory_is_counted_on_top_of_what_the_parent_holds():
    held = bytearray(300_000_000)

    assert run(lambda: len(bytearray(100_000_000)), memory_mb=200) == Done(100_000_000)
    assert len(held) == 300_000_000


def test_a_library_that_aborts_for_want_of_memory_is_lost_to_memory():
    def abort():
        os.write(2, b"memory allocation of 50465865728 bytes failed\n")
        os.abort()

    lost = run(abort)

    assert lost.reason == "memory"
    assert "50465865728" in lost.detail


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_child_that_dies_of_a_signal_is_a_crash(number):
    assert run(lambda: os.kill(os.getpid(), number)) == Lost("crash", "")


def test_what_a_dying_child_says_is_bounded():
    def shout():
        for _ in range(50):
            os.write(2, b"x" * 10_000)
        os.abort()

    assert len(run(shout).detail) <= 2_000


def test_our_own_fault_is_raised_in_the_parent_with_the_childs_traceback():
    with pytest.raises(ZeroDivisionError) as caught:
        run(divmod, 1, 0)

    assert "Traceback" in caught.value.__notes__[0]


def test_a_fault_that_cannot_be_sent_is_told_by_its_text():
    class Local(Exception):
        pass

    def fail():
        raise Local("a lambda knows why")

    with pytest.raises(ChildFault, match="a lambda knows why"):
        run(fail)


def test_an_exit_in_the_child_runs_no_exit_handler_of_the_parent(tmp_path):
    mark = tmp_path / "ran"
    atexit.register(mark.touch)

    with pytest.raises(SystemExit):
        run(sys.exit, 3)
    atexit.unregister(mark.touch)

    assert not mark.exists()


def test_handlers_of_the_parent_are_forgotten_in_the_child():
    before = signal.signal(signal.SIGTERM, lambda *_: None)

    lost = run(lambda: os.kill(os.getpid(), signal.SIGTERM))
    signal.signal(signal.SIGTERM, before)

    assert lost.reason == "crash"


def test_an_alarm_in_the_parent_ends_the_wait_and_the_child():
    def ring(*_):
        raise TimeoutError("the job's own alarm")

    others = children()
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    with pytest.raises(TimeoutError, match="own alarm"):
        run(time.sleep, 60)
    signal.signal(signal.SIGALRM, before)

    assert children() == others


def test_neither_process_nor_descriptor_is_left_behind():
    before, others = descriptors(), children()

    for call, args in ((divmod, (7, 2)), (os.abort, ()), (bytearray, (2_000_000_000,))):
        run(call, *args)
    run(time.sleep, 60, timeout_s=0.1)

    assert descriptors() == before
    assert children() == others


def test_it_works_outside_the_main_thread_and_in_several_at_once():
    answers = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(run(pow, n, 2))) for n in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.value for answer in answers) == [n * n for n in range(8)]


def test_it_works_in_a_child_that_is_itself_forked():
    assert run(lambda: run(divmod, 7, 2)) == Done(Done((3, 1)))


def test_a_child_dies_with_its_parent(tmp_path):
    program = f"""
import os, pathlib, time
from validator.confine import confined

def note():
    pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()))
    time.sleep(60)

confined(note, timeout_s=60, memory_mb=256)
"""
    parent = subprocess.Popen([sys.executable, "-c", program])
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        time.sleep(0.02)

    parent.kill()
    parent.wait()
    time.sleep(0.3)

    stat = Path(f"/proc/{(tmp_path / 'pid').read_text()}/stat")
    assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_the_child_writes_nothing_to_the_parents_streams_and_no_large_file(tmp_path, capfd):
    def write():
        sys.stdout.write("to nobody\n")
        sys.stdout.flush()
        (tmp_path / "large").write_bytes(b"x" * 5_000_000)

    with pytest.raises(OSError, match="File too large"):
        run(write)

    assert capfd.readouterr() == ("", "")
