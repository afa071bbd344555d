"""What holds of every cause and every proposal, whatever figures a return has."""

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.spec import Text
from tests.validator.planted import FORMS, Return
from tests.validator.test_suspects import slips
from validator.numbers import BLANK, FIGURE, Reading, shown, understand
from validator.report import Report
from validator.suspects import Case
from validator.suspects.naming import causes_of, name_causes
from validator.suspects.trial import key_of, read_as

FEW = settings(max_examples=60, deadline=None)
WORDS = Text("last quarter", "上季")
NOTHING = Reading("", BLANK)


@cache
def right(form, seed):
    """Return a right return of a form with its past."""
    made = Return(form, seed)
    opened = made.opened()
    return judged(Case(opened.plan, opened.extract, made.context(), WORDS, []), {})


def judged(case, changes):
    """Return the case with some cells read otherwise, and all that is found of it."""
    extract = read_as(case, changes)
    findings = Report(case.plan, extract, case.context, WORDS).findings()
    return Case(case.plan, extract, case.context, WORDS, findings)


RIGHT = st.builds(right, st.sampled_from(FORMS), st.integers(1, 2))


def column(chance, case):
    """Draw a column of a table, from the top: the numbers of its cells."""
    table = chance.choice([one for one in case.plan.spec.tables if len(one.rows) > 1])
    col = chance.choice(table.cols)
    return [case.plan.by_key[table.key, row.key, col.key] for row in table.rows]


def shifted(case, chance):
    """Let the figures of a column slip down, or up, from some row on."""
    cells, readings = column(chance, case), case.readings
    start = chance.randrange(len(cells) - 1)
    if chance.random() < 0.5:
        pairs = [*zip(cells[start + 1 :], cells[start:], strict=False), (cells[start], None)]
    else:
        pairs = [*zip(cells[start:], cells[start + 1 :], strict=False), (cells[-1], None)]
    return {cell: NOTHING if other is None else readings[other] for cell, other in pairs}


def swapped(case, chance):
    """Exchange two columns of a table."""
    one, other = (column(chance, case) for _ in range(2))
    if len(one) != len(other):
        return {}
    readings = case.readings
    return {
        a: readings[b] for a, b in (*zip(one, other, strict=True), *zip(other, one, strict=True))
    }


def slipped(case, chance):
    """Let a few cells slip, each by itself."""
    numbers = range(len(case.plan.cells))
    return {
        cell: understand(
            plainly(slips(chance, case.readings.values[cell] or 0)), case.plan.cells[cell]
        )
        for cell in chance.sample(numbers, min(chance.randint(1, 5), len(numbers)))
    }


def plainly(raw):
    return abs(raw) if isinstance(raw, int) else raw


def spoiled(*ways):
    """Draw a right return, and what became of it in one of these ways."""
    return st.builds(
        lambda case, way, seed: (case, judged(case, way(case, random.Random(seed)))),
        RIGHT,
        st.sampled_from(ways),
        st.integers(0, 2**32),
    )


def typed(case, readings):
    """Return readings as they are when somebody types what is shown of them."""
    return {
        cell: understand(shown(one.value, case.plan.cells[cell].decimals), case.plan.cells[cell])
        if one.state == FIGURE
        else one
        for cell, one in readings.items()
    }


@given(RIGHT)
@settings(max_examples=20, deadline=None)
def test_a_right_return_is_given_no_cause(case):
    assert case.grave == {}
    assert list(causes_of(case)) == []


@given(spoiled(shifted))
@FEW
def test_a_column_that_slipped_has_one_cause_and_its_proof_is_how_it_was(both):
    was, now = both
    keys = [cell.key for cell in was.plan.cells]

    found = [one.mending for one in causes_of(now)]

    assert [one.kind for one in found] in ([], ["shifted"])
    for mending in found:
        pairs = zip(mending.extract.readings.values, was.readings.values, strict=True)
        other = {n for n, (figure, right) in enumerate(pairs) if figure != right} - {*mending.lost}
        # Of two figures above each other that any check takes, nobody knows which got lost.
        assert len(other) <= 2
        assert len({(keys[cell][0], keys[cell][2]) for cell in {*mending.cells, *other}}) == 1


@given(spoiled(shifted, swapped, slipped))
@FEW
def test_a_cause_that_is_taken_at_its_word_leaves_nothing_of_what_is_below_it(both):
    _, now = both
    found = list(causes_of(now))
    told = list(name_causes(now))

    for trial, cause in zip(found, told, strict=True):
        mended = {cell: trial.mending.extract.readings[cell] for cell in trial.mending.cells}
        after = judged(now, typed(now, mended))
        below = {key_of(one) for one in now.findings if one.cause is cause}
        assert below >= trial.explains.keys()
        assert below.isdisjoint(after.grave)
        assert after.grave.keys() <= now.grave.keys()


def proposals(case):
    """Return each cell for which a figure is proposed, with the findings that do."""
    places, found = case.extract.places, {}
    at = {places[cell]: cell for cell in range(len(case.plan.cells))}
    for one in case.findings:
        if one.suggestion is not None:
            found.setdefault(at[one.places[0]], []).append(one)
    return found


def unkept(now):
    """Yield what proposals that are all taken do not clear, though they say so, or break."""
    taken = proposals(now)
    figures = {cell: ones[0].suggestion["value"] for cell, ones in taken.items()}
    cells = now.plan.cells
    after = judged(now, {cell: understand(said, cells[cell]) for cell, said in figures.items()})
    own = [one for ones in taken.values() for one in ones]
    said = {key_of(one) for one in now.findings if any(other in (one, one.cause) for other in own)}
    yield from (one.message.en for key, one in after.grave.items() if key in said)
    # Two causes by themselves may propose what only both together put outside a limit.
    codes = {cells[cell].code for cell in taken}
    new = [key for key in after.grave if key not in now.grave and len(codes & key[1]) < 2]
    yield from (after.grave[key].message.en for key in new)


@given(spoiled(slipped, shifted, swapped))
@settings(max_examples=150, deadline=None)
def test_proposals_that_are_all_taken_clear_what_they_say_and_break_nothing(both):
    assert list(unkept(both[1])) == []


ONCE_UNKEPT = [
    *(("CYC-PROG-Q", 33), ("DCE-STAFF-Q", 153), ("DEC-SURVEY-Q", 25), ("FAS-CASE-Q", 155)),
    *(("FAS-CASE-Q", 419), ("HLS-MONTH-Q", 23), ("IFS-PROFILE-Q", 40), ("IHC-HOURS-Q", 23)),
    *(("NEC-MEMBER-Q", 33), ("SGH-OCC-Q", 324)),
]
"""Draws in which a figure was proposed that broke another rule, or needed another one beside."""


@pytest.mark.parametrize(("form", "seed"), ONCE_UNKEPT)
def test_what_was_proposed_amiss_before_is_not_again(form, seed):
    case = right(form, 1)

    assert list(unkept(judged(case, slipped(case, random.Random(seed))))) == []
