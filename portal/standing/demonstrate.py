"""Shows that the house works: files go in by its real door, and its answers are printed."""

from __future__ import annotations

import hashlib
import json
import time
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

WAITING = ("received", "checking")


class NoAnswer(Exception):
    """The house did not take a file, or did not check it in time."""


@dataclass(frozen=True)
class Door:
    """The API of one house, and the token that opens it."""

    address: str
    token: str
    timeout_s: float = 60.0
    tend: Callable[[], None] = lambda: time.sleep(0.25)

    def send(self, file: Path) -> dict[str, Any]:
        """Send a file and return what the API says of its submission, once it is checked.

        Raises:
            NoAnswer: it was not taken, or not checked in time.
        """
        content = file.read_bytes()
        answer = self._ask("/api/v1/submissions", _form(file.name, content))
        deadline = time.monotonic() + self.timeout_s
        while answer["state"] in WAITING:
            if time.monotonic() > deadline:
                raise NoAnswer(f"{file.name} is still {answer['state']}")
            self.tend()
            answer = self._ask(f"/api/v1/submissions/{answer['id']}")
        return answer

    def _ask(self, path: str, form: tuple[str, bytes] | None = None) -> dict[str, Any]:
        """Return the API's answer to one request."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if form is not None:
            headers["Content-Type"] = form[0]
            # The same content is the same request, however often the house is started.
            headers["Idempotency-Key"] = hashlib.sha256(form[1]).hexdigest()[:32]
        request = urllib.request.Request(
            self.address + path, data=form[1] if form else None, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                answer: dict[str, Any] = json.load(response)
                return answer
        except HTTPError as error:
            words = error.read().decode(errors="replace")
            raise NoAnswer(f"{path} answered {error.code}: {words}") from error


def demonstrate(door: Door, files: list[Path], *, say: Callable[[str], None] = print) -> None:
    """Send each file, and print what the API answers for it."""
    for file in files:
        say(f"\nPOST /api/v1/submissions {file}")
        answer = door.send(file)
        say(f"GET /api/v1/submissions/{answer['id']}")
        say(json.dumps(answer, ensure_ascii=False, indent=2))


def _form(name: str, content: bytes) -> tuple[str, bytes]:
    """Return a form with one file: its content type, and its body. The same file, the same form."""
    border = uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(content).hexdigest()).hex
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    lines = [f"--{border}", head, "Content-Type: application/octet-stream", "", ""]
    body = "\r\n".join(lines).encode() + content + f"\r\n--{border}--\r\n".encode()
    return f"multipart/form-data; boundary={border}", body
