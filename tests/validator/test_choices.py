"""Rules over codes are held against each other by going through every entry that there can be."""

import pytest

from schemas.load import load
from tests import bad_specs
from validator import choices


def form(*rules, text=bad_specs.SOUND):
    written = "".join(
        f"  - id: R{number}\n    severity: error\n    {rule}\n"
        for number, rule in enumerate((one.replace("; ", "\n    ") for one in rules), 1)
    )
    head = text.partition("rules:\n")[0].replace("D: {until: 2024-25Q4,", "D: {")
    return load(f"{head}rules:\n{written}")


NEEDED = "kind: required_when; figure: groups.venue_other; when: "
NOT_HERE = "kind: forbidden_when; figure: groups.venue_other; when: "
PAIR = "kind: valid_pair; left: groups.kind; right: groups.venue; pairs: "


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        # A venue is one of two: neither both, nor one that is no code of it.
        ([NEEDED + "venue = 'OTH' and venue = 'HALL'"], {"R1": "it can never fail"}),
        # Whoever must fill it in elsewhere must do so for groups elsewhere.
        (
            [NEEDED + "venue = 'OTH'", NEEDED + "venue = 'OTH' and kind = 'G'"],
            {"R2": "it can never fail: R1 says it already"},
        ),
        # Groups are in the hall, so no group is elsewhere.
        (
            [PAIR + "{G: [HALL], P: [OTH], D: [OTH]}", NEEDED + "kind = 'G' and venue = 'OTH'"],
            {"R2": "it can never fail: R1 says it already"},
        ),
        ([NEEDED + "kind = 'G'", NOT_HERE + "kind = 'G'"], {"R2": "it can never hold beside R1"}),
        # Two rules together ask for what a third one forbids.
        (
            [
                NEEDED + "kind in ('G', 'P')",
                NEEDED + "kind = 'D'",
                NOT_HERE + "kind in ('G', 'P', 'D')",
            ],
            {"R3": "it can never hold beside R1, R2"},
        ),
        ([NEEDED + "venue = 'OTH'", NOT_HERE + "venue != 'OTH'"], {}),
        ([NEEDED + "venue = 'OTH'", NEEDED + "kind = 'G'"], {}),
        ([PAIR + "{G: [HALL], P: [OTH], D: [OTH]}", NEEDED + "venue = 'OTH'"], {}),
        # What asks for a figure is not examined, and proves nothing of others.
        ([NEEDED + "venue = 'OTH' or attendance > 0", NEEDED + "venue = 'OTH'"], {}),
    ],
)
def test_rules_are_told_that_come_to_nothing_and_no_others(rules, told):
    assert dict(choices.useless(form(*rules))) == told


def test_what_asks_for_more_than_codes_is_not_examined():
    spec = form(NEEDED + "venue = 'OTH' or attendance > 0", NEEDED + "venue = 'OTH'")

    assert choices.examined(spec) == {"R2"}


def test_beyond_the_bound_nothing_is_examined_and_nothing_told(monkeypatch):
    rules = (NEEDED + "venue = 'OTH' and venue = 'HALL'",)
    monkeypatch.setattr(choices, "MOST", 5)

    spec = form(*rules)

    assert choices.examined(spec) == frozenset()
    assert dict(choices.useless(spec)) == {}
