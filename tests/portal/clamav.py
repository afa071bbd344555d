"""A real clamd that knows one signature: our own for the EICAR string, which harms nobody."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.kills.processes import free_port, until

PROGRAM = shutil.which("clamd") or "/usr/sbin/clamd"
# In two pieces, so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT_BYTES = 2 << 20


class Clamd:
    """One clamd in a short folder, on a socket and on a port."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.socket = folder / "clamd.sock"
        self.process = None
        (folder / "signatures").mkdir()
        signature = f"Own.Eicar:0:*:{EICAR.hex()}\n"
        (folder / "signatures" / "own.ndb").write_text(signature)

    def start(self):
        """Start it, and wait until it answers."""
        assert Path(PROGRAM).exists(), "clamd is missing: sh tests/portal/install_clamav.sh"
        said = {
            "Foreground": "yes",
            "DatabaseDirectory": self.folder / "signatures",
            "LocalSocket": self.socket,
            "TCPSocket": self.port,
            "TCPAddr": "127.0.0.1",
            "LogFile": self.folder / "log",
            "StreamMaxLength": LIMIT_BYTES,
            "SelfCheck": 0,
        }
        if os.geteuid() == 0:
            said["User"] = "root"
        lines = "".join(f"{name} {value}\n" for name, value in said.items())
        (self.folder / "clamd.conf").write_text(lines)
        words = [PROGRAM, "--config-file", str(self.folder / "clamd.conf")]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        until(self.socket.exists, "clamd")

    def stop(self):
        """End it."""
        self.process.terminate()
        self.process.wait(30)
        self.socket.unlink(missing_ok=True)
