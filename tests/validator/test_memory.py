"""A process that has checked a thousand files holds no more than after two hundred."""

import gc
import resource

import pytest

from schemas.catalogue import packaged
from schemas.periods import Period
from validator.blank import Sender
from validator.engine import check_file
from validator.plan import compile_plan
from validator.specimen import Recipe, specimen

PERIOD = Period.parse("2025-26Q3")
CHECKS, WARM, MOST_MB = 1000, 200, 20


def resident_mb():
    """Return what the process holds in memory now."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 1024 / 1024


@pytest.fixture
def files():
    """A hundred and twenty different files: of three forms, every other one with faults."""
    forms = packaged()
    plans = [compile_plan(forms.form(code), PERIOD.id) for code in sorted(forms.specs)]
    return [
        specimen(plan, Recipe(PERIOD, Sender("9101"), seed=seed, faults=seed % 2 * 3)).workbook
        for seed in range(40)
        for plan in plans
    ]


def test_a_thousand_checks_in_one_process_do_not_add_up(files, record_testsuite_property):
    forms = packaged()
    held = 0.0
    for number in range(CHECKS):
        assert check_file(files[number % len(files)], forms).as_json()
        if number == WARM:
            held = resident_mb()

    grown = resident_mb() - held

    record_testsuite_property("grown_mb", f"{grown:.1f}")
    assert grown < MOST_MB
