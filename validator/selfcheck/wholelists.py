"""Rules that hold the entries of a list against each other, as formulas."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from validator.kinds.ruling import At, Judged, Scope
from validator.kinds.wholelists import RowsExpected, RunningOn, Unique
from validator.outcomes import NOT_APPLICABLE, PASS
from validator.selfcheck.entries import column
from validator.selfcheck.excel import NoFormula, call, either, in_order, some, words
from validator.selfcheck.figures import FAILED, NA, PASSED, WAITS, of_blanks
from validator.selfcheck.listed import Entries
from validator.selfcheck.workings import NONE, UNREAD, Seen

OfLines = Callable[[Any, Entries, int], str]


def of_rule(rule: Any, entries: Entries) -> Iterator[str]:
    """Yield how a rule comes out in each line of a list. Raises NoFormula."""
    fields = {key: entries.of(key) for key in rule.needs}
    for line, used in enumerate(entries.used):
        seen = [its[line] for its in fields.values()]
        unread = some(*(one.has(UNREAD) for one in seen))
        without = some(*(one.has(NONE) for one in seen))
        held = of_blanks(seen, rule.head.blank, OF_LINES[type(rule)](rule, entries, line))
        yield in_order([(f"{used.state}=0", NA), (unread, WAITS), (without, NA)], held)


def outcomes(rule: Any, scope: Scope) -> dict[int, str]:
    """Return how a rule comes out in each entry, by its number."""
    told: dict[int, Judged] = {}
    for judged in rule.judge(scope):
        for spot in judged.spots[:1]:
            assert isinstance(spot, At)
            told[spot.entry] = judged
    found = {}
    for number, entry in enumerate(scope.lists[rule.listed].entries):
        filled = all(key in entry.values for key in rule.needs)
        rest = PASS if filled and entry.na.isdisjoint(rule.needs) else NOT_APPLICABLE
        found[number] = told[number].outcome if number in told else rest
    return found


def _unique(rule: Unique, entries: Entries, line: int) -> str:
    if not line:
        return str(PASSED)
    alike = [f"({column('B', entries.used[:line])}=1)"]
    for key in rule.needs:
        above, one = entries.of(key)[:line], entries.of(key)[line]
        texts = call("LOWER", column("C", above)), call("LOWER", one.value)
        alike += [f"({column('B', above)}=0)", call("EXACT", *texts)]
    return either(f"{call('SUMPRODUCT', '*'.join(alike))}>0", FAILED, PASSED)


def _running_on(rule: RunningOn, entries: Entries, line: int) -> str:
    """Return that a number is there once, and the one before it as well, if there are lower ones.

    Raises:
        NoFormula: the numbers stand in texts.
    """
    (key,) = rule.needs
    if entries.table.field(key).type not in ("count", "integer"):
        raise NoFormula(key)
    its, one = entries.of(key), entries.of(key)[line]
    states = column("B", its)

    def number(condition: str, seen: list[Seen]) -> str:
        return call("COUNTIFS", column("B", seen), "0", column("C", seen), condition)

    twice = f"{number(one.value, its[:line])}>0" if line else "FALSE"
    lower = f"{number(f'{words(chr(60))}&{one.value}', its)}>0"
    gap = f"AND({lower},{number(f'{one.value}-1', its)}=0,{call('COUNTIF', states, str(UNREAD))}=0)"
    return either(some(twice, gap), FAILED, PASSED)


OF_LINES: Mapping[type, OfLines] = {Unique: _unique, RunningOn: _running_on}
"""What is said of one line by each kind that looks at the others; RowsExpected is of them all."""


def of_expected(rule: RowsExpected, entries: Entries) -> str:
    """Return how it comes out that each of some codes has an entry."""
    its = entries.of(rule.field.key)
    codes, states = column("C", its), column("B", its)
    there = [
        f"{call('SUMPRODUCT', '1*' + call('EXACT', codes, words(code)))}=0"
        for code in rule.expected
    ]
    unread = some(f"{call('COUNTIF', states, str(UNREAD))}>0", f"{entries.below.state}=1")
    return either(some(*there), either(unread, WAITS, FAILED), PASSED)
