"""What sample mode leaves in the home: two workbooks to try, and how to get in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = "samples"
ENTRY = "entry.json"
GOOD, FAULTY = "good.xlsx", "faulty.xlsx"


@dataclass(frozen=True)
class Entry:
    """The token of the first unit's user, and the sample accounts with their posts."""

    token: str
    accounts: dict[str, str]
    files: list[Path]


def read(home: Path) -> Entry:
    """Return what was left in a home."""
    folder = home / FOLDER
    kept = json.loads((folder / ENTRY).read_text(encoding="utf-8"))
    return Entry(kept["token"], kept["accounts"], [folder / GOOD, folder / FAULTY])
