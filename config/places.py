"""Where things lie when nothing else is said: sockets, databases and files of one home."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

DATABASE = "esubmit"
OWNER = "esubmit_owner"
APP = "esubmit_app"
READER = "esubmit_reader"


def run_folder(home: Path) -> Path:
    """Return the short folder for the sockets of a home, whoever of its users asks.

    A socket's path may have 107 characters, so the sockets cannot lie in the home itself. The
    name follows from the home's path and owner alone: every command finds the same folder.
    """
    absolute = home.resolve()
    owner = absolute.stat().st_uid if absolute.exists() else os.geteuid()
    digest = hashlib.sha256(os.fsencode(absolute)).hexdigest()[:12]
    return Path(f"/tmp/esubmit-{owner}-{digest}")


def database_url(folder: Path, role: str, database: str = DATABASE) -> str:
    """Return the address of an embedded database for one role."""
    return f"postgresql+psycopg://{role}@/{database}?host={quote(str(folder), safe='')}"


def default_run_folder(known: dict[str, Any]) -> Path:
    """Return the run-time folder of the home among the settings known so far."""
    return run_folder(known["home"])


def default_app_url(known: dict[str, Any]) -> str:
    """Return the embedded database's address for the portal."""
    return database_url(known["run_folder"], APP)


def default_owner_url(known: dict[str, Any]) -> str:
    """Return the embedded database's address for migrations."""
    return database_url(known["run_folder"], OWNER)


def default_reader_url(known: dict[str, Any]) -> str:
    """Return the embedded database's address for reports."""
    return database_url(known["run_folder"], READER)


def default_queue_url(known: dict[str, Any]) -> str:
    """Return the embedded queue server's address."""
    return f"unix://{known['run_folder']}/valkey.sock"


def default_files(known: dict[str, Any]) -> str:
    """Return the folder of the file store."""
    return str(known["home"] / "files")


def default_sample_accounts(known: dict[str, Any]) -> bool:
    """Return whether sample accounts may sign in: in sample mode."""
    return known.get("mode") == "sample"
