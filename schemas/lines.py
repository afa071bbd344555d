"""On which line of a form's file a problem is: found by the place that the problem begins with."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

import yaml

_LEVELS = ("rows", "cols", "fields")
"""A problem may leave these out of a place: tables.movement.R010 is what rows has as R010."""
_NAMES = re.compile(r"[^.\[\]:\s]+")


def places_of(text: str) -> dict[tuple[str, ...], int]:
    """Return the line of every place of a YAML text: its keys, or the number or id in a list.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return dict(_places(node, (), frozenset())) if node else {}


def _places(
    node: yaml.Node, place: tuple[str, ...], within: frozenset[int]
) -> Iterator[tuple[tuple[str, ...], int]]:
    if id(node) in within:  # an alias of what it stands in
        return
    within |= {id(node)}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value)
            inner = place if name in _LEVELS else (*place, name)
            yield (*place, name), key.start_mark.line + 1
            yield from _places(value, inner, within)
    elif isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value, 1):
            for name in {str(number), _id(entry) or str(number)}:
                yield (*place, name), entry.start_mark.line + 1
                yield from _places(entry, (*place, name), within)


def _id(node: yaml.Node) -> str:
    if not isinstance(node, yaml.MappingNode):
        return ""
    return next((str(value.value) for key, value in node.value if key.value == "id"), "")


def line_of(problem: str, places: Mapping[tuple[str, ...], int]) -> int:
    """Return the line that a problem is about, as near as its words tell; 1 where they do not."""
    return places.get(nearest(problem, places), 1)


def without_levels(names: Iterable[str]) -> tuple[str, ...]:
    """Return a place without what may be left out of it."""
    return tuple(name for name in names if name not in _LEVELS)


def nearest(problem: str, places: Collection[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the place that a problem begins with, or as much of it as there is."""
    said = problem.partition(": ")[0] if ": " in problem else ""
    names = without_levels(_NAMES.findall(said))
    found = (names[:length] for length in range(len(names), 0, -1))
    return next((place for place in found if place in places), ())
