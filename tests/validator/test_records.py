"""The records of a CSV in pieces are those of the whole file, however its lines end and break."""

import io
import random

import pytest

from validator.read import Limits
from validator.read.csvfile import cell_of, read_csv
from validator.read.records import Odd, chunks
from validator.read.sheet import Refused

PARTS = [
    ["a", "1", ",", '"', "\n"],
    ["a", "b", ",", ";", '"', "\r", "\n"],
    ["a", ",", "\r\n", '"', '""', "x y", "1"],
    ["a", ";", "\n", '"b"', '"b\nc"', "", "é", "姓", "-0"],
    ["a", ",", "\r\n", '"b\r\nc"', '"d"', "\r", " "],
]
"""What files are made of."""


def in_pieces(data, piece):
    """Return the cells of each record; None where the file is left to who reads it whole."""
    rows = []
    try:
        for chunk in chunks(io.BytesIO(data), piece):
            assert chunk.first == len(rows) + 1
            rows += [list(map(cell_of, chunk.row(at))) for at in range(chunk.size)]
    except Odd:
        return None
    return rows


def whole(data):
    try:
        return read_csv(data, Limits()).sheets[0].rows
    except Refused:
        return []


def filled(rows):
    """Return the number and cells of each row that says anything, without blanks at its end."""
    said = {at: " ".join(map(str, row)).strip() and list(row) for at, row in enumerate(rows, 1)}
    for row in filter(None, said.values()):
        while row[-1] == "":
            row.pop()
    return {at: row for at, row in said.items() if row}


@pytest.mark.parametrize("seed", range(5))
def test_a_record_has_the_number_and_the_cells_that_it_has_in_the_whole_file(seed):
    chance, read = random.Random(seed), 0
    for _ in range(2_000):
        text = "".join(chance.choices(PARTS[seed], k=chance.randrange(1, 40)))
        found = in_pieces(text.encode(), chance.choice((1, 2, 3, 5, 8, 50)))

        if found is not None:
            read += 1
            assert filled(found) == filled(whole(text.encode())), text
    assert read > 200


@pytest.mark.parametrize("quoted", ['"a"\r\r\n', '"a"\n"b"\r\n'])
def test_a_line_that_ends_in_two_ways_is_two_as_in_the_whole_file(quoted):
    data = (quoted * 3 + "b\r\n").encode()

    assert filled(in_pieces(data, 1 << 20)) == filled(whole(data))


def test_the_mark_of_utf_8_is_no_part_of_the_first_cell():
    assert in_pieces(b"\xef\xbb\xbfa,b\n", 2) == [["a", "b"]]
