"""Run a function in a child process that may take so much time and memory and no more.

A file that kills its reader kills only the child. A fault of our own program is another matter:
its exception is raised again in the parent.

Linux only: fork, RLIMIT_AS and PR_SET_PDEATHSIG. What the function returns is pickled, but for
bytes, which travel as they are: a caller that trusts the child's code no further returns bytes.
"""

import contextlib
import ctypes
import faulthandler
import math
import os
import pickle
import resource
import select
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, NoReturn, TypeVar, cast

T = TypeVar("T")
Reason = Literal["time", "memory", "crash"]

MIB = 1024 * 1024
PR_SET_PDEATHSIG = 1
MAX_FILE_BYTES = 1 * MIB
MAX_DETAIL = 2_000
CHUNK = 1 << 20
TICK_S = 0.1
HEADER = struct.Struct("<cQ")
BYTES, PICKLED, FAULT, NO_MEMORY = b"B", b"P", b"F", b"M"
ALLOCATION = (b"memory allocation of", b"capacity overflow", b"bad_alloc", b"MemoryError")
"""What Rust, C++ and Python say before they give up for want of memory."""
NOT_REBUILT = (TypeError, ValueError, AttributeError, ImportError, pickle.UnpicklingError)

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The function came back with a value."""

    value: T


@dataclass(frozen=True, slots=True)
class Lost:
    """The child did not come back; `detail` is for the log, not for people."""

    reason: Reason
    detail: str = ""


class ChildFault(RuntimeError):
    """Our own program failed in the child with something that could not be sent as it was."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a child is confined to, and whose it is."""

    parent: int
    said: int
    timeout_s: float
    memory_mb: int


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a child ended: the message it sent, or None, and its wait status, if known."""

    message: bytes | None
    status: int | None
    said: bytes
    late: bool


def confined(
    function: Callable[..., T], *args: object, timeout_s: float, memory_mb: int
) -> Done[T] | Lost:
    """Call a function in a child process with a deadline and a limit on memory.

    Args:
        function: what to call; it sees the parent's memory as of now.
        args: what to call it with.
        timeout_s: seconds of wall time, after which the child and all it started are killed.
        memory_mb: MiB of address space on top of what the process holds already.

    Raises:
        Exception: whatever the function raised, with the child's traceback as a note;
            ChildFault where it could not be sent.
    """
    with begun(function, *args, timeout_s=timeout_s, memory_mb=memory_mb) as outcome:
        return outcome()


@contextlib.contextmanager
def begun(
    function: Callable[..., T], *args: object, timeout_s: float, memory_mb: int
) -> Iterator[Callable[[], Done[T] | Lost]]:
    """Begin what `confined` does, and yield who waits for its end: the caller works meanwhile.

    A child that nobody has waited for is killed in the end, with all it started.

    Raises:
        OSError: there can be no further process.
    """
    reader, writer = os.pipe()
    said = os.memfd_create("stderr")
    child, deadline = 0, time.monotonic() + timeout_s
    try:
        cell = _Cell(os.getpid(), said, timeout_s, memory_mb)
        child = os.fork()
        if child == 0:
            os.close(reader)
            _be_the_child(cell, writer, lambda: function(*args))
        os.close(writer)
        writer = -1
        with contextlib.suppress(OSError):
            os.setpgid(child, child)  # The child does so too; whoever comes first.
        yield lambda: _judge(_follow(child, reader, said, deadline))
    finally:
        for descriptor in (reader, writer, said):
            if descriptor >= 0:
                os.close(descriptor)
        with contextlib.suppress(ChildProcessError):  # It was waited for.
            os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            _end(child)


def _follow(child: int, reader: int, said: int, deadline: float) -> _Ended:
    """Read the child's message until it is whole, the child is gone or the time is up."""
    received, status, late = bytearray(), None, False
    try:
        while not _whole(received):
            late = time.monotonic() >= deadline
            if late or not _receive(child, reader, received, deadline=deadline):
                break
    finally:
        status = _end(child)
    size = os.lseek(said, 0, os.SEEK_END)
    # What was the matter stands before a long trace of calls, or behind it.
    half = MAX_DETAIL // 2
    first, last = os.pread(said, half, 0), os.pread(said, half, max(half, size - half))
    return _Ended(bytes(received) if _whole(received) else None, status, first + last, late)


