"""Rules over the entries of a list as formulas: one for each line that the blank offers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from schemas.periods import Period
from validator.kinds.entrychoices import ValidPair, WithinPeriod
from validator.kinds.entrypresence import FieldsFilled
from validator.kinds.entrysums import FieldBounds, FieldPair, FieldSum
from validator.kinds.listfigures import ListFigure
from validator.selfcheck.excel import call, either, every, in_order, none, some, words
from validator.selfcheck.figures import FAILED, NA, PASSED, WAITS, Sum, of_blanks
from validator.selfcheck.filled import of_several
from validator.selfcheck.listed import Entries, serial
from validator.selfcheck.workings import EMPTY, KNOWN, NONE, UNREAD, Seen

_SIGNS = {"before": "<", "after": ">", "not_after": "<=", "not_before": ">="}
OfLine = Callable[[Any, Mapping[str, Seen], Period], str]


def of_rule(rule: Any, entries: Entries) -> Iterator[str]:
    """Yield how a rule comes out in each line of a list. Raises NoFormula."""
    fields = {key: entries.of(key) for key in rule.needs}
    for line, used in enumerate(entries.used):
        seen = {key: its[line] for key, its in fields.items()}
        unread = some(*(one.has(UNREAD) for one in seen.values()))
        without = some(*(one.has(NONE) for one in seen.values()))
        pairs = [(f"{used.state}=0", NA), (unread, WAITS), (without, NA)]
        yield in_order(pairs, OF_LINE[type(rule)](rule, seen, entries.period))


def _sum(rule: FieldSum, seen: Mapping[str, Seen], _: Period) -> str:
    return Sum(
        [seen[key] for key in rule.needs],
        rule.factors,
        rule.op,
        rule.head.blank,
        slack=rule.slack,
        relative=rule.relative,
    ).formula()


def _pair(rule: FieldPair, seen: Mapping[str, Seen], _: Period) -> str:
    left, right = (seen[key] for key in rule.needs)
    if sign := _SIGNS.get(rule.order):
        holds = f"{left.value}{sign}{right.value}"
    elif rule.fields[0].type in ("date", "month"):
        holds = f"{left.value}={right.value}"
    else:
        holds = call("EXACT", call("LOWER", left.value), call("LOWER", right.value))
    if rule.order == "different":
        holds = none(holds)
    return of_blanks([left, right], rule.head.blank, either(holds, PASSED, FAILED))


def _bounds(rule: FieldBounds, seen: Mapping[str, Seen], _: Period) -> str:
    one = seen[rule.field.key]
    beyond = [
        f"{one.value}{sign}{serial(bound) if isinstance(bound, date) else bound}"
        for bound, sign in ((rule.least, "<"), (rule.most, ">"))
        if bound is not None
    ]
    held = either(some(*beyond), FAILED, PASSED)
    # A blank is never 0 by way of zero_if_any: nothing else is there.
    return of_blanks([one], rule.head.blank, held)


def _filled(rule: FieldsFilled, seen: Mapping[str, Seen], _: Period) -> str:
    its = [seen[one.key] for one in rule.fields]
    return of_several(rule.head.kind, its, rule.head.blank)


def _valid_pair(rule: ValidPair, seen: Mapping[str, Seen], _: Period) -> str:
    left, right = (seen[key] for key in rule.needs)
    allowed = [
        every(_is(left, code), some(*(_is(right, one) for one in codes)))
        for code, codes in rule.allowed.items()
        if codes
    ]
    return of_blanks([left, right], rule.head.blank, either(some(*allowed), PASSED, FAILED))


def _is(seen: Seen, code: str) -> str:
    return call("EXACT", seen.value, words(code))


def _within(rule: WithinPeriod, seen: Mapping[str, Seen], period: Period) -> str:
    (one,) = seen.values()
    begins = Period(period.year, 1).start if rule.to_date else period.start
    inside = every(f"{one.value}>={serial(begins)}", f"{one.value}<={serial(period.end)}")
    return of_blanks([one], rule.head.blank, either(inside, PASSED, FAILED))


OF_LINE: dict[type, OfLine] = {
    FieldSum: _sum,
    FieldPair: _pair,
    FieldBounds: _bounds,
    FieldsFilled: _filled,
    ValidPair: _valid_pair,
    WithinPeriod: _within,
}
"""What is said of one line by each shape of rule; the others have no formula."""


def of_list(rule: ListFigure, figure: Seen, entries: Entries, counted: Sequence[str]) -> str:
    """Return how it comes out that a figure is the number of entries, or their sum.

    Args:
        rule: the rule.
        figure: the figure.
        entries: the lines of the list.
        counted: whether each line is counted, as a condition.
    """
    columns = {key: entries.of(key) for key in rule.needs}
    number = "(" + "+".join(f"({one})*1" for one in counted) + ")"
    due = f"{number}*{10**rule.cell.decimals}"
    if rule.summed:
        finer = 10 ** (rule.cell.decimals - rule.table.field(rule.summed).decimals)
        lines = zip(counted, columns[rule.summed], strict=True)
        due = "(" + "+".join(f"({one})*{seen.value}" for one, seen in lines) + f")*{finer}"
    bad = [f"{call('SUM', column('D', its))}>0" for its in columns.values()]
    wait = some(figure.has(UNREAD), f"{entries.below.state}=1", *bad)
    held = either(f"ABS({figure.value}-{due})<={_allowed(rule, due, number)}", PASSED, FAILED)
    blank = {"zero": held, "zero_if_any": either(f"{number}>0", held, NA), "error": str(FAILED)}
    pairs = [(wait, str(WAITS)), (figure.has(KNOWN), held)]
    pairs.append((figure.has(EMPTY), blank.get(rule.head.blank, str(NA))))
    return in_order(pairs, NA)


def _allowed(rule: ListFigure, due: str, number: str) -> str:
    """Return by how much the figure may differ; `number` is how many entries are counted."""
    absolute = Decimal(rule.tolerance.absolute or "0").scaleb(rule.cell.decimals)
    share = Fraction(rule.tolerance.relative or "0") / 100
    said = [format(absolute, "f")]
    if share:
        said.append(f"ABS({due})*{share.numerator}/{share.denominator}")
    if rule.tolerance.rounding and rule.summed and (its := rule.table.field(rule.summed).decimals):
        said.append(f"({number}*{10 ** (rule.cell.decimals - its)}+1)/2")
    return call("MAX", *said) if len(said) > 1 else said[0]


def column(letter: str, seen: list[Seen]) -> str:
    """Return a field in all lines, which stand below each other."""
    return f"${letter}${seen[0].row}:${letter}${seen[-1].row}"
