"""Processes of the house, one by one, that a test starts, lets kill themselves, and ends."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import config
from config import child_environment

PATIENCE_S = 30


def started(*words, failpoint="", log=None, said=subprocess.DEVNULL, **settings):
    """Start a Python process of the house, in a test build with a failpoint if one is named."""
    more = {f"ESUBMIT_{name}": str(value) for name, value in settings.items()}
    more |= {"ESUBMIT_TEST_BUILD": "1", "ESUBMIT_FAILPOINT": failpoint} if failpoint else {}
    if log is not None:
        more["ESUBMIT_FAILPOINT_LOG"] = str(log)
    return subprocess.Popen(
        [sys.executable, "-m", *words],
        env=child_environment(config.settings(), **more),
        stdout=said,
        stderr=said,
        start_new_session=True,
    )


def ended(process, sign=signal.SIGKILL):
    """End a process, and wait until it is gone."""
    process.send_signal(sign)
    process.wait(PATIENCE_S)


def until(condition, what, patience_s=PATIENCE_S):
    """Wait until something holds; fail with words when it does not in time."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, f"not in time: {what}"
        time.sleep(0.05)


def fired(log, name):
    """Wait until a failpoint's log says that a process has killed itself there."""
    until(lambda: Path(log).exists() and name in Path(log).read_text(), f"failpoint {name}")


def free_port():
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def gunicorn(port, **how):
    """Start the portal on a port."""
    words = ("gunicorn", "--no-control-socket", "--worker-class", "gthread")
    return started(*words, "--bind", f"127.0.0.1:{port}", "portal.app:create_app()", **how)


def asked(address, token=""):
    """Ask for a page or a document; return status and text, whatever it is."""
    headers = {"Accept": "text/html, application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, headers=headers), timeout=20
        ) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def answers(address):
    """Say whether something answers at an address, whatever it answers."""
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def posted(address, token, data, name="return.xlsx"):
    """Send a file to the API; return the status, or None where the line went dead."""
    border = "border-of-the-form"
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    body = f"--{border}\r\n{head}\r\n\r\n".encode() + data + f"\r\n--{border}--\r\n".encode()
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": f"multipart/form-data; boundary={border}",
    }
    request = urllib.request.Request(f"{address}/api/v1/submissions", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None
