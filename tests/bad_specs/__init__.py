"""Specs with one planted fault each: a sound form, and what is changed of it.

A `.txt` holds faults with a blank line between: a name; lines of the sound form, as they are
(` `), taken out (`-`) and put in (`+`); what lint says (`!`); and the line at which it does so
(`@`), where that is not the first line put in. `referral.txt` is of the packaged referral form,
all others of `sound.yaml`.
"""

from pathlib import Path
from typing import NamedTuple

from schemas.load import packaged_texts

FOLDER = Path(__file__).parent
SOUND = (FOLDER / "sound.yaml").read_text(encoding="utf-8")
_BASES = {"referral": packaged_texts()["referrals/REF-GENERAL.yaml"]}


class Bad(NamedTuple):
    """A spec with one fault: its text, what lint says, and the line of the text on which."""

    text: str
    told: str
    line: int


def faults():
    """Return the bad specs by name."""
    found = {}
    for path in sorted(FOLDER.glob("*.txt")):
        base = _BASES.get(path.stem, SOUND)
        for block in path.read_text(encoding="utf-8").strip("\n").split("\n\n"):
            name, *hunk = block.splitlines()
            found[f"{path.stem}: {name}"] = _planted(base, hunk)
    return found


def _planted(base, hunk):
    lines, taken, put = base.splitlines(), _of(hunk, " -"), _of(hunk, " +")
    places = [at for at in range(len(lines)) if lines[at : at + len(taken)] == taken]
    assert len(places) == 1, f"cannot be planted at {places}: {hunk}"
    lines[places[0] : places[0] + len(taken)] = put
    first = places[0] + next((at for at, line in enumerate(_inside(hunk)) if line[0] == "+"), 0)
    if at := _of(hunk, "@"):
        alike = [number for number, line in enumerate(lines) if line == at[0]]
        first = min(alike, key=lambda number: abs(number - first))
    return Bad("\n".join(lines) + "\n", "\n".join(_of(hunk, "!")).strip(), first + 1)


def _inside(hunk):
    """Return the lines that are left in or put in."""
    return [line for line in hunk if line[0] in " +"]


def _of(hunk, signs):
    return [line[1:] for line in hunk if line[0] in signs]
