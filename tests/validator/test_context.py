"""What is known beside a file: a figure, nothing that applies, or not known yet."""

from datetime import date
from decimal import Decimal

import pytest

from schemas.periods import Period
from validator.context import (
    DOES_NOT_APPLY,
    LEFT_BLANK,
    NOTHING_KNOWN,
    Context,
    Lacking,
    Owed,
    Peers,
    Sent,
    Span,
)
from validator.peers import summaries
from validator.snapshot import document, read_back
from validator.wants import Wants

CELL = "movement[R900].new"
DUE = ("2024-25Q3", "2025-26Q1", "2025-26Q2", "2025-26Q3")
"""Q4 of 2024-25 was not owed: the previous due period of 2025-26Q1 is two quarters back."""


def known(*, form="MINE", period="2025-26Q3", due=DUE, **more):
    """Return a context in which the unit owes the form for some periods."""
    owed = (*(Owed(form, one) for one in due), *more.pop("owed", ()))
    return Context(known_unit=True, owed=owed, form=form, period=period, **more)


def test_the_period_before_is_the_previous_one_that_was_due():
    context = known(period="2025-26Q1", earlier={"2024-25Q3": Sent({CELL: "41"})})

    assert context.figure(CELL) == Decimal(41)
    assert context.figure("movement[R010].new") == LEFT_BLANK


def test_where_none_was_due_before_nothing_applies_and_where_one_is_missing_it_is_waited_for():
    first, second = known(period="2024-25Q3"), known(period="2025-26Q2")

    assert first.figure(CELL) == DOES_NOT_APPLY
    assert second.figure(CELL) == Lacking("prior", (Owed("MINE", "2025-26Q1"),))
    assert NOTHING_KNOWN.figure(CELL) == Lacking("prior")


def test_the_same_quarter_last_year_and_two_periods_back():
    earlier = {"2024-25Q3": Sent({CELL: "30"}), "2025-26Q1": Sent({CELL: "12.5"})}
    context = known(earlier=earlier)

    assert context.last_year(CELL) == Decimal(30)
    assert context.figure(CELL, 2) == Decimal("12.5")
    assert context.figure(CELL, 4) == DOES_NOT_APPLY
    assert known(period="2025-26Q2").last_year(CELL) == DOES_NOT_APPLY


def test_the_year_to_date_begins_in_april_and_names_the_quarter_that_is_missing():
    earlier = {"2024-25Q3": Sent({CELL: "99"}), "2025-26Q1": Sent({CELL: "12"})}

    whole = known(earlier=earlier | {"2025-26Q2": Sent({CELL: "8"})})

    assert whole.year_to_date(CELL, Decimal(5)) == 12 + 8 + 5
    assert known(earlier=earlier).year_to_date(CELL, Decimal(5)) == Lacking(
        "year", (Owed("MINE", "2025-26Q2"),)
    )
    assert known(period="2025-26Q1").year_to_date(CELL, Decimal(5)) == 5


def test_another_form_is_waited_for_only_where_the_unit_owes_it():
    staff = Owed("STAFF-Q", "2025-26Q3")
    told = {"STAFF-Q": {"2025-26Q3": Sent({"staff[R900].hours": "812.5"})}}

    assert known(owed=[staff], others=told).other("STAFF-Q", "staff[R900].hours") == Decimal(
        "812.5"
    )
    assert known(owed=[staff]).other("STAFF-Q", "x") == Lacking("other", (staff,))
    assert known().other("STAFF-Q", "x") == DOES_NOT_APPLY
    assert Context(period="2025-26Q3").other("STAFF-Q", "x") == Lacking("other", (staff,))


def test_provisional_figures_are_no_history_and_marked_periods_are_left_out():
    earlier = {
        period: Sent({CELL: str(n)}, provisional=period == "2025-26Q2")
        for n, period in enumerate(("2024-25Q2", *DUE), 1)
    }
    context = known(earlier=earlier)

    assert context.past(CELL, 8) == ("1", "2", "3")
    assert context.past(CELL, 2) == ("2", "3")
    assert context.past(CELL, 8, skip=["2024-25Q3"]) == ("1", "3")


