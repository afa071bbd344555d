"""Formulas as text, of those functions that Excel, LibreOffice and Google Sheets share.

Each function here returns what may stand as an argument of another.
"""

from collections.abc import Iterable, Sequence


def call(name: str, *arguments: str) -> str:
    """Return a function of arguments."""
    return f"{name}({','.join(arguments)})"


def either(condition: str, yes: str | int, no: str | int) -> str:
    """Return one of two values, by a condition."""
    return call("IF", condition, str(yes), str(no))


def every(*conditions: str) -> str:
    """Return whether all conditions hold."""
    return conditions[0] if len(conditions) == 1 else call("AND", *conditions or ("TRUE",))


def some(*conditions: str) -> str:
    """Return whether one of some conditions holds."""
    return conditions[0] if len(conditions) == 1 else call("OR", *conditions or ("FALSE",))


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
