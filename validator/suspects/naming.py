"""From what could have happened to what is told: one finding for a cause, the others below it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from validator.findings import GRAVITY, Finding
from validator.suspects.columns import swapped
from validator.suspects.elsewhere import last_file, others_file
from validator.suspects.rows import shifted
from validator.suspects.thousands import in_thousands
from validator.suspects.total_row import sorted_in
from validator.suspects.trial import Case, Mending, Trial, tried
from validator.suspects.us_dates import american
from validator.words import wording

Suspect = Callable[[Case], Iterable[Mending]]
SUSPECTS: tuple[Suspect, ...] = (
    last_file,
    others_file,
    american,
    in_thousands,
    swapped,
    sorted_in,
    shifted,
)
_MOST_TRIED = 24
"""Whole checks that are made for one return."""


def name_causes(case: Case) -> Iterator[Finding]:
    """Yield a finding for each cause, and put those that it explains below it."""
    for trial in causes_of(case):
        yield _told(case, trial)


def causes_of(case: Case) -> Iterator[Trial]:
    """Return each cause with what would have to be otherwise in the return."""
    proposed = chain.from_iterable(suspect(case) for suspect in SUSPECTS)
    trials = [
        trial
        for _, mending in zip(range(_MOST_TRIED), proposed, strict=False)
        if (trial := tried(case, mending)) is not None
    ]
    return _agreed(trials)


def _agreed(trials: list[Trial]) -> Iterator[Trial]:
    """Yield the causes that nothing else explains as well, the one that explains most first."""
    left = sorted(trials, key=lambda one: (not one.mending.sure, -len(one.explains)))
    while left:
        best, *left = left
        rivals = [one for one in left if not one.explains.keys().isdisjoint(best.explains)]
        left = [one for one in left if one not in rivals]
        if best.mending.sure or not any(_as_good(best, one) for one in rivals):
            yield best


def _as_good(best: Trial, other: Trial) -> bool:
    """Say whether another explains as much, and comes to other figures by another way."""
    if best.mending.claim and best.mending.claim == other.mending.claim:
        return False
    return len(other.explains) == len(best.explains) and other.figures != best.figures


def _told(case: Case, trial: Trial) -> Finding:
    mending, explained = trial.mending, trial.explains.values()
    count = len(explained)
    message, hint = wording(mending.words or mending.kind, count=count, **mending.slots)
    severity = min((one.severity for one in explained), key=GRAVITY.__getitem__)
    rule = f"{case.plan.spec.code}.C.{mending.kind}"
    finding = Finding(rule, mending.kind, severity, message, hint)
    finding.places = [case.extract.places[cell] for cell in mending.cells]
    finding.places += mending.places
    finding.cells = finding.places
    below = set(map(id, explained))
    for one in case.findings:
        if id(one) in below or (one.cause is not None and id(one.cause) in below):
            one.cause = finding
    return finding
