"""Several faults in one return: rules drawn from all that can be broken, each told by itself."""

import random
from dataclasses import dataclass, field
from itertools import islice

from validator.breaking import Broken, Change, Changes, Good, failures, rules_of, told_at

_TRIES = 120
"""Changes that are tried to break one rule; with more it is left for another."""


def drawn(good: Good, chance: random.Random, count: int) -> list[Broken]:
    """Return so many faults, or as many as stand side by side.

    Each breaks a rule and is one finding, at its own cell; what falls with it is below that. None
    hides another, or is hidden.
    """
    rules = rules_of(good.plan)
    chance.shuffle(rules)
    sown = _Sown(good)
    for rule in rules if count else ():
        sown.try_to_break(rule)
        if len(sown.faults) == count:
            break
    return sown.faults


def changed(faults: list[Broken]) -> Change:
    """Return the changes of all faults together."""
    return Change({cell: said for one in faults for cell, said in one.change.cells.items()})


@dataclass(slots=True)
class _Sown:
    """The faults so far; `told` says where each rule that fails is told."""

    good: Good
    faults: list[Broken] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)

    def try_to_break(self, rule: str) -> None:
        """Add a fault that breaks a rule which still holds, if one is found."""
        if rule in self.told:
            return
        before = changed(self.faults).cells
        for change in islice(Changes(self.good, rule).likely(), _TRIES):
            if change.cells.keys() & before.keys():
                continue
            both = Change({**before, **change.cells})
            found = failures(self.good, both)
            told, alone = told_at(found), [one for one in found if one.cause is None]
            one_more = rule in told and len(alone) == len(self.faults) + 1
            if one_more and told.items() >= self.told.items():
                falls = tuple(sorted(told.keys() - self.told.keys() - {rule}))
                self.faults.append(Broken(rule, change, told[rule], falls))
                self.told = told
                return
