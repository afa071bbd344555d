"""What the file alone does not say: who owes what, and what was reported before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Owed:
    """One return that a unit has to send: form and period."""

    form: str
    period: str


@dataclass(frozen=True, slots=True)
class Context:
    """Facts about the unit and its earlier returns, fetched once for a file.

    `known_unit` is None where nobody can say (no register at hand); `owed` likewise.
    `prior` holds the figures of the previous due period by cell name, as exact decimals in
    text; None where there was no such period (a new unit: carry-forward is not applicable).
    `prior_known` is False where nobody can say, so that such rules are *cannot check*.
    `history` holds each cell's figures of earlier periods, newest last.
    """

    known_unit: bool | None = None
    owed: Sequence[Owed] | None = None
    prior_known: bool = False
    prior_period: str = ""
    prior_provisional: bool = False
    prior: Mapping[str, str] | None = None
    history: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        """Return the snapshot that is kept with a verdict, so that it can be replayed."""
        return {
            "known_unit": self.known_unit,
            "owed": None if self.owed is None else [[o.form, o.period] for o in self.owed],
            "prior_known": self.prior_known,
            "prior_period": self.prior_period,
            "prior_provisional": self.prior_provisional,
            "prior": None if self.prior is None else dict(self.prior),
            "history": {name: list(figures) for name, figures in self.history.items()},
        }


NOTHING_KNOWN = Context()
