"""What the file alone does not say: what is owed, what was reported before and elsewhere.

A value: it is kept with the verdict, and read back gives the very same answers. Every question
has three: a figure, nothing that applies (`Lacking` without `waits`), or not known yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import NamedTuple, Self

from schemas.periods import Period


class Owed(NamedTuple):
    """One return that a unit has to send: form and period."""

    form: str
    period: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The figures of a return, by cell: exact decimals in text; a blank is not there.

    `provisional` where it is signed and not accepted yet.
    """

    figures: Mapping[str, str]
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why there is no figure.

    Attributes:
        waits: what is waited for: prior, last_year, year, other, unit, agreed, peers, register or
            keys; empty where nothing of the kind applies.
        missing: the returns that are not at hand.
        blank: whether the return is at hand, and the cell was left blank there.
    """

    waits: str = ""
    missing: tuple[Owed, ...] = ()
    blank: bool = False

    @property
    def applies(self) -> bool:
        """Whether there is to be a figure, which is not known yet."""
        return bool(self.waits)


DOES_NOT_APPLY = Lacking()
LEFT_BLANK = Lacking(blank=True)


@dataclass(frozen=True, slots=True)
class Peers:
    """What units of the same service report: how many do, their median and how far they lie apart.

    `spread` is the median of the distances from the median; both are exact, as 14, 9/2 or 18/41.
    `period` is when they did, "" where nobody says. No unit's own figure is here.
    """

    count: int
    median: str
    spread: str
    period: str = ""

    @classmethod
    def of(cls, figures: Iterable[str], period: str = "") -> Self:
        """Return the summary of figures; 0 everywhere where there are none."""
        told = [Fraction(figure) for figure in figures]
        if not told:
            return cls(0, "0", "0")
        middle = median(told)
        spread = median(abs(one - middle) for one in told)
        return cls(len(told), str(middle), str(spread), period)


@dataclass(frozen=True, slots=True)
class Span:
    """The days, both included, on which an entry of a register is in force; None for no end."""

    since: str | None = None
    until: str | None = None

    def holds(self, day: date) -> bool:
        """Say whether a day lies within."""
        text = day.isoformat()
        return (self.since or text) <= text <= (self.until or text)


@dataclass(frozen=True)
class Context:
    """Facts about the unit and its other returns, fetched once for a file.

    Attributes:
        form, period: of the return that is checked; empty where they are not known.
        known_unit: None where nobody can say (no register at hand); `owed` likewise.
        earlier: this form's returns of earlier periods.
        others: other forms' returns of the same unit, by form and period.
        peers: summaries of other units' figures, by cell, or `cell / scale` where they are scaled.
        unit: facts of the unit by name: code, name, service_type and so on.
        agreed: agreed levels by standard.
        registers: of each register, the asked ids that it has, with when they are in force.
        rolls: of each register that is to be listed, all ids that are of the unit on the last day
            of the period; of that of units, those of its agency.
        keys: of each cell or field that says what stands once only, the values that another
            accepted return has already: with the period where it is the unit's own, else "agency"
            for one of the same agency, and "all" for any other. Whose it is is not here.
        last: all figures of this form's return of the period before: to know that file again.
        twin: the code of another unit whose return has these very figures; "?" if it is not told.
    """

    known_unit: bool | None = None
    owed: Sequence[Owed] | None = None
    form: str = ""
    period: str = ""
    earlier: Mapping[str, Sent] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, Sent]] = field(default_factory=dict)
    peers: Mapping[str, Peers] = field(default_factory=dict)
    unit: Mapping[str, str] | None = None
    agreed: Mapping[str, str] | None = None
    registers: Mapping[str, Mapping[str, Sequence[Span]]] = field(default_factory=dict)
    rolls: Mapping[str, Sequence[str]] = field(default_factory=dict)
    keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    twin: str = ""

    @cached_property
    def due(self) -> tuple[str, ...] | None:
        """The periods before this one for which the form was owed; None where nobody can say."""
        if self.owed is None:
            return None
        periods = {one.period for one in self.owed if one.form == self.form}
        return tuple(sorted(period for period in periods if period < self.period))

    def before(self, back: int = 1) -> str:
        """Return the due period so many back; "" where there is none.

        Where nobody can say what was due, every quarter was.
        """
        if not self.period:
            return ""
        if self.due is not None:
            return self.due[-back] if back <= len(self.due) else ""
        found = Period.parse(self.period)
        for _ in range(back):
            found = found.previous()
        return found.id

    @cached_property
    def prior_period(self) -> str:
        """The previous due period; "" where there is none, or where nobody can say."""
        return self.before()

    @property
    def prior(self) -> Sent | None:
        """The return of the previous due period, where it is at hand."""
        return self.earlier.get(self.prior_period)

    @property
    def prior_known(self) -> bool:
        """Whether nothing is missing before this period: it is at hand, or none was due."""
        return self.prior_period in self.earlier or (bool(self.period) and not self.prior_period)

    @property
    def provisional(self) -> tuple[Owed, ...]:
        """The returns that were looked at and are signed, but not accepted yet."""
        returns = {self.form: self.earlier, **self.others}
        return tuple(
            Owed(form, period)
            for form, sent in returns.items()
            for period, one in sent.items()
            if one.provisional
        )

    def figure(self, cell: str, back: int = 1) -> Decimal | Lacking:
        """Return a cell's figure so many due periods ago."""
        if not self.period:
            return Lacking("prior")
        period = self.prior_period if back == 1 else self.before(back)
        return self._of_period(period, cell, "prior") if period else DOES_NOT_APPLY

    def last_year(self, cell: str) -> Decimal | Lacking:
        """Return a cell's figure in the same quarter of the financial year before."""
        if not self.period:
            return Lacking("last_year")
        now = Period.parse(self.period)
        period = Period(now.year - 1, now.quarter).id
        if self.due is not None and period not in self.due:
            return DOES_NOT_APPLY
        return self._of_period(period, cell, "last_year")

    def year_to_date(self, cell: str, figure: Decimal) -> Decimal | Lacking:
        """Return the sum of a cell's figures from April to this quarter, whose figure is given."""
        if not self.period:
            return Lacking("year")
        quarters = [one.id for one in Period.parse(self.period).so_far()[:-1]]
        asked = [one for one in quarters if self.due is None or one in self.due]
        missing = tuple(Owed(self.form, one) for one in asked if one not in self.earlier)
        if missing:
            return Lacking("year", missing)
        return figure + sum(Decimal(self.earlier[one].figures.get(cell, "0")) for one in asked)

    def past(self, cell: str, last: int, skip: Sequence[str] = ()) -> tuple[str, ...]:
        """Return a cell's accepted figures of the last periods at hand, the newest last."""
        periods = [one for one in sorted(self.earlier) if one < self.period and one not in skip]
        told = [self.earlier[one] for one in periods if not self.earlier[one].provisional]
        return tuple(one.figures[cell] for one in told if cell in one.figures)[-last:]

    def _of_period(self, period: str, cell: str, waits: str) -> Decimal | Lacking:
        return _figure(self.earlier.get(period), cell, Lacking(waits, (Owed(self.form, period),)))

    def other(self, form: str, cell: str, period: str = "") -> Decimal | Lacking:
        """Return a cell's figure on another form, or of another period, of the same unit."""
        period = period or self.period
        asked = Owed(form, period)
        returns = self.earlier if form == self.form else self.others.get(form, {})
        sent = returns.get(period)
        if sent is None and self.owed is not None and asked not in self.owed:
            return DOES_NOT_APPLY
        return _figure(sent, cell, Lacking("other", (asked,)))

    def fact(self, name: str) -> str | Lacking:
        """Return a fact of the unit: code, name, service_type and so on."""
        if self.unit is None:
            return Lacking("unit")
        return self.unit.get(name) or DOES_NOT_APPLY

    def agreed_level(self, standard: str) -> Decimal | Lacking:
        """Return the level that was agreed with the unit for a standard."""
        if self.agreed is None:
            return Lacking("agreed")
        return Decimal(self.agreed[standard]) if standard in self.agreed else DOES_NOT_APPLY

    def peers_of(self, cell: str, scale: str = "") -> Peers | Lacking:
        """Return what units of the same service report in a cell, each by its scale."""
        return self.peers.get(peers_key(cell, scale)) or Lacking("peers")

    def in_register(self, register: str, entry: str, day: date) -> bool | Lacking:
        """Say whether a register has an id that is in force on a day."""
        if register not in self.registers:
            return Lacking("register")
        return any(span.holds(day) for span in self.registers[register].get(entry, ()))

    def roll(self, register: str) -> Sequence[str] | Lacking:
        """Return all ids of a register that are of the unit on the last day of the period."""
        return self.rolls[register] if register in self.rolls else Lacking("register")

    def sent_by(self, key: str, value: str) -> str | Lacking:
        """Return in whose return a value stands already, as in `keys`; "" where in none."""
        return self.keys[key].get(value, "") if key in self.keys else Lacking("keys")


def _figure(sent: Sent | None, cell: str, lacking: Lacking) -> Decimal | Lacking:
    if sent is None:
        return lacking
    return Decimal(sent.figures[cell]) if cell in sent.figures else LEFT_BLANK


def peers_key(cell: str, scale: str = "") -> str:
    """Return the name under which the summary of a cell is kept."""
    return f"{cell} / {scale}" if scale else cell


NOTHING_KNOWN = Context()
