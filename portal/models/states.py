"""The states of a submission and the moves between them: one table."""

from enum import StrEnum


class State(StrEnum):
    """Where a submission stands."""

    RECEIVED = "received"
    CHECKING = "checking"
    REFUSED = "refused"
    UNPACKED = "unpacked"
    TO_CORRECT = "to_correct"
    TO_EXPLAIN = "to_explain"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    LOADED = "loaded"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How the check went, whatever became of the submission afterwards."""

    PASSED = "passed"
    QUERIES = "queries"
    FAILED = "failed"
    REFUSED = "refused"


_ = State

MOVES: dict[State, frozenset[State]] = {
    _.RECEIVED: frozenset({_.CHECKING}),
    # Back to received when the child process was lost: the check runs again.
    _.CHECKING: frozenset({
        *(_.RECEIVED, _.REFUSED, _.UNPACKED, _.TO_CORRECT, _.TO_EXPLAIN, _.TO_SIGN)
    }),
    # A ZIP whose files go their own ways.
    _.UNPACKED: frozenset(),
    _.REFUSED: frozenset({_.SUPERSEDED}),
    # Back to received when a return that it asks for is signed or accepted: it is checked anew.
    _.TO_CORRECT: frozenset({_.TO_EXPLAIN, _.TO_SIGN, _.RECEIVED, _.SUPERSEDED, _.WITHDRAWN}),
    _.TO_EXPLAIN: frozenset({_.TO_SIGN, _.TO_CORRECT, _.RECEIVED, _.SUPERSEDED, _.WITHDRAWN}),
    # Back to explain when the sender takes an answer back.
    _.TO_SIGN: frozenset({_.SIGNED, _.TO_EXPLAIN, _.RECEIVED, _.SUPERSEDED, _.WITHDRAWN}),
    # Back to sign when the signature is taken back.
    _.SIGNED: frozenset({_.IN_REVIEW, _.ACCEPTED, _.TO_SIGN, _.WITHDRAWN}),
    _.IN_REVIEW: frozenset({_.ACCEPTED, _.RETURNED, _.TO_SIGN}),
    _.RETURNED: frozenset({_.SUPERSEDED}),
    _.ACCEPTED: frozenset({_.LOADED}),
    # When a later version is loaded.
    _.LOADED: frozenset({_.SUPERSEDED}),
    _.SUPERSEDED: frozenset(),
    _.WITHDRAWN: frozenset(),
}

WAITING = (State.RECEIVED, State.CHECKING, State.ACCEPTED)
"""The machine has the next step: the sweep looks at these."""

CLOSED = (State.REFUSED, State.UNPACKED, State.LOADED, State.SUPERSEDED, State.WITHDRAWN)
"""Nobody has a next step."""


class WrongState(Exception):
    """A submission cannot go from the state it is in to the one wanted."""

    def __init__(self, state: State, to: State) -> None:
        super().__init__(f"{state} cannot become {to}")
        self.state = state
        self.to = to
