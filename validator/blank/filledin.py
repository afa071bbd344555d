"""What stands in a blank workbook at first, as the engine would read it from the file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from validator.examples import scope_of
from validator.kinds.ruling import Scope
from validator.plan import Plan

Entries = Mapping[str, Sequence[Mapping[str, Any]]]


def filled_in(plan: Plan, figures: Mapping[str, Any], entries: Entries) -> Scope:
    """Return figures and entries as a return: a line in which nothing stands is no entry.

    Args:
        plan: the form.
        figures: what stands in cells, by name.
        entries: what stands in the lines of lists, by the list's key.
    """
    data: dict[str, Any] = dict(figures)
    for one in plan.spec.lists:
        keys = [field.key for field in one.fields]
        its = entries.get(one.key, ())
        data[one.key] = [{key: entry.get(key) for key in keys} for entry in its]
    scope = scope_of(plan, {"data": data})
    lists = {}
    for key, listed in scope.lists.items():
        said = [
            any(str(raw or "").strip() or raw == 0 for raw in line.values()) for line in data[key]
        ]
        kept = [entry for entry in listed.entries if said[entry.row - 1]]
        lists[key] = replace(listed, entries=kept)
    return replace(scope, lists=lists)
