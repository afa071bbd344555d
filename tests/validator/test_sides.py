"""Two tables side by side whose columns are called alike: each is read by itself, or named.

The form has a table of girls and one of boys, with the same columns; the second has one line more.
Every layout holds the same ten figures, 1 to 4 for girls and 11 to 16 for boys, so that a figure
taken from the other table shows at once.
"""

import pytest
import yaml

from schemas.catalogue import Catalogue
from tests.validator.test_layouts import book, figures, places, problems, saved
from validator.engine import check_file

NAMES = {"en": "Sample", "zh-Hant": "樣本"}
HEAD = [["Form code", "BESIDE"], ["Unit code", "9101"], ["期間", "2025-26Q3"]]
GIRLS = [["", "Girls"], ["", "", "In", "Out"], ["G1", "Day", 1, 2], ["G2", "Night", 3, 4]]
BOYS = [
    ["", "Boys"],
    ["", "", "In", "Out"],
    ["B1", "Day", 11, 12],
    ["B2", "Night", 13, 14],
    ["B3", "Other", 15, 16],
]
FIGURES = {
    **{"G1/IN": "1", "G1/OUT": "2", "G2/IN": "3", "G2/OUT": "4"},
    **{"B1/IN": "11", "B1/OUT": "12", "B2/IN": "13", "B2/OUT": "14", "B3/IN": "15", "B3/OUT": "16"},
}


def named(english):
    return {"en": english, "zh-Hant": f"{english}（中）"}


def form():
    """Return a catalogue of the one form."""
    lines = {"Girls": ("Day", "Night"), "Boys": ("Day", "Night", "Other")}
    tables = {
        title.lower(): {
            "code": title[0],
            "title": named(title),
            "rows": {f"{title[0]}{n}": named(name) for n, name in enumerate(names, 1)},
            "cols": {
                name.lower(): {"code": name.upper(), "type": "count", **named(name)}
                for name in ("In", "Out")
            },
        }
        for title, names in lines.items()
    }
    head = {"id": "BESIDE", "title": NAMES, "programme": NAMES, "service": "901"}
    revisions = [{"v": 1, "from": "2024-25Q1", "note": NAMES}]
    document = {"formspec": 1, "form": head, "revisions": revisions, "tables": tables}
    return Catalogue.of_texts([yaml.safe_dump(document, allow_unicode=True)])


def verdict(*blocks):
    return check_file(saved(book(("Return", [HEAD, *blocks]))), form()).as_document()


def beside(left, right, *, gap=1, lower=0):
    """Put a block to the right of another, with empty columns between, so many rows lower."""
    width = max(map(len, left)) + gap
    lines = [[] for _ in range(lower)] + right
    rows = range(max(len(left), len(lines)))
    padded = [
        [*left[n], *[None] * width][:width] if n < len(left) else [None] * width for n in rows
    ]
    return [one + (lines[n] if n < len(lines) else []) for n, one in enumerate(padded)]


def without_codes(block):
    return [[None, *line[1:]] for line in block]


LAYOUTS = {
    "girls on the left": beside(GIRLS, BOYS),
    "boys on the left": beside(BOYS, GIRLS),
    "without a column between": beside(GIRLS, BOYS, gap=0),
    "boys one row lower": beside(GIRLS, BOYS, lower=1),
    "boys two rows lower": beside(GIRLS, BOYS, lower=2),
    "girls two rows lower": beside(BOYS, GIRLS, lower=2),
    "girls named lower than boys, with columns higher": beside(
        [[], *GIRLS], [BOYS[0], [], [], *BOYS[1:]]
    ),
    "boys below the last line of girls": beside(GIRLS, BOYS, lower=5),
    "without codes": beside(without_codes(GIRLS), without_codes(BOYS)),
    "columns of codes": beside(
        [*GIRLS[:2], ["", "", "IN", "OUT"], *GIRLS[2:]],
        [*BOYS[:2], ["", "", "IN", "OUT"], *BOYS[2:]],
    ),
    "other order of lines": beside(GIRLS, [*BOYS[:2], *reversed(BOYS[2:])]),
    "names of lines once, for both": [
        ["", "", "Girls", "", "Boys", ""],
        ["", "", "In", "Out", "In", "Out"],
        ["", "Day", 1, 2, 11, 12],
        ["", "Night", 3, 4, 13, 14],
        ["", "Other", "", "", 15, 16],
    ],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_table_is_read_by_itself(layout):
    found = verdict(LAYOUTS[layout])

    assert (found["outcome"], figures(found), problems(found)) == ("passed", FIGURES, [])


def test_each_figure_stands_where_it_stands():
    found = verdict(LAYOUTS["girls on the left"])

    codes = ("G1/IN", "G2/OUT", "B1/IN", "B3/OUT")
    assert places(found, *codes) == [("Return", at) for at in ("C7", "D8", "H7", "I9")]


def test_a_column_copied_at_the_right_of_one_is_still_told():
    boys = [[*line, *line[-1:]] for line in BOYS[1:]]

    found = verdict(beside(GIRLS, [BOYS[0], *boys]))

    assert problems(found) == [("column_twice", "Return", "J6")]
    assert {code for code in FIGURES if code not in figures(found)} == {
        "B1/OUT",
        "B2/OUT",
        "B3/OUT",
    }


def test_where_neither_lines_nor_titles_tell_nothing_is_guessed():
    found = verdict([
        ["", "", "In", "Out", "In", "Out"],
        ["", "Day", 1, 2, 11, 12],
        ["", "Night", 3, 4, 13, 14],
    ])

    assert {rule for rule, _, _ in problems(found)} >= {"column_twice"}
    assert figures(found) == {}


def test_a_table_below_another_with_columns_apart_is_none_beside_it():
    girls = [[*line[:2], *line[2:3], "", "", *line[3:]] for line in GIRLS]
    boys = [["", "", "", *line] for line in BOYS]

    found = verdict(girls, boys)

    assert (found["outcome"], figures(found)) == ("passed", FIGURES)
