"""A long file of which two processes check a half each has the answer of one."""

import io
import os
import signal

import pytest

from tests.validator.drawn_rows import FIELDS, FORMS, TODAY, answer, plain, random_file
from validator.rowlong import check_as_read
from validator.rowspecimen import EXAMPLE


def answered_in_halves(data, opened=None, **options):
    """Return the answer on a file of which two processes check a half each."""
    opened = opened or (lambda: io.BytesIO(data))
    return answer(check_as_read(opened, FORMS, TODAY, very_long=0, **options))


@pytest.mark.parametrize("seed", range(90, 120))
def test_a_file_checked_in_halves_is_answered_as_by_one_process(seed):
    data = random_file(seed, counts=(60, 90, 200))

    assert answered_in_halves(data, piece=900 + 97 * seed) == answer(
        check_as_read(lambda: io.BytesIO(data), FORMS, TODAY)
    )


def test_halves_are_checked_by_two_processes_and_by_one_where_the_other_dies(tmp_path):
    two = len(os.sched_getaffinity(0)) > 1
    data, ours = random_file(3, counts=(400,)), os.getpid()

    def opened(dies=False):
        with (tmp_path / str(dies)).open("a") as by:
            by.write(f"{os.getpid() == ours}\n")
        if dies and os.getpid() != ours:
            os.kill(os.getpid(), signal.SIGKILL)
        return io.BytesIO(data)

    both = answered_in_halves(data, opened)
    alone = answered_in_halves(data, lambda: opened(dies=True))

    assert both == alone == answer(check_as_read(opened, FORMS, TODAY))
    assert (tmp_path / "False").read_text().split().count("False") == two
    assert (tmp_path / "True").read_text().split().count("True") == 2 + two


def test_a_record_that_goes_on_over_the_middle_is_one_record():
    line = ",".join(plain({**EXAMPLE, "hours": "1"}.get(one.key, "")) for one in FIELDS)
    head = ",".join(one.label.both() for one in FIELDS)
    inside = line.replace(",", ",,") + "\n"
    long = line.removesuffix("1") + f'"1\n{inside * 30}z"'
    data = "\n".join([head, *[line] * 60, long, *[line] * 30, ""]).encode()

    found = check_as_read(lambda: io.BytesIO(data), FORMS, TODAY)

    assert answered_in_halves(data, piece=2_000) == answer(found)
    assert found.count == 91


def test_a_header_in_the_second_half_is_a_header():
    rows = [[one.label.both() for one in FIELDS], [one.code for one in FIELDS]]
    rows += [[plain({**EXAMPLE, "hours": "1"}.get(one.key, "")) for one in FIELDS]]
    data = "\n".join(["A title " * 200, *map(",".join, rows), ""]).encode()

    found = check_as_read(lambda: io.BytesIO(data), FORMS, TODAY)

    assert answered_in_halves(data) == answer(found)
    assert (found.count, found.file.header) == (1, 2)
