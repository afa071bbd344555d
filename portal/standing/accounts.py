"""As whom PostgreSQL runs, which refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

OVERFLOW = 65534  # what a user namespace shows for everybody it does not know


class NoOrdinaryUser(Exception):
    """We are root, and found no way to run a process that does not look like root."""


def prefix(data: Path) -> list[str]:
    """Return what stands before a PostgreSQL command so that it may work on a data folder.

    Nothing for an ordinary user. Root runs it in a user namespace, where its own files seem to be
    an ordinary user's. Where namespaces are forbidden it runs as `nobody`, who may still pass
    our closed folders, by one capability. No user is made, and no foreign folder's mode changed.

    Raises:
        NoOrdinaryUser: neither way is open.
    """
    if os.geteuid() != 0:
        return []
    mapped = _in_a_namespace()
    ours = not data.exists() or data.stat().st_uid == 0
    if ours and _works(mapped):
        return mapped
    # Kept in access() as well, by which initdb looks for its server; not every machine lets us ask.
    for kept in (["--securebits=+no_setuid_fixup"], []):
        if _works(lowered := _as_nobody(kept)):
            _give(data, pwd.getpwnam("nobody"))
            return lowered
    raise NoOrdinaryUser(
        "PostgreSQL does not run as root, and this machine allows neither user namespaces nor "
        "setpriv. Start as an ordinary user, or name a database in ESUBMIT_DATABASE_URL."
    )


def _in_a_namespace() -> list[str]:
    """Return the words that show root to a process as some user the machine has a name for."""
    named = [user for user in pwd.getpwall() if user.pw_uid not in (0, OVERFLOW)]
    user = named[0] if named else pwd.getpwnam("nobody")
    return ["unshare", "-U", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}"]


def _as_nobody(kept: list[str]) -> list[str]:
    """Return the words that run a process as `nobody`, with root's way through folders."""
    keep = "+dac_override"
    return [
        "setpriv",
        *("--reuid=nobody", f"--regid={pwd.getpwnam('nobody').pw_gid}", "--clear-groups"),
        *(f"--inh-caps={keep}", f"--ambient-caps={keep}", *kept, "--pdeathsig=INT"),
    ]


def _works(words: list[str]) -> bool:
    """Return whether a process can be started this way."""
    if shutil.which(words[0]) is None:
        return False
    return subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0


def _give(folder: Path, user: pwd.struct_passwd) -> None:
    """Give a folder of ours, with all in it, to a user."""
    if not folder.exists() or folder.stat().st_uid == user.pw_uid:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
