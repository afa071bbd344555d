"""What a return says that others are asked about: ids for registers, keys that stand once only."""

from collections.abc import Iterable, Iterator, Mapping

from validator.extract import Extract
from validator.keys import in_cell, in_entries
from validator.plan import Plan


def said(names: Iterable[str], plan: Plan, extract: Extract) -> dict[str, list[str]]:
    """Return what a return says in some cells and fields: by name, each key once, in order."""
    return {name: sorted({*_said(name, plan, extract)} - {""}) for name in sorted(names)}


def _said(name: str, plan: Plan, extract: Extract) -> Iterator[str]:
    listed, _, field = name.partition(".")
    if listed in extract.lists:
        yield from in_entries(extract.lists[listed], field)
    else:
        yield in_cell(plan.cell(name), extract.readings)


def ids_of(plan: Plan, extract: Extract) -> Mapping[str, frozenset[str]]:
    """Return by register the ids that a return asks it for."""
    found: dict[str, frozenset[str]] = {}
    for register, name in sorted(plan.wants.registers):
        ids = said([name], plan, extract)[name]
        found[register] = found.get(register, frozenset()) | frozenset(ids)
    return found
