import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.models import MOVES, State, Submission, WrongState
from portal.models.states import CLOSED


def reachable(start):
    found, left = {start}, [start]
    while left:
        new = MOVES[left.pop()] - found
        found |= new
        left.extend(new)
    return found


def test_every_state_is_in_the_table_of_moves():
    assert set(MOVES) == set(State)


def test_every_state_can_be_reached_from_received():
    assert reachable(State.RECEIVED) == set(State)


def test_no_state_is_a_dead_end_but_the_last_ones():
    dead_ends = {state for state, moves in MOVES.items() if not moves}

    assert dead_ends == {State.SUPERSEDED, State.WITHDRAWN, State.UNPACKED}


@pytest.mark.parametrize("state", CLOSED)
def test_what_is_closed_is_never_open_again(state):
    assert reachable(state) <= set(CLOSED)


def test_nothing_is_loaded_but_what_was_accepted():
    assert [state for state, moves in MOVES.items() if State.LOADED in moves] == [State.ACCEPTED]


def test_a_move_that_is_not_in_the_table_says_from_where_to_where():
    submission = Submission(state=State.LOADED)

    with pytest.raises(WrongState, match="loaded cannot become accepted"):
        submission.move(State.ACCEPTED)

    assert submission.state is State.LOADED


def test_a_move_keeps_its_time():
    submission = Submission(state=State.RECEIVED)

    submission.move(State.CHECKING)

    assert submission.state_since is not None


@given(st.lists(st.sampled_from(State), max_size=30))
def test_no_sequence_of_moves_leaves_the_table(wanted):
    submission = Submission(state=State.RECEIVED)
    passed = [submission.state]

    for state in wanted:
        try:
            submission.move(state)
        except WrongState:
            assert submission.state is passed[-1]
        else:
            passed.append(submission.state)

    assert all(after in MOVES[before] for before, after in zip(passed, passed[1:], strict=False))
