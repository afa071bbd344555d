"""The page on the form language says what the language has: no kind more, none less."""

import re
from pathlib import Path

from schemas.kinds import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "form-language.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([a-z_,; ]+) \| (.+?) \| .+ \|$", PAGE.partition("## Kinds")[2], re.M)


def test_every_kind_has_its_row():
    told = {kind for kinds, _ in ROWS[1:] for kind in re.findall(r"[a-z_]+", kinds)}

    assert told == set(KINDS)


def test_every_slot_is_named_in_the_row_of_its_kind():
    for kinds, slots in ROWS[1:]:
        for kind in re.findall(r"[a-z_]+", kinds):
            assert set(KINDS[kind]) <= set(re.findall(r"[a-z_]+", slots)), kind
