"""Each of many specs has one fault: lint says where, what and what was meant, and nothing else."""

import pytest

from tests import bad_specs
from validator.lint import linted

FAULTS = bad_specs.faults()


def test_the_form_in_which_the_faults_are_planted_is_sound():
    assert linted(bad_specs.SOUND)[1] == []


def test_there_are_many_faults_and_none_is_planted_twice():
    assert len({bad.text for bad in FAULTS.values()}) == len(FAULTS) >= 80


@pytest.mark.parametrize("name", FAULTS)
def test_the_one_fault_is_told_with_its_line_and_nothing_else(name):
    bad = FAULTS[name]

    found = linted(bad.text)[1]

    assert [(fault.line, fault.words) for fault in found] == [(bad.line, bad.told)]
