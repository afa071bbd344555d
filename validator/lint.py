"""Everything that is wrong with a form's text, each with the line on which it stands."""

from typing import NamedTuple

import yaml

from schemas.lines import line_of, places_of
from schemas.load import SpecError, load
from schemas.spec import FormSpec
from validator.proof import problems_of


class Fault(NamedTuple):
    """What is wrong, and on which line of the text."""

    line: int
    words: str


def linted(text: str, *, name: str = "form") -> tuple[FormSpec | None, list[Fault]]:
    """Return the form of a text, where it is one, and everything that is wrong with it."""
    try:
        spec: FormSpec | None = load(text, name=name)
        problems: list[str] = []
    except SpecError as error:
        spec, problems = error.sound, error.problems
    if spec is not None:
        problems = problems + problems_of(spec)
    places = _places(text) if problems else {}
    return spec, [Fault(line_of(problem, places), problem) for problem in problems]


def _places(text: str) -> dict[tuple[str, ...], int]:
    try:
        return places_of(text)
    except yaml.YAMLError:
        return {}
