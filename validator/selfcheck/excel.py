"""Formulas as text, of those functions that Excel, LibreOffice and Google Sheets share.

Each function here returns what may stand as an argument of another.
"""

from collections.abc import Iterable, Sequence

_LONGEST, _MOST_ARGUMENTS = 8192, 255
"""Letters of a formula and arguments of a function: a workbook with more, Excel calls broken."""


class NoFormula(Exception):
    """No formula says it: it is checked when the return is sent."""


def sized(formula: str) -> str:
    """Return a formula. Raises NoFormula where Excel does not take one so long."""
    if len(formula) >= _LONGEST - 1:
        raise NoFormula(f"{len(formula)} letters")
    return formula


def call(name: str, *arguments: str) -> str:
    """Return a function of arguments."""
    return f"{name}({','.join(arguments)})"


def either(condition: str, yes: str | int, no: str | int) -> str:
    """Return one of two values, by a condition."""
    return call("IF", condition, str(yes), str(no))


def every(*conditions: str) -> str:
    """Return whether all conditions hold."""
    return _joined("AND", conditions or ("TRUE",))


def some(*conditions: str) -> str:
    """Return whether one of some conditions holds."""
    return _joined("OR", conditions or ("FALSE",))


def _joined(name: str, conditions: Sequence[str]) -> str:
    """Return conditions as one, in parts where they are more than a function takes."""
    if len(conditions) == 1:
        return conditions[0]
    if len(conditions) <= _MOST_ARGUMENTS:
        return call(name, *conditions)
    starts = range(0, len(conditions), _MOST_ARGUMENTS)
    parts = [conditions[start : start + _MOST_ARGUMENTS] for start in starts]
    return _joined(name, [_joined(name, part) for part in parts])


def none(*conditions: str) -> str:
    """Return whether none of some conditions holds."""
    return call("NOT", some(*conditions))


def words(said: str) -> str:
    """Return a text."""
    return '"' + said.replace('"', '""') + '"'


def same(text: str, said: str) -> str:
    """Return whether a cell has just this text, but for spaces around it."""
    return call("EXACT", call("TRIM", text), words(said))


def total(terms: Iterable[tuple[int, str]]) -> str:
    """Return a sum of factor times value, in brackets."""
    said = "".join(f"{factor:+d}*{value}" for factor, value in terms)
    return f"({said.removeprefix('+')})" if said else "0"


def in_order(pairs: Sequence[tuple[str, str | int]], otherwise: str | int) -> str:
    """Return the value of the first condition that holds, else another."""
    said = str(otherwise)
    for condition, value in reversed(pairs):
        said = either(condition, value, said)
    return said


def on_sheet(sheet: str, address: str) -> str:
    """Return an address on another sheet."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{address}"
