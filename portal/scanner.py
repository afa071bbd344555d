"""The malware scanner: a clamd, asked over a Unix socket or over host:port.

A file is streamed to it (INSTREAM); it needs no access to ours. What it does not say in so many
words is never taken for clean.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import config

PAGE_PATIENCE_S = 5  # a page that asks how it is does not wait so long
CHUNK = 1 << 16
TOO_BIG = ("size limit exceeded", "Heuristics.Limits.Exceeded")


class ScannerDown(Exception):
    """The scanner does not answer, or does not say what it found: nothing is known of the file."""


class TooBigToScan(Exception):
    """The file is over the scanner's own limits, so it was not looked through to its end."""


def chosen() -> bool:
    """Say whether the settings name a scanner."""
    return bool(config.settings().clamd)


def patience_s() -> float:
    """Return how long one may wait for the scanner; no time at all where none is chosen."""
    return config.settings().clamd_timeout_s if chosen() else 0


def scan(content: IO[bytes]) -> str | None:
    """Return the name of what the scanner found in a file, None where it is clean.

    The file is passed on piece by piece, from where it stands to its end or to the scanner's limit.

    Raises:
        ScannerDown: it did not answer.
        TooBigToScan: the file, or what is packed in it, is over the scanner's limits.
    """
    with _connected(config.settings().clamd_timeout_s) as line:
        try:
            line.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # Past its limit it says so and hangs up in the middle of what we send.
        said = _answer(line)
    if any(words in said for words in TOO_BIG):
        raise TooBigToScan(said)
    if said == "stream: OK":
        return None
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerDown(said or "no answer")


def version() -> str:
    """Return the scanner's version, with the age of its signatures. Raises ScannerDown."""
    with _connected(PAGE_PATIENCE_S) as line:
        line.sendall(b"zVERSION\0")
        return _answer(line)


@contextmanager
def _connected(patience_s: float) -> Iterator[socket.socket]:
    place = config.settings().clamd
    host, colon, port = place.rpartition(":")
    try:
        if colon and port.isdigit():
            line = socket.create_connection((host.strip("[]"), int(port)), timeout=patience_s)
        else:
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(patience_s)
            line.connect(place)
        with line:
            yield line
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error


def _answer(line: socket.socket) -> str:
    """Return all that the scanner says until it hangs up."""
    said = b""
    try:
        while chunk := line.recv(4096):
            said += chunk
    except ConnectionResetError:
        pass  # It hung up; what it said before that counts.
    return said.decode(errors="replace").strip("\0\n ")