def _whole(received: bytearray) -> bool:
    if len(received) < HEADER.size:
        return False
    size: int = HEADER.unpack_from(received)[1]
    return len(received) >= HEADER.size + size


def _receive(child: int, reader: int, received: bytearray, *, deadline: float) -> bool:
    """Wait for more of the message; tell whether more can come."""
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    while (left := deadline - time.monotonic()) > 0:
        if poll.poll(min(left, TICK_S) * 1000):
            piece = os.read(reader, CHUNK)
            received += piece
            return bool(piece)
        if _gone(child) and not poll.poll(0):
            return False
    return True


def _gone(child: int) -> bool:
    """Tell whether the child has died, for a sibling forked meanwhile may hold its pipe open."""
    try:
        return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _end(child: int) -> int | None:
    """Kill what is left of the child's group, and reap the child."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):  # Someone in this process waits for any child.
        return os.waitpid(child, 0)[1]
    return None


def _judge(ended: _Ended) -> Done[T] | Lost:
    """Turn the child's end into an answer.

    Raises:
        Exception: the one that the function raised.
    """
    detail = ended.said.decode("utf-8", "replace")
    if ended.message is None:
        return Lost(_reason(ended), detail)
    kind, payload = ended.message[:1], ended.message[HEADER.size :]
    if kind == NO_MEMORY:
        return Lost("memory", detail)
    if kind == FAULT:
        raise _fault(payload)
    return Done(cast(T, payload if kind == BYTES else pickle.loads(payload)))


def _reason(ended: _Ended) -> Reason:
    died_of = os.WTERMSIG(ended.status) if ended.status is not None else 0
    if ended.late or died_of == signal.SIGXCPU:
        return "time"
    return "memory" if any(words in ended.said for words in ALLOCATION) else "crash"


def _fault(payload: bytes) -> BaseException:
    error, text = pickle.loads(payload)
    fault = ChildFault(text.strip().rpartition("\n")[2])
    if error is not None:
        with contextlib.suppress(*NOT_REBUILT):  # Then its text has to do.
            fault = pickle.loads(error)
    fault.add_note(f"In a confined child:\n{text}")
    return fault


def _be_the_child(cell: _Cell, writer: int, call: Callable[[], object]) -> NoReturn:
    """Call the function, send what came of it, and leave at once.

    Leaving by `_exit` skips the parent's exit handlers, buffers and open transactions.
    """
    try:
        _send(writer, *_outcome(cell, call))
    except MemoryError:
        _send(writer, NO_MEMORY, b"")
    finally:
        os._exit(0)


def _confine(cell: _Cell) -> None:
    os.setpgid(0, 0)
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != cell.parent:
        os._exit(1)
    faulthandler.disable()
    _forget_signals()
    nothing = os.open(os.devnull, os.O_RDWR)
    for source, target in ((nothing, 0), (nothing, 1), (cell.said, 2)):
        os.dup2(source, target)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
    cpu_s = math.ceil(cell.timeout_s) + 1
    with open("/proc/self/statm", encoding="ascii") as statm:
        held = int(statm.read().split()[0]) * resource.getpagesize()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, MAX_FILE_BYTES)
    _limit(resource.RLIMIT_CPU, cpu_s, 1)
    _limit(resource.RLIMIT_AS, held + cell.memory_mb * MIB)


def _limit(which: int, value: int, grace: int = 0) -> None:
    """Limit a resource, within what this process is limited to: a child may have a child."""
    most = resource.getrlimit(which)[1]
    if most != resource.RLIM_INFINITY:
        value = min(value, most - grace)
    resource.setrlimit(which, (value, value + grace))


def _forget_signals() -> None:
    """Drop the handlers that the parent set: they speak of the parent's affairs."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _outcome(cell: _Cell, call: Callable[[], object]) -> tuple[bytes, bytes]:
    try:
        _confine(cell)
        value = call()
        return (BYTES, value) if isinstance(value, bytes) else (PICKLED, pickle.dumps(value, 5))
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent raises it again
        text = traceback.format_exc()
        try:
            return FAULT, pickle.dumps((pickle.dumps(error, 5), text), 5)
        except (pickle.PicklingError, TypeError, AttributeError):
            return FAULT, pickle.dumps((None, text), 5)


def _send(writer: int, kind: bytes, payload: bytes) -> None:
    for piece in (HEADER.pack(kind, len(payload)), payload):
        view = memoryview(piece)
        while view:
            view = view[os.write(writer, view) :]