def test_facts_levels_and_registers_tell_what_they_do_not_know():
    register = {"staff": {"S001": (Span("2024-04-01", "2025-09-30"),), "S002": (Span(),)}}
    context = known(unit={"capacity": "40"}, agreed={"OS1": "500"}, registers=register)

    assert (context.fact("capacity"), context.fact("places")) == ("40", DOES_NOT_APPLY)
    assert (context.agreed_level("OS1"), context.agreed_level("OS2")) == (500, DOES_NOT_APPLY)
    assert known().fact("capacity") == Lacking("unit")
    assert known().agreed_level("OS1") == Lacking("agreed")
    assert known().peers_of(CELL) == Lacking("peers")
    assert known().sent_by("groups.group_no", "G0001") == Lacking("keys")


@pytest.mark.parametrize(
    ("entry", "day", "is_there"),
    [
        ("S001", date(2025, 9, 30), True),
        ("S001", date(2025, 10, 1), False),
        ("S001", date(2024, 3, 31), False),
        ("S002", date(1999, 1, 1), True),
        ("S003", date(2025, 9, 30), False),
    ],
)
def test_an_entry_of_a_register_is_there_from_its_first_day_to_its_last(entry, day, is_there):
    staff = {"S001": (Span("2024-04-01", "2025-09-30"),), "S002": (Span(),)}

    assert known(registers={"staff": staff}).in_register("staff", entry, day) is is_there
    assert known().in_register("staff", entry, day) == Lacking("register")


def test_peers_are_told_by_median_and_median_distance_alone():
    # 10 12 14 20 90: the middle is 14, the distances 4 2 0 6 76, of which 4 is the middle.
    assert Peers.of(["90", "10", "14", "20", "12"]) == Peers(5, "14", "4")
    assert Peers.of([]) == Peers(0, "0", "0")


def test_rates_of_peers_are_exact_and_of_the_latest_quarter_with_enough():
    thirds = [{"a": str(n), "b": str(3 * n)} for n in range(1, 6)]
    told = {"2025-26Q3": [*thirds[:4], {"a": "9", "b": "0"}], "2025-26Q1": thirds}

    found = summaries({("a", "b", 5), ("a", "", 5)}, Period.parse("2025-26Q3"), told)

    assert found["a / b"] == Peers(5, "1/3", "0", "2025-26Q1")
    assert found["a"] == Peers(5, "3", "1", "2025-26Q3")


def test_a_context_is_read_back_from_its_snapshot_as_it_was():
    context = known(
        earlier={"2025-26Q2": Sent({CELL: "41"}, provisional=True)},
        others={"STAFF-Q": {"2025-26Q3": Sent({"staff[R900].hours": "812.5"})}},
        peers={CELL: Peers(5, "14", "4", "2025-26Q2")},
        unit={"code": "9101"},
        agreed={"OS1": "500"},
        registers={"staff": {"S001": (Span("2024-04-01"),)}},
        keys={"groups.group_no": {"G0001": "agency"}},
    )

    assert read_back(document(context)) == context
    assert read_back(document(NOTHING_KNOWN)) == NOTHING_KNOWN


def test_only_what_is_owed_is_asked_for():
    wants = Wants(
        back=frozenset({(CELL, 2)}),
        last_year=frozenset({"a[R1].b"}),
        year=frozenset({"a[R1].c"}),
        quarters=frozenset({("OTHER-Q", "x[R1].y")}),
    )

    asked = wants.returns(known(owed=[Owed("OTHER-Q", "2025-26Q4")]))

    assert asked == {
        Owed("MINE", "2025-26Q1"): {CELL, "a[R1].c"},
        Owed("MINE", "2025-26Q2"): {CELL, "a[R1].c"},
        Owed("MINE", "2024-25Q3"): {"a[R1].b"},
        Owed("OTHER-Q", "2025-26Q4"): {"x[R1].y"},
    }
