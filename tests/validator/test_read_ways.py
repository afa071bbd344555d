"""The quick way through a sheet's XML and the thorough one see the same."""

import random

import pytest

from tests.validator.hostile import raw
from validator.read.parse import parsed
from validator.read.scan import Unusual, scan

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize("seed", range(40))
def test_the_quick_way_and_the_thorough_way_see_the_same(seed):
    rng = random.Random(seed)
    xml = raw.worksheet("".join(random_row(rng, row) for row in range(1, 30))).encode()

    quick, thorough = scan(xml), parsed(xml, "sheet", 10_000)

    assert (quick.hidden, quick.unvalued, quick.errors) == (
        thorough.hidden,
        thorough.unvalued,
        thorough.errors,
    )
    assert quick.bounds.bottom >= thorough.bounds.bottom
    assert quick.bounds.right >= thorough.bounds.right


def random_row(rng, row):
    """Write a row as the usual programs do."""
    forms = (
        "><v>{n}</v></c>",
        ' s="{n}"><v>-{n}.5</v></c>',
        ' t="s"><v>{n}</v></c>',
        ' s="1"/>',
        ' t="b"><v>1</v></c>',
        "><f>SUM(A1:B{n})</f></c>",
        ' s="2"><f>SUM(A1:B{n})</f><v>{n}</v></c>',
        '><f t="shared" si="0"/><v></v></c>',
        ' t="str"><f>A1</f><v></v></c>',
        ' t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        ' t="inlineStr"><is><t>SUM &lt; {n} 總數</t></is></c>',
    )
    cells = "".join(
        f'<c r="{column}{row}"' + rng.choice(forms).format(n=rng.randint(0, 9999))
        for column in ("A", "B", "Z", "AA", "ZZ")
    )
    hidden = rng.choice(["", ' hidden="1"', ' hidden="0"', ' spans="1:5"'])
    return f'<row r="{row}"{hidden}>{cells}</row>'


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><x:c r="QQQ123456"><v>1</v></x:c></row>',
        '<row r="1"><c s="1" r="QQQ123456"><v>1</v></c></row>',
        "<row r=\"1\"><c r='QQQ123456'><v>1</v></c></row>",
        '<row r="1"><c\nr="QQQ123456"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><!-- --><c r="QQQ123456"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>Inf</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row><c r="A1"/></row>',
    ],
)
def test_nothing_that_is_not_plain_passes_for_plain(rows):
    with pytest.raises(Unusual):
        scan(raw.worksheet(rows).encode())
